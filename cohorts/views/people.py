"""Who is in a cohort: learners, invitations, staff."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions as account_actions
from accounts.models import User
from cohorts import actions, queries
from cohorts.forms import LearnerForm, ReasonForm, StaffForm
from cohorts.models import Cohort, StaffAssignment
from cohorts.views.common import accepted, find_cohort, find_enrolment, head

WITH_REASON = {"suspend": actions.suspend, "withdraw": actions.withdraw}
WITHOUT_REASON = {"resume": actions.resume, "complete": actions.complete, "lapse": actions.lapse}


@login_required
@require_http_methods(["GET", "POST"])
def people(request, code: str) -> HttpResponse:
    """Learners and staff; POST gives a seat to an address."""
    cohort = find_cohort(request, code, "cohorts.view_progress")
    form = LearnerForm(request.POST or None)
    if request.method == "POST":
        find_cohort(request, code, "cohorts.change_cohort")
        if accepted(form, lambda: _give_seat(request, cohort, form.cleaned_data["email"])):
            return redirect("cohorts:people", code)
    return _people_page(request, cohort, form, StaffForm(cohort=cohort))


def _people_page(request, cohort: Cohort, form: LearnerForm, staff_form: StaffForm) -> HttpResponse:
    enrolments = queries.people(cohort)
    context = {
        **head(request, cohort),
        "form": form,
        "staff_form": staff_form,
        "enrolments": enrolments,
        "taken": queries.with_counts(Cohort.objects.filter(pk=cohort.pk)).get().taken,
        "staff": queries.staff(cohort),
        "may_change": request.user.has_perm("cohorts.change_cohort", cohort),
    }
    refused = form.errors or staff_form.errors
    return render(request, "cohorts/people.html", context, status=422 if refused else 200)


def _give_seat(request, cohort: Cohort, email: str) -> None:
    """A person with an account is enrolled at once, any other address is invited."""
    known = User.objects.filter(email__iexact=email, is_active=True).first()
    if known:
        actions.enrol(cohort, by=request.user, learner=known)
        messages.success(request, _("%(person)s is now a learner in this cohort.") % {"person": known})
    else:
        actions.invite_learner(cohort, by=request.user, email=email)
        messages.success(request, _("A seat is held for %(email)s; the invitation is on its way.") % {"email": email})


@login_required
@require_http_methods(["GET", "POST"])
def enrolment_verb(request, pk: int, verb: str) -> HttpResponse:
    """Suspend or withdraw (a page asks the reason), resume, complete, or close an invitation."""
    enrolment = find_enrolment(request, pk, "cohorts.change_enrolment")
    if verb in WITHOUT_REASON:
        return _without_reason(request, enrolment, verb)
    form = ReasonForm(request.POST or None)
    act = WITH_REASON[verb]
    if request.method == "POST" and accepted(
        form, lambda: act(enrolment, by=request.user, reason=form.cleaned_data["reason"])
    ):
        messages.success(
            request, _("%(person)s: %(state)s.") % {"person": enrolment.learner, "state": enrolment.get_state_display()}
        )
        return redirect("cohorts:people", enrolment.cohort.code)
    context = {
        "form": form,
        "enrolment": enrolment,
        "verb": verb,
        "cohort": enrolment.cohort,
        "here": "cohorts",
    }
    return render(request, "cohorts/enrolment_reason.html", context, status=422 if form.errors else 200)


def _without_reason(request, enrolment, verb: str) -> HttpResponse:
    if request.method == "POST":
        WITHOUT_REASON[verb](enrolment, by=request.user)
    return redirect("cohorts:people", enrolment.cohort.code)


@login_required
@require_POST
def invitation_resend(request, pk: int) -> HttpResponse:
    """Send the learner a fresh link."""
    enrolment = find_enrolment(request, pk, "cohorts.change_enrolment")
    try:
        account_actions.resend(enrolment.invitation, by=request.user)
        messages.success(request, _("A fresh link is on its way to %(email)s.") % {"email": enrolment.invitation.email})
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("cohorts:people", enrolment.cohort.code)


@login_required
@require_POST
def staff_assign(request, code: str) -> HttpResponse:
    """Have a colleague work with the cohort."""
    cohort = find_cohort(request, code, "cohorts.change_cohort")
    form = StaffForm(request.POST, cohort=cohort)
    if accepted(form, lambda: actions.assign_staff(cohort, by=request.user, **form.cleaned_data)):
        messages.success(request, _("%(person)s works with this cohort.") % {"person": form.cleaned_data["user"]})
        return redirect("cohorts:people", code)
    return _people_page(request, cohort, LearnerForm(), form)


@login_required
@require_POST
def staff_unassign(request, code: str, pk: int) -> HttpResponse:
    """The colleague no longer works with the cohort."""
    cohort = find_cohort(request, code, "cohorts.change_cohort")
    assignment = get_object_or_404(StaffAssignment.objects.select_related("cohort", "user"), pk=pk, cohort=cohort)
    person = assignment.user
    actions.unassign_staff(assignment, by=request.user)
    messages.success(request, _("%(person)s no longer works with this cohort.") % {"person": person})
    return redirect("cohorts:people", code)
