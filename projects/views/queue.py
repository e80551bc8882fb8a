"""A mentor's queue: what waits, what they hold, what is redone, what is done."""

from dataclasses import asdict, replace
from datetime import timedelta
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from core.numbers import whole
from projects import queries, ranking
from projects.queries import QueueFilters


def require_desk(request) -> tuple[list, list]:
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
        (queries.TAKE, _("To take"), summary["to_take"]),
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
        require_desk(request)
        found = queries.same_rows(request.user, shown) if shown else queries.queue(request.user, filters)
        return render(request, "projects/_queue.html", _shown(filters, summary, found))
    cohorts, projects = require_desk(request)
    context = {
        "here": "queue",
        "cohorts": cohorts,
        "projects": projects,
        "proposals": queries.proposals_for(request.user) if summary["to_read"] else [],
        "figures": queries.review_figures(request.user, at=timezone.now()),
        "worth": {reason: _hours(span) for reason, span in ranking.WORTH.items()},
        "closing": _hours(ranking.CLOSES_SOON),
        **_shown(filters, summary, queries.queue(request.user, filters)),
    }
    return render(request, "projects/queue.html", context)


def _hours(span: timedelta) -> int:
    return int(span.total_seconds()) // 3600


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
