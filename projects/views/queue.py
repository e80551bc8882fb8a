"""A mentor's queue: what waits, who takes it, who gives it back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.templatetags.ui import hour
from core.workflow import TransitionRefused
from projects import actions, queries
from projects.models import Submission
from projects.views.work import find_submission


def _require_desk(request) -> tuple[list, list]:
    """The cohorts and projects to filter by; a learner without a role has no desk."""
    cohorts, projects = queries.queue_filters(request.user)
    if not cohorts and not request.user.has_perm("accounts.be_staff"):
        raise PermissionDenied("projects.review_submission")
    return cohorts, projects


@login_required
@require_safe
def queue(request) -> HttpResponse:
    """What waits for a review, longest wait first; htmx gets the rows."""
    cohorts, projects = _require_desk(request)
    actions.expire_claims(at=timezone.now())
    filters = {
        name: request.GET.get(key, "")
        for name, key in (("cohort", "cohorte"), ("project", "projet"), ("after", "suite"))
    }
    found = queries.queue(request.user, **filters)
    context = {
        "here": "queue",
        "queue": found,
        "cohorts": cohorts,
        "projects": projects,
        "summary": queries.queue_summary(request.user),
        **filters,
    }
    return render(request, "projects/_queue.html" if request.htmx else "projects/queue.html", context)


@login_required
@require_POST
def claim(request, pk: int) -> HttpResponse:
    """Take a submission in hand; the loser of a race is told who has it."""
    found = find_submission(request, pk)
    actions.expire_claims(at=timezone.now())
    found.refresh_from_db()
    try:
        actions.claim(found, by=request.user)
    except TransitionRefused:
        return _taken(request, found)
    return redirect("projects:review", pk)


def _taken(request, found: Submission) -> HttpResponse:
    held = found.claims.filter(released_at=None).select_related("holder").first()
    if held and held.holder_id == request.user.pk:
        return redirect("projects:review", found.pk)
    found.refresh_from_db()
    message = (
        _("%(person)s is reviewing this work since %(hour)s.") % {"person": held.holder, "hour": hour(held.claimed_at)}
        if held
        else _("This work no longer waits for a review.")
    )
    return render(
        request, "409.html", {"message": message, "thing": found, "back": reverse("projects:queue")}, status=409
    )


@login_required
@require_POST
def claim_next(request) -> HttpResponse:
    """Take the submission that has waited longest."""
    _require_desk(request)
    actions.expire_claims(at=timezone.now())
    for found in Submission.objects.reviewable_by(request.user).waiting().select_related("assignment__cohort")[:5]:
        try:
            actions.claim(found, by=request.user)
        except TransitionRefused:
            continue  # someone was quicker: the next one
        return redirect("projects:review", found.pk)
    messages.success(request, _("Nothing waits for a review."))
    return redirect("projects:queue")


@login_required
@require_POST
def release(request, pk: int) -> HttpResponse:
    """Give the submission back to the queue."""
    actions.release(find_submission(request, pk), by=request.user)
    messages.success(request, _("The work is back in the queue, at its place; your draft is kept."))
    return redirect("projects:queue")
