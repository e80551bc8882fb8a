"""The sessions of a cohort."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from cohorts import actions, queries
from cohorts.forms import SessionForm
from cohorts.models import Session
from cohorts.views.common import accepted, find_cohort, find_open_cohort, find_session, head, require
from core.workflow import TransitionRefused

PAST = "passees"


@login_required
@require_safe
def sessions(request, code: str) -> HttpResponse:
    """The sessions to come, the past ones or those of a month, in pages, for everyone of the cohort."""
    cohort = find_cohort(request, code)
    past, month = request.GET.get("quand") == PAST, _month(request.GET.get("mois", ""))
    found = queries.sessions(cohort, at=timezone.now(), past=past, month=month, number=request.GET.get("page"))
    months = queries.months_of(cohort)
    context = {
        **head(request, cohort),
        "now": timezone.now(),
        "found": found,
        "shown": "month" if month else "past" if past else "coming",
        "month": month,
        "months": sorted({*months, month or months[0]}),
        "may_plan": request.user.has_perm("cohorts.change_session", cohort) and not cohort.is_final,
        "may_lead": request.user.has_perm("cohorts.lead_session", cohort),
        "may_see_hub": request.user.has_perm("cohorts.view_progress", cohort),
    }
    if request.user.has_perm("cohorts.learn", cohort):
        context["here"] = "sessions"
    return render(request, "cohorts/sessions.html", context)


def _month(typed: str) -> date | None:
    """The first day of a month such as 2026-11; None for anything else."""
    try:
        found = date.fromisoformat(f"{typed}-01")
    except ValueError:
        return None
    return found if date(1900, 1, 1) < found < date(9999, 1, 1) else None


@login_required
@require_http_methods(["GET", "POST"])
def session_create(request, code: str) -> HttpResponse:
    """Plan a session."""
    cohort = find_open_cohort(request, code, "cohorts.change_session")
    form = SessionForm(request.POST or None, cohort=cohort)
    if request.method == "POST" and accepted(
        form, lambda: actions.schedule_session(cohort, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("The session is planned; the cohort has been told."))
        return redirect("cohorts:sessions", code)
    return _form_page(request, cohort, form)


@login_required
@require_http_methods(["GET", "POST"])
def session_edit(request, pk: int) -> HttpResponse:
    """Move or reword a session that has not begun."""
    session = find_session(request, pk, "cohorts.change_session")
    if session.state != Session.State.SCHEDULED:
        raise TransitionRefused(session, "edit")
    form = SessionForm(request.POST or None, instance=session, cohort=session.cohort)
    if request.method == "POST" and accepted(
        form, lambda: actions.edit_session(session, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("The session is up to date; the cohort has been told."))
        return redirect("cohorts:sessions", session.cohort.code)
    return _form_page(request, session.cohort, form, session)


def _form_page(request, cohort, form, session=None) -> HttpResponse:
    context = {"cohort": cohort, "form": form, "session": session, "here": "cohorts"}
    return render(request, "cohorts/session_form.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def session_open(request, pk: int) -> HttpResponse:
    """The trainer opens the room and enters it; too early, they are told when."""
    session = find_session(request, pk, "cohorts.view_cohort")
    try:
        actions.open_session(session, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("cohorts:sessions", session.cohort.code)
    return redirect("live:room", session.pk)


@login_required
@require_POST
def session_end(request, pk: int) -> HttpResponse:
    """The trainer ends the session."""
    session = find_session(request, pk, "cohorts.view_cohort")
    actions.end_session(session, by=request.user)
    messages.success(request, _("The session is over; attendance is recorded."))
    return redirect("cohorts:sessions", session.cohort.code)


@login_required
@require_http_methods(["GET", "POST"])
def session_cancel(request, pk: int) -> HttpResponse:
    """Cancel a session, after a page that asks."""
    session = find_session(request, pk, "cohorts.view_cohort")
    require(request, "cohorts.change_session", session)
    if session.state != Session.State.SCHEDULED:
        raise TransitionRefused(session, "cancel")
    if request.method == "POST":
        actions.cancel_session(session, by=request.user)
        messages.success(request, _("The session is cancelled; the cohort has been told."))
        return redirect("cohorts:sessions", session.cohort.code)
    context = {"session": session, "cohort": session.cohort, "here": "cohorts"}
    return render(request, "cohorts/session_cancel.html", context)
