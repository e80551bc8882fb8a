"""Give a project to a cohort, and make its teams."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.models import Cohort, Enrolment
from core.events import emit
from core.permissions import forget
from core.rivals import unique_or
from courses.models import ProjectPage
from projects.models import (
    Assignment,
    AssignmentCriterion,
    Submission,
    Team,
    TeamMember,
)


@transaction.atomic
def assign_project(
    cohort: Cohort, *, by: User, project: ProjectPage, opens_at: datetime, due_at: datetime, closes_at: datetime
) -> Assignment:
    """Give ``project`` to the cohort, with its brief and rubric frozen as they are published now.

    Raises PermissionDenied unless ``by`` trains or manages the cohort; ValidationError for a project
    of another bootcamp, one already given, one never published, or dates in the wrong order.
    """
    assignment = Assignment(
        cohort=cohort, project=project, title=project.title, team_size=project.team_size,
        opens_at=opens_at, due_at=due_at, closes_at=closes_at,
    )  # fmt: skip
    if not by.has_perm("projects.add_assignment", assignment):
        raise PermissionDenied("projects.add_assignment")
    _check(assignment)
    assignment.brief = project.live_revision
    with unique_or({"project": _("This project was already given to the cohort.")}):
        assignment.save()
    _freeze_rubric(assignment, project)
    emit("projects.assignment.create", target=assignment, actor=by)
    return assignment


def _check(assignment: Assignment) -> None:
    project = assignment.project
    if not project.is_descendant_of(assignment.cohort.bootcamp):
        raise ValidationError({"project": _("This project is not part of the cohort's bootcamp.")})
    if project.live_revision is None:
        raise ValidationError({"project": _("Publish the brief first.")})
    if Assignment.objects.filter(cohort=assignment.cohort, project=project).exists():
        raise ValidationError({"project": _("This project was already given to the cohort.")})
    if not assignment.opens_at < assignment.due_at <= assignment.closes_at:
        raise ValidationError({"due_at": _("The dates are not in order: opening, due date, closing.")})


def _freeze_rubric(assignment: Assignment, project: ProjectPage) -> None:
    AssignmentCriterion.objects.bulk_create(
        AssignmentCriterion(
            assignment=assignment,
            position=position,
            title=row.title,
            weight=row.weight,
            level_0=row.level_0,
            level_1=row.level_1,
            level_2=row.level_2,
            level_3=row.level_3,
        )
        for position, row in enumerate(project.criteria.all(), 1)
    )


@transaction.atomic
def form_team(assignment: Assignment, *, by: User, enrolments: Sequence[Enrolment], name: str = "") -> Submission:
    """Make a team of active learners of the cohort, and its submission.

    Raises ValidationError when a learner already has a team, is of another cohort, or there are too many.
    """
    if not by.has_perm("projects.change_team", assignment):
        raise PermissionDenied("projects.change_team")
    _check_members(assignment, enrolments)
    return _make_team(assignment, by, enrolments, name)


def _make_team(assignment: Assignment, by: User, enrolments: Sequence[Enrolment], name: str) -> Submission:
    try:
        with transaction.atomic():
            team = Team.objects.create(assignment=assignment, name=name)
            _add_members(team, enrolments)
            submission = Submission.objects.create(assignment=assignment, team=team)
    except IntegrityError as error:
        raise ValidationError(_("One of these learners already has a team.")) from error
    for enrolment in enrolments:
        forget(enrolment.learner)
    emit("projects.submission.create", target=submission, actor=by)
    return submission


def _add_members(team: Team, enrolments: Sequence[Enrolment]) -> None:
    TeamMember.objects.bulk_create(
        TeamMember(team=team, assignment=team.assignment, enrolment=enrolment) for enrolment in enrolments
    )


def _check_members(assignment: Assignment, enrolments: Sequence[Enrolment]) -> None:
    if not enrolments:
        raise ValidationError({"enrolments": _("Choose at least one learner.")})
    if len(enrolments) > assignment.team_size:
        raise ValidationError(
            {"enrolments": _("A team holds at most %(size)d people.") % {"size": assignment.team_size}}
        )
    if any(row.cohort_id != assignment.cohort_id or row.state != Enrolment.State.ACTIVE for row in enrolments):
        raise ValidationError({"enrolments": _("A team is made of active learners of the cohort.")})


@transaction.atomic
def change_team(submission: Submission, *, by: User, enrolments: Sequence[Enrolment], name: str = "") -> Submission:
    """Change who is in a team, as long as it has handed nothing in; raises as ``form_team``."""
    assignment = submission.assignment
    if not by.has_perm("projects.change_team", assignment):
        raise PermissionDenied("projects.change_team")
    if submission.versions.exclude(submitted_at=None).exists():
        raise ValidationError(_("This team has already handed in its work."))
    _check_members(assignment, enrolments)
    team = submission.team
    kept = {row.pk for row in enrolments}
    team.members.exclude(enrolment__in=kept).delete()
    present = set(team.members.values_list("enrolment_id", flat=True))
    try:
        with transaction.atomic():
            _add_members(team, [row for row in enrolments if row.pk not in present])
    except IntegrityError as error:
        raise ValidationError(_("One of these learners already has a team.")) from error
    Team.objects.filter(pk=team.pk).update(name=name)
    emit("projects.submission.change_team", target=submission, actor=by)
    return submission


def start(assignment: Assignment, *, by: User) -> Submission:
    """Begin individual work: the learner's team of one; starting twice gives the same submission.

    Raises PermissionDenied for who is no active learner of the cohort, ValidationError for group work.
    """
    if not by.has_perm("cohorts.learn", assignment):
        raise PermissionDenied("cohorts.learn")
    mine = Submission.objects.filter(assignment=assignment, team__members__enrolment__learner=by)
    existing = mine.first()
    if existing:
        return existing
    if assignment.is_group_work:
        raise ValidationError(_("This project is done in a team: your trainer makes the teams."))
    enrolment = Enrolment.objects.active().get(cohort=assignment.cohort_id, learner=by)
    try:
        return _make_team(assignment, by, [enrolment], "")
    except ValidationError:
        return mine.get()  # the other of two clicks was first
