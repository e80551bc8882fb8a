"""Addresses of projects."""

from django.urls import path

from projects.views import desk, own_team, queue, staff, teams, work

app_name = "projects"
urlpatterns = [
    # /cohortes/<code>/projets/
    path("cohortes/<slug:code>/projets/", work.project_list, name="list"),
    path("cohortes/<slug:code>/projets/nouveau/", staff.assignment_create, name="assignment_create"),
    path("cohortes/<slug:code>/projets/<int:pk>/", work.brief, name="brief"),
    path("cohortes/<slug:code>/projets/<int:pk>/debut/", work.start, name="start"),
    path("cohortes/<slug:code>/projets/<int:pk>/modification/", staff.assignment_edit, name="assignment_edit"),
    path("cohortes/<slug:code>/projets/<int:pk>/equipes/", teams.teams, name="teams"),
    path("cohortes/<slug:code>/projets/<int:pk>/tirage/", teams.draw, name="draw"),
    path("cohortes/<slug:code>/projets/<int:pk>/souhaits/", teams.wish_add, name="wish_add"),
    path("cohortes/<slug:code>/projets/<int:pk>/souhaits/<int:wish_id>/", teams.wish_remove, name="wish_remove"),
    path("cohortes/<slug:code>/projets/<int:pk>/mon-equipe/", own_team.own_team, name="own_team"),
    path("cohortes/<slug:code>/projets/<int:pk>/mon-equipe/<int:submission_id>/", own_team.join, name="team_join"),
    # /rendus/<id>/
    path("rendus/<int:pk>/", work.submission, name="submission"),
    path("rendus/<int:pk>/equipe/", teams.team_edit, name="team_edit"),
    path("rendus/<int:pk>/delai/", teams.extension, name="extension"),
    path("rendus/<int:pk>/invitation/", own_team.invite, name="team_invite"),
    path("rendus/<int:pk>/depart/", own_team.leave, name="team_leave"),
    path("rendus/<int:pk>/brouillon/", work.draft, name="draft"),
    path("rendus/<int:pk>/depot/", work.hand_in, {"verb": "submit"}, name="submit"),
    path("rendus/<int:pk>/remplacement/", work.hand_in, {"verb": "replace"}, name="replace"),
    path("rendus/<int:pk>/retrait/", work.withdraw, name="withdraw"),
    path("rendus/<int:pk>/reprise/<int:file_id>/", work.carry, name="carry"),
    path("rendus/fichiers/<int:pk>/", work.file, name="file"),
    path("rendus/fichiers/<int:pk>/retrait/", work.file_remove, name="file_remove"),
    path("rendus/remarques/<int:pk>/reponse/", work.answer, name="answer"),
    # /revues/
    path("revues/", queue.queue, name="queue"),
    path("revues/suivante/", queue.claim_next, name="claim_next"),
    path("revues/<int:pk>/", desk.review, name="review"),
    path("revues/<int:pk>/prise/", queue.claim, name="claim"),
    path("revues/<int:pk>/liberation/", queue.release, name="release"),
    path("revues/<int:pk>/brouillon/", desk.review_save, name="review_save"),
    path("revues/<int:pk>/remarques/", desk.remark_add, name="remark_add"),
    path("revues/<int:pk>/remarques/<int:thread_id>/retrait/", desk.remark_delete, name="remark_delete"),
]
