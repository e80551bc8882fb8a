"""What can be done with cohorts, their staff, their learners and their sessions."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import actions as account_actions
from accounts.models import Invitation, Membership, Organisation, User
from cohorts.models import Cohort, Enrolment, Presence, Session, StaffAssignment
from core.events import emit
from core.permissions import forget
from core.rivals import unique_or
from core.templatetags.ui import moment
from core.workflow import TransitionRefused
from courses.models import BootcampPage

AUTO_END_AFTER = timedelta(minutes=30)
PRESENCE_GONE_AFTER = timedelta(seconds=90)


def _require(by: User, permission: str, thing=None) -> None:
    if not by.has_perm(permission, thing):
        raise PermissionDenied(permission)


# Cohorts


@transaction.atomic
def open_cohort(
    *,
    by: User,
    operator: Organisation,
    bootcamp: BootcampPage,
    code: str,
    city,
    starts_on: date,
    ends_on: date,
    seats: int,
) -> Cohort:
    """Announce a cohort of one of the operator's own bootcamps.

    Raises PermissionDenied unless ``by`` manages ``operator``, ValidationError for another
    operator's bootcamp, a code already taken or dates in the wrong order.
    """
    cohort = Cohort(
        operator=operator, bootcamp=bootcamp, code=code, city=city, starts_on=starts_on, ends_on=ends_on, seats=seats
    )
    _require(by, "cohorts.change_cohort", cohort)
    _check_cohort(cohort)
    with unique_or({"code": _("Another cohort already has this code.")}):
        cohort.save()
    emit("cohorts.cohort.create", target=cohort, actor=by)
    return cohort


def _check_cohort(cohort: Cohort) -> None:
    if cohort.bootcamp.get_parent().specific.operator_id != cohort.operator_id:
        raise ValidationError({"bootcamp": _("This bootcamp belongs to another operator.")})
    if cohort.ends_on < cohort.starts_on:
        raise ValidationError({"ends_on": _("The last day comes before the first day.")})
    if Cohort.objects.filter(code__iexact=cohort.code).exclude(pk=cohort.pk).exists():
        raise ValidationError({"code": _("Another cohort already has this code.")})


@transaction.atomic
def edit_cohort(cohort: Cohort, *, by: User, **fields) -> Cohort:
    """Change a cohort's city, dates or seats; never below the seats already taken."""
    _require(by, "cohorts.change_cohort", cohort)
    _lock(cohort)
    for name, value in fields.items():
        setattr(cohort, name, value)
    _check_cohort(cohort)
    taken = cohort.enrolments.seated().count()
    if cohort.seats < taken:
        raise ValidationError({"seats": _("%(taken)d seats are already taken.") % {"taken": taken}})
    cohort.save(update_fields=[*fields])
    emit("cohorts.cohort.change", target=cohort, actor=by, data={"fields": sorted(fields)})
    return cohort


def start_cohort(cohort: Cohort, *, by: User) -> Cohort:
    """The cohort's first day has come."""
    with cohort.workflow.apply(cohort, "start", by=by):
        return cohort


def complete_cohort(cohort: Cohort, *, by: User) -> Cohort:
    """The cohort is over; its pages stay readable."""
    with cohort.workflow.apply(cohort, "complete", by=by):
        return cohort


def cancel_cohort(cohort: Cohort, *, by: User) -> Cohort:
    """The cohort will not take place; refused while people hold seats."""
    with cohort.workflow.apply(cohort, "cancel", by=by):
        if cohort.enrolments.seated().exists():
            raise ValidationError(_("People hold seats in this cohort: withdraw them first."))
        return cohort


@transaction.atomic
def assign_staff(cohort: Cohort, *, by: User, user: User, role: str) -> StaffAssignment:
    """Have a trainer or mentor of the operator work with the cohort; twice changes nothing.

    Raises ValidationError when ``user`` does not hold ``role`` at the operator.
    """
    _require(by, "cohorts.change_cohort", cohort)
    if not Membership.objects.filter(organisation=cohort.operator_id, user=user, role=role).exists():
        raise ValidationError({"user": _("This person does not hold that role in your team.")})
    assignment, created = StaffAssignment.objects.get_or_create(cohort=cohort, user=user, role=role)
    if created:
        forget(user)
        emit("cohorts.staffassignment.create", target=assignment, actor=by, data={"user": user.pk, "role": role})
    return assignment


@transaction.atomic
def unassign_staff(assignment: StaffAssignment, *, by: User) -> None:
    """The person no longer works with the cohort."""
    _require(by, "cohorts.change_cohort", assignment.cohort)
    emit("cohorts.staffassignment.remove", target=assignment, actor=by, data={"user": assignment.user_id})
    assignment.delete()


