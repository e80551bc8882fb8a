"""Every address: apps without a prefix, Wagtail pages under a language."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from core import views as core_views
from home import views as home_views

handler500 = "core.views.server_error"

urlpatterns = [
    path("healthz", core_views.health, name="health"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("accounts/", include("allauth.urls")),
    path("", include("home.urls")),
    # Wagtail's own addresses, the pages served by our view: one query instead of two a level.
    *i18n_patterns(
        path("", include(wagtail_urls.urlpatterns[:-1])),
        re_path(wagtail_urls.serve_pattern, home_views.page, name="wagtail_serve"),
    ),
]
