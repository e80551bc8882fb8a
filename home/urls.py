"""Addresses of the public site that are not pages, and of what a person starts from."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from home import today_views, views
from home.sitemaps import PublicPages

urlpatterns = [
    path("", views.root, name="root"),
    path("recherche/", views.search, name="search"),
    path("aujourdhui/", today_views.today_page, name="today"),
    path("aujourdhui/espace/", views.switch, name="switch"),
    path("robots.txt", views.robots, name="robots"),
    path(
        "sitemap.xml",
        require_safe(cache_control(public=True, max_age=3600)(sitemap)),
        {"sitemaps": {"pages": PublicPages}},
        name="sitemap",
    ),
]
