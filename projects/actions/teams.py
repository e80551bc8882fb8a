"""Make teams: by the trainer, by learners, by a draw; change them as long as nothing is handed in."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import count

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.actions.common import check_going_on
from cohorts.models import AWAY, PRESENT, Enrolment
from core.events import emit
from core.models import Event
from core.permissions import forget
from core.rivals import unique_or
from projects import events
from projects.deadlines import check_open, check_stands, in_figures, is_past
from projects.drawing import ImpossibleDraw, draw
from projects.models import Assignment, Submission, Team, TeamMember, TeamWish

Plan = list[list[Enrolment]]


def _require(by: User, permission: str, thing) -> None:
    if not by.has_perm(permission, thing):
        raise PermissionDenied(permission)


# By the trainer


@transaction.atomic
def form_team(assignment: Assignment, *, by: User, enrolments: Sequence[Enrolment], name: str = "") -> Submission:
    """Make a team of active learners of the cohort, and its submission.

    Raises ValidationError when a learner already has a team, is of another cohort, or there are too many.
    """
    _place(assignment, by)
    _check_members(assignment, enrolments)
    return _make_team(assignment, by, enrolments, name)


@transaction.atomic
def _make_team(assignment: Assignment, by: User, enrolments: Sequence[Enrolment], name: str) -> Submission:
    with unique_or(_("One of these learners already has a team.")):
        team = Team.objects.create(assignment=assignment, name=name)
        _add_members(team, enrolments)
        submission = Submission.objects.create(assignment=assignment, team=team)
    emit(events.SUBMISSION_CREATE, target=submission, actor=by)
    return submission


def _add_members(team: Team, enrolments: Iterable[Enrolment]) -> None:
    rows = [TeamMember(team=team, assignment=team.assignment, enrolment=enrolment) for enrolment in enrolments]
    for row in TeamMember.objects.bulk_create(rows):
        forget(row.enrolment.learner)


def _check_members(assignment: Assignment, enrolments: Sequence[Enrolment], already: Collection[int] = ()) -> None:
    if not enrolments:
        raise ValidationError({"enrolments": _("Choose at least one learner.")})
    if len(enrolments) > assignment.team_size:
        raise ValidationError(
            {"enrolments": _("A team holds at most %(size)d people.") % {"size": assignment.team_size}}
        )
    joining = [row for row in enrolments if row.pk not in already]
    if any(row.cohort_id != assignment.cohort_id or row.state != Enrolment.State.ACTIVE for row in joining):
        raise ValidationError({"enrolments": _("A team is made of active learners of the cohort.")})


@transaction.atomic
def change_team(submission: Submission, *, by: User, enrolments: Sequence[Enrolment], name: str = "") -> Submission:
    """Change who is in a team; once it has handed in, only who left the cohort leaves it. Raises as ``form_team``."""
    _place(submission.assignment, by)
    team, kept = submission.team, {row.pk for row in enrolments}
    present = set(team.members.values_list("enrolment_id", flat=True))
    if (kept, name) == (present, team.name):
        return submission  # nothing to tell anybody
    _check_members(submission.assignment, enrolments, present)
    leaving = list(team.members.exclude(enrolment__in=kept).select_related("enrolment__learner"))
    if kept - present or any(row.enrolment.state in PRESENT for row in leaving):
        _hold(submission)
    team.members.filter(pk__in=[row.pk for row in leaving]).delete()
    with unique_or(_("One of these learners already has a team.")):
        _add_members(team, [row for row in enrolments if row.pk not in present])
    for row in leaving:
        forget(row.enrolment.learner)
    team.name = name
    team.save(update_fields=["name"])
    left = [row.enrolment.learner_id for row in leaving]
    emit(events.SUBMISSION_CHANGE_TEAM, target=submission, actor=by, data={"left": left})
    return submission


@transaction.atomic
def dissolve_team(submission: Submission, *, by: User) -> None:
    """Undo a team that has written nothing: its members may be placed anew, and are told.

    Raises PermissionDenied unless ``by`` makes the teams; ValidationError once it has handed in, or has a draft.
    """
    _place(submission.assignment, by)
    _hold(submission)
    if submission.versions.exists() or submission.uploads.exists():
        raise ValidationError(_("This team has a draft, which would be lost: change its members instead."))
    for member in submission.team.members.select_related("enrolment__learner"):
        forget(member.enrolment.learner)
    _dissolve(submission, by)


@transaction.atomic
def swap_members(one: TeamMember, other: TeamMember, *, by: User) -> None:
    """Have two people of two teams change places, while neither team has handed in; both teams are told.

    Raises PermissionDenied unless ``by`` makes the teams; ValidationError for two of one team, or of two projects.
    """
    _place(one.assignment, by)
    if one.team_id == other.team_id or one.assignment_id != other.assignment_id:
        raise ValidationError({"other": _("Choose somebody of another team of this project.")})
    if any(member.enrolment.state != Enrolment.State.ACTIVE for member in (one, other)):
        raise ValidationError(_("A team is made of active learners of the cohort."))
    rows = [member.team.submission for member in (one, other)]
    for row in rows:
        _hold(row)
    for member, team in ((one, other.team_id), (other, one.team_id)):
        if not TeamMember.objects.filter(pk=member.pk, team=member.team_id).update(team=team):
            raise ValidationError(_("Somebody’s team changed meanwhile: look again."))
        forget(member.enrolment.learner)
    for row in rows:
        emit(events.SUBMISSION_CHANGE_TEAM, target=row, actor=by, data={"left": []})


def _place(assignment: Assignment, by: User) -> None:
    """Who places people waits for who does the same: each would hold a place that the other asks for.

    Raises PermissionDenied unless ``by`` makes the teams; ValidationError for a project taken back, TransitionRefused
    in a cohort that is over: nobody is told of a team that nothing is asked of.
    """
    _require(by, "projects.change_team", assignment)
    check_stands(Assignment.objects.select_for_update(no_key=True).get(pk=assignment.pk))
    check_going_on(assignment.cohort, "change_team")


def _hold(submission: Submission) -> None:
    """Keep the team as it is until the transaction ends; refused once something was handed in.

    The update is the lock on both databases: a hand-in or a rival for the last place comes before or after.
    """
    rows = Submission.objects.filter(pk=submission.pk, state=Submission.State.DRAFT)
    if not rows.update(state=Submission.State.DRAFT) or submission.versions.exclude(submitted_at=None).exists():
        raise ValidationError(_("This team has already handed in its work."))


# By learners


def start(assignment: Assignment, *, by: User, at: datetime | None = None) -> Submission:
    """Begin individual work: the learner's team of one; starting twice gives the same submission.

    Raises PermissionDenied for who is no active learner of the cohort; ValidationError for group work,
    before the opening, and behind a gate that is not passed.
    """
    _require(by, "cohorts.learn", assignment)
    mine = Submission.objects.of_learner(by).filter(assignment=assignment)
    existing = mine.first()
    if existing:
        return existing
    if assignment.is_group_work:
        raise ValidationError(_("This project is done in a team."))
    try:
        return _make_team(assignment, by, [_beginning(assignment, by, at)], "")
    except ValidationError:
        if twin := mine.first():
            return twin  # the other of two clicks was first
        raise


def _beginning(assignment: Assignment, by: User, at: datetime | None) -> Enrolment:
    """The enrolment of a learner who may begin now."""
    check_stands(assignment)
    check_open(assignment, at or timezone.now())
    if gate := Assignment.objects.gates_closed_to(by, assignment).first():
        raise ValidationError(_("First get “%(project)s” approved: this project waits for it.") % {"project": gate})
    return Enrolment.objects.active().select_related("learner").get(cohort=assignment.cohort_id, learner=by)


def _choosing(assignment: Assignment, by: User, at: datetime | None) -> Enrolment:
    """The enrolment of a learner who may choose a team now."""
    _require(by, "cohorts.learn", assignment)
    if not assignment.is_group_work or assignment.forming != Assignment.Forming.BY_LEARNERS:
        raise ValidationError(_("Your trainer makes the teams of this project."))
    at = at or timezone.now()
    if is_past(assignment.closes_at, at):
        raise ValidationError(_("This project closed on %(day)s.") % {"day": in_figures(assignment.closes_at)})
    return _beginning(assignment, by, at)


@transaction.atomic
def make_own_team(assignment: Assignment, *, by: User, name: str = "", at: datetime | None = None) -> Submission:
    """A learner begins a team that classmates may join.

    Raises PermissionDenied for who does not learn in the cohort; ValidationError when learners do not
    make the teams, outside the dates, behind a gate, and for who already has a team.
    """
    return _make_team(assignment, by, [_choosing(assignment, by, at)], name)


@transaction.atomic
def join_team(submission: Submission, *, by: User, at: datetime | None = None) -> Submission:
    """Take a place in a classmates' team; of two rivals for the last one, one gets it. Raises as ``make_own_team``."""
    enrolment = _choosing(submission.assignment, by, at)
    _hold(submission)
    if submission.team.members.count() >= submission.assignment.team_size:
        raise ValidationError(_("This team is full: choose another one."))
    with unique_or(_("You already have a team for this project.")):
        _add_members(submission.team, [enrolment])
    emit(events.SUBMISSION_JOIN, target=submission, actor=by)
    return submission


