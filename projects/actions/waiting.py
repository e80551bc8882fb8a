"""A work's place in the queue and its promise: given, kept, given up, watched."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.events import emit
from projects import events, ranking
from projects.models import Review, Submission, Version
from projects.models.submissions import SubmissionQuerySet
from projects.promises import Escalation, next_alarm, promise_for

TOLD = {
    Escalation.AT_RISK: events.SUBMISSION_PROMISE_AT_RISK,
    Escalation.MISSED: events.SUBMISSION_PROMISE_MISSED,
    Escalation.OVERDUE: events.SUBMISSION_PROMISE_OVERDUE,
}
WAITING = [Submission.State.QUEUED, Submission.State.IN_REVIEW]


def enter_queue(submission: Submission, version: Version, *, at: datetime) -> None:
    """Give the version its place and its promise, inside the transaction that hands it in."""
    again = Review.objects.sent().filter(version__submission=submission).exists()
    _wait(submission, again=again, at=at)
    _write(version, queued_at=at, promised_at=submission.promised_at)


def wait_again(submission: Submission, *, at: datetime) -> datetime:
    """A version already reviewed waits for a second reading, promised for the instant returned.

    What the version was promised the first time stays written on it.
    """
    return _wait(submission, again=True, at=at)


def _wait(submission: Submission, *, again: bool, at: datetime) -> datetime:
    promise = promise_for(submission.assignment, at)
    rank_at = ranking.rank(ranking.urgency(submission.assignment, again=again, at=at), at)
    _write(submission, queued_at=at, rank_at=rank_at, promised_at=promise.at, alarm_at=promise.alarm_at, escalation=0)
    return promise.at


def keep_place(submission: Submission, version: Version) -> None:
    """A version that replaces another takes over its place and its promise."""
    _write(version, **Submission.objects.values("queued_at", "promised_at").get(pk=submission.pk))


def leave_queue(submission: Submission, **fields) -> None:
    """The work no longer waits: taken back by its team, or decided; ``fields`` are written with it."""
    _write(
        submission, queued_at=None, rank_at=None, promised_at=None, alarm_at=None, escalation=0, reminded=0, **fields
    )


def escalate_promises(*, at: datetime) -> int:
    """Tell the mentors of a promise in danger, the trainers of one broken, the managers a working day later.

    Each of them once; returns how many were told of something.
    """
    due = Submission.objects.attended().filter(alarm_at__lte=at, state__in=WAITING).order_by("alarm_at")
    return sum(_escalate(submission) for submission in due.select_related("assignment__cohort")[:200])


@transaction.atomic
def _escalate(submission: Submission) -> bool:
    reached = Escalation(submission.escalation + 1)
    # Compare-and-set: of two workers one tells, and a decision taken meanwhile is not chased.
    unchanged = Submission.objects.filter(
        pk=submission.pk, state__in=WAITING, escalation=submission.escalation, alarm_at=submission.alarm_at
    )
    if not unchanged.update(escalation=reached, alarm_at=next_alarm(submission, reached)):
        return False
    emit(
        TOLD[reached],
        target=submission,
        actor=User.system(),
        data={"promised_at": submission.promised_at and submission.promised_at.isoformat()},
    )
    return True


def promise_anew(waiting: SubmissionQuerySet, *, at: datetime) -> int:
    """Works that wait again are at their place in the queue, with a promise that can be kept; returns how many."""
    overdue = waiting.filter(state=Submission.State.QUEUED, promised_at__lt=at)
    rows = list(overdue.select_related("assignment__cohort"))
    for submission in rows:
        promise = promise_for(submission.assignment, at)
        _write(submission, promised_at=promise.at, alarm_at=promise.alarm_at, escalation=0)
    return len(rows)


def _write(row: Submission | Version, **fields) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    type(row).objects.filter(pk=row.pk).update(**fields)
