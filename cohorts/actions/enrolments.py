"""Seats: held, taken, given back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import actions as account_actions
from accounts.models import Invitation, User
from cohorts.actions.common import lock, require
from cohorts.models import Cohort, Enrolment
from core.events import emit
from core.permissions import forget
from core.rivals import unique_or


def _take_seat(cohort: Cohort) -> None:
    lock(cohort)
    seats = Cohort.objects.values_list("seats", flat=True).get(pk=cohort.pk)
    if cohort.enrolments.seated().count() >= seats:
        raise ValidationError(
            ngettext("The one seat of this cohort is taken.", "All %(seats)d seats of this cohort are taken.", seats)
            % {"seats": seats}
        )


@transaction.atomic
def invite_learner(cohort: Cohort, *, by: User, email: str) -> Enrolment:
    """Hold a seat for an address and invite it by e-mail.

    Raises ValidationError when no seat is left, or that address already has a place here, or teaches here.
    """
    require(by, "cohorts.change_enrolment", Enrolment(cohort=cohort))
    _take_seat(cohort)
    email = User.objects.normalize_email(email).lower()
    here = cohort.enrolments.seated()
    if here.filter(learner__email=email).exists() or here.filter(invitation__email=email).exists():
        raise ValidationError({"email": _("This address already has a place in the cohort.")})
    if cohort.staff.filter(user__email=email).exists():
        raise ValidationError({"email": _("This person teaches in this cohort.")})
    invitation = account_actions.invite(cohort.operator, by=by, email=email, purpose=Invitation.Purpose.LEARNER)
    enrolment = Enrolment.objects.create(cohort=cohort, invitation=invitation)
    emit("cohorts.enrolment.invite", target=enrolment, actor=by)
    return enrolment


@transaction.atomic
def enrol(cohort: Cohort, *, by: User, learner: User) -> Enrolment:
    """Give a person with an account a seat at once; raises ValidationError as ``invite_learner``."""
    require(by, "cohorts.change_enrolment", Enrolment(cohort=cohort))
    _take_seat(cohort)
    _check_no_staff(cohort, learner)
    invited = cohort.enrolments.filter(state=Enrolment.State.INVITED, invitation__email=learner.email)
    if cohort.enrolments.filter(learner=learner).exists() or invited.exists():
        raise ValidationError({"email": _("This person already has a place in the cohort.")})
    _check_free(learner)
    with unique_or({"email": _("This person already follows another cohort of the programme.")}):
        enrolment = Enrolment.objects.create(
            cohort=cohort, learner=learner, state=Enrolment.State.ACTIVE, enrolled_at=timezone.now()
        )
    forget(learner)
    emit("cohorts.enrolment.activate", target=enrolment, actor=by)
    return enrolment


def _check_no_staff(cohort: Cohort, learner: User) -> None:
    """Nobody teaches and learns in the same cohort; the caller holds the cohort."""
    if cohort.staff.filter(user=learner).exists():
        raise ValidationError({"email": _("This person teaches in this cohort.")})


def _check_free(learner: User) -> None:
    """One running enrolment per person in the programme."""
    if learner.enrolments.filter(state__in=[Enrolment.State.ACTIVE, Enrolment.State.SUSPENDED]).exists():
        raise ValidationError({"email": _("This person already follows another cohort of the programme.")})


@transaction.atomic
def activate(enrolment: Enrolment, *, by: User) -> Enrolment:
    """The invited person accepted: ``by`` takes the seat that was held for them.

    A lapsed or already active enrolment is left as it is, so that the event can be told twice.
    Raises ValidationError when the person teaches in it, follows another cohort, or has left this one before.
    """
    if enrolment.state != Enrolment.State.INVITED:
        return enrolment
    lock(enrolment.cohort)
    _check_no_staff(enrolment.cohort, by)
    _check_free(by)
    # Compare-and-set needs the learner in the row at once: the schema forbids active without one.
    with unique_or(_("This person already has a place in the cohort.")):
        Enrolment.objects.filter(pk=enrolment.pk, state=Enrolment.State.INVITED).update(
            learner=by, enrolled_at=timezone.now()
        )
        enrolment.learner, enrolment.enrolled_at = by, timezone.now()
        with enrolment.workflow.apply(enrolment, "activate", by=by):
            forget(by)
    return enrolment


def lapse(enrolment: Enrolment, *, by: User) -> Enrolment:
    """Close an invitation nobody accepted: the seat is free again."""
    with enrolment.workflow.apply(enrolment, "lapse", by=by):
        if enrolment.invitation:
            account_actions.revoke(enrolment.invitation, by=by)
        return enrolment


def suspend(enrolment: Enrolment, *, by: User, reason: str) -> Enrolment:
    """The learner pauses, with a reason; the seat stays theirs."""
    return _with_reason(enrolment, "suspend", by, reason)


def resume(enrolment: Enrolment, *, by: User) -> Enrolment:
    """The learner is back."""
    with enrolment.workflow.apply(enrolment, "resume", by=by):
        Enrolment.objects.filter(pk=enrolment.pk).update(reason="")
        return enrolment


def withdraw(enrolment: Enrolment, *, by: User, reason: str) -> Enrolment:
    """The learner leaves for good, with a reason; they stay in the denominators."""
    return _with_reason(enrolment, "withdraw", by, reason)


def complete(enrolment: Enrolment, *, by: User) -> Enrolment:
    """The learner finished the bootcamp."""
    with enrolment.workflow.apply(enrolment, "complete", by=by):
        return enrolment


def _with_reason(enrolment: Enrolment, verb: str, by: User, reason: str) -> Enrolment:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, in a few words.")})
    with enrolment.workflow.apply(enrolment, verb, by=by):
        enrolment.reason = reason.strip()
        Enrolment.objects.filter(pk=enrolment.pk).update(reason=enrolment.reason)
        return enrolment
