"""Addresses of the inbox."""

from django.urls import path

from inbox import views

app_name = "inbox"
urlpatterns = [
    path("notifications/", views.notices, name="list"),
    path("notifications/compte/", views.unread, name="unread"),
    path("notifications/reglages/", views.settings, name="settings"),
    path("notifications/lues/", views.read_all, name="read_all"),
    path("notifications/<int:pk>/", views.open_notice, name="open"),
]
