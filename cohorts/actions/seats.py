"""Seats: held for who is invited, taken by who accepts, given back."""

from collections.abc import Collection, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import actions as account_actions
from accounts.models import Invitation, User
from cohorts import events
from cohorts.actions.common import lock, require
from cohorts.actions.history import moved, said
from cohorts.models import AWAY, Cohort, Enrolment
from core.events import emit
from core.permissions import forget
from core.rivals import unique_or
from core.workflow import TransitionRefused

State = Enrolment.State


def take_seat(cohort: Cohort) -> None:
    """Hold the cohort until the transaction ends; raises ValidationError when it is over or full."""
    lock(cohort)
    seats, state = Cohort.objects.values_list("seats", "state").get(pk=cohort.pk)
    if state in (Cohort.State.COMPLETED, Cohort.State.CANCELLED):
        raise ValidationError(_("This cohort is over: it takes nobody any more."))
    if cohort.enrolments.seated().count() >= seats:
        raise ValidationError(
            ngettext("The one seat of this cohort is taken.", "All %(seats)d seats of this cohort are taken.", seats)
            % {"seats": seats}
        )


@transaction.atomic
def invite_learner(cohort: Cohort, *, by: User, email: str, meant: bool = False) -> Enrolment:
    """Hold a seat for an address and invite it, with an account or without; who left before is invited back.

    Raises ValidationError when no seat is left, the cohort is over, or that address has a place here already,
    teaches here, follows another cohort, or has a role in a team unless ``meant`` says that it is to learn.
    """
    require(by, "cohorts.change_enrolment", Enrolment(cohort=cohort))
    take_seat(cohort)
    email = User.objects.normalize_email(email).lower()
    person = User.objects.filter(email=email, is_active=True).first()
    _check_no_place(cohort, email)
    if person:
        check_no_staff(cohort, person)
        check_free(person)
        _check_meant(person, meant)
    invitation = account_actions.invite(cohort.operator, by=by, email=email, purpose=Invitation.Purpose.LEARNER)
    away = cohort.enrolments.filter(learner__email=email, state__in=AWAY).first()
    if away:
        return _invite_back(away, by, invitation)
    enrolment = Enrolment.objects.create(cohort=cohort, invitation=invitation, changed_at=timezone.now())
    emit(events.ENROLMENT_INVITE, target=enrolment, actor=by)
    return enrolment


@transaction.atomic
def invite_learners(cohort: Cohort, *, by: User, emails: Sequence[str], meant: Collection[str] = ()) -> list[Enrolment]:
    """Invite all of these addresses or nobody; ``meant`` are those with a role in a team.

    Raises ValidationError as ``invite_learner``, in a sentence that names the address.
    """
    return [_invite_one_of(cohort, by, email, email in meant) for email in emails]


def _invite_one_of(cohort: Cohort, by: User, email: str, meant: bool) -> Enrolment:
    try:
        return invite_learner(cohort, by=by, email=email, meant=meant)
    except ValidationError as error:
        why = {"email": email, "why": error.messages[0]}
        raise ValidationError(_("%(email)s: %(why)s Nobody was invited.") % why) from error


def _check_meant(person: User, meant: bool) -> None:
    role = person.memberships.select_related("organisation").first()
    if role and not meant:
        raise ValidationError(
            {
                "meant": _("%(person)s is %(role)s at %(organisation)s. Tick the box if they are to learn here.")
                % {"person": person, "role": role.get_role_display(), "organisation": role.organisation}
            }
        )


def _invite_back(enrolment: Enrolment, by: User, invitation: Invitation) -> Enrolment:
    """Who had left is asked to come back, to the same place and the same work."""
    Enrolment.objects.filter(pk=enrolment.pk).update(invitation=invitation)
    enrolment.invitation = invitation
    with moved(enrolment, "invite_again", by):
        return enrolment


def _check_no_place(cohort: Cohort, email: str) -> None:
    here = cohort.enrolments.seated()
    if here.filter(learner__email=email).exists() or here.filter(invitation__email=email, learner=None).exists():
        raise ValidationError({"email": _("This address already has a place in the cohort.")})


