"""Every address: apps without a prefix, Wagtail pages under a language."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from accounts.doors import admin_doors, site_doors
from core import views as core_views
from home import views as home_views
from lms.api import api

handler500 = "core.views.server_error"

urlpatterns = [
    path("healthz", core_views.health, name="health"),
    path("evenements/", core_views.events, name="events"),
    path("styleguide/", core_views.styleguide, name="styleguide"),
    *admin_doors,
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", api.urls),
    path("", include("home.urls")),
    path("", include("accounts.urls")),
    path("", include("inbox.urls")),
    path("", include("cohorts.urls")),
    path("", include("learning.urls")),
    path("", include("projects.urls")),
    path("", include("live.urls")),
    path("", include("reports.urls")),
    # Wagtail's own addresses, the pages served by our view: one query instead of two a level.
    *i18n_patterns(
        *site_doors,
        path("", include(wagtail_urls.urlpatterns[:-1])),
        re_path(wagtail_urls.serve_pattern, home_views.page, name="wagtail_serve"),
    ),
]
if settings.MEDIA_SERVED:
    # Pictures of pages, by the embedded default; in production nginx serves them. Documents have their own door.
    pictures = r"^media/(?P<path>(?:images|original_images)/[^/]+)$"
    urlpatterns.insert(0, re_path(pictures, serve, {"document_root": settings.MEDIA_ROOT}))