# Enrolments


def _lock(cohort: Cohort) -> None:
    """Make rivals for the cohort's seats follow each other, on every database: an update is a lock."""
    Cohort.objects.filter(pk=cohort.pk).update(seats=F("seats"))


def _take_seat(cohort: Cohort) -> None:
    _lock(cohort)
    seats = Cohort.objects.values_list("seats", flat=True).get(pk=cohort.pk)
    if cohort.enrolments.seated().count() >= seats:
        raise ValidationError(_("All %(seats)d seats of this cohort are taken.") % {"seats": seats})


@transaction.atomic
def invite_learner(cohort: Cohort, *, by: User, email: str) -> Enrolment:
    """Hold a seat for an address and invite it by e-mail.

    Raises ValidationError when no seat is left, or that address already has a place here.
    """
    _require(by, "cohorts.change_enrolment", Enrolment(cohort=cohort))
    _take_seat(cohort)
    email = User.objects.normalize_email(email).lower()
    here = cohort.enrolments.seated()
    if here.filter(learner__email=email).exists() or here.filter(invitation__email=email).exists():
        raise ValidationError({"email": _("This address already has a place in the cohort.")})
    invitation = account_actions.invite(cohort.operator, by=by, email=email, purpose=Invitation.Purpose.LEARNER)
    enrolment = Enrolment.objects.create(cohort=cohort, invitation=invitation)
    emit("cohorts.enrolment.invite", target=enrolment, actor=by)
    return enrolment


@transaction.atomic
def enrol(cohort: Cohort, *, by: User, learner: User) -> Enrolment:
    """Give a person with an account a seat at once; raises ValidationError as ``invite_learner``."""
    _require(by, "cohorts.change_enrolment", Enrolment(cohort=cohort))
    _take_seat(cohort)
    _check_free(learner)
    invited = cohort.enrolments.filter(state=Enrolment.State.INVITED, invitation__email=learner.email)
    if cohort.enrolments.filter(learner=learner).exists() or invited.exists():
        raise ValidationError({"email": _("This person already has a place in the cohort.")})
    with unique_or({"email": _("This person already follows another cohort of the programme.")}):
        enrolment = Enrolment.objects.create(
            cohort=cohort, learner=learner, state=Enrolment.State.ACTIVE, enrolled_at=timezone.now()
        )
    forget(learner)
    emit("cohorts.enrolment.activate", target=enrolment, actor=by)
    return enrolment


def _check_free(learner: User) -> None:
    """One running enrolment per person in the programme."""
    if learner.enrolments.filter(state__in=[Enrolment.State.ACTIVE, Enrolment.State.SUSPENDED]).exists():
        raise ValidationError({"email": _("This person already follows another cohort of the programme.")})


def activate(enrolment: Enrolment, *, by: User) -> Enrolment:
    """The invited person accepted: ``by`` takes the seat that was held for them.

    A lapsed or already active enrolment is left as it is, so that the event can be told twice.
    Raises ValidationError when the person follows another cohort, or has left this one before.
    """
    if enrolment.state != Enrolment.State.INVITED:
        return enrolment
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


# Sessions


@transaction.atomic
def schedule_session(
    cohort: Cohort,
    *,
    by: User,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    at: datetime | None = None,
    **fields,
) -> Session:
    """Plan a meeting of the cohort, ``at`` an instant (now); ``fields`` are agenda, place, module and trainer.

    Raises ValidationError for an end before the start, a session already over, a day outside the
    cohort's dates, a trainer who is not assigned, or another session of the cohort at that time.
    """
    session = Session(cohort=cohort, title=title, starts_at=starts_at, ends_at=ends_at, **fields)
    _require(by, "cohorts.change_session", session)
    _lock(cohort)
    _check_session(session, at or timezone.now())
    session.save()
    emit("cohorts.session.schedule", target=session, actor=by)
    return session


@transaction.atomic
def edit_session(session: Session, *, by: User, **fields) -> Session:
    """Move or reword a session that has not begun; raises as ``schedule_session``."""
    _require(by, "cohorts.change_session", session)
    _lock(session.cohort)
    # As for a transition: of a rival who opens the session meanwhile, one comes first.
    if not Session.objects.filter(pk=session.pk, state=Session.State.SCHEDULED).update(title=F("title")):
        raise TransitionRefused(session, "edit")
    for name, value in fields.items():
        setattr(session, name, value)
    _check_session(session, timezone.now())
    session.save(update_fields=[*fields])
    emit("cohorts.session.change", target=session, actor=by)
    return session


