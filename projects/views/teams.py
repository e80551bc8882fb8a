"""Screens of a trainer: make teams, draw them, change them, give one more time."""

import secrets
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from cohorts.views.common import accepted, require
from core import idempotency
from projects import actions, queries
from projects.deadlines import deadline_of
from projects.forms import ExtensionForm
from projects.models import Assignment, Submission, TeamWish
from projects.team_forms import NeverAloneForm, SwapForm, TeamForm, WishForm
from projects.views.staff import find_assignment
from projects.views.work import find_submission

SEED_LENGTH = 16
WORDS_ASKED = 80
NEED_A_HAND = [
    (queries.LATE, gettext_lazy("Late, nothing handed in")),
    (queries.NOTHING_IN, gettext_lazy("Nothing handed in")),
]


@login_required
@require_http_methods(["GET", "POST"])
def teams(request, code: str, pk: int) -> HttpResponse:
    """The teams of an assignment; POST makes one."""
    assignment = find_assignment(request, code, pk, "projects.change_team")
    form = TeamForm(request.POST or None, assignment=assignment)

    def make():
        actions.form_team(assignment, by=request.user, **form.cleaned_data)

    if request.method == "POST" and accepted(form, make):
        messages.success(request, _("The team is made; its members are told."))
        return redirect("projects:teams", code, pk)
    return _teams_page(request, assignment, form)


