"""When a team's work opens, is due and closes: the assignment's dates, and the team's latest extension."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Cohort
from projects.models import Assignment, Extension, Submission


def is_past(limit: datetime, at: datetime) -> bool:
    """Whether a limit, which people read as hours and minutes, is over: it holds to the last instant of its minute."""
    return limit < _minute_of(at)


def _minute_of(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


@dataclass(frozen=True)
class Deadline:
    """The dates that hold for one team; an extension, told by its ``reason``, never brings them forward."""

    opens_at: datetime
    due_at: datetime
    closes_at: datetime
    reason: str = ""

    def is_late(self, at: datetime) -> bool:
        return is_past(self.due_at, at)


def deadline_of(submission: Submission) -> Deadline:
    """The dates of a team's work; without a query for a row read ``with_extension``."""
    if hasattr(submission, "extended_to"):
        return _deadline(submission.assignment, submission.extended_to, submission.extended_why)
    latest = Extension.objects.filter(team=submission.team_id).values_list("due_at", "reason").first()
    return _deadline(submission.assignment, *(latest or (None, None)))


def with_extension(submissions):
    """Submissions annotated with the due date and the reason of their latest extension."""
    latest = Extension.objects.filter(team=OuterRef("team")).order_by("-pk")
    return submissions.annotate(
        extended_to=Subquery(latest.values("due_at")[:1]), extended_why=Subquery(latest.values("reason")[:1])
    )


def _deadline(assignment: Assignment, extended_to: datetime | None, reason: str | None) -> Deadline:
    due_at = max(assignment.due_at, extended_to) if extended_to else assignment.due_at
    return Deadline(assignment.opens_at, due_at, max(assignment.closes_at, due_at), reason or "")


def check_takes(submission: Submission, at: datetime) -> Deadline:
    """The dates that a version handed in at ``at`` is judged by, read afresh: they may have moved under the page.

    Raises ValidationError before the opening and after the closing.
    """
    fresh = Submission.objects.select_related("assignment").get(pk=submission.pk)
    check_stands(fresh.assignment)
    deadline = deadline_of(fresh)
    check_open(deadline, at)
    if is_past(deadline.closes_at, at):
        raise ValidationError(
            _("This project closed on %(day)s; your draft is kept. Talk to your trainer.")
            % {"day": in_figures(deadline.closes_at)}
        )
    return deadline


def check_stands(assignment: Assignment) -> None:
    """Raises ValidationError for a project taken back, with why."""
    if assignment.withdrawn_at:
        raise ValidationError(_("This project was withdrawn: %(why)s") % {"why": assignment.withdrawn_why})


def check_open(dates: Assignment | Deadline, at: datetime) -> None:
    """Raises ValidationError before the opening."""
    if at < _minute_of(dates.opens_at):
        raise ValidationError(_("This project opens on %(day)s.") % {"day": in_figures(dates.opens_at)})


def overdue(at: datetime) -> Q:
    """Submissions whose due date, extension included, has passed; of rows annotated ``with_extension``."""
    minute = _minute_of(at)
    return Q(assignment__due_at__lt=minute) & (Q(extended_to=None) | Q(extended_to__lt=minute))


def in_figures(moment: datetime) -> str:
    """A moment as every language writes it, for a sentence that is stored or told later."""
    return timezone.localtime(moment).strftime("%d/%m/%Y %H:%M")


def end_of(cohort: Cohort) -> datetime:
    """The last minute of the cohort's last day: nothing is taken after it."""
    return _last_minute(cohort.ends_on)


def _last_minute(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(23, 59)))


def outside_dates(cohort: Cohort, starts_on: date, ends_on: date) -> QuerySet:
    """The cohort's projects that close after ``ends_on``, or are due before ``starts_on``."""
    begins = timezone.make_aware(datetime.combine(starts_on, time()))
    late = Q(closes_at__gte=_last_minute(ends_on) + timedelta(minutes=1))
    return Assignment.objects.standing().filter(late | Q(due_at__lt=begins), cohort=cohort)


def extensions_in(cohort: Cohort) -> QuerySet:
    """The extensions that give a team time from now on: the latest of each, of a project that stands, not approved."""
    later = Extension.objects.filter(team=OuterRef("team")).order_by("-pk")
    rows = Extension.objects.filter(
        pk=Subquery(later.values("pk")[:1]),
        team__assignment__in=Assignment.objects.standing().filter(cohort=cohort),
        due_at__gt=Greatest(F("team__assignment__due_at"), Value(timezone.now())),
    )
    return rows.exclude(team__submission__state=Submission.State.APPROVED).select_related("team__assignment")


def is_beyond(moment: datetime, ends_on: date) -> bool:
    """Whether a moment comes after the last minute of that day."""
    return moment >= _last_minute(ends_on) + timedelta(minutes=1)


def date_errors(
    cohort: Cohort, opens_at: datetime | None, due_at: datetime | None, closes_at: datetime | None
) -> dict[str, str]:
    """What is wrong with an assignment's dates, by field; a date that is missing is not compared."""
    errors = {}
    if opens_at and due_at and due_at <= opens_at:
        errors["due_at"] = _("The due date comes after the opening.")
    elif due_at and timezone.localdate(due_at) < cohort.starts_on:
        errors["due_at"] = _("The cohort begins on %(day)s: it is due after that.") % {
            "day": cohort.starts_on.strftime("%d/%m/%Y")
        }
    earliest = due_at or opens_at
    if earliest and closes_at and closes_at < earliest:
        errors["closes_at"] = _("The closing does not come before the due date.")
    elif closes_at and is_beyond(closes_at, cohort.ends_on):
        errors["closes_at"] = past_the_end(cohort)
    return errors


def past_the_end(cohort: Cohort) -> str:
    """What is said of a moment after the cohort's last day."""
    return _("The cohort ends on %(day)s: close by that evening.") % {"day": cohort.ends_on.strftime("%d/%m/%Y")}
