"""The teams of an assignment, in pages: for its trainer, and for classmates while they make them."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Exists, OuterRef, Prefetch, QuerySet, Subquery, When
from django.utils import timezone

from accounts.models import User
from cohorts.models import PRESENT, Enrolment
from core.folding import fold
from projects.deadlines import Deadline, deadline_of, overdue, with_extension
from projects.models import Assignment, Submission, TeamMember, Version
from projects.models.submissions import SubmissionQuerySet

TEAMS_A_PAGE = ALONE_SHOWN = 50
MEMBERS = Prefetch("team__members", TeamMember.objects.select_related("enrolment__learner"))
LATE, NOTHING_IN = "retard", "rien"
PERSON = [f"enrolment__learner__{name}" for name in ("first_name", "last_name", "first_name_ar", "last_name_ar")]


@dataclass
class TeamRow:
    """A team of an assignment for its trainer: its dates, and how it stands to them."""

    submission: Submission
    deadline: Deadline
    handed_in: bool
    came_late: bool

    @property
    def has_gone(self) -> bool:
        """Somebody of the team has left the cohort."""
        return any(member.enrolment.state not in PRESENT for member in self.submission.team.members.all())

    @property
    def is_late(self) -> bool:
        """Past its due date with nothing handed in, and awaited: somebody of it is there, and the project stands."""
        present = any(member.enrolment.state in PRESENT for member in self.submission.team.members.all())
        awaited = present and not self.submission.assignment.withdrawn_at
        return awaited and not self.handed_in and self.deadline.is_late(timezone.now())


@dataclass
class Teams:
    """One page of an assignment's teams; ``total`` counts all of them, whatever was looked for."""

    page: Page
    rows: list[TeamRow]
    total: int


def teams_of_assignment(assignment: Assignment, *, words: str = "", state: str = "", number=1) -> Teams:
    """A page of the teams with their members and dates: those with ``words`` in a name, in that ``state``.

    Besides the states of a work, ``LATE`` and ``NOTHING_IN`` are those that have handed nothing in.
    """
    total = Submission.objects.filter(assignment=assignment).count()
    found = _in_state(Submission.objects.filter(assignment=assignment), state)
    if asked := fold(words).split():
        found = found.filter(team__in=_teams_named(assignment, asked))
    narrow = asked or state
    page = Paginator(range(found.count() if narrow else total), TEAMS_A_PAGE).get_page(number)
    start = (page.number - 1) * TEAMS_A_PAGE
    # Chosen by their numbers first: what a row shows is not looked up for all of them.
    chosen = list(found.order_by("team__name", "pk").values_list("pk", flat=True)[start : start + TEAMS_A_PAGE])
    rows = {row.submission.pk: row for row in _rows(assignment, Submission.objects.filter(pk__in=chosen))}
    return Teams(page, [rows[pk] for pk in chosen], total)


def teams_after(assignment: Assignment, after: int | None) -> tuple[list[TeamRow], int | None]:
    """Fifty teams from the one after the submission ``after``, in the order they were made; the last one's number
    when there are more.
    """
    rows = Submission.objects.filter(assignment=assignment, pk__gt=after or 0).order_by("pk")
    found = _rows(assignment, rows[: TEAMS_A_PAGE + 1])
    return found[:TEAMS_A_PAGE], found[TEAMS_A_PAGE - 1].submission.pk if len(found) > TEAMS_A_PAGE else None


def _rows(assignment: Assignment, submissions: SubmissionQuerySet) -> list[TeamRow]:
    last = handed_in().order_by("-number")
    rows = with_extension(submissions.with_dispute().select_related("team"))
    rows = rows.annotate(handed_in=Exists(handed_in()), came_late=Subquery(last.values("is_late")[:1]))
    rows = rows.prefetch_related(MEMBERS)
    for row in rows:
        row.assignment = assignment
    return [TeamRow(row, deadline_of(row), row.handed_in, bool(row.came_late)) for row in rows]


def handed_in() -> QuerySet:
    """The versions of the outer submission that were handed in."""
    return Version.objects.filter(submission=OuterRef("pk"), submitted_at__isnull=False)


