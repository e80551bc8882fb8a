"""Projects on a person’s page of the day."""

from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from cohorts.models import Cohort
from projects.deadlines import is_past
from projects.models import Assignment, Reply, Review, Submission
from projects.queries.assignments import assignments_for

QUESTIONS_SHOWN = 50


@dataclass
class TodayWork:
    """What projects put on a learner's page of the day."""

    to_do: list[Submission]
    not_started: list[Assignment]
    feedback: list[Review]
    approved: int
    total: int
    due: list[Assignment]


def for_today(user: User, cohort: Cohort) -> TodayWork:
    """A learner's projects today, in three queries."""
    now = timezone.now()
    rows = [(row, own) for row, own in assignments_for(user, cohort) if not row.withdrawn_at]
    mine = [submission for _row, submission in rows if submission]
    for row, submission in rows:
        if submission:
            submission.assignment = row
    feedback = (
        Review.objects.sent()
        .filter(version__submission__in=mine)
        .select_related("reviewer", "version__submission__assignment")
        .order_by("-sent_at")[:3]
    )
    states = {Submission.State.DRAFT, Submission.State.CHANGES_REQUESTED}
    return TodayWork(
        to_do=sorted(
            (row for row in mine if row.state in states), key=lambda row: (row.state == "draft", row.assignment.due_at)
        ),
        not_started=[
            row
            for row, submission in rows
            if not submission and not row.is_group_work and row.opens_at <= now and not is_past(row.closes_at, now)
        ],
        feedback=list(feedback),
        approved=sum(row.is_passed for row in mine),
        total=len(rows),
        due=[
            row
            for row, submission in rows
            if not is_past(row.due_at, now) and not (submission and submission.is_passed)
        ][:4],
    )


def questions_for(user: User) -> list[Reply]:
    """The first fifty questions of teams that the person is to answer, the oldest first, in one query."""
    rows = Reply.objects.awaiting(user).select_related("author", "review__version__submission__assignment")
    return list(rows.order_by("pk")[:QUESTIONS_SHOWN])
