"""A mentor's workspace: the review of one version."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cohorts.views.common import put_on_form, require
from core import idempotency
from core.numbers import whole
from core.workflow import TransitionRefused
from projects import actions, queries, rubric
from projects.forms import RemarkForm
from projects.models import Submission, Thread
from projects.preview import previews
from projects.views.work import find_submission


def _held(request, pk: int) -> tuple[Submission, bool]:
    """The submission, its claim prolonged by this request of the holder; whether they hold it still."""
    found = find_submission(request, pk)
    require(request, "projects.review_submission", found)
    if actions.renew_claim(found, by=request.user, at=timezone.now()):
        return found, True
    actions.expire_claims(at=timezone.now())
    found.refresh_from_db()
    return found, False


def _lapsed(request, found: Submission) -> HttpResponse:
    """The claim had ended while its holder was writing: their words are kept, and they are told."""
    message = _("Your half hour had ended. What you wrote is kept as your draft: take the work again to go on.")
    if request.htmx:
        return render(request, "projects/_review_state.html", {"problem": message, "submission": found}, status=409)
    back = reverse("projects:submission", args=[found.pk])
    return render(request, "409.html", {"message": message, "thing": found, "back": back}, status=409)


@login_required
@require_safe
def review(request, pk: int) -> HttpResponse:
    """The workspace: files beside the rubric; for who does not hold the claim, the submission's page."""
    found = find_submission(request, pk)
    require(request, "projects.review_submission", found)
    if not actions.renew_claim(found, by=request.user, at=timezone.now()):
        return redirect("projects:submission", pk)
    return _workspace(request, found, RemarkForm())


def _workspace(request, found: Submission, form: RemarkForm, errors=(), message=None) -> HttpResponse:
    dossier = queries.dossier(found)
    draft = queries.draft_review(found, request.user)
    levels = queries.levels_of(draft) if draft else {}
    threads = list(draft.threads.all()) if draft else []
    fixes = sum(thread.kind == Thread.Kind.MUST_FIX for thread in threads)
    context = {
        "here": "queue",
        "submission": found,
        "assignment": found.assignment,
        "cohort": found.assignment.cohort,
        "dossier": dossier,
        "version": dossier.last_version,
        "files": previews(dossier.last_version, threads),
        "draft": draft,
        "message": message if message is not None or draft is None else draft.message,
        "general": [thread for thread in threads if not thread.path],
        "rubric": [
            (criterion, levels.get(criterion.pk), list(enumerate(criterion.levels))) for criterion in dossier.criteria
        ],
        "obstacles": rubric.obstacles(dossier.criteria, levels, fixes),
        "form": form,
        "kinds": Thread.Kind.choices,
        "errors": errors,
        "earlier_fixes": [thread for thread in dossier.fixes if thread.review.version_id != dossier.last_version.pk],
    }
    return render(request, "projects/review.html", context, status=422 if form.errors or errors else 200)


def _typed_scores(request, found: Submission) -> dict[int, int]:
    """The levels sent with the form, by criterion."""
    typed = {}
    for criterion in found.assignment.criteria.all():
        level = whole(request.POST.get(f"level-{criterion.pk}", ""))
        if level is not None:
            typed[criterion.pk] = level
    return typed


@login_required
@require_POST
def review_save(request, pk: int) -> HttpResponse:
    """Keep the draft review, ask for changes, or approve: the pressed button says which."""
    found, holds = _held(request, pk)
    message = request.POST.get("message", "")
    try:
        actions.save_review(found, by=request.user, message=message, scores=_typed_scores(request, found))
        if not holds:
            return _lapsed(request, found)
        done = _decide(request, found)
    except ValidationError as error:
        found.refresh_from_db()
        if request.htmx:
            return render(request, "projects/_review_state.html", {"problem": " ".join(error.messages)}, status=422)
        return _workspace(request, found, RemarkForm(), errors=error.messages, message=message)
    if request.htmx:
        return _saved_fragment(request, found)
    return redirect("projects:queue") if done else redirect("projects:review", pk)


def _decide(request, found: Submission) -> bool:
    if "approve" in request.POST:
        actions.approve(found, by=request.user)
        messages.success(request, _("Approved: the team is told."))
    elif "request_changes" in request.POST:
        actions.request_changes(found, by=request.user)
        messages.success(request, _("Changes asked for: the team is told."))
    else:
        return False
    return True


def _saved_fragment(request, found: Submission) -> HttpResponse:
    draft = queries.draft_review(found, request.user)
    fixes = sum(thread.kind == Thread.Kind.MUST_FIX for thread in draft.threads.all())
    criteria = list(found.assignment.criteria.all())
    context = {"draft": draft, "obstacles": rubric.obstacles(criteria, queries.levels_of(draft), fixes)}
    return render(request, "projects/_review_state.html", context)


@login_required
@require_POST
def remark_add(request, pk: int) -> HttpResponse:
    """Add a remark to the draft review."""
    found, holds = _held(request, pk)
    form = RemarkForm(request.POST)

    def add() -> str:
        thread = actions.add_remark(found, by=request.user, **form.cleaned_data)
        return f"{reverse('projects:review', args=[pk])}#remarque-{thread.pk}"

    if form.is_valid():
        try:
            address = idempotency.once(request, add)
            return redirect(address) if holds else _lapsed(request, found)
        except ValidationError as error:
            put_on_form(form, error)
    return _workspace(request, found, form)


@login_required
@require_POST
def remark_delete(request, pk: int, thread_id: int) -> HttpResponse:
    """Take a remark out of the draft review."""
    found, holds = _held(request, pk)
    if not holds:
        raise TransitionRefused(found, "delete_remark")
    own = Thread.objects.filter(review__version__submission=found, review__reviewer=request.user)
    actions.delete_remark(
        get_object_or_404(own.select_related("review__version__submission"), pk=thread_id), by=request.user
    )
    return redirect("projects:review", pk)