def _in_state(rows: SubmissionQuerySet, state: str) -> QuerySet:
    if state in Submission.State.values:
        return rows.filter(state=state)
    if state in (LATE, NOTHING_IN):
        # Whoever waits for a review or was decided has handed something in.
        rows = rows.filter(~Exists(handed_in()), state=Submission.State.DRAFT)
    return with_extension(rows.attended()).filter(overdue(timezone.now())) if state == LATE else rows


def _teams_named(assignment: Assignment, asked: list[str]) -> list[int]:
    """The teams with all those words in their name and a member's, as the search spells them."""
    rows = TeamMember.objects.filter(assignment=assignment).values_list("team", "team__name", *PERSON)
    return [team for team, *texts in rows if _holds(texts, asked)]


def _holds(texts: list[str], asked: list[str]) -> bool:
    folded = fold(" ".join(texts))
    return all(word in folded for word in asked)


def alone_in(assignment: Assignment, *, words: str = "") -> tuple[list[Enrolment], int]:
    """The first fifty learners without a team, by name, those with ``words`` in theirs; and how many there are."""
    rows = assignment.learners_without_team()
    count = rows.count()
    if asked := fold(words).split():
        named = rows.values_list("pk", *(field.removeprefix("enrolment__") for field in PERSON))
        rows = rows.filter(pk__in=[pk for pk, *texts in named if _holds(texts, asked)])
    return list(rows[:ALONE_SHOWN]), count


def alone_after(assignment: Assignment, after: int | None) -> tuple[list[Enrolment], int | None]:
    """Fifty learners without a team, by the number of their enrolment, as ``teams_after``."""
    rows = assignment.learners_without_team().filter(pk__gt=after or 0).order_by("pk")
    found = list(rows[: ALONE_SHOWN + 1])
    return found[:ALONE_SHOWN], found[ALONE_SHOWN - 1].pk if len(found) > ALONE_SHOWN else None


@dataclass
class OpenTeam:
    """A team as classmates see it while teams are made: who is in it, how many places are left."""

    submission: Submission
    members: list[TeamMember]
    places: int


def open_teams(assignment: Assignment, number=1) -> tuple[Page, list[OpenTeam]]:
    """A page of the teams that learners have made, those with a place first."""
    rows = _open(assignment)
    page = Paginator(range(rows.count()), TEAMS_A_PAGE).get_page(number)
    start = (page.number - 1) * TEAMS_A_PAGE
    sizes = TeamMember.objects.filter(assignment=assignment).values("team").annotate(size=Count("pk"))
    full = Case(When(team__in=sizes.filter(size__gte=assignment.team_size).values("team"), then=1), default=0)
    return page, _open_rows(assignment, rows.order_by(full, "pk")[start : start + TEAMS_A_PAGE])


def open_teams_after(assignment: Assignment, after: int | None) -> tuple[list[OpenTeam], int | None]:
    """Fifty of them from the one after the submission ``after``, as ``teams_after``."""
    rows = _open(assignment).filter(pk__gt=after or 0).order_by("pk")
    found = _open_rows(assignment, rows[: TEAMS_A_PAGE + 1])
    return found[:TEAMS_A_PAGE], found[TEAMS_A_PAGE - 1].submission.pk if len(found) > TEAMS_A_PAGE else None


def own_open_team(assignment: Assignment, user: User) -> OpenTeam | None:
    """The one that the person is in."""
    rows = _open(assignment).of_learner(user)
    return next(iter(_open_rows(assignment, rows)), None)


def _open(assignment: Assignment) -> SubmissionQuerySet:
    rows = Submission.objects.filter(assignment=assignment, state=Submission.State.DRAFT)
    return rows.filter(~Exists(handed_in()))


def _open_rows(assignment: Assignment, rows: QuerySet) -> list[OpenTeam]:
    teams = [(row, list(row.team.members.all())) for row in rows.select_related("team").prefetch_related(MEMBERS)]
    return [OpenTeam(row, members, max(0, assignment.team_size - len(members))) for row, members in teams]
