"""Addresses of cohorts."""

from django.urls import path, re_path

from cohorts.views import cohorts, dates, people, plans, sessions

app_name = "cohorts"
urlpatterns = [
    path("operateur/", cohorts.cohort_list, name="list"),
    path("operateur/cohortes/nouvelle/", cohorts.cohort_create, name="create"),
    # /cohortes/<code>/
    path("cohortes/<slug:code>/", cohorts.cohort_detail, name="detail"),
    path("cohortes/<slug:code>/modification/", dates.cohort_edit, name="edit"),
    re_path(r"^cohortes/(?P<code>[-\w]+)/etat/(?P<verb>start|complete|cancel)/$", cohorts.cohort_state, name="state"),
    path("cohortes/<slug:code>/suppression/", cohorts.cohort_remove, name="remove"),
    path("cohortes/<slug:code>/diplomes/", people.diplomas, name="diplomas"),
    path("cohortes/<slug:code>/personnes/", people.people, name="people"),
    path("cohortes/<slug:code>/personnes/invitations/", people.invite_many, name="invite_many"),
    path("cohortes/<slug:code>/equipe/", people.staff_assign, name="staff_assign"),
    path("cohortes/<slug:code>/equipe/<int:pk>/retrait/", people.staff_unassign, name="staff_unassign"),
    path("cohortes/<slug:code>/seances/", sessions.sessions, name="sessions"),
    path("cohortes/<slug:code>/seances/nouvelle/", sessions.session_create, name="session_create"),
    path("cohortes/<slug:code>/seances/semaines/", plans.plan, name="plan"),
    # /inscriptions/<id>/
    re_path(
        r"^inscriptions/(?P<pk>\d+)/(?P<verb>suspend|withdraw|come_back|cancel|correct|resume|complete|lapse)/$",
        people.enrolment_verb,
        name="enrolment_verb",
    ),
    path("inscriptions/<int:pk>/invitation/", people.invitation, name="invitation"),
    path("inscriptions/<int:pk>/renvoi/", people.invitation_resend, name="invitation_resend"),
    # /seances/<id>/
    path("seances/<int:pk>/modification/", sessions.session_edit, name="session_edit"),
    path("seances/<int:pk>/decalage/", plans.shift, name="shift"),
    path("seances/<int:pk>/ouverture/", sessions.session_open, name="session_open"),
    path("seances/<int:pk>/fin/", sessions.session_end, name="session_end"),
    path("seances/<int:pk>/annulation/", sessions.session_cancel, name="session_cancel"),
]
