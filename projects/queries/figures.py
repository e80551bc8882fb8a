"""What a cohort’s reviews took, and who carried them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from cohorts.models import Cohort
from programme.calendar import ZONE, WorkCalendar, working_between
from programme.queries import calendar_between
from projects.models import Dispute, Review, ReviewerProfile, Submission
from projects.promises import centile

WAITING = Q(state__in=[Submission.State.QUEUED, Submission.State.IN_REVIEW])


@dataclass
class MentorLoad:
    """One reviewer: what they sent, how long it took, what they hold, what they said they could."""

    person: User
    sent: int
    median: timedelta | None
    held: int
    profile: ReviewerProfile


@dataclass
class ProjectRounds:
    """One project: its works, those approved, and how many reviews an approved one took."""

    title: str
    works: int
    approved: int
    rounds: float | None


@dataclass
class CohortReviews:
    """A cohort’s reviews; delays are working time from the queue to the answer.

    ``changed`` counts the ``disputes`` whose second reading said something else than the first.
    """

    decided: int = 0
    median: timedelta | None = None
    ninetieth: timedelta | None = None
    promised: int = 0
    kept: int = 0
    waiting: int = 0
    late: int = 0
    disputes: int = 0
    changed: int = 0
    mentors: list[MentorLoad] = field(default_factory=list)
    projects: list[ProjectRounds] = field(default_factory=list)

    @property
    def share(self) -> int | None:
        """Promises kept, of a hundred."""
        return self.kept * 100 // self.promised if self.promised else None


def cohort_reviews(cohort: Cohort, *, at: datetime) -> CohortReviews:
    """The figures of a cohort’s reviews, in seven queries whatever their number."""
    sent = list(
        Review.objects.sent()
        .with_wait()
        .filter(version__submission__assignment__cohort=cohort)
        .values_list(
            "reviewer", "asked_at", "sent_at", "promised_at", "version__submission", "dispute__outcome", named=True
        )
    )
    days = calendar_between(cohort.starts_on, at.astimezone(ZONE).date())
    delays = _delays(sent, days)
    everyone = [delay for theirs in delays.values() for delay in theirs]
    promises = [(row.promised_at, row.sent_at) for row in sent if row.promised_at]
    outcomes = [row.dispute__outcome for row in sent if row.dispute__outcome is not None]
    now = (
        Submission.objects.attended()
        .filter(WAITING, assignment__cohort=cohort)
        .aggregate(waiting=Count("pk"), late=Count("pk", filter=Q(promised_at__lt=at)))
    )
    return CohortReviews(
        decided=len(sent),
        median=centile(everyone, 50) if everyone else None,
        ninetieth=centile(everyone, 90) if everyone else None,
        promised=len(promises),
        kept=sum(sent_at <= promised for promised, sent_at in promises),
        disputes=len(outcomes),
        changed=outcomes.count(Dispute.Outcome.CHANGED),
        mentors=_loads(cohort, sent, delays),
        projects=_rounds(cohort, sent),
        **now,
    )


def _delays(sent: list[Any], days: WorkCalendar) -> dict[int, list[timedelta]]:
    found = defaultdict(list)
    for row in sent:
        if row.asked_at:
            found[row.reviewer].append(working_between(row.asked_at, row.sent_at, days))
    return found


def _loads(cohort: Cohort, sent: list[Any], delays: dict[int, list[timedelta]]) -> list[MentorLoad]:
    """Whoever reviews in the cohort or has done, the busiest first."""
    wrote = {row.reviewer for row in sent}
    here = Q(claims__released_at=None, claims__submission__assignment__cohort=cohort)
    people = User.objects.filter(Q(staff_assignments__cohort=cohort) | Q(pk__in=wrote)).select_related(
        "reviewer_profile"
    )
    rows = [
        MentorLoad(
            person,
            sum(row.reviewer == person.pk for row in sent),
            centile(delays[person.pk], 50) if person.pk in delays else None,
            person.holding,
            getattr(person, "reviewer_profile", None) or ReviewerProfile(user=person),
        )
        for person in people.annotate(holding=Count("claims", filter=here, distinct=True)).distinct()
    ]
    return sorted(rows, key=lambda row: (-row.sent, str(row.person)))


def _rounds(cohort: Cohort, sent: list[Any]) -> list[ProjectRounds]:
    reviews: dict[int, int] = defaultdict(int)
    for row in sent:
        reviews[row.version__submission] += 1
    approved: dict[int, list[int]] = defaultdict(list)
    works = Submission.objects.filter(assignment__cohort=cohort, state=Submission.State.APPROVED)
    for pk, assignment in works.values_list("pk", "assignment"):
        approved[assignment].append(reviews[pk])
    count = Submission.objects.filter(assignment=OuterRef("pk")).order_by().values("assignment")
    works_of = Coalesce(Subquery(count.annotate(count=Count("*")).values("count")), 0)
    return [
        ProjectRounds(row.title, row.works, len(approved[row.pk]), _mean(approved[row.pk]))
        for row in cohort.assignments.annotate(works=works_of).order_by("due_at")
    ]


def _mean(numbers: list[int]) -> float | None:
    return round(sum(numbers) / len(numbers), 1) if numbers else None


def in_hours(span: timedelta | None) -> float | None:
    """A working delay in hours, to one decimal."""
    return None if span is None else round(span / timedelta(hours=1), 1)
