"""A cohort's decisions, for an audit."""

from datetime import UTC, datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from cohorts.actions import record_export
from cohorts.views.common import find_cohort
from core import exports
from programme.calendar import ZONE
from projects import queries
from projects.models import Review


@login_required
@require_safe
def decisions_export(request, code: str, form: str) -> HttpResponse:
    """A line per review sent, for a spreadsheet; who took it is recorded."""
    cohort = find_cohort(request, code, "projects.audit_reviews")
    record_export(cohort, by=request.user, file_type=form, table="decisions")
    name = f"{code}-decisions-{timezone.localdate()}"
    return exports.WRITERS[form](name, _header(), [_row(found) for found in queries.decisions_of(cohort, request.user)])


def _header() -> list[str]:
    moments = (_("Handed in"), _("Answer promised before"), _("Sent"))
    return [
        _("Project"),
        _("Team"),
        _("Version"),
        _("Receipt"),
        "SHA-256",
        *(f"{moment} ({zone})" for moment in moments for zone in ("UTC", "Casablanca")),
        _("Reviewer"),
        _("Read before sending by"),
        _("Decision"),
        _("Levels"),
        _("Remarks to fix"),
        _("of which confirmed"),
        _("Amendments"),
        _("Last amendment (Casablanca)"),
        pgettext("version", "Late"),
        _("Reason of the extension"),
        _("Dispute"),
        _("Second reading of a dispute"),
    ]


def _row(found: queries.Decision) -> list:
    review, version = found.review, found.review.version
    moments = (version.submitted_at, version.promised_at, review.sent_at)
    return [
        version.submission.assignment.title,
        found.team,
        version.number,
        version.receipt,
        version.sha256,
        *(_written(moment, zone) for moment in moments for zone in (UTC, ZONE)),
        str(review.reviewer),
        str(found.passed_by or ""),
        review.get_decision_display(),
        " · ".join(f"{title} : {level}" for title, level in found.levels),
        found.fixes,
        found.confirmed,
        found.amendments,
        _written(found.amended_at, ZONE),
        _("yes") if version.is_late else _("no"),
        found.extension,
        _disputed(review),
        _("yes") if hasattr(review, "settles") else _("no"),
    ]


def _disputed(review: Review) -> str:
    """What became of the team's dispute over a review; empty when there was none."""
    dispute = getattr(review, "dispute", None)
    return "" if dispute is None else str(dispute.get_outcome_display() or _("Second reading awaited"))


def _written(moment: datetime | None, zone) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}" if moment else ""
