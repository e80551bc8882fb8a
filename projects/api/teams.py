"""Teams: made by a trainer, drawn, or made by classmates themselves."""

import secrets

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from cohorts.views.common import require
from core.api import Number, Text, answers, checked
from projects import actions, queries
from projects.api.assignments import find_given
from projects.models import Assignment, Submission, TeamMember, TeamWish
from projects.payloads import DrawIn, InvitationIn, NeverAloneIn, OwnTeamIn, SwapIn, TeamIn, WishIn
from projects.schemas import StateOut
from projects.team_forms import NeverAloneForm, OwnTeamForm, SwapForm, TeamForm, WishForm
from projects.team_schemas import DrawOut, Member, OpenTeamOut, OpenTeamsOut, TeamOut, TeamsOut, WishOut
from projects.views.own_team import find_alone
from projects.views.teams import SEED_LENGTH
from projects.views.work import find_submission

router = Router()

CHANGES = "projects.change_team"


def _alone(given: Assignment, after: int | None = None) -> dict:
    rows, following = queries.alone_after(given, after)
    return {"alone": [Member.of(row) for row in rows], "alone_next": str(following or "")}


# By a trainer


@router.get("/assignments/{int:pk}/teams", response=answers(TeamsOut))
def teams(request, pk: int, after: Query[Number | None] = None, alone_after: Query[Number | None] = None):
    """Its teams, for who makes them, and the learners without one, both by pages of fifty."""
    return _teams(find_given(request, pk, CHANGES), after, alone_after)


def _teams(given: Assignment, after: int | None = None, alone_after: int | None = None) -> dict:
    rows, following = queries.teams_after(given, after)
    return {"teams": [TeamOut.of(row) for row in rows], "next": str(following or ""), **_alone(given, alone_after)}


@router.post("/assignments/{int:pk}/teams", response=answers(StateOut))
def form_team(request, pk: int, payload: TeamIn):
    """Make a team of learners who have none."""
    given = find_given(request, pk, CHANGES)
    return actions.form_team(given, by=request.user, **checked(TeamForm(payload.dict(), assignment=given)))


@router.put("/submissions/{int:pk}/team", response=answers(StateOut))
def change_team(request, pk: int, payload: TeamIn):
    """Say anew who is in a team, and its name, while it has handed nothing in."""
    found = find_submission(request, pk)
    require(request, CHANGES, found.assignment)
    typed = checked(TeamForm(payload.dict(), assignment=found.assignment, team=found.team))
    return actions.change_team(found, by=request.user, **typed)


@router.delete("/submissions/{int:pk}/team", response=answers(None))
def dissolve_team(request, pk: int):
    """Undo a team that has written nothing: its members may be placed anew."""
    found = find_submission(request, pk)
    require(request, CHANGES, found.assignment)
    actions.dissolve_team(found, by=request.user)
    return Status(204, None)


@router.post("/submissions/{int:pk}/team/swap", response=answers(StateOut))
def swap_members(request, pk: int, payload: SwapIn):
    """Have one of this team and one of another change places, while neither team has handed in."""
    found = find_submission(request, pk)
    require(request, CHANGES, found.assignment)
    members = dict(TeamMember.objects.filter(assignment=found.assignment).values_list("enrolment", "pk"))
    chosen = {name: members.get(enrolment, 0) for name, enrolment in payload.dict().items()}
    actions.swap_members(**checked(SwapForm(chosen, team=found.team)), by=request.user)
    return found


