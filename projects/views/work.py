"""A learner's screens: briefs, drafts, versions, answers."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import DatabaseError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cohorts.views.common import find_cohort, put_on_form, require
from core import disk, idempotency, paths, uploads
from core.clock import began_at
from core.times import moment
from projects import actions, queries
from projects.actions.files import is_editable
from projects.draft_forms import DraftForm
from projects.models import Assignment, Submission, Version, VersionFile
from projects.notebooks import picture
from projects.texts import NOTEBOOK_BYTES, lines_of
from projects.views.endings import why_relieved


def visible_submissions(request):
    """The numbers of the submissions that the person may see, for the query of what hangs on them."""
    return Submission.objects.visible_to(request.user).values("pk")


def find_submission(request, pk: int) -> Submission:
    """A submission by its number: 404 when it is not visible."""
    return get_object_or_404(queries.submission_rows().filter(pk__in=visible_submissions(request)), pk=pk)


@login_required
@require_safe
def project_list(request, code: str) -> HttpResponse:
    """The cohort's projects: one's own for a learner, all teams' for staff."""
    cohort = find_cohort(request, code, "cohorts.read_curriculum")
    learns = request.user.has_perm("cohorts.learn", cohort)
    context = {
        "here": "projects" if learns else "cohorts",
        "cohort": cohort,
        "learns": learns,
        "work": queries.assignments_for(request.user, cohort) if learns else [],
        "given": [] if learns else queries.given_projects(cohort),
        "may_assign": request.user.has_perm("projects.add_assignment", cohort),
    }
    gives = context["may_assign"] and not learns and not cohort.is_final
    context["to_give"] = queries.projects_to_give(cohort) if gives else []
    return render(request, "projects/list.html", context)


@login_required
@require_safe
def brief(request, code: str, pk: int) -> HttpResponse:
    """The frozen brief and rubric of an assignment."""
    cohort = find_cohort(request, code, "cohorts.read_curriculum")
    assignment = get_object_or_404(Assignment.objects.select_related("brief", "cohort"), pk=pk, cohort=cohort)
    own = Submission.objects.of_learner(request.user).filter(assignment=assignment)
    mine = own.select_related("team").first()
    context = {
        "here": "projects",
        "cohort": cohort,
        "assignment": assignment,
        "page": queries.frozen_brief(assignment),
        "reads": assignment.is_open() or request.user.has_perm("projects.read_ahead", assignment),
        "criteria": assignment.criteria.all(),
        "submission": mine,
        "learns": request.user.has_perm("cohorts.learn", cohort),
        "may_form_teams": request.user.has_perm("projects.change_team", assignment),
    }
    return render(request, "projects/brief.html", context)


@login_required
@require_POST
def start(request, code: str, pk: int) -> HttpResponse:
    """Begin individual work."""
    cohort = find_cohort(request, code, "cohorts.learn")
    assignment = get_object_or_404(Assignment.objects.select_related("cohort"), pk=pk, cohort=cohort)
    try:
        return redirect("projects:submission", actions.start(assignment, by=request.user).pk)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("projects:brief", code, pk)


@login_required
@require_safe
def submission(request, pk: int) -> HttpResponse:
    """A submission's page; htmx gets its live part."""
    found = find_submission(request, pk)
    dossier = queries.dossier(found, request.user)
    return submission_page(request, found, _form_over(found, dossier), dossier=dossier)


def _posted_form(request, found: Submission) -> DraftForm:
    return _draft_form(found, found.versions.order_by("-number").first(), request.POST, request.FILES)


def _form_over(found: Submission, dossier: queries.Dossier) -> DraftForm:
    return _draft_form(found, dossier.draft or dossier.last_version, criteria=dossier.criteria)


def _draft_form(found: Submission, draft: Version | None, data=None, files=None, criteria=None) -> DraftForm:
    """The form over the team's draft; without one it takes the addresses of what was handed in.

    ``seen_at`` is the draft's age as the page shows it: a team-mate's later words are not written over.
    ``criteria`` are those of the dossier, with the levels that the team gives itself.
    """
    own = draft is not None and draft.submitted_at is None
    kept = ("repository_url", "demo_url", "how_to_run") + (("note", "commit") if own else ())
    initial = {name: getattr(draft, name) for name in kept} if draft else {}
    initial["seen_at"] = (draft.saved_at if own else timezone.now()).isoformat()
    levels = {row.pk: row.own_level for row in criteria or ()}
    return DraftForm(
        data, files, initial=initial, criteria=criteria or found.assignment.criteria.all(), own_levels=levels
    )


def refused_page(request, pk: int, refused: dict) -> HttpResponse:
    """The page of a submission with what was typed and the sentence that ``refused`` holds, beside its field."""
    found = find_submission(request, pk)
    dossier = queries.dossier(found, request.user)
    return submission_page(request, found, _form_over(found, dossier), dossier=dossier, refused=refused)


def submission_page(request, found: Submission, form: DraftForm, dossier=None, refused=None) -> HttpResponse:
    learns = request.user.has_perm("projects.submit_submission", found)
    context = {
        "here": "projects" if learns else "queue",
        "cohort": found.assignment.cohort,
        "submission": found,
        "assignment": found.assignment,
        "dossier": dossier or queries.dossier(found, request.user),
        "form": form,
        "verbs": {verb.name for verb in found.workflow.available(found, request.user)},
        "may_edit": learns and is_editable(found),
        "may_review": request.user.has_perm("projects.review_submission", found),
        "follows": request.user.has_perm("cohorts.view_progress", found.assignment.cohort),
        "proposal": None if learns else queries.waiting_proposal(found),
        "may_read": found.assignment.is_open() or request.user.has_perm("projects.read_ahead", found),
        "may_answer": request.user.has_perm("projects.answer_submission", found),
        "trains": request.user.has_perm("projects.change_team", found),
        "refused": refused or {},  # what is said of a review, with the sentence beside it
        "known": request.user.has_perm("projects.step_back_submission", found),
        "moved": request.GET.get("vu") != found.state,  # the open page shows another state
    }
    context["relieved"] = "" if learns or context["may_review"] else why_relieved(found, request.user)
    context["left_out_names"] = json.dumps(paths.LEFT_OUT)
    context["report"] = queries.draft_report(context["dossier"].draft) if context["may_edit"] else None
    live = request.htmx and request.method == "GET"
    template = "projects/_submission_live.html" if live else "projects/submission.html"
    return render(request, template, context, status=422 if form.errors or refused else 200)


