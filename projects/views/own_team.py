"""Screens where learners make their teams themselves."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cohorts.models import Enrolment
from cohorts.views.common import accepted
from core.numbers import whole
from projects import actions, queries
from projects.deadlines import is_past
from projects.models import Assignment, Submission
from projects.team_forms import OwnTeamForm
from projects.views.staff import find_assignment
from projects.views.work import find_submission

WORDS_ASKED = 80


@login_required
@require_http_methods(["GET", "POST"])
def own_team(request, code: str, pk: int) -> HttpResponse:
    """The teams that classmates have made, and one's own; POST begins one."""
    assignment = find_assignment(request, code, pk, "cohorts.learn")
    form = OwnTeamForm(request.POST if request.method == "POST" else None)

    def make():
        actions.make_own_team(assignment, by=request.user, **form.cleaned_data)

    if request.method == "POST" and accepted(form, make):
        messages.success(request, _("Your team is made: classmates can join it."))
        return redirect("projects:own_team", code, pk)
    return _page(request, assignment, form)


def _page(request, assignment: Assignment, form: OwnTeamForm, refusal: str = "") -> HttpResponse:
    page, teams = queries.open_teams(assignment, request.GET.get("page"))
    mine = queries.own_open_team(assignment, request.user)
    words = request.GET.get("q", "")[:WORDS_ASKED]
    past = is_past(assignment.closes_at, timezone.now())
    alone, count = queries.alone_in(assignment, words=words) if mine and mine.places else ([], 0)
    context = {
        "cohort": assignment.cohort,
        "assignment": assignment,
        "page": page,
        "teams": teams,
        "mine": mine,
        "alone": alone,
        "alone_count": count,
        "words": words,
        "is_past": past,
        "changes": assignment.is_asked and not past,
        "settled": not mine and assignment.submissions.of_learner(request.user).first(),
        "gate": Assignment.objects.gates_closed_to(request.user, assignment).first(),
        "form": form,
        "refusal": refusal,
        "here": "projects",
    }
    status = 422 if refusal or form.errors else 200
    return render(request, "projects/own_team.html", context, status=status)


def _attempt(request, submission: Submission, act, sentence: str) -> HttpResponse:
    """Do it and come back to the teams; a refusal is said on the same page."""
    assignment = submission.assignment
    try:
        act()
    except ValidationError as error:
        return _page(request, assignment, OwnTeamForm(), error.messages[0])
    messages.success(request, sentence)
    return redirect("projects:own_team", assignment.cohort.code, assignment.pk)


@login_required
@require_POST
def join(request, code: str, pk: int, submission_id: int) -> HttpResponse:
    """Take a place in a classmates' team."""
    assignment = find_assignment(request, code, pk, "cohorts.learn")
    found = get_object_or_404(Submission.objects.select_related("team"), pk=submission_id, assignment=assignment)
    found.assignment = assignment
    return _attempt(request, found, lambda: actions.join_team(found, by=request.user), _("You are in the team."))


@login_required
@require_POST
def leave(request, pk: int) -> HttpResponse:
    """Leave one's team before it hands anything in."""
    found = find_submission(request, pk)
    return _attempt(request, found, lambda: actions.leave_team(found, by=request.user), _("You left the team."))


def find_alone(submission: Submission, number: int | None) -> Enrolment:
    """A classmate who has no team yet, by the number of their enrolment; raises ValidationError for anybody else."""
    found = submission.assignment.learners_without_team().filter(pk=number or 0).first()
    if found is None:
        raise ValidationError({"enrolment": _("This person already has a team.")})
    return found


@login_required
@require_POST
def invite(request, pk: int) -> HttpResponse:
    """Tell a classmate without a team that there is a place."""
    found = find_submission(request, pk)

    def tell():
        invited = find_alone(found, whole(request.POST.get("enrolment", "")))
        actions.invite_to_team(found, by=request.user, enrolment=invited)

    return _attempt(request, found, tell, _("The invitation is sent."))
