"""What waits for a review."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Max, Min, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone

from accounts.models import User
from cohorts.models import Cohort
from cohorts.permissions import own_cohorts, staff_roles
from core.numbers import whole
from projects.models import Assignment, Claim, Review, Submission, Team, TeamMember, Version

PAGE = 50
# A learner hears within two days; the colour changes in the last hours before.
PROMISE = timedelta(hours=48)
NEAR = timedelta(hours=4)


@dataclass
class QueueRow:
    """A waiting or claimed submission as a line of the queue."""

    submission: Submission
    members: str
    version: int
    holder: User | None
    again: bool

    @property
    def waited(self) -> timedelta:
        return timezone.now() - (self.submission.queued_at or timezone.now())

    @property
    def tone(self) -> str:
        if self.waited > PROMISE:
            return "bad"
        return "warn" if self.waited > PROMISE - NEAR else ""


@dataclass
class Queue:
    """A page of the queue; ``more`` is the key of the next one."""

    rows: list[QueueRow]
    more: str = ""


def queue(user: User, *, cohort: str = "", project: str = "", after: str = "") -> Queue:
    """What ``user`` may review, longest wait first, fifty a page by keyset, in five queries."""
    rows = Submission.objects.reviewable_by(user).filter(
        state__in=[Submission.State.QUEUED, Submission.State.IN_REVIEW], rank_at__isnull=False
    )
    if cohort:
        rows = rows.filter(assignment__cohort__code=cohort)
    if number := whole(project):
        rows = rows.filter(assignment__project=number)
    if key := _key(after):
        rows = rows.filter(Q(rank_at__gt=key[0]) | Q(rank_at=key[0], pk__gt=key[1]))
    found = list(_for_queue(rows).order_by("rank_at", "pk")[: PAGE + 1])
    return Queue(
        [_queue_row(row) for row in found[:PAGE]],
        f"{found[PAGE - 1].rank_at.timestamp()}-{found[PAGE - 1].pk}" if len(found) > PAGE else "",
    )


def _key(after: str) -> tuple[datetime, int] | None:
    moment, _dash, pk = after.rpartition("-")
    try:
        return datetime.fromtimestamp(float(moment), tz=timezone.get_current_timezone()), whole(pk) or 0
    except (ValueError, OverflowError, OSError):  # no moment, or none that a clock can show
        return None


def _for_queue(rows):
    handed_in = Version.objects.filter(submission=OuterRef("pk"), submitted_at__isnull=False)
    return rows.select_related("assignment__cohort", "team").annotate(
        last_version=Subquery(handed_in.values("submission").annotate(last=Max("number")).values("last")),
        reviewed=Exists(Review.objects.filter(version__submission=OuterRef("pk"), sent_at__isnull=False)),
    ).prefetch_related(
        Prefetch("team__members", TeamMember.objects.select_related("enrolment__learner")),
        Prefetch("claims", Claim.objects.filter(released_at=None).select_related("holder"), to_attr="open_claims"),
    )  # fmt: skip


def _queue_row(row) -> QueueRow:
    holder = row.open_claims[0].holder if row.open_claims else None
    return QueueRow(row, names_of(row.team), row.last_version or 1, holder, row.reviewed)


def names_of(team: Team) -> str:
    """The members' names, the team's own first when it has one."""
    people = ", ".join(str(member.enrolment.learner) for member in team.members.all())
    return f"{team.name} ({people})" if team.name else people


def queue_filters(user: User) -> tuple[list[Cohort], list[Assignment]]:
    """The cohorts and projects the person may filter by."""
    running = (row for row in own_cohorts(user) if row.state == Cohort.State.RUNNING and staff_roles(user, row.pk))
    cohorts = sorted(running, key=lambda row: row.code)
    assignments = Assignment.objects.filter(cohort__in=cohorts).order_by("title").only("title", "project")
    return cohorts, list({row.project_id: row for row in assignments}.values())


def queue_summary(user: User) -> dict:
    """How many wait, since when the first one, how many the person holds."""
    waiting = Q(state=Submission.State.QUEUED)
    held = Q(claims__holder=user, claims__released_at=None)
    return Submission.objects.reviewable_by(user).aggregate(
        waiting=Count("pk", filter=waiting, distinct=True),
        oldest=Min("queued_at", filter=waiting),
        held=Count("claims", filter=held, distinct=True),
    )


def waiting_in(cohort: Cohort) -> int:
    """How many submissions of a cohort wait for a review."""
    return Submission.objects.filter(assignment__cohort=cohort, state=Submission.State.QUEUED).count()