@transaction.atomic
def leave_team(submission: Submission, *, by: User, at: datetime | None = None) -> None:
    """Leave one's team while it has handed nothing in; a team that nobody is left in is gone.

    Raises PermissionDenied for who is not of the team, ValidationError as ``make_own_team`` and when the
    last member would leave a draft behind.
    """
    _require(by, "projects.submit_submission", submission)
    enrolment = _choosing(submission.assignment, by, at)
    _hold(submission)
    # Who left the cohort keeps no team; who pauses finds theirs again.
    others = submission.team.members.exclude(enrolment=enrolment).exclude(enrolment__state__in=AWAY).exists()
    if not others and (submission.versions.exists() or submission.uploads.exists()):
        raise ValidationError(_("You are the last of this team and its draft would be lost: ask your trainer."))
    submission.team.members.filter(enrolment=enrolment).delete()
    forget(by)
    if others:
        emit(events.SUBMISSION_LEAVE, target=submission, actor=by)
    else:
        _dissolve(submission, by)


def _dissolve(submission: Submission, by: User) -> None:
    assignment, team, left = submission.assignment, submission.team, submission.present_ids()
    submission.delete()
    team.extensions.all().delete()  # more time for a work that never was
    team.delete()
    emit(events.ASSIGNMENT_DISSOLVE_TEAM, target=assignment, actor=by, data={"left": left})


