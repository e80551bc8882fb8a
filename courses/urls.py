"""Addresses of the editor besides Wagtail's own; they stand under /admin/."""

from django.urls import path

from courses import views

urlpatterns = [path("pratique/<int:page_id>/", views.practice, name="courses_practice")]
