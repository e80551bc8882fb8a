"""Addresses where learners read."""

from django.urls import path

from learning import views

app_name = "learning"
urlpatterns = [
    path("cohortes/<slug:code>/parcours/", views.path, name="path"),
    path("cohortes/<slug:code>/modules/<int:pk>/", views.module, name="module"),
    path("cohortes/<slug:code>/lecons/<int:pk>/", views.lesson, name="lesson"),
    path("cohortes/<slug:code>/lecons/<int:pk>/faite/", views.mark_done, name="done"),
    path("cohortes/<slug:code>/lecons/<int:pk>/a-refaire/", views.undo_done, name="undo"),
]
