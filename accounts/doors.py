"""One log-in door: every other that the packages open leads to it (docs/decisions/0002-one-log-in-door.md)."""

from django.contrib.auth.views import LogoutView
from django.urls import path, re_path
from django.views.generic import RedirectView

_to_login = RedirectView.as_view(pattern_name="account_login", query_string=True)
_to_reset = RedirectView.as_view(pattern_name="account_reset_password")

# Above the admin's include.
admin_doors = [
    path("admin/login/", _to_login),
    path("admin/logout/", LogoutView.as_view(next_page="/")),
    re_path(r"^admin/password_reset/.*$", _to_reset),
]
# Inside the language prefixes, above Wagtail's.
site_doors = [path("_util/login/", _to_login)]
