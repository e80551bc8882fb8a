"""The figures of a cohort’s reviews, on screen and for spreadsheets."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from cohorts.actions import record_export
from cohorts.views.common import find_cohort, head
from core import exports
from projects import queries


@login_required
@require_safe
def figures(request, code: str) -> HttpResponse:
    """Delays, promises kept, load of each reviewer, rounds of each project."""
    cohort = find_cohort(request, code, "cohorts.view_progress")
    context = {
        **head(request, cohort),
        "figures": queries.cohort_reviews(cohort, at=timezone.now()),
        "may_audit": request.user.has_perm("projects.audit_reviews", cohort),
        "may_certify": request.user.has_perm("projects.certify_hours", cohort),
        "may_export": request.user.has_perm("cohorts.export_progress", cohort),
    }
    return render(request, "projects/figures.html", context)


@login_required
@require_safe
def mentors_export(request, code: str) -> HttpResponse:
    """The load of each reviewer for a spreadsheet; who took it is recorded."""
    header = [_("Reviewer"), _("Reviews sent"), _("Median delay (working hours)"), _("In hand"), _("Hours a week")]

    def rows(found: queries.CohortReviews) -> list[list]:
        return [
            [str(row.person), row.sent, queries.in_hours(row.median), row.held, row.profile.weekly_hours]
            for row in found.mentors
        ]

    return _export(request, code, "relecteurs", header, rows)


@login_required
@require_safe
def projects_export(request, code: str) -> HttpResponse:
    """The rounds of each project for a spreadsheet; who took it is recorded."""
    header = [_("Project"), _("Works"), pgettext("works", "Approved"), _("Reviews for an approval")]

    def rows(found: queries.CohortReviews) -> list[list]:
        return [[row.title, row.works, row.approved, row.rounds] for row in found.projects]

    return _export(request, code, "projets", header, rows)


def _export(request, code: str, name: str, header: list[str], rows) -> HttpResponse:
    cohort = find_cohort(request, code, "cohorts.export_progress")
    record_export(cohort, by=request.user, file_type="csv", table=name)
    found = queries.cohort_reviews(cohort, at=timezone.now())
    return exports.to_csv(f"{code}-{name}-{timezone.localdate()}", header, rows(found))