@router.get("/assignments/{int:pk}/draw", response=answers(DrawOut))
def show_draw(request, pk: int, seed: Text = ""):
    """The teams that a seed draws; nothing is written. 422 when the wishes cannot be honoured."""
    given = find_given(request, pk, CHANGES)
    seed = seed[:SEED_LENGTH] or secrets.token_hex(SEED_LENGTH // 4)
    plan = actions.plan_teams(given, seed)
    return DrawOut.of(seed, actions.mark_of(plan), plan)


@router.post("/assignments/{int:pk}/draw", response=answers(TeamsOut))
def draw(request, pk: int, payload: DrawIn):
    """Make the very teams that were shown; 422 when somebody's team or a wish has changed since."""
    given = find_given(request, pk, CHANGES)
    actions.draw_teams(given, by=request.user, **payload.dict())
    return _teams(given)


@router.get("/assignments/{int:pk}/wishes", response=answers(list[WishOut]))
def wishes(request, pk: int):
    """Whom a draw keeps together or apart."""
    given = find_given(request, pk, CHANGES)
    rows = given.wishes.select_related("one__learner", "other__learner").order_by("pk")
    return [WishOut.of(row) for row in rows]


@router.post("/assignments/{int:pk}/wishes", response=answers(WishOut))
def add_wish(request, pk: int, payload: WishIn):
    """Wish two learners together or apart; the last wish about a pair counts."""
    given = find_given(request, pk, CHANGES)
    typed = checked(WishForm(payload.dict(), assignment=given))
    return WishOut.of(actions.add_wish(given, by=request.user, **typed))


@router.delete("/assignments/{int:pk}/wishes/{int:number}", response=answers(None))
def remove_wish(request, pk: int, number: int):
    """Take a wish back."""
    given = find_given(request, pk, CHANGES)
    actions.remove_wish(get_object_or_404(TeamWish, pk=number, assignment=given), by=request.user)
    return Status(204, None)


@router.get("/assignments/{int:pk}/never-alone", response=answers(list[Member]))
def never_alone(request, pk: int):
    """Who is not to be alone of them in a drawn team."""
    given = find_given(request, pk, CHANGES)
    return [Member.of(row) for row in given.never_alone.select_related("learner").order_by("pk")]


@router.put("/assignments/{int:pk}/never-alone", response=answers(list[Member]))
def set_never_alone(request, pk: int, payload: NeverAloneIn):
    """Say it anew; an empty list asks for nothing."""
    given = find_given(request, pk, CHANGES)
    typed = checked(NeverAloneForm(payload.dict(), assignment=given))
    actions.set_never_alone(given, by=request.user, **typed)
    return never_alone(request, pk)


# By classmates


@router.get("/assignments/{int:pk}/open-teams", response=answers(OpenTeamsOut))
def open_teams(request, pk: int, after: Query[Number | None] = None, alone_after: Query[Number | None] = None):
    """The teams that classmates have made, and who has none yet, both by pages of fifty."""
    given = find_given(request, pk, "cohorts.learn")
    rows, following = queries.open_teams_after(given, after)
    teams = [OpenTeamOut.of(row) for row in rows]
    return {"teams": teams, "next": str(following or ""), **_alone(given, alone_after)}


@router.post("/assignments/{int:pk}/open-teams", response=answers(StateOut))
def make_own_team(request, pk: int, payload: OwnTeamIn):
    """Begin a team that classmates may join."""
    given = find_given(request, pk, "cohorts.learn")
    return actions.make_own_team(given, by=request.user, **checked(OwnTeamForm(payload.dict())))


@router.post("/assignments/{int:pk}/open-teams/{int:number}/join", response=answers(StateOut))
def join(request, pk: int, number: int):
    """Take a place in the team of the submission ``number``."""
    given = find_given(request, pk, "cohorts.learn")
    found = get_object_or_404(Submission.objects.select_related("team"), pk=number, assignment=given)
    found.assignment = given
    return actions.join_team(found, by=request.user)


@router.post("/submissions/{int:pk}/leave", response=answers(None))
def leave(request, pk: int):
    """Leave one's team before it hands anything in."""
    actions.leave_team(find_submission(request, pk), by=request.user)
    return Status(204, None)


@router.post("/submissions/{int:pk}/invitations", response=answers(None))
def invite(request, pk: int, payload: InvitationIn):
    """Tell a classmate without a team that there is a place."""
    found = find_submission(request, pk)
    actions.invite_to_team(found, by=request.user, enrolment=find_alone(found, payload.enrolment))
    return Status(204, None)
