"""Screens that give projects to cohorts and form teams."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cohorts.views.common import accepted, find_cohort, require
from projects import actions, queries
from projects.forms import AssignmentForm, TeamForm
from projects.models import Assignment


@login_required
@require_http_methods(["GET", "POST"])
def assignment_create(request, code: str) -> HttpResponse:
    """Give a project of the bootcamp to the cohort."""
    cohort = find_cohort(request, code, "projects.add_assignment")
    form = AssignmentForm(request.POST or None, cohort=cohort)

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
def teams(request, code: str, pk: int) -> HttpResponse:
    """The teams of an assignment; POST makes one."""
    cohort = find_cohort(request, code)
    assignment = get_object_or_404(Assignment.objects.select_related("cohort"), pk=pk, cohort=cohort)
    require(request, "projects.change_team", assignment)
    form = TeamForm(request.POST or None, assignment=assignment)

    def make():
        actions.form_team(
            assignment,
            by=request.user,
            enrolments=list(form.cleaned_data["enrolments"]),
            name=form.cleaned_data["name"],
        )

    if request.method == "POST" and accepted(form, make):
        messages.success(request, _("The team is made; its members are told."))
        return redirect("projects:teams", code, pk)
    context = {
        "cohort": cohort,
        "assignment": assignment,
        "form": form,
        "teams": queries.teams_of_assignment(assignment),
        "alone": queries.without_team(assignment),
        "here": "cohorts",
    }
    return render(request, "projects/teams.html", context, status=422 if form.errors else 200)