def _check_session(session: Session, now: datetime) -> None:
    if session.ends_at <= session.starts_at:
        raise ValidationError({"ends_at": _("The end comes before the start.")})
    if session.ends_at <= now:
        raise ValidationError({"ends_at": _("This session would already be over.")})
    day = timezone.localdate(session.starts_at)
    if not session.cohort.starts_on <= day <= session.cohort.ends_on:
        raise ValidationError({"starts_at": _("This day is outside the cohort's dates.")})
    if session.trainer and not session.cohort.staff.filter(user=session.trainer, role="trainer").exists():
        raise ValidationError({"trainer": _("This trainer is not assigned to the cohort.")})
    others = session.cohort.sessions.between(session.starts_at, session.ends_at).exclude(pk=session.pk)
    if clash := others.first():
        raise ValidationError(
            {"starts_at": _("The session “%(title)s” takes place at that time.") % {"title": clash.title}}
        )


def open_session(session: Session, *, by: User, at: datetime | None = None) -> Session:
    """The room is live from ``at``, an instant (now); raises ValidationError more than an hour before the start."""
    with session.workflow.apply(session, "open", by=by):
        if (at or timezone.now()) < session.opens_at:
            raise ValidationError(
                _("The room opens an hour before the session at the earliest: %(moment)s.")
                % {"moment": moment(session.opens_at)}
            )
        return session


def end_session(session: Session, *, by: User) -> Session:
    """Close the room: everybody still there has left now."""
    with session.workflow.apply(session, "end", by=by):
        Presence.objects.filter(session=session, left_at=None).update(left_at=timezone.now())
        return session


def cancel_session(session: Session, *, by: User) -> Session:
    """The session will not take place; its learners are told."""
    with session.workflow.apply(session, "cancel", by=by):
        return session


# Presence


def keep_presences(session: Session, *, user_ids: Iterable[int], at: datetime) -> None:
    """Note that those people are in the live session's room at ``at``; who was gone too long comes back anew.

    Once a session is over nothing more is recorded.
    """
    if Session.objects.filter(pk=session.pk, state__in=[Session.State.SCHEDULED, Session.State.LIVE]).exists():
        open_now = Presence.objects.filter(session=session, left_at=None)
        open_now.filter(seen_at__lt=at - PRESENCE_GONE_AFTER).update(left_at=F("seen_at"))
        seen = set(open_now.filter(user__in=user_ids).values_list("user_id", flat=True))
        open_now.filter(user__in=seen).update(seen_at=at)
        for user_id in set(user_ids) - seen:
            record_presence(session, user_id=user_id, at=at)


def record_presence(session: Session, *, user_id: int, at: datetime) -> None:
    """Begin an interval; a rival that began it first is as good."""
    try:
        with transaction.atomic():
            Presence.objects.create(session=session, user_id=user_id, joined_at=at, seen_at=at)
    except IntegrityError:
        Presence.objects.filter(session=session, user_id=user_id, left_at=None).update(seen_at=at)


def close_presence(session: Session, *, user: User, at: datetime) -> None:
    """The person closed their last page of the room."""
    Presence.objects.filter(session=session, user=user, left_at=None).update(left_at=at, seen_at=at)


# What the system does by itself


def advance_time(*, at: datetime) -> None:
    """Start the cohorts whose day has come, close those that are over, end sessions left open."""
    system, today = User.system(), timezone.localdate(at)
    for cohort in Cohort.objects.filter(state=Cohort.State.PLANNED, starts_on__lte=today):
        _unless_refused(start_cohort, cohort, system)
    for cohort in Cohort.objects.filter(state=Cohort.State.RUNNING, ends_on__lt=today):
        _unless_refused(complete_cohort, cohort, system)
    for session in Session.objects.filter(state=Session.State.LIVE, ends_at__lt=at - AUTO_END_AFTER):
        _unless_refused(end_session, session, system)
    for enrolment in Enrolment.objects.filter(
        state=Enrolment.State.INVITED, invitation__expires_at__lt=at - timedelta(days=7)
    ):
        _unless_refused(_forget_invitation, enrolment, system)


def _forget_invitation(enrolment: Enrolment, *, by: User) -> None:
    with enrolment.workflow.apply(enrolment, "lapse", by=by):
        Invitation.objects.filter(enrolment=enrolment).update(revoked_at=timezone.now())


def _unless_refused(action, thing, by) -> None:
    try:
        action(thing, by=by)
    except TransitionRefused:
        return  # someone did it in the meantime
