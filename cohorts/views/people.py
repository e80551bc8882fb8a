"""Who is in a cohort: learners, invitations, staff."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions as account_actions
from cohorts import actions, preview, queries
from cohorts.conditions import missing_for
from cohorts.forms import ChosenForm, LearnerForm, ManyLearnersForm, ReasonForm, StaffForm
from cohorts.models import Cohort, Enrolment, StaffAssignment
from cohorts.views.common import accepted, find_cohort, find_enrolment, find_open_cohort, head
from core.idempotency import once
from core.workflow import TransitionRefused

WORDS_ASKED = 80
WITH_REASON = {
    "suspend": actions.suspend,
    "withdraw": actions.withdraw,
    "come_back": actions.come_back,
    "cancel": actions.cancel,
    "correct": actions.correct,
}
WITHOUT_REASON = {"resume": actions.resume, "lapse": actions.lapse}


@login_required
@require_http_methods(["GET", "POST"])
def people(request, code: str) -> HttpResponse:
    """Learners and staff; POST gives a seat to an address."""
    cohort = find_cohort(request, code, "cohorts.view_progress")
    form = LearnerForm(request.POST or None)
    if request.method == "POST":
        find_cohort(request, code, "cohorts.change_cohort")
        if accepted(form, lambda: _give_seat(request, cohort, form.cleaned_data)):
            return redirect("cohorts:people", code)
    return _people_page(request, cohort, form, StaffForm(cohort=cohort))


def _people_page(request, cohort: Cohort, form: LearnerForm, staff_form: StaffForm) -> HttpResponse:
    words, state = request.GET.get("q", "")[:WORDS_ASKED], request.GET.get("etat", "")
    found = queries.people(cohort, words=words, state=state, number=request.GET.get("page"))
    may_change = request.user.has_perm("cohorts.change_cohort", cohort)
    context = {
        **head(request, cohort),
        "form": form,
        "staff_form": staff_form,
        "people": found,
        "words": words,
        "state": state,
        "ready": len(queries.ready_to_graduate(cohort)) if may_change else 0,
        "staff": queries.staff(cohort),
        "may_change": may_change,
    }
    refused = form.errors or staff_form.errors
    return render(request, "cohorts/people.html", context, status=422 if refused else 200)


def _give_seat(request, cohort: Cohort, typed: dict) -> None:
    """Every address is invited: whoever has an account says yes or no in the product too."""
    enrolment = actions.invite_learner(cohort, by=request.user, **typed)
    if enrolment.learner:
        told = _("%(person)s was here before: a seat is held for them, their work waits; the invitation is on its way.")
        messages.success(request, told % {"person": enrolment.learner})
    else:
        told = _("A seat is held for %(email)s; the invitation is on its way.")
        messages.success(request, told % {"email": typed["email"]})


@login_required
@require_http_methods(["GET", "POST"])
def invite_many(request, code: str) -> HttpResponse:
    """A list of people, pasted or in a file: read, shown line by line, and invited once that is confirmed."""
    cohort = find_open_cohort(request, code, "cohorts.change_cohort")
    if request.method == "POST" and request.POST.keys() & {"chosen", "meant"}:
        return _invite_chosen(request, cohort)
    form = ManyLearnersForm(request.POST, request.FILES) if request.method == "POST" else ManyLearnersForm()
    return _many_page(request, cohort, form)


def _many_page(request, cohort: Cohort, form: ManyLearnersForm, refusal: str = "") -> HttpResponse:
    read = form.entries if form.is_bound and form.is_valid() else []
    context = {
        **head(request, cohort),
        "form": form,
        "refusal": refusal,
        "list": preview.invitees(cohort, read) if read else None,
        "text": "\n".join(map(str, read)),
    }
    return render(request, "cohorts/invite_many.html", context, status=422 if form.errors or refusal else 200)


def _invite_chosen(request, cohort: Cohort) -> HttpResponse:
    form = ChosenForm(request.POST)

    def invite() -> str:
        invited = actions.invite_learners(cohort, by=request.user, **form.cleaned_data)
        told = ngettext(
            "A seat is held for %(count)d person; the invitation is on its way.",
            "Seats are held for %(count)d people; the invitations are on their way.",
            len(invited),
        )
        messages.success(request, told % {"count": len(invited)})
        return reverse("cohorts:people", args=[cohort.code])

    try:
        if form.is_valid():
            return redirect(once(request, invite))
        refusal = form.non_field_errors()[0]
    except ValidationError as error:
        refusal = error.messages[0]
    return _many_page(request, cohort, ManyLearnersForm(request.POST), refusal)


@login_required
@require_http_methods(["GET", "POST"])
def enrolment_verb(request, pk: int, verb: str) -> HttpResponse:
    """What becomes of a learner: a page asks the reason, where one is kept."""
    enrolment = find_enrolment(request, pk, "cohorts.change_enrolment")
    if verb in WITHOUT_REASON:
        return _without_reason(request, enrolment, verb)
    if verb == "complete":
        return _complete(request, enrolment)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    act = WITH_REASON[verb]
    if request.method == "POST" and accepted(
        form, lambda: act(enrolment, by=request.user, reason=form.cleaned_data["reason"])
    ):
        return _told(request, enrolment)
    return _reason_page(request, enrolment, verb, form)


def _told(request, enrolment: Enrolment) -> HttpResponse:
    messages.success(
        request, _("%(person)s: %(state)s.") % {"person": enrolment.learner, "state": enrolment.get_state_display()}
    )
    return redirect("cohorts:people", enrolment.cohort.code)


def _reason_page(request, enrolment: Enrolment, verb: str, form: ReasonForm, missing=()) -> HttpResponse:
    """The question before the act; in a state that does not know the verb, there is none to ask."""
    if verb not in {move.name for move in enrolment.workflow.available(enrolment, request.user)}:
        raise TransitionRefused(enrolment, verb)
    context = {
        "form": form,
        "enrolment": enrolment,
        "verb": verb,
        "missing": missing,
        "cohort": enrolment.cohort,
        "here": "cohorts",
    }
    return render(request, "cohorts/enrolment_reason.html", context, status=422 if form.errors else 200)


def _complete(request, enrolment: Enrolment) -> HttpResponse:
    """Award the diploma at once when the conditions hold; else the page says what is missing and asks a reason."""
    form = ReasonForm(request.POST if request.method == "POST" else None)
    form.fields["reason"].required = False
    if request.method == "POST" and accepted(
        form, lambda: actions.complete(enrolment, by=request.user, reason=form.cleaned_data["reason"])
    ):
        return _told(request, enrolment)
    missing = missing_for(enrolment.cohort, [enrolment])[enrolment.pk]
    return _reason_page(request, enrolment, "complete", form, missing)


def _without_reason(request, enrolment, verb: str) -> HttpResponse:
    if request.method == "POST":
        WITHOUT_REASON[verb](enrolment, by=request.user)
    return redirect("cohorts:people", enrolment.cohort.code)


@login_required
@require_POST
def diplomas(request, code: str) -> HttpResponse:
    """Award the diploma to everybody whose conditions hold."""
    cohort = find_cohort(request, code, "cohorts.change_cohort")
    count = actions.complete_all(cohort, by=request.user, enrolments=queries.ready_to_graduate(cohort))
    told = ngettext("%(count)d diploma is awarded.", "%(count)d diplomas are awarded.", count)
    messages.success(request, told % {"count": count})
    return redirect("cohorts:people", code)


@login_required
@require_http_methods(["GET", "POST"])
def invitation(request, pk: int) -> HttpResponse:
    """The invited person says yes or no."""
    rows = Enrolment.objects.addressed_to(request.user).select_related("cohort__bootcamp", "cohort__city", "invitation")
    enrolment = get_object_or_404(rows, pk=pk)
    refusal = ""
    if request.method == "POST":
        try:
            return _answered(request, enrolment)
        except ValidationError as error:
            refusal = error.messages[0]
    context = {"enrolment": enrolment, "cohort": enrolment.cohort, "refusal": refusal, "here": "today"}
    return render(request, "cohorts/invitation.html", context, status=422 if refusal else 200)


def _answered(request, enrolment: Enrolment) -> HttpResponse:
    if request.POST.get("answer") == "no":
        actions.decline(enrolment, by=request.user)
        messages.success(request, _("The seat is given back; the operator is told."))
        return redirect("today")
    actions.accept(enrolment, by=request.user)
    messages.success(request, _("Welcome to cohort %(code)s.") % {"code": enrolment.cohort.code})
    return redirect("learning:path", enrolment.cohort.code)


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
