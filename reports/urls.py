"""Addresses of figures."""

from django.urls import path, re_path

from reports import views

app_name = "reports"
urlpatterns = [
    path("programme/", views.programme, name="programme"),
    path("programme/chiffres-de-depart/", views.baseline, name="baseline"),
    path("programme/chiffres-de-depart/liste/", views.baseline_many, name="baseline_many"),
    re_path(r"^programme/export\.(?P<form>csv|xlsx)$", views.programme_export, name="programme_export"),
    path("cohortes/<slug:code>/personnes/<int:pk>/", views.learner, name="learner"),
    path("cohortes/<slug:code>/avancement/", views.progress, name="progress"),
    re_path(
        r"^cohortes/(?P<code>[-\w]+)/avancement\.(?P<form>csv|xlsx)$", views.progress_export, name="progress_export"
    ),
]
