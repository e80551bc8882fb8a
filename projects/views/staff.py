"""Screens that give projects to cohorts and change what was given."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cohorts.forms import ReasonForm
from cohorts.models import Cohort
from cohorts.views.common import accepted, find_cohort, find_open_cohort, require
from core.numbers import whole
from projects import actions, queries
from projects.forms import AssignmentEditForm, AssignmentForm
from projects.models import Assignment


def find_assignment(request, code: str, pk: int, permission: str) -> Assignment:
    """An assignment of a cohort: 404 when not visible, 403 when ``permission`` is missing."""
    cohort = find_cohort(request, code)
    assignment = get_object_or_404(Assignment, pk=pk, cohort=cohort)
    assignment.cohort = cohort
    require(request, permission, assignment)
    return assignment


def _proposed(request, cohort: Cohort) -> dict:
    """The project asked for in the address, else the next of the curriculum, with dates that suit it."""
    projects = queries.projects_to_give(cohort)
    asked = whole(request.GET.get("projet", ""))
    project = next((row for row in projects if row.pk == asked), projects[0] if projects else None)
    return {"project": project, **queries.proposed_dates(cohort, project, timezone.now())}


@login_required
@require_http_methods(["GET", "POST"])
def assignment_create(request, code: str) -> HttpResponse:
    """Give a project of the bootcamp to the cohort."""
    cohort = find_open_cohort(request, code, "projects.add_assignment")
    form = AssignmentForm(request.POST or None, cohort=cohort, initial=_proposed(request, cohort))

    def assign():
        form.made = actions.assign_project(cohort, by=request.user, **form.cleaned_data)

    if request.method == "POST" and accepted(form, assign):
        messages.success(request, _("The project is given; its brief and rubric are frozen as they are today."))
        return (
            redirect("projects:teams", code, form.made.pk)
            if form.made.is_group_work
            else redirect("projects:list", code)
        )
    context = {"cohort": cohort, "form": form, "here": "cohorts"}
    return render(request, "projects/assignment_form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def assignment_edit(request, code: str, pk: int) -> HttpResponse:
    """Change an assignment's dates, teams, reviewers and promise; never its brief nor its rubric."""
    assignment = find_assignment(request, code, pk, "projects.change_assignment")
    form = AssignmentEditForm(request.POST or None, instance=assignment, cohort=assignment.cohort)

    def change():
        actions.change_assignment(assignment, by=request.user, **form.cleaned_data)

    if request.method == "POST" and accepted(form, change):
        messages.success(request, _("Saved. Learners are told when dates move."))
        return redirect("projects:list", code)
    context = {"cohort": assignment.cohort, "assignment": assignment, "form": form, "here": "cohorts"}
    return render(request, "projects/assignment_form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def assignment_withdraw(request, code: str, pk: int) -> HttpResponse:
    """Take a given project back, after a page that asks why."""
    assignment = find_assignment(request, code, pk, "projects.change_assignment")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and accepted(
        form, lambda: actions.withdraw_assignment(assignment, by=request.user, reason=form.cleaned_data["reason"])
    ):
        messages.success(request, _("The project is withdrawn; the learners are told."))
        return redirect("projects:list", code)
    context = {"cohort": assignment.cohort, "assignment": assignment, "form": form, "here": "cohorts"}
    return render(request, "projects/withdraw.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def assignment_restore(request, code: str, pk: int) -> HttpResponse:
    """Ask a project of the cohort again."""
    assignment = find_assignment(request, code, pk, "projects.change_assignment")
    actions.restore_assignment(assignment, by=request.user)
    return redirect("projects:brief", code, pk)