@transaction.atomic
def invite_to_team(submission: Submission, *, by: User, enrolment: Enrolment) -> None:
    """Tell a classmate who has no team that there is a place for them, once.

    Raises PermissionDenied for who is not of the team; ValidationError when learners do not make the
    teams, when the team is full or has handed in, and for who has a team or was told already.
    """
    _require(by, "projects.submit_submission", submission)
    _choosing(submission.assignment, by, None)
    _hold(submission)
    if submission.team.members.count() >= submission.assignment.team_size:
        raise ValidationError(_("Your team is full."))
    if not submission.assignment.learners_without_team().filter(pk=enrolment.pk).exists():
        raise ValidationError({"enrolment": _("This person already has a team.")})
    kind, data = events.SUBMISSION_INVITE, {"learner": enrolment.learner_id}
    told = Event.objects.filter(verb=kind.name, object_id=submission.pk).values_list("data", flat=True)
    if data in list(told):
        raise ValidationError({"enrolment": _("This person is invited already.")})
    emit(kind, target=submission, actor=by, data=data)


# By a draw


def plan_teams(assignment: Assignment, seed: str) -> Plan:
    """The teams that ``seed`` draws among the learners without one; nothing is written.

    Raises ValidationError with a sentence when the wishes cannot be honoured.
    """
    learners = {row.pk: row for row in assignment.learners_without_team()}
    wishes: dict[str, list[tuple[int, int]]] = {kind: [] for kind in TeamWish.Kind.values}
    for wish in assignment.wishes.all():
        wishes[wish.kind].append((wish.one_id, wish.other_id))
    try:
        marked = assignment.never_alone.values_list("pk", flat=True)
        teams = draw(list(learners), assignment.team_size, seed, never_alone=marked, **wishes)
    except ImpossibleDraw as refusal:
        raise ValidationError(_refusal(assignment, learners, refusal)) from refusal
    return [[learners[pk] for pk in team] for team in teams]


