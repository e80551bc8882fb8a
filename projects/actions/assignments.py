"""Give a project to a cohort, and change what may still change."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.actions.common import check_going_on
from cohorts.models import Cohort, StaffAssignment
from core.events import emit
from core.rivals import unique_or
from core.visible import is_visible
from courses.models import ProjectPage
from projects import events
from projects.deadlines import check_stands, date_errors
from projects.models import Assignment, AssignmentCriterion, Extension, Version

DATES = ("opens_at", "due_at", "closes_at")


@transaction.atomic
def assign_project(
    cohort: Cohort,
    *,
    by: User,
    project: ProjectPage,
    opens_at: datetime,
    due_at: datetime,
    closes_at: datetime,
    team_size: int | None = None,
    forming: str = Assignment.Forming.BY_STAFF,
    is_gate: bool = False,
    review_hours: int = 24,
    reviewers: Iterable[User] = (),
) -> Assignment:
    """Give ``project`` to the cohort, with its brief and rubric frozen as they are published now.

    Without ``team_size`` the brief's counts; without ``reviewers`` all the cohort's staff review.
    Raises PermissionDenied unless ``by`` trains or manages the cohort, TransitionRefused once it is over;
    ValidationError for a project of another bootcamp, one already given, one never published, dates in the wrong
    order or after the cohort's last day, a reviewer of another cohort.
    """
    assignment = Assignment(
        cohort=cohort, project=project, title=project.title, team_size=team_size or project.team_size,
        opens_at=opens_at, due_at=due_at, closes_at=closes_at,
        forming=forming, is_gate=is_gate, review_hours=review_hours,
    )  # fmt: skip
    if not by.has_perm("projects.add_assignment", assignment):
        raise PermissionDenied("projects.add_assignment")
    check_going_on(cohort, "assign")
    reviewers = list(reviewers)
    _refuse(_project_errors(assignment) | _date_errors(assignment) | _reviewer_errors(assignment, reviewers))
    assignment.brief = project.live_revision
    with unique_or({"project": _("This project was already given to the cohort.")}):
        assignment.save()
    assignment.reviewers.set(reviewers)
    _freeze_rubric(assignment, project)
    emit(events.ASSIGNMENT_CREATE, target=assignment, actor=by)
    return assignment


def _refuse(errors: dict[str, str]) -> None:
    if errors:
        raise ValidationError(errors)


def _project_errors(assignment: Assignment) -> dict[str, str]:
    project = assignment.project
    if not project.is_descendant_of(assignment.cohort.bootcamp):
        return {"project": _("This project is not part of the cohort's bootcamp.")}
    if project.live_revision is None:
        return {"project": _("Publish the brief first.")}
    if Assignment.objects.filter(cohort=assignment.cohort, project=project).exists():
        return {"project": _("This project was already given to the cohort.")}
    return {}


def _date_errors(assignment: Assignment) -> dict[str, str]:
    return date_errors(assignment.cohort, assignment.opens_at, assignment.due_at, assignment.closes_at)


def _reviewer_errors(assignment: Assignment, reviewers: list[User]) -> dict[str, str]:
    staff = set(StaffAssignment.objects.filter(cohort=assignment.cohort_id).values_list("user", flat=True))
    if {person.pk for person in reviewers} <= staff:
        return {}
    return {"reviewers": _("A reviewer works with the cohort.")}


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
def change_assignment(
    assignment: Assignment, *, by: User, reviewers: Iterable[User], at: datetime | None = None, **fields
) -> Assignment:
    """Change an assignment's dates, team size and forming, gate, review promise and reviewers.

    The frozen brief and rubric never change, nor the opening once it has passed. What was handed in
    keeps the mark and the promise it was given: the new due date may not make late what came in time,
    nor the new closing come before what was taken, nor a team be larger than the new size.
    Raises PermissionDenied, or ValidationError beside each field.
    """
    if not by.has_perm("projects.change_assignment", assignment):
        raise PermissionDenied("projects.change_assignment")
    before = Assignment.objects.select_for_update(no_key=True).get(pk=assignment.pk)
    earlier = set(before.reviewers.values_list("pk", flat=True))
    reviewers = list(reviewers)
    for name, value in fields.items():
        setattr(assignment, name, value)
    _refuse(
        _date_errors(assignment)
        | kept_errors(before, assignment, at or timezone.now())
        | _reviewer_errors(assignment, reviewers)
    )
    assignment.save(update_fields=list(fields))
    assignment.reviewers.set(reviewers)
    changed = [name for name in fields if getattr(before, name) != fields[name]]
    _tell(assignment, by, changed + ["reviewers"] * (earlier != {person.pk for person in reviewers}))
    return assignment


def kept_errors(before: Assignment, after: Assignment, at: datetime) -> dict[str, str]:
    """What the change would take back from teams that have begun or handed in."""
    errors = {}
    handed_in = Version.objects.filter(
        submission__assignment=before, submitted_at__isnull=False, submission__team__extensions=None
    )
    last = handed_in.aggregate(last=Max("submitted_at"))["last"]
    last_in_time = handed_in.filter(is_late=False).aggregate(last=Max("submitted_at"))["last"]
    largest = before.teams.annotate(people=Count("members")).aggregate(most=Max("people"))["most"] or 0
    if after.opens_at != before.opens_at and before.opens_at <= at:
        errors["opens_at"] = _("This project is open already: its opening does not move any more.")
    if after.due_at < before.due_at and last_in_time and after.due_at < last_in_time:
        errors["due_at"] = _("Work handed in in time would become late: choose a later moment.")
    if after.closes_at < before.closes_at and last and after.closes_at < last:
        errors["closes_at"] = _("Work was taken after that moment: choose a later one.")
    if after.team_size < largest:
        errors["team_size"] = _("A team already has %(size)d people.") % {"size": largest}
    return errors


@transaction.atomic
def move_dates(assignment: Assignment, *, by: User, to: Sequence[datetime]) -> None:
    """Give the assignment other dates with its cohort's, of which people are told once.

    Raises ValidationError when they were changed since they were read.
    """
    _require_change(assignment, by)
    as_read = {name: getattr(assignment, name) for name in DATES}
    rows = Assignment.objects.filter(pk=assignment.pk, **as_read)
    if not rows.update(**dict(zip(DATES, to, strict=True))):
        sentence = _("The dates of “%(title)s” have just changed: read the list again.")
        raise ValidationError(sentence % {"title": assignment.title})


def _tell(assignment: Assignment, by: User, changed: list[str]) -> None:
    """One event for moved dates, which learners are told of, and one for the rest."""
    moved = [name for name in changed if name in DATES]
    if moved:
        emit(events.ASSIGNMENT_RESCHEDULE, target=assignment, actor=by, data={"changed": moved})
    if rest := [name for name in changed if name not in DATES]:
        emit(events.ASSIGNMENT_CHANGE, target=assignment, actor=by, data={"changed": rest})


@transaction.atomic
def withdraw_assignment(assignment: Assignment, *, by: User, reason: str) -> None:
    """Take a given project back, with a reason that learners read.

    While no team has begun it is gone, and may be given again; otherwise what was written stays readable and nothing
    more is taken. Raises PermissionDenied, or ValidationError without a reason, and once it is taken back.
    """
    _require_change(assignment, by)
    if not is_visible(reason):
        raise ValidationError({"reason": _("Say why, in a few words.")})
    check_stands(Assignment.objects.select_for_update(no_key=True).get(pk=assignment.pk))
    begun = Q(versions__isnull=False) | Q(uploads__isnull=False)
    if assignment.submissions.filter(begun).exists():
        assignment.withdrawn_at, assignment.withdrawn_why = timezone.now(), reason.strip()
        assignment.save(update_fields=["withdrawn_at", "withdrawn_why"])
        emit(events.ASSIGNMENT_WITHDRAW, target=assignment, actor=by)
        return
    emit(events.ASSIGNMENT_REMOVE, target=assignment.cohort, actor=by, data={"project": assignment.title})
    assignment.submissions.all().delete()
    Extension.objects.filter(team__assignment=assignment).delete()
    assignment.teams.all().delete()
    assignment.delete()


@transaction.atomic
def restore_assignment(assignment: Assignment, *, by: User) -> None:
    """Ask the project of the cohort again, with its dates as they were."""
    _require_change(assignment, by)
    if (
        Assignment.objects.filter(pk=assignment.pk)
        .exclude(withdrawn_at=None)
        .update(withdrawn_at=None, withdrawn_why="")
    ):
        emit(events.ASSIGNMENT_RESTORE, target=assignment, actor=by)


def _require_change(assignment: Assignment, by: User) -> None:
    if not by.has_perm("projects.change_assignment", assignment):
        raise PermissionDenied("projects.change_assignment")


def forget_reviewer(user_id: int) -> None:
    """Name the person no more in cohorts they no longer work with; with nobody named, all the staff review."""
    kept = StaffAssignment.objects.filter(user=user_id).values("cohort")
    named = Assignment.reviewers.through.objects.filter(user=user_id)
    named.exclude(assignment__cohort__in=kept).delete()
