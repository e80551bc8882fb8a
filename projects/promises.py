"""The hour by which a team is promised its answer, and the alarms before it is broken."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from programme.calendar import WorkCalendar, add_working, next_working_day, working_between
from programme.queries import work_calendar
from projects.models import Assignment, Review, Submission

# The promise follows the operator's own decisions: their 80th centile over two weeks.
WINDOW = timedelta(days=14)
CENTILE = 80
ENOUGH, AT_MOST = 5, 200
SOONEST = timedelta(hours=2)
# "Before 16 h 40" rather than "before 16 h 37".
STEP = timedelta(minutes=10)
LEAST_MARGIN = timedelta(minutes=30)


class Escalation(IntEnum):
    """Who has been told about a promise: nobody, the mentors, the trainers, the managers."""

    NONE = 0
    AT_RISK = 1
    MISSED = 2
    OVERDUE = 3


@dataclass(frozen=True)
class Promise:
    """``at`` is what the team reads; from ``alarm_at`` on it is in danger."""

    at: datetime
    alarm_at: datetime


def promise_for(assignment: Assignment, at: datetime) -> Promise:
    """What is promised to a work handed in at ``at``, in three queries."""
    calendar = work_calendar(at)
    most = timedelta(hours=assignment.review_hours)
    span = expected_delay(delays(assignment.cohort.operator_id, at, calendar), most)
    return Promise(
        _rounded(add_working(at, span, calendar)),
        add_working(at, span - max(span / 4, LEAST_MARGIN), calendar),
    )


def expected_delay(known: list[timedelta], most: timedelta) -> timedelta:
    """The 80th centile of the delays known, from two hours to ``most``; ``most`` when too few are known."""
    if len(known) < ENOUGH:
        return most
    return min(max(centile(known, CENTILE), SOONEST), most)


def centile(values: list[timedelta], share: int) -> timedelta:
    """The smallest of ``values`` that ``share`` % of them do not exceed (nearest rank)."""
    place = -(-len(values) * share // 100)
    return sorted(values)[max(place, 1) - 1]


def delays(operator_id: int, at: datetime, calendar: WorkCalendar) -> list[timedelta]:
    """The working time that the operator's latest decisions of the last two weeks took."""
    sent = Review.objects.with_wait().filter(
        version__submission__assignment__cohort__operator=operator_id,
        asked_at__isnull=False,
        sent_at__range=(at - WINDOW, at),
    )
    waits = sent.order_by("-sent_at").values_list("asked_at", "sent_at")[:AT_MOST]
    return [working_between(queued_at, sent_at, calendar) for queued_at, sent_at in waits]


def _rounded(moment: datetime) -> datetime:
    over = timedelta(minutes=moment.minute % 10, seconds=moment.second, microseconds=moment.microsecond)
    return moment + (STEP - over) if over else moment


def next_alarm(submission: Submission, reached: Escalation) -> datetime | None:
    """When a promise that has gone up to ``reached`` goes up again."""
    if reached == Escalation.AT_RISK:
        return submission.promised_at
    if reached == Escalation.MISSED:
        return next_working_day(submission.promised_at, work_calendar(submission.promised_at))
    return None
