"""What waits for a review, what is in one’s hands, what is being redone, what is done."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count, Exists, F, FilteredRelation, Max, Min, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import User
from cohorts.models import CLOSED, PRESENT, Cohort, Enrolment
from cohorts.permissions import own_cohorts, staff_roles
from core.folding import fold
from core.numbers import whole
from core.typography import from_the_right, isolated, listed
from projects import ranking
from projects.models import Assignment, Claim, Proposal, Reply, Review, Submission, Team, TeamMember, Version
from projects.models.submissions import SubmissionQuerySet

PAGE = 50
KEPT_SINCE = timedelta(days=7)
TAKE, MINE, REDO, DONE = "", "miennes", "reprise", "terminees"
TABS = (TAKE, MINE, REDO, DONE)
FOUND_AT_MOST = 500


@dataclass(frozen=True)
class QueueFilters:
    """What the address says: the tab, the filters, and after which row a page begins."""

    tab: str = TAKE
    cohort: str = ""
    project: str = ""
    words: str = ""
    after: str = ""

    @property
    def narrow(self) -> bool:
        return bool(self.cohort or self.project or self.words)


@dataclass
class QueueRow:
    """A submission as a line of the queue."""

    submission: Submission
    members: str
    places: list[Enrolment]
    version: int
    holder: User | None
    urgent: ranking.Urgency
    own: bool
    proposal: int | None

    @property
    def people(self) -> list[User]:
        return [place.learner for place in self.places if place.learner]

    @property
    def waited(self) -> timedelta | None:
        queued_at = self.submission.queued_at
        return timezone.now() - queued_at if queued_at else None


@dataclass
class Queue:
    """A page of the queue; ``more`` is the key of the next one."""

    rows: list[QueueRow]
    more: str = ""


def queue(user: User, filters: QueueFilters) -> Queue:
    """A page of fifty rows of what ``user`` may review, by keyset: the most urgent first, the decided latest first."""
    rows = _in_tab(_narrowed(Submission.objects.reviewable_by(user), user, filters), user, filters.tab)
    field, latest_first = ("decided_at", True) if filters.tab in (REDO, DONE) else ("rank_at", False)
    if key := _key(filters.after):
        rows = rows.filter(_beyond(field, latest_first, *key))
    order = (f"-{field}", "-pk") if latest_first else (field, "pk")
    # The page is chosen first, by its index: what a row shows is not looked up for all that wait.
    page = Submission.objects.filter(pk__in=rows.order_by(*order).values("pk")[: PAGE + 1])
    found = list(_for_queue(page, user).order_by(*order))
    more = f"{getattr(found[PAGE - 1], field).timestamp()}-{found[PAGE - 1].pk}" if len(found) > PAGE else ""
    return Queue([_queue_row(row) for row in found[:PAGE]], more)


def same_rows(user: User, shown: list[int]) -> Queue:
    """The rows a page already shows, as they are now, each at its place: nothing moves under the cursor."""
    found = {row.pk: row for row in _for_queue(Submission.objects.reviewable_by(user).filter(pk__in=shown), user)}
    return Queue([_queue_row(found[pk]) for pk in shown if pk in found])


def _narrowed(rows: SubmissionQuerySet, user: User, filters: QueueFilters) -> SubmissionQuerySet:
    if filters.cohort:
        rows = rows.filter(assignment__cohort__code=filters.cohort)
    if number := whole(filters.project):
        rows = rows.filter(assignment__project=number)
    if words := fold(filters.words).split():
        rows = rows.filter(team__in=_teams_named(user, words))
    return rows


def _teams_named(user: User, words: list[str]) -> list[int]:
    """The teams with all those words in a member’s name and their own, whatever the accents."""
    person = "enrolment__learner"
    names = (
        "team__name",
        *(f"{person}__{name}" for name in ("first_name", "last_name", "first_name_ar", "last_name_ar")),
    )
    rows = TeamMember.objects.filter(assignment__cohort__staff__user=user).values_list("team", *names).distinct()
    folded = ((team, fold(" ".join(texts))) for team, *texts in rows)
    return [team for team, text in folded if all(word in text for word in words)][:FOUND_AT_MOST]


def _in_tab(rows: SubmissionQuerySet, user: User, tab: str) -> QuerySet:
    if tab == MINE:
        return rows.filter(pk__in=Claim.objects.filter(holder=user, released_at=None).values("submission"))
    if tab in (REDO, DONE):
        state = Submission.State.CHANGES_REQUESTED if tab == REDO else Submission.State.APPROVED
        decided = rows.filter(state=state, decided_at__isnull=False)
        return decided.attended().exclude(assignment__cohort__state__in=CLOSED) if tab == REDO else decided
    return rows.attended().filter(rank_at__isnull=False)


def _beyond(field: str, latest_first: bool, moment: datetime, pk: int) -> Q:
    side = "lt" if latest_first else "gt"
    return Q(**{f"{field}__{side}": moment}) | Q(**{field: moment, f"pk__{side}": pk})


def _key(after: str) -> tuple[datetime, int] | None:
    moment, _dash, pk = after.rpartition("-")
    try:
        return datetime.fromtimestamp(float(moment), tz=timezone.get_current_timezone()), whole(pk) or 0
    except (ValueError, OverflowError, OSError):  # no moment, or none that a clock can show
        return None


def _for_queue(rows: SubmissionQuerySet, user: User) -> QuerySet:
    handed_in = Version.objects.filter(submission=OuterRef("pk"), submitted_at__isnull=False)
    sent = Review.objects.sent().filter(version__submission=OuterRef("pk"))
    return rows.with_dispute().annotate(
        open_claim=FilteredRelation("claims", condition=Q(claims__released_at=None)),
        last_version=Subquery(handed_in.values("submission").annotate(last=Max("number")).values("last")),
        reviewed=Exists(sent),
        reviewed_by_me=Exists(sent.filter(reviewer=user)),
        proposal=Subquery(Proposal.objects.waiting().filter(claim__submission=OuterRef("pk")).values("pk")[:1]),
    ).select_related("assignment__cohort", "team", "open_claim__holder").prefetch_related(
        Prefetch("team__members", TeamMember.objects.select_related("enrolment__learner")),
    )  # fmt: skip


def _queue_row(row) -> QueueRow:
    claim = getattr(row, "open_claim", None)  # a row that nobody holds has no such attribute
    waits = row.queued_at is not None
    return QueueRow(
        submission=row,
        members=names_of(row.team),
        places=[member.enrolment for member in row.team.members.all()],
        version=row.last_version or 1,
        holder=claim and claim.holder,
        urgent=ranking.urgency(row.assignment, again=row.reviewed, at=row.queued_at) if waits else ranking.Urgency(),
        own=row.reviewed_by_me,
        proposal=row.proposal,
    )


def names_of(team: Team) -> str:
    """The members' names, the team's own first when it has one."""
    people = listed(member.enrolment.learner for member in team.members.all())
    name = from_the_right(isolated(team.name)) if get_language() == "ar" else team.name
    return f"{name} ({people})" if team.name else people


def queue_filters(user: User) -> tuple[list[Cohort], list[Assignment]]:
    """The cohorts and projects the person may filter by."""
    running = (row for row in own_cohorts(user) if row.state == Cohort.State.RUNNING and staff_roles(user, row.pk))
    cohorts = sorted(running, key=lambda row: row.code)
    assignments = Assignment.objects.filter(cohort__in=cohorts).order_by("title").only("title", "project")
    return cohorts, list({row.project_id: row for row in assignments}.values())


def _by_state(user: User) -> dict[str, dict]:
    """``count`` and ``oldest`` of what the person may review, by state, without what nobody waits for.

    What is the same for hundreds of rows is asked apart from them: they are joined to nothing.
    """
    staffed = Assignment.objects.filter(cohort__staff__user=user)
    closed, withdrawn = staffed.filter(cohort__state__in=CLOSED), staffed.filter(withdrawn_at__isnull=False)
    present = TeamMember.objects.present().filter(team=OuterRef("team"))
    approved = Q(state=Submission.State.APPROVED)
    attended = Q(Exists(present)) & ~Q(assignment__in=withdrawn.values("pk"))
    rows = Submission.objects.reviewable_by(user).exclude(state=Submission.State.DRAFT).filter(approved | attended)
    rows = rows.exclude(state=Submission.State.CHANGES_REQUESTED, assignment__in=closed.values("pk"))
    counts = rows.order_by().values("state").annotate(count=Count("pk"), oldest=Min("queued_at"))
    return {row["state"]: row for row in counts}


def queue_summary(user: User) -> dict:
    """How many wait, since when the first one, how many the first tab lists, those in a hand too; how many are redone
    and done; in a second query, how many the person holds and is asked to explain, whether a first review waits for
    them, and until when they are away.
    """
    found = _by_state(user)

    def count(state: str) -> int:
        return found[state]["count"] if state in found else 0

    held = Count("claims", filter=Q(claims__released_at=None))
    to_read = Exists(Proposal.objects.waiting().for_lead(user))
    asked = Reply.objects.awaiting(user).order_by().values("stance").annotate(count=Count("pk")).values("count")
    person = User.objects.filter(pk=user.pk).values(
        held=held,
        to_read=to_read,
        questions=Coalesce(Subquery(asked), 0),
        away_until=F("reviewer_profile__away_until"),
    ).get()  # fmt: skip
    if person["away_until"] and person["away_until"] < timezone.localdate():
        person["away_until"] = None
    return person | {
        "waiting": count(Submission.State.QUEUED),
        "to_take": count(Submission.State.QUEUED) + count(Submission.State.IN_REVIEW),
        "in_hand": count(Submission.State.IN_REVIEW),
        "oldest": found.get(Submission.State.QUEUED, {}).get("oldest"),
        "redo": count(Submission.State.CHANGES_REQUESTED),
        "done": count(Submission.State.APPROVED),
    }


def review_figures(user: User, *, at: datetime) -> dict:
    """The share of promises kept by the reviews of the last seven days in one’s cohorts; one’s own reviews today."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(at), time()))
    promised = Q(promised_at__isnull=False)
    sent = Review.objects.with_wait().filter(
        sent_at__gt=at - KEPT_SINCE, version__submission__assignment__cohort__in=[row.pk for row in own_cohorts(user)]
    )
    found = sent.aggregate(
        promised=Count("pk", filter=promised),
        kept=Count("pk", filter=promised & Q(sent_at__lte=F("promised_at"))),
        today=Count("pk", filter=Q(reviewer=user, sent_at__gte=midnight)),
    )  # fmt: skip
    share = found["kept"] * 100 // found["promised"] if found["promised"] else None
    return {"kept": share, "today": found["today"]}


def waiting_in(cohort: Cohort) -> int:
    """How many submissions of a cohort wait for a review, as ``Submission.objects.waiting``.

    Those of teams that have left are taken off the count of all: they are few, and found by who left.
    """
    asked = Submission.objects.filter(assignment__cohort=cohort, assignment__withdrawn_at=None)
    queued = asked.filter(state=Submission.State.QUEUED)
    gone = TeamMember.objects.filter(enrolment__cohort=cohort).exclude(enrolment__state__in=PRESENT).values("team")
    unattended = queued.filter(team__in=gone).exclude(pk__in=Submission.objects.attended().values("pk"))
    return queued.count() - unattended.count()