def _teams_page(request, assignment: Assignment, form: TeamForm) -> HttpResponse:
    words, state = request.GET.get("q", "")[:WORDS_ASKED], request.GET.get("etat", "")
    offered, alone = queries.alone_in(assignment, words=words)
    form.offer(offered)
    context = {
        "cohort": assignment.cohort,
        "assignment": assignment,
        "form": form,
        "teams": queries.teams_of_assignment(assignment, words=words, state=state, number=request.GET.get("page")),
        "words": words,
        "state": state,
        "states": [*NEED_A_HAND, *Submission.State.choices],
        "alone": alone,
        "offered": len(offered),
        "here": "cohorts",
    }
    return render(request, "projects/teams.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def team_edit(request, pk: int) -> HttpResponse:
    """Change who is in a team, and its name, while it has handed nothing in."""
    found = find_submission(request, pk)
    assignment, team = found.assignment, found.team
    require(request, "projects.change_team", assignment)
    members = list(team.members.values_list("enrolment", flat=True))
    initial = {"name": team.name, "enrolments": members}
    form = TeamForm(request.POST or None, assignment=assignment, team=team, initial=initial)

    def change():
        actions.change_team(found, by=request.user, **form.cleaned_data)

    if request.method == "POST" and accepted(form, change):
        messages.success(request, _("The team is changed; those concerned are told."))
        return redirect("projects:teams", assignment.cohort.code, assignment.pk)
    return _team_page(request, found, form)


def _team_page(request, found, form=None, swap_form=None, refusal="") -> HttpResponse:
    assignment, team = found.assignment, found.team
    members = list(team.members.values_list("enrolment", flat=True))
    form = form or TeamForm(assignment=assignment, team=team, initial={"name": team.name, "enrolments": members})
    swap_form = swap_form or SwapForm(team=team)
    context = {
        "cohort": assignment.cohort,
        "assignment": assignment,
        "submission": found,
        "form": form,
        "swap_form": swap_form,
        "refusal": refusal,
        "here": "cohorts",
    }
    refused = form.errors or swap_form.errors or refusal
    return render(request, "projects/team_edit.html", context, status=422 if refused else 200)


@login_required
@require_POST
def team_swap(request, pk: int) -> HttpResponse:
    """Two people of two teams change places."""
    found = find_submission(request, pk)
    require(request, "projects.change_team", found.assignment)
    form = SwapForm(request.POST, team=found.team)
    if accepted(form, lambda: actions.swap_members(**form.cleaned_data, by=request.user)):
        messages.success(request, _("They have changed places; both teams are told."))
        return redirect("projects:teams", found.assignment.cohort.code, found.assignment_id)
    return _team_page(request, found, swap_form=form)


@login_required
@require_POST
def team_dissolve(request, pk: int) -> HttpResponse:
    """Undo a team that has written nothing."""
    found = find_submission(request, pk)
    require(request, "projects.change_team", found.assignment)
    code, assignment = found.assignment.cohort.code, found.assignment_id
    try:
        actions.dissolve_team(found, by=request.user)
    except ValidationError as error:
        return _team_page(request, found, refusal=error.messages[0])
    messages.success(request, _("The team is undone; its members are told."))
    return redirect("projects:teams", code, assignment)


@login_required
@require_http_methods(["GET", "POST"])
def extension(request, pk: int) -> HttpResponse:
    """Give a team more time, with the reason."""
    found = find_submission(request, pk)
    require(request, "projects.grant_extension", found)
    deadline = deadline_of(found)
    proposed = max(deadline.due_at, timezone.now()) + timedelta(days=2)
    form = ExtensionForm(request.POST or None, initial={"due_at": proposed})
    teams_page = reverse("projects:teams", args=[found.assignment.cohort.code, found.assignment_id])

    def grant() -> None:
        def once() -> str:
            actions.grant_extension(found, by=request.user, **form.cleaned_data)
            messages.success(request, _("The team has more time, and is told."))
            return teams_page

        idempotency.once(request, once)

    if request.method == "POST" and accepted(form, grant):
        return redirect(teams_page)
    context = {
        "cohort": found.assignment.cohort,
        "submission": found,
        "deadline": deadline,
        "extensions": found.team.extensions.select_related("granted_by"),
        "form": form,
        "here": "cohorts",
    }
    return render(request, "projects/extension.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def draw(request, code: str, pk: int) -> HttpResponse:
    """Show the teams that a seed draws; POST makes the very ones that were shown."""
    assignment = find_assignment(request, code, pk, "projects.change_team")
    if request.method == "GET":
        return _draw_page(request, assignment, request.GET.get("graine", ""))
    seed = request.POST.get("seed", "")[:SEED_LENGTH]
    try:
        made = actions.draw_teams(assignment, by=request.user, seed=seed, seen=request.POST.get("seen", ""))
    except ValidationError as error:
        return _draw_page(request, assignment, seed, refusal=error.messages[0])
    words = ngettext("%(count)d team is made.", "%(count)d teams are made.", len(made)) % {"count": len(made)}
    told = _("Their members are told.")
    messages.success(request, f"{words} {told}")
    return redirect("projects:teams", code, pk)


def _draw_page(request, assignment: Assignment, seed: str, form: WishForm | None = None, refusal="") -> HttpResponse:
    seed = seed[:SEED_LENGTH] or secrets.token_hex(SEED_LENGTH // 4)
    plan, impossible = [], ""
    try:
        plan = actions.plan_teams(assignment, seed)
    except ValidationError as error:
        impossible = error.messages[0]
    context = {
        "cohort": assignment.cohort,
        "assignment": assignment,
        "plan": plan,
        "drawn": actions.named_teams(assignment, plan),
        "seed": seed,
        "seen": actions.mark_of(plan),
        "next_seed": secrets.token_hex(SEED_LENGTH // 4),
        "refusal": impossible or refusal,
        "wishes": assignment.wishes.select_related("one__learner", "other__learner").order_by("pk"),
        "form": form or WishForm(assignment=assignment),
        "accompanied": NeverAloneForm(
            assignment=assignment, initial={"enrolments": list(assignment.never_alone.values_list("pk", flat=True))}
        ),
        "here": "cohorts",
    }
    refused = refusal or (form and form.errors)
    return render(request, "projects/draw.html", context, status=422 if refused else 200)


@login_required
@require_POST
def wish_add(request, code: str, pk: int) -> HttpResponse:
    """Wish two learners together or apart."""
    assignment = find_assignment(request, code, pk, "projects.change_team")
    form = WishForm(request.POST, assignment=assignment)
    if accepted(form, lambda: actions.add_wish(assignment, by=request.user, **form.cleaned_data)):
        return redirect("projects:draw", code, pk)
    return _draw_page(request, assignment, "", form=form)


@login_required
@require_POST
def wish_remove(request, code: str, pk: int, wish_id: int) -> HttpResponse:
    """Take a wish back."""
    assignment = find_assignment(request, code, pk, "projects.change_team")
    actions.remove_wish(get_object_or_404(TeamWish, pk=wish_id, assignment=assignment), by=request.user)
    return redirect("projects:draw", code, pk)


@login_required
@require_POST
def never_alone(request, code: str, pk: int) -> HttpResponse:
    """Say who is not to be alone in a drawn team."""
    assignment = find_assignment(request, code, pk, "projects.change_team")
    form = NeverAloneForm(request.POST, assignment=assignment)
    if accepted(form, lambda: actions.set_never_alone(assignment, by=request.user, **form.cleaned_data)):
        return redirect("projects:draw", code, pk)
    return _draw_page(request, assignment, "", refusal=" ".join(form.errors.get("enrolments", [])))