@login_required
@require_POST
def draft(request, pk: int) -> HttpResponse:
    """Keep the draft: by the button, or every few seconds by htmx."""
    found = find_submission(request, pk)
    require(request, "projects.submit_submission", found)
    form = _posted_form(request, found)
    try:
        saved = _saved(request, found, form)
    except (OSError, DatabaseError) as error:
        return _without_room(request, found, form, error)
    if request.htmx:
        context = {"draft": saved, "form": form, "autosaved": True}
        return render(request, "projects/_draft_state.html", context, status=200 if saved else 422)
    if not saved:
        return submission_page(request, found, form)
    messages.success(request, _("Draft kept."))
    return redirect("projects:submission", pk)


def _saved(request, found: Submission, form: DraftForm):
    """The draft once kept, or None with the reason on the form."""
    if not form.is_valid():
        return None
    try:
        return actions.save_draft(found, by=request.user, **form.kept())
    except actions.DraftChangedMeanwhile as error:
        put_on_form(form, error)
        form.show_theirs(error.draft)
        return None
    except ValidationError as error:
        put_on_form(form, error)
        return None


def _without_room(request, found: Submission, form: DraftForm, error: Exception) -> HttpResponse:
    """The disk is full: the page comes back with what was typed; anything else is raised on."""
    if not disk.is_full(error):
        raise error
    put_on_form(form, ValidationError(disk.sentence()))
    page = submission_page(request, found, form)
    page.status_code = disk.STATUS
    return page


@login_required
@require_POST
def hand_in(request, pk: int, verb: str) -> HttpResponse:
    """Keep the draft and hand it in (or replace the waiting version), once however many times it is sent."""
    found = find_submission(request, pk)
    require(request, "projects.submit_submission", found)
    form = _posted_form(request, found)
    act = {"submit": actions.submit, "replace": actions.replace}[verb]
    refusals = []

    def keep_and_hand_in() -> str:
        if not _saved(request, found, form):
            raise ValidationError([])
        try:
            _say_received(request, act(found, by=request.user, at=began_at(request)))
        except ValidationError as refusal:
            refusals.append(refusal)  # raised here, it would undo the draft that was just kept
            return ""
        return reverse("projects:submission", args=[pk])

    try:
        address = idempotency.once(request, keep_and_hand_in)
    except ValidationError as error:
        refusals.append(error)
    except (OSError, DatabaseError) as error:
        return _without_room(request, found, form, error)
    if not refusals:
        return redirect(address)
    put_on_form(form, refusals[0])
    found.refresh_from_db()
    return submission_page(request, found, form)


def _say_received(request, version: Version) -> None:
    receipt = {"number": version.number, "receipt": version.receipt, "when": moment(version.submitted_at)}
    messages.success(request, _("Version %(number)d received, %(when)s. Receipt %(receipt)s.") % receipt)


@login_required
@require_POST
def withdraw(request, pk: int) -> HttpResponse:
    """Take the work back while nobody reviews it."""
    found = find_submission(request, pk)
    actions.withdraw(found, by=request.user)
    messages.success(request, _("Your work is a draft again; hand it in when you are ready."))
    return redirect("projects:submission", pk)


def find_file(request, pk: int) -> VersionFile:
    """A file of a work that is visible; a draft's is its team's alone."""
    files = VersionFile.objects.select_related("version__submission__assignment__cohort", "blob__small")
    found = get_object_or_404(files.filter(version__submission__in=visible_submissions(request)), pk=pk)
    if found.version.submitted_at is None:
        require(request, "projects.submit_submission", found.version.submission)
    return found


@login_required
@require_safe
def file(request, pk: int) -> HttpResponse:
    """A file, as an inert attachment, to whoever may see its submission; a draft's only to its team."""
    found = find_file(request, pk)
    return uploads.serve(found.blob.content, found.name)


@login_required
@require_safe
def file_read(request, pk: int) -> HttpResponse:
    """The same file in the browser, sealed off, where its content is a picture, plain text or a PDF."""
    found = find_file(request, pk)
    return uploads.show(found.blob.content, found.name, found.blob.content_type)


@login_required
@require_safe
def file_output(request, pk: int, cell: int, output: int) -> HttpResponse:
    """A picture that a cell of a notebook gave, sealed off."""
    found = find_file(request, pk)
    shown = picture(lines_of(found.blob, most=NOTEBOOK_BYTES) or [], cell, output)
    if shown is None:
        raise Http404
    content, kind = shown
    return uploads.show(ContentFile(content), f"{found.name}-{cell}-{output}", kind)


@login_required
@require_POST
def file_remove(request, pk: int) -> HttpResponse:
    """Take a file out of the draft."""
    found = find_file(request, pk)
    submission_id = found.version.submission_id
    actions.remove_draft_file(found, by=request.user)
    if "tout" in request.POST:
        return redirect(f"{reverse('projects:draft_files', args=[submission_id])}?tout=1")
    return redirect(f"{reverse('projects:submission', args=[submission_id])}#hand-in")
