"""Many sessions at once: weeks planned by a rule, and what follows a session moved."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cohorts import actions, planning
from cohorts.forms import PlanForm, ShiftForm
from cohorts.models import Cohort, Session
from cohorts.views.common import find_open_cohort, find_session, put_on_form
from core.idempotency import once
from core.workflow import TransitionRefused


@login_required
@require_http_methods(["GET", "POST"])
def plan(request, code: str) -> HttpResponse:
    """Weeks of sessions: the rule, then each day it gives, then those that were ticked."""
    cohort = find_open_cohort(request, code, "cohorts.change_session")
    form = PlanForm(request.POST if request.method == "POST" else None, cohort=cohort)
    slots = planning.planned(cohort, **form.cleaned_data) if form.is_bound and form.is_valid() else []
    if slots and "confirm" in request.POST:
        try:
            return redirect(once(request, lambda: _plan(request, cohort, slots)))
        except ValidationError as error:
            put_on_form(form, error)
    context = {
        "cohort": cohort,
        "form": form,
        "slots": slots,
        "chosen": request.POST.getlist("slot"),
        "here": "cohorts",
    }
    return render(request, "cohorts/plan.html", context, status=422 if form.errors else 200)


def _plan(request, cohort: Cohort, slots: list[planning.Slot]) -> str:
    chosen = set(request.POST.getlist("slot"))
    if not chosen:
        raise ValidationError(_("Tick at least one session."))
    if chosen - {slot.key for slot in slots}:
        raise ValidationError(_("The rule has changed since: read the list again, then confirm."))
    wanted = [slot.session for slot in slots if slot.key in chosen]
    made = actions.plan_sessions(cohort, by=request.user, sessions=wanted)
    told = ngettext(
        "%(count)d session is planned; the cohort has been told.",
        "%(count)d sessions are planned; the cohort has been told.",
        len(made),
    )
    messages.success(request, told % {"count": len(made)})
    return reverse("cohorts:sessions", args=[cohort.code])


@login_required
@require_http_methods(["GET", "POST"])
def shift(request, pk: int) -> HttpResponse:
    """Move a session and all that follow it: where to, then what that gives, then done."""
    session = find_session(request, pk, "cohorts.change_session")
    if session.state != Session.State.SCHEDULED:
        raise TransitionRefused(session, "shift")
    form = ShiftForm(request.POST if request.method == "POST" else None)
    slots = _shown(session, form.cleaned_data) if form.is_bound and form.is_valid() else []
    if slots and "confirm" in request.POST:
        try:
            return redirect(once(request, lambda: _shift(request, session, form.cleaned_data)))
        except ValidationError as error:
            put_on_form(form, error)
    context = {
        "session": session,
        "cohort": session.cohort,
        "form": form,
        "slots": slots,
        "blocked": any(slot.blocked for slot in slots),
        "asks": any(slot.asks for slot in slots),
        "here": "cohorts",
    }
    return render(request, "cohorts/shift.html", context, status=422 if form.errors else 200)


def _shown(session: Session, typed: dict) -> list[planning.Slot]:
    return planning.shifted_to_slots(session) if typed["to"] == "slots" else planning.shifted(session, typed["days"])


def _shift(request, session: Session, typed: dict) -> str:
    meant = "meant" in request.POST
    if typed["to"] == "slots":
        moved = actions.shift_to_slots(session, by=request.user, meant=meant)
    else:
        moved = actions.shift_sessions(session, by=request.user, days=typed["days"], meant=meant)
    told = ngettext(
        "%(count)d session has moved; the cohort has been told.",
        "%(count)d sessions have moved; the cohort has been told.",
        len(moved),
    )
    messages.success(request, told % {"count": len(moved)})
    return reverse("cohorts:sessions", args=[session.cohort.code])
