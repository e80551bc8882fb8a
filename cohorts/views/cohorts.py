"""Lists, creation and the hub of a cohort."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_safe,
)

from cohorts import actions, queries
from cohorts.forms import CohortForm, ReasonForm
from cohorts.models import Cohort
from cohorts.views.common import accepted, find_cohort, head
from core.uses import keeping
from core.workflow import TransitionRefused

NEXT_SHOWN = 5


@login_required
@require_safe
def cohort_list(request) -> HttpResponse:
    """The cohorts one manages, staffs or oversees."""
    if not request.user.has_perm("accounts.be_staff"):
        raise PermissionDenied("accounts.be_staff")
    page, cohorts = queries.cohorts_page(request.user, request.GET.get("page"))
    context = {
        "here": "cohorts",
        "page": page,
        "cohorts": cohorts,
        "may_add": request.user.has_perm("cohorts.add_cohort"),
    }
    return render(request, "cohorts/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def cohort_create(request) -> HttpResponse:
    """Open a cohort from nothing."""
    if not request.user.has_perm("cohorts.add_cohort"):
        raise PermissionDenied("cohorts.add_cohort")
    form = CohortForm(request.POST or None, user=request.user)

    def create():
        form.created = actions.open_cohort(by=request.user, operator=form.operator(), **form.cleaned_data)

    if request.method == "POST" and accepted(form, create):
        told = _("%(code)s is open: now add its team, its learners and its sessions.")
        messages.success(request, told % {"code": form.created.code})
        return redirect("cohorts:detail", form.created.code)
    return render(request, "cohorts/form.html", {"form": form, "here": "cohorts"}, status=422 if form.errors else 200)


@login_required
@require_safe
def cohort_detail(request, code: str) -> HttpResponse:
    """The hub of a cohort for its staff; learners are sent to their path."""
    cohort = find_cohort(request, code)
    if not request.user.has_perm("cohorts.view_progress", cohort):
        return redirect("learning:path", code)
    context = {
        **head(request, cohort),
        "counts": queries.seats_of(cohort),
        "staff": queries.staff(cohort),
        "sessions": queries.next_sessions(cohort, NEXT_SHOWN, at=timezone.now()),
        "verbs": cohort.workflow.available(cohort, request.user),
        "may_change": request.user.has_perm("cohorts.change_cohort", cohort),
        "week": cohort.week_on(timezone.localdate()),
    }
    return render(request, "cohorts/detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def cohort_state(request, code: str, verb: str) -> HttpResponse:
    """Start the cohort; closing and cancelling ask first what becomes of who and what it holds."""
    cohort = find_cohort(request, code, "cohorts.change_cohort")
    if verb not in {move.name for move in cohort.workflow.available(cohort, request.user)}:
        raise TransitionRefused(cohort, verb)
    if verb == "start":
        if request.method == "POST":
            actions.start_cohort(cohort, by=request.user)
        return redirect("cohorts:detail", code)
    return _close(request, cohort) if verb == "complete" else _cancel(request, cohort)


def _close(request, cohort: Cohort) -> HttpResponse:
    candidates = queries.at_closing(cohort)
    ready = [row for row, missing in candidates if not missing]
    if request.method == "POST":
        chosen = [row for row in ready if str(row.pk) in request.POST.getlist("graduating")]
        actions.complete_cohort(cohort, by=request.user, graduating=chosen)
        messages.success(request, _("%(code)s is closed.") % {"code": cohort.code})
        return redirect("cohorts:detail", cohort.code)
    others = [(row, missing) for row, missing in candidates if missing]
    context = {**head(request, cohort), "ready": ready, "others": others, "held": queries.held_by(cohort)}
    return render(request, "cohorts/close.html", context)


def _cancel(request, cohort: Cohort) -> HttpResponse:
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and accepted(
        form, lambda: actions.cancel_cohort(cohort, by=request.user, reason=form.cleaned_data["reason"])
    ):
        messages.success(request, _("%(code)s is cancelled.") % {"code": cohort.code})
        return redirect("cohorts:detail", cohort.code)
    context = {**head(request, cohort), "form": form, "held": queries.held_by(cohort)}
    return render(request, "cohorts/cancel.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def cohort_remove(request, code: str) -> HttpResponse:
    """Take a cohort made by mistake away, after a page that asks."""
    cohort = find_cohort(request, code, "cohorts.change_cohort")
    refusal = ""
    if request.method == "POST":
        try:
            actions.remove_cohort(cohort, by=request.user)
            messages.success(request, _("%(code)s is deleted.") % {"code": code})
            return redirect("cohorts:list")
        except ValidationError as error:
            refusal = error.messages[0]
    context = {**head(request, cohort), "refusal": refusal, "keeping": keeping(cohort)}
    return render(request, "cohorts/remove.html", context, status=422 if refusal else 200)
