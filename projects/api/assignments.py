"""Projects given to a cohort: read by its people, given and changed by its trainers, begun by its learners."""

from django.db.models import prefetch_related_objects
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from cohorts.forms import ReasonForm
from cohorts.views.common import find_cohort, find_open_cohort, require
from core.api import KEYED, answers, checked, once
from projects import actions, queries
from projects.forms import AssignmentEditForm, AssignmentForm, ExtensionForm
from projects.models import Assignment, Extension
from projects.payloads import AssignmentChangeIn, AssignmentIn, ExtensionIn, WithdrawalIn
from projects.schemas import StateOut
from projects.team_schemas import AssignmentOut, ExtensionOut
from projects.views.work import find_submission

router = Router()


def find_given(request, pk: int, permission: str) -> Assignment:
    """An assignment by its number: 404 when not visible, 403 when ``permission`` is missing."""
    found = Assignment.objects.visible_to(request.user).values("pk")
    given = get_object_or_404(Assignment.objects.select_related("cohort__bootcamp"), pk=pk, pk__in=found)
    require(request, permission, given)
    return given


@router.get("/cohorts/{slug:code}/assignments", response=answers(list[AssignmentOut]))
def assignments(request, code: str):
    """The cohort's projects, by due date; a learner reads the dates that hold for their team."""
    cohort = find_cohort(request, code, "cohorts.read_curriculum")
    if request.user.has_perm("cohorts.learn", cohort):
        mine = queries.assignments_for(request.user, cohort)
        return [AssignmentOut.of(row, own=own, staff=False) for row, own in mine]
    given = list(cohort.assignments.all())
    prefetch_related_objects(given, "reviewers")
    return [AssignmentOut.of(row, staff=True) for row in given]


@router.post("/cohorts/{slug:code}/assignments", response=answers(AssignmentOut))
def assign(request, code: str, payload: AssignmentIn):
    """Give a project of the bootcamp: its brief and rubric are frozen as they are published now."""
    cohort = find_open_cohort(request, code, "projects.add_assignment")
    typed = checked(AssignmentForm(payload.dict(), cohort=cohort))
    return AssignmentOut.of(actions.assign_project(cohort, by=request.user, **typed), staff=True)


@router.put("/assignments/{int:pk}", response=answers(AssignmentOut))
def change(request, pk: int, payload: AssignmentChangeIn):
    """Change its dates, teams, reviewers and promise; never its brief nor its rubric."""
    given = find_given(request, pk, "projects.change_assignment")
    kept = {"team_size": given.team_size} if payload.team_size is None else {}
    typed = checked(AssignmentEditForm(payload.dict() | kept, instance=given, cohort=given.cohort))
    return AssignmentOut.of(actions.change_assignment(given, by=request.user, **typed), staff=True)


@router.post("/assignments/{int:pk}/withdraw", response=answers(None))
def withdraw(request, pk: int, payload: WithdrawalIn):
    """Take a given project back, with the reason that its learners read; not begun by any team, it is gone."""
    given = find_given(request, pk, "projects.change_assignment")
    actions.withdraw_assignment(given, by=request.user, **checked(ReasonForm(payload.dict())))
    return Status(204, None)


@router.post("/assignments/{int:pk}/restore", response=answers(None))
def restore(request, pk: int):
    """Ask a project of the cohort again."""
    actions.restore_assignment(find_given(request, pk, "projects.change_assignment"), by=request.user)
    return Status(204, None)


@router.post("/assignments/{int:pk}/start", response=answers(StateOut))
def start(request, pk: int):
    """Begin individual work; a second time gives the same submission."""
    return actions.start(find_given(request, pk, "cohorts.learn"), by=request.user)


@router.post("/submissions/{int:pk}/extension", response=answers(ExtensionOut), openapi_extra=KEYED)
def extend(request, pk: int, payload: ExtensionIn):
    """Give a team more time, with the reason that it reads; with an ``Idempotency-Key``, once."""
    found = find_submission(request, pk)
    require(request, "projects.grant_extension", found)
    typed = checked(ExtensionForm(payload.dict()))
    number = once(request, lambda: actions.grant_extension(found, by=request.user, **typed).pk)
    return Extension.objects.get(pk=number)
