"""What the API says of projects given to a cohort, and of the teams that do them."""

from typing import Any

from ninja import Schema

from accounts.schemas import Person
from cohorts.models import Enrolment
from core.api import Moment
from projects.actions import Plan
from projects.models import Assignment, Submission, TeamWish
from projects.queries import OpenTeam, TeamRow
from projects.schemas import SubmissionState


class AssignmentOut(Schema):
    """A project given to a cohort; ``submission`` is one's own work on it, ``reviewers`` are told to its staff.

    Before it opens a learner reads its title and that moment: the rest is null.
    """

    id: int
    title: str
    project: int
    opens_at: Moment
    due_at: Moment | None = None
    closes_at: Moment | None = None
    team_size: int | None = None
    forming: Assignment.Forming | None = None
    is_gate: bool | None = None
    review_hours: int | None = None
    withdrawn_at: Moment | None
    withdrawn_why: str
    reviewers: list[Person]
    submission: int | None

    @staticmethod
    def of(found: Assignment, *, own: Submission | None = None, staff: bool) -> dict[str, Any]:
        """As its reader may know it."""
        told: dict[str, Any] = {
            "id": found.pk, "title": found.title, "project": found.project_id, "opens_at": found.opens_at,
            "withdrawn_at": found.withdrawn_at, "withdrawn_why": found.withdrawn_why,
            "reviewers": list(found.reviewers.all()) if staff else [], "submission": own and own.pk,
        }  # fmt: skip
        if staff or found.is_open():
            names = ("due_at", "closes_at", "team_size", "forming", "is_gate", "review_hours")
            told |= {name: getattr(found, name) for name in names}
        return told


class Member(Schema):
    """A learner of the cohort: ``enrolment`` is the number by which teams are made."""

    enrolment: int
    person: Person

    @staticmethod
    def of(enrolment: Enrolment) -> dict[str, Any]:
        return {"enrolment": enrolment.pk, "person": enrolment.learner}


class TeamOut(Schema):
    """A team for its trainer, with the dates that hold for it."""

    submission: int
    name: str
    state: SubmissionState
    members: list[Member]
    due_at: Moment
    closes_at: Moment

    @staticmethod
    def of(row: TeamRow) -> dict[str, Any]:
        found = row.submission
        return {
            "submission": found.pk, "name": found.team.name, "state": found.state,
            "members": [Member.of(member.enrolment) for member in found.team.members.all()],
            "due_at": row.deadline.due_at, "closes_at": row.deadline.closes_at,
        }  # fmt: skip


class TeamsOut(Schema):
    """Fifty teams of a project, and fifty learners who have none; ``next`` and ``alone_next`` are the ``after`` and
    the ``alone_after`` of the following ones, empty when there are none.
    """

    teams: list[TeamOut]
    next: str
    alone: list[Member]
    alone_next: str


class OpenTeamOut(Schema):
    """A team that classmates may join while it has ``places``."""

    submission: int
    name: str
    members: list[Person]
    places: int

    @staticmethod
    def of(row: OpenTeam) -> dict[str, Any]:
        people = [member.enrolment.learner for member in row.members]
        return {
            "submission": row.submission.pk,
            "name": row.submission.team.name,
            "members": people,
            "places": row.places,
        }


class OpenTeamsOut(Schema):
    """The teams that classmates make themselves, and who has none yet, by fifty as ``TeamsOut``."""

    teams: list[OpenTeamOut]
    next: str
    alone: list[Member]
    alone_next: str


class DrawOut(Schema):
    """The teams that ``seed`` draws; ``seen`` says, to confirm them, which ones were shown."""

    seed: str
    seen: str
    teams: list[list[Member]]

    @staticmethod
    def of(seed: str, seen: str, plan: Plan) -> dict[str, Any]:
        return {"seed": seed, "seen": seen, "teams": [[Member.of(row) for row in team] for team in plan]}


class WishOut(Schema):
    """Two learners together or apart, when teams are drawn."""

    id: int
    kind: TeamWish.Kind
    one: Member
    other: Member

    @staticmethod
    def of(wish: TeamWish) -> dict[str, Any]:
        return {"id": wish.pk, "kind": wish.kind, "one": Member.of(wish.one), "other": Member.of(wish.other)}


class ExtensionOut(Schema):
    """More time for a team."""

    due_at: Moment
    reason: str
