"""Addresses of projects."""

from django.urls import path

from projects.views import desk, queue, staff, uploads, work

app_name = "projects"
urlpatterns = [
    # /cohortes/<code>/projets/
    path("cohortes/<slug:code>/projets/", work.project_list, name="list"),
    path("cohortes/<slug:code>/projets/nouveau/", staff.assignment_create, name="assignment_create"),
    path("cohortes/<slug:code>/projets/<int:pk>/", work.brief, name="brief"),
    path("cohortes/<slug:code>/projets/<int:pk>/debut/", work.start, name="start"),
    path("cohortes/<slug:code>/projets/<int:pk>/equipes/", staff.teams, name="teams"),
    # /rendus/<id>/
    path("rendus/<int:pk>/", work.submission, name="submission"),
    path("rendus/<int:pk>/brouillon/", work.draft, name="draft"),
    path("rendus/<int:pk>/depot/", work.hand_in, {"verb": "submit"}, name="submit"),
    path("rendus/<int:pk>/remplacement/", work.hand_in, {"verb": "replace"}, name="replace"),
    path("rendus/<int:pk>/retrait/", work.withdraw, name="withdraw"),
    path("rendus/<int:pk>/envois/", uploads.begin, name="upload_begin"),
    path("rendus/<int:pk>/fichiers/", uploads.draft_files, name="draft_files"),
    path("rendus/<int:pk>/fichiers/retrait/", uploads.draft_files_remove, name="draft_files_remove"),
    path("rendus/envois/<slug:token>/", uploads.upload, name="upload"),
    path("rendus/envois/<slug:token>/abandon/", uploads.upload_abandon, name="upload_abandon"),
    path("rendus/versions/<int:pk>/", uploads.version, name="version"),
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