@transaction.atomic
def enrol(cohort: Cohort, *, by: User, learner: User) -> Enrolment:
    """Give a person a seat at once: for the platform itself, about people who said yes elsewhere.

    Raises PermissionDenied for everybody else, ValidationError as ``invite_learner``.
    """
    require(by, "cohorts.enrol_directly")
    take_seat(cohort)
    check_no_staff(cohort, learner)
    if cohort.enrolments.filter(learner=learner).exists():
        raise ValidationError({"email": _("This person already has a place in the cohort.")})
    _check_no_place(cohort, learner.email)
    check_free(learner)
    now = timezone.now()
    with unique_or({"email": _("This person already follows another cohort of the programme.")}):
        enrolment = Enrolment.objects.create(
            cohort=cohort, learner=learner, state=State.ACTIVE, enrolled_at=now, changed_at=now
        )
    forget(learner)
    moves = {"before": "", "after": State.ACTIVE}
    emit(events.ENROLMENT_ACTIVATE, target=enrolment, actor=by, data=moves)
    return enrolment


def check_no_staff(cohort: Cohort, learner: User) -> None:
    """Nobody teaches and learns in the same cohort; the caller holds the cohort."""
    if cohort.staff.filter(user=learner).exists():
        raise ValidationError({"email": _("This person teaches in this cohort.")})


def check_free(learner: User) -> None:
    """One running enrolment per person in the programme."""
    if learner.enrolments.filter(state__in=[State.ACTIVE, State.SUSPENDED]).exists():
        raise ValidationError({"email": _("This person already follows another cohort of the programme.")})


@transaction.atomic
def accept(enrolment: Enrolment, *, by: User) -> Enrolment:
    """The invited person says yes inside the product; their seat follows, as for the link of the e-mail.

    Raises PermissionDenied for anybody else, TransitionRefused when nobody is invited any more, ValidationError
    when the invitation is closed, or as ``activate``.
    """
    require(by, "cohorts.answer_invitation", enrolment)
    invitation = enrolment.invitation
    if enrolment.state != State.INVITED or invitation is None:
        raise TransitionRefused(enrolment, "activate")
    lock(enrolment.cohort)  # before the invitation, as who closes the cohort does
    if invitation.accepted_by_id != by.pk:  # they had, but followed another cohort
        account_actions.accept(invitation, by=by)
    return activate(enrolment, by=by)


@transaction.atomic
def decline(enrolment: Enrolment, *, by: User) -> Enrolment:
    """The invited person says no: the seat is free again, and who invited them is told."""
    require(by, "cohorts.answer_invitation", enrolment)
    return _close(enrolment, by, {"declined": True})


@transaction.atomic
def activate(enrolment: Enrolment, *, by: User) -> Enrolment:
    """The invited person accepted: ``by`` takes the seat that was held for them.

    A lapsed or already active enrolment is left as it is, so that the event can be told twice.
    Raises ValidationError when the person teaches in it, follows another cohort, has left this one before, or when
    the cohort is over.
    """
    if enrolment.state != State.INVITED:
        return enrolment
    lock(enrolment.cohort)
    if Cohort.objects.get(pk=enrolment.cohort_id).is_final:
        raise ValidationError(_("This cohort is over: it takes nobody any more."))
    check_no_staff(enrolment.cohort, by)
    check_free(by)
    # Compare-and-set needs the learner in the row at once: the schema forbids active without one.
    with unique_or(_("This person already has a place in the cohort.")):
        now = timezone.now()
        Enrolment.objects.filter(pk=enrolment.pk, state=State.INVITED).update(learner=by, enrolled_at=now)
        enrolment.learner, enrolment.enrolled_at = by, now
        with moved(enrolment, "activate", by):
            forget(by)
    return enrolment


@transaction.atomic
def lapse(enrolment: Enrolment, *, by: User) -> Enrolment:
    """Close an invitation nobody accepted: the seat is free again."""
    return _close(enrolment, by, {})


def _close(enrolment: Enrolment, by: User, data: dict) -> Enrolment:
    verb = "stay_away" if enrolment.enrolled_at else "lapse"
    with moved(enrolment, verb, by) as change:
        change.data |= data
        if enrolment.invitation:
            account_actions.close(enrolment.invitation, by=by)
    return enrolment


@transaction.atomic
def come_back(enrolment: Enrolment, *, by: User, reason: str) -> Enrolment:
    """Who left is back, with a reason: a seat again, and the work they had.

    Raises ValidationError without a reason, when no seat is left, when the cohort is over, or when they follow
    another cohort.
    """
    reason = said(reason)
    require(by, "cohorts.change_enrolment", enrolment)
    if enrolment.learner is None:
        raise TransitionRefused(enrolment, "come_back")
    take_seat(enrolment.cohort)
    check_no_staff(enrolment.cohort, enrolment.learner)
    check_free(enrolment.learner)
    elsewhere = _("This person already follows another cohort of the programme.")
    with unique_or(elsewhere), moved(enrolment, "come_back", by, reason):
        return enrolment