def _refusal(assignment: Assignment, learners: dict[int, Enrolment], refusal: ImpossibleDraw) -> str:
    if refusal.pair:
        one, other = (learners[pk].learner for pk in refusal.pair)
        words = _("%(one)s and %(other)s are to be both together and apart: take one of these wishes back.")
        return words % {"one": one, "other": other}
    return _("Teams of %(size)d cannot honour all these wishes: take one back.") % {"size": assignment.team_size}


def mark_of(plan: Plan) -> str:
    """A short mark of who is with whom, by which a confirmed draw is the one that was seen."""
    teams = [[enrolment.pk for enrolment in team] for team in plan]
    return hashlib.sha256(repr(teams).encode()).hexdigest()[:16]


@transaction.atomic
def draw_teams(assignment: Assignment, *, by: User, seed: str, seen: str) -> list[Submission]:
    """Make the teams that ``seed`` draws; ``seen`` is the mark of those that were shown.

    Raises PermissionDenied unless ``by`` makes the teams; ValidationError when nobody waits for a team,
    when the wishes cannot be honoured, or when the draw is no longer the one that was seen.
    """
    _place(assignment, by)
    plan = plan_teams(assignment, seed)
    if not plan:
        raise ValidationError(_("Everybody has a team."))
    if mark_of(plan) != seen:
        raise ValidationError(_("Somebody’s team or a wish changed meanwhile: look at the new draw, then confirm."))
    return [_make_team(assignment, by, team, name) for name, team in named_teams(assignment, plan)]


def named_teams(assignment: Assignment, plan: Plan) -> list[tuple[str, list[Enrolment]]]:
    """The teams of a draw, each with a name that no team of the project has."""
    taken = list(assignment.teams.values_list("name", flat=True))
    names = (_("Team %(number)s") % {"number": number} for number in count(len(taken) + 1))
    return list(zip((name for name in names if name not in taken), plan, strict=False))


def add_wish(assignment: Assignment, *, by: User, kind: str, one: Enrolment, other: Enrolment) -> TeamWish:
    """Wish two learners together, or apart, when teams are drawn; the last wish about a pair counts."""
    _require(by, "projects.change_team", assignment)
    if one.pk == other.pk:
        raise ValidationError({"other": _("Choose two people.")})
    if any(row.cohort_id != assignment.cohort_id for row in (one, other)):
        raise ValidationError({"other": _("A team is made of active learners of the cohort.")})
    first, second = sorted((one, other), key=lambda row: row.pk)
    return TeamWish.objects.update_or_create(assignment=assignment, one=first, other=second, defaults={"kind": kind})[0]


def set_never_alone(assignment: Assignment, *, by: User, enrolments: Iterable[Enrolment]) -> None:
    """Say who is not to be alone in a drawn team: none of them is in it, or two at least; the last list counts.

    Raises PermissionDenied unless ``by`` makes the teams, ValidationError for who is of another cohort.
    """
    _require(by, "projects.change_team", assignment)
    chosen = list(enrolments)
    if any(row.cohort_id != assignment.cohort_id for row in chosen):
        raise ValidationError({"enrolments": _("A team is made of active learners of the cohort.")})
    assignment.never_alone.set(chosen)


def remove_wish(wish: TeamWish, *, by: User) -> None:
    """Take a wish back."""
    _require(by, "projects.change_team", wish.assignment)
    wish.delete()
