"""A mentor's queue: what waits, who takes it, who gives it back."""

from dataclasses import asdict, replace
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from core.numbers import whole
from core.templatetags.ui import hour
from core.workflow import TransitionRefused
from projects import actions, queries
from projects.models import Submission
from projects.queries import QueueFilters
from projects.views.work import find_submission


def _require_desk(request) -> tuple[list, list]:
    """The cohorts and projects to filter by; a learner without a role has no desk."""
    cohorts, projects = queries.queue_filters(request.user)
    if not cohorts and not request.user.has_perm("accounts.be_staff"):
        raise PermissionDenied("projects.review_submission")
    return cohorts, projects


NAMES = {"tab": "onglet", "cohort": "cohorte", "project": "projet", "words": "q", "after": "suite"}


def _filters(request) -> QueueFilters:
    asked = {field: request.GET.get(name, "") for field, name in NAMES.items()}
    return QueueFilters(**asked | ({} if asked["tab"] in queries.TABS else {"tab": queries.TAKE}))


def _address(filters: QueueFilters, **more) -> str:
    """The queue with those filters; ``more`` is added to the question."""
    asked = {NAMES[field]: value for field, value in asdict(filters).items() if value}
    question = urlencode({**asked, **more})
    return reverse("projects:queue") + (f"?{question}" if question else "")


def _tabs(filters: QueueFilters, summary: dict) -> list[dict]:
    words = (
        (queries.TAKE, _("To take"), summary["waiting"]),
        (queries.MINE, _("In my hands"), summary["held"]),
        (queries.REDO, _("Being redone"), summary["redo"]),
        (queries.DONE, pgettext("reviews", "Done"), summary["done"]),
    )
    return [
        {"key": key, "label": label, "count": count, "url": _address(replace(filters, tab=key, after=""))}
        for key, label, count in words
    ]


@login_required
@require_safe
def queue(request) -> HttpResponse:
    """What waits for a review, the most urgent first; htmx gets the rows, those it shows already if it names them."""
    filters = _filters(request)
    shown = [number for word in request.GET.get("vues", "").split(",")[: queries.PAGE] if (number := whole(word))]
    summary = queries.queue_summary(request.user)
    if request.htmx:
        _require_desk(request)
        found = queries.same_rows(request.user, shown) if shown else queries.queue(request.user, filters)
        return render(request, "projects/_queue.html", _shown(filters, summary, found))
    cohorts, projects = _require_desk(request)
    context = {
        "here": "queue",
        "cohorts": cohorts,
        "projects": projects,
        "figures": queries.review_figures(request.user, at=timezone.now()),
        **_shown(filters, summary, queries.queue(request.user, filters)),
    }
    return render(request, "projects/queue.html", context)


def _shown(filters: QueueFilters, summary: dict, found: queries.Queue) -> dict:
    """The rows of a page, and the addresses that fetch the same ones and the next ones."""
    keys = ",".join(str(row.submission.pk) for row in found.rows)
    return {
        "filters": filters,
        "summary": summary,
        "queue": found,
        "tabs": _tabs(filters, summary),
        "fresh": _address(replace(filters, after="")),
        "same": _address(filters, **({"vues": keys} if keys else {})),
        "next": _address(replace(filters, after=found.more)) if found.more else "",
    }


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
