"""Reads of projects for screens."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Max, Min, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone

from accounts.models import User
from cohorts.models import Cohort, Enrolment
from cohorts.permissions import own_cohorts, staff_roles
from core.numbers import whole
from courses.models import ProjectPage
from projects.models import (
    Assignment,
    AssignmentCriterion,
    Claim,
    CriterionScore,
    Reply,
    Review,
    Submission,
    Team,
    TeamMember,
    Thread,
    Version,
)

PAGE = 50
# A learner hears within two days; the colour changes in the last hours before.
PROMISE = timedelta(hours=48)
NEAR = timedelta(hours=4)


# The queue


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
        state__in=[Submission.State.QUEUED, Submission.State.IN_REVIEW], queued_at__isnull=False
    )
    if cohort:
        rows = rows.filter(assignment__cohort__code=cohort)
    if number := whole(project):
        rows = rows.filter(assignment__project=number)
    if key := _key(after):
        rows = rows.filter(Q(queued_at__gt=key[0]) | Q(queued_at=key[0], pk__gt=key[1]))
    found = list(_for_queue(rows).order_by("queued_at", "pk")[: PAGE + 1])
    return Queue(
        [_queue_row(row) for row in found[:PAGE]],
        f"{found[PAGE - 1].queued_at.timestamp()}-{found[PAGE - 1].pk}" if len(found) > PAGE else "",
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


# One submission


@dataclass
class Dossier:
    """A submission's whole story: versions, sent reviews, remarks, scores; ``draft`` is the team's own."""

    submission: Submission
    versions: list[Version]
    reviews: list[Review]
    criteria: list  # of AssignmentCriterion, each with its ``level`` in the last sent review
    members: list[TeamMember]
    draft: Version | None = None
    claim: Claim | None = None
    fixes: list[Thread] = field(default_factory=list)

    @property
    def last_review(self) -> Review | None:
        return self.reviews[0] if self.reviews else None

    @property
    def last_version(self) -> Version | None:
        return self.versions[0] if self.versions else None

    @property
    def scores(self) -> list[tuple[AssignmentCriterion, int | None]]:
        """Each criterion with its level in the last review."""
        return [(criterion, criterion.level) for criterion in self.criteria]


def submission_rows():
    """Submissions with what every page about one needs."""
    return Submission.objects.select_related("assignment__cohort__bootcamp", "assignment__brief", "team")


def dossier(submission: Submission) -> Dossier:
    """Everything about one submission that its team may read, in a fixed number of queries."""
    versions = list(
        submission.versions.select_related("submitted_by", "saved_by").prefetch_related("files").order_by("-number")
    )
    reviews = list(_sent_reviews(submission))
    claim = submission.claims.filter(released_at=None).select_related("holder").first()
    return Dossier(
        submission=submission,
        versions=[row for row in versions if row.submitted_at],
        reviews=reviews,
        criteria=list(_with_levels(submission.assignment.criteria.all(), reviews[0] if reviews else None)),
        members=list(submission.team.members.select_related("enrolment__learner")),
        draft=next((row for row in versions if row.submitted_at is None), None),
        claim=claim,
        fixes=[row for review in reviews for row in review.threads.all() if row.kind == Thread.Kind.MUST_FIX],
    )


def _with_levels(criteria, review: Review | None):
    scores = CriterionScore.objects.filter(criterion=OuterRef("pk"), review=review)
    return criteria.annotate(level=Subquery(scores.values("level")[:1]))


WITH_AUTHORS = Prefetch("replies", Reply.objects.select_related("author"))


def _sent_reviews(submission: Submission):
    return (
        Review.objects.filter(version__submission=submission, sent_at__isnull=False)
        .select_related("reviewer", "version")
        .prefetch_related(Prefetch("threads", Thread.objects.prefetch_related(WITH_AUTHORS)))
        .order_by("-sent_at")
    )


def levels_of(review: Review) -> dict[int, int]:
    """Criterion number → level."""
    return {score.criterion_id: score.level for score in review.scores.all()}


def draft_review(submission: Submission, user: User) -> Review | None:
    """The reviewer's own unsent review of the last version, with its remarks and scores."""
    return (
        Review.objects.filter(version__submission=submission, reviewer=user, sent_at=None)
        .select_related("version")
        .prefetch_related("scores", "threads")
        .order_by("-version__number")
        .first()
    )


# A cohort's projects


def frozen_brief(assignment: Assignment) -> ProjectPage:
    """The brief as it was when the assignment was made, without asking the page tree again."""
    return ProjectPage.from_serializable_data(assignment.brief.content, check_fks=False)


def assignments_for(user: User, cohort: Cohort) -> list[tuple[Assignment, Submission | None]]:
    """The cohort's assignments with the person's own submission, by due date."""
    mine = {
        row.assignment_id: row
        for row in Submission.objects.filter(assignment__cohort=cohort, team__members__enrolment__learner=user)
    }
    return [(row, mine.get(row.pk)) for row in cohort.assignments.order_by("due_at")]


def assignment_counts(cohort: Cohort) -> list[Assignment]:
    """The cohort's assignments with how many teams stand in each state, for staff."""
    states = {
        f"in_{state.value}": Count("submissions", filter=Q(submissions__state=state)) for state in Submission.State
    }
    return list(cohort.assignments.annotate(team_count=Count("submissions"), **states).order_by("due_at"))


def teams_of_assignment(assignment: Assignment) -> list[Submission]:
    """The teams of an assignment with their members."""
    rows = Submission.objects.filter(assignment=assignment).select_related("team", "assignment")
    return list(
        rows.annotate(handed_in=Exists(Version.objects.filter(submission=OuterRef("pk"), submitted_at__isnull=False)))
        .prefetch_related(Prefetch("team__members", TeamMember.objects.select_related("enrolment__learner")))
        .order_by("team__name", "pk")
    )


def without_team(assignment: Assignment):
    """Active learners of the cohort who have no team for this assignment."""
    placed = TeamMember.objects.filter(assignment=assignment).values("enrolment")
    rows = Enrolment.objects.active().filter(cohort=assignment.cohort_id).exclude(pk__in=placed)
    return rows.select_related("learner").order_by("learner__first_name", "learner__last_name")


def states_of(cohort: Cohort, enrolment_ids: Iterable[int]) -> dict[tuple[int, int], str]:
    """(enrolment, assignment) → the state of the submission, in one query."""
    rows = TeamMember.objects.filter(enrolment__in=list(enrolment_ids), assignment__cohort=cohort)
    return {
        (enrolment, assignment): state
        for enrolment, assignment, state in rows.values_list("enrolment_id", "assignment_id", "team__submission__state")
    }


# Today


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
    rows = assignments_for(user, cohort)
    mine = [submission for _row, submission in rows if submission]
    for row, submission in rows:
        if submission:
            submission.assignment = row
    feedback = (
        Review.objects.filter(version__submission__in=mine, sent_at__isnull=False)
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
            if not submission and not row.is_group_work and row.opens_at <= now <= row.closes_at
        ],
        feedback=list(feedback),
        approved=sum(row.state == Submission.State.APPROVED for row in mine),
        total=len(rows),
        due=[
            row for row, submission in rows if row.due_at >= now and (not submission or submission.state != "approved")
        ][:4],
    )
