"""What a cohort’s reviews took, and who carried them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Q

from accounts.models import User
from cohorts.models import Cohort
from programme.calendar import ZONE, WorkCalendar, working_between
from programme.queries import calendar_between
from projects.models import Review, ReviewerProfile, Submission
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
    """A cohort’s reviews; delays are working time from the queue to the answer."""

    decided: int = 0
    median: timedelta | None = None
    ninetieth: timedelta | None = None
    promised: int = 0
    kept: int = 0
    waiting: int = 0
    late: int = 0
    mentors: list[MentorLoad] = field(default_factory=list)
    projects: list[ProjectRounds] = field(default_factory=list)

    @property
    def share(self) -> int | None:
        """Promises kept, of a hundred."""
        return self.kept * 100 // self.promised if self.promised else None


def cohort_reviews(cohort: Cohort, *, at: datetime) -> CohortReviews:
    """The figures of a cohort’s reviews, in seven queries whatever their number."""
    sent = list(
        Review.objects.filter(version__submission__assignment__cohort=cohort, sent_at__isnull=False).values_list(
            "reviewer", "version__queued_at", "sent_at", "version__promised_at", "version__submission"
        )
    )
    days = calendar_between(cohort.starts_on, at.astimezone(ZONE).date())
    delays = _delays(sent, days)
    everyone = [delay for theirs in delays.values() for delay in theirs]
    promises = [(promised, sent_at) for _who, _queued, sent_at, promised, _work in sent if promised and sent_at]
    now = Submission.objects.filter(WAITING, assignment__cohort=cohort).aggregate(
        waiting=Count("pk"), late=Count("pk", filter=Q(promised_at__lt=at))
    )
    return CohortReviews(
        decided=len(sent),
        median=centile(everyone, 50) if everyone else None,
        ninetieth=centile(everyone, 90) if everyone else None,
        promised=len(promises),
        kept=sum(sent_at <= promised for promised, sent_at in promises),
        mentors=_loads(cohort, sent, delays),
        projects=_rounds(cohort, sent),
        **now,
    )


def _delays(sent: list[tuple], days: WorkCalendar) -> dict[int, list[timedelta]]:
    found = defaultdict(list)
    for reviewer, queued_at, sent_at, _promised, _work in sent:
        if queued_at:
            found[reviewer].append(working_between(queued_at, sent_at, days))
    return found


def _loads(cohort: Cohort, sent: list[tuple], delays: dict[int, list[timedelta]]) -> list[MentorLoad]:
    """Whoever reviews in the cohort or has done, the busiest first."""
    wrote = {row[0] for row in sent}
    here = Q(claims__released_at=None, claims__submission__assignment__cohort=cohort)
    people = User.objects.filter(Q(staff_assignments__cohort=cohort) | Q(pk__in=wrote)).select_related(
        "reviewer_profile"
    )
    rows = [
        MentorLoad(
            person,
            sum(row[0] == person.pk for row in sent),
            centile(delays[person.pk], 50) if person.pk in delays else None,
            person.holding,
            getattr(person, "reviewer_profile", None) or ReviewerProfile(user=person),
        )
        for person in people.annotate(holding=Count("claims", filter=here, distinct=True)).distinct()
    ]
    return sorted(rows, key=lambda row: (-row.sent, str(row.person)))


def _rounds(cohort: Cohort, sent: list[tuple]) -> list[ProjectRounds]:
    reviews: dict[int, int] = defaultdict(int)
    for row in sent:
        reviews[row[4]] += 1
    approved: dict[int, list[int]] = defaultdict(list)
    works = Submission.objects.filter(assignment__cohort=cohort, state=Submission.State.APPROVED)
    for pk, assignment in works.values_list("pk", "assignment"):
        approved[assignment].append(reviews[pk])
    return [
        ProjectRounds(row.title, row.works, len(approved[row.pk]), _mean(approved[row.pk]))
        for row in cohort.assignments.annotate(works=Count("submissions")).order_by("due_at")
    ]


def _mean(numbers: list[int]) -> float | None:
    return round(sum(numbers) / len(numbers), 1) if numbers else None


def in_hours(span: timedelta | None) -> float | None:
    """A working delay in hours, to one decimal."""
    return None if span is None else round(span / timedelta(hours=1), 1)
