"""Addresses of projects."""

from django.urls import path

from projects.views import (
    availability,
    claims,
    comments,
    desk,
    figures,
    files,
    queue,
    remarks,
    staff,
    uploads,
    work,
)

app_name = "projects"
urlpatterns = [
    # /cohortes/<code>/projets/
    path("cohortes/<slug:code>/projets/", work.project_list, name="list"),
    path("cohortes/<slug:code>/projets/nouveau/", staff.assignment_create, name="assignment_create"),
    path("cohortes/<slug:code>/projets/<int:pk>/", work.brief, name="brief"),
    path("cohortes/<slug:code>/projets/<int:pk>/debut/", work.start, name="start"),
    path("cohortes/<slug:code>/projets/<int:pk>/equipes/", staff.teams, name="teams"),
    path("cohortes/<slug:code>/revues/", figures.figures, name="figures"),
    path("cohortes/<slug:code>/revues/relecteurs.csv", figures.mentors_export, name="mentors_export"),
    path("cohortes/<slug:code>/revues/projets.csv", figures.projects_export, name="projects_export"),
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
    path("rendus/remarques/<int:pk>/capture/", remarks.screenshot, name="screenshot"),
    # /revues/
    path("revues/", queue.queue, name="queue"),
    path("revues/suivante/", claims.claim_next, name="claim_next"),
    path("revues/disponibilite/", availability.availability, name="availability"),
    path("revues/ecarts/<int:pk>/fin/", availability.step_back, name="step_back"),
    path("revues/<int:pk>/", desk.review, name="review"),
    path("revues/<int:pk>/prise/", claims.claim, name="claim"),
    path("revues/<int:pk>/liberation/", claims.release, name="release"),
    path("revues/<int:pk>/presence/", claims.presence, name="presence"),
    path("revues/<int:pk>/passage/", claims.hand_over, name="hand_over"),
    path("revues/<int:pk>/ecart/", availability.step_aside, name="step_aside"),
    path("revues/<int:pk>/brouillon/", desk.review_save, name="review_save"),
    path("revues/<int:pk>/fichiers/<int:file_id>/", files.file, name="review_file"),
    path("revues/<int:pk>/fichiers/<int:file_id>/brut/", files.raw, name="review_raw"),
    path("revues/<int:pk>/fichiers/<int:file_id>/vu/", files.viewed, name="review_viewed"),
    path("revues/<int:pk>/remarques/", remarks.add, name="remark_add"),
    path("revues/<int:pk>/remarques/<int:thread_id>/retrait/", remarks.delete, name="remark_delete"),
    path("revues/<int:pk>/remarques/<int:thread_id>/confirmation/", remarks.confirm, name="remark_confirm"),
    path("revues/<int:pk>/remarques/<int:thread_id>/reouverture/", remarks.reopen, name="remark_reopen"),
    path("revues/<int:pk>/notes/", desk.note_add, name="note_add"),
    path("revues/envois/<int:pk>/", desk.amend, name="review_amend"),
    # /revues/commentaires/
    path("revues/commentaires/", comments.bank, name="comments"),
    path("revues/commentaires/<int:pk>/", comments.change, name="comment_change"),
    path("revues/commentaires/<int:pk>/retrait/", comments.delete, name="comment_delete"),
]
