"""Sessions: planned, moved, held."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts import events
from cohorts.actions.common import lock_dates, require
from cohorts.models import Cohort, Presence, Session
from core.events import emit
from core.times import moment
from core.workflow import TransitionRefused
from programme.queries import holiday_on, limits


@transaction.atomic
def schedule_session(
    cohort: Cohort,
    *,
    by: User,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    at: datetime | None = None,
    on_holiday: bool = False,
    shared_place: bool = False,
    **fields,
) -> Session:
    """Plan a meeting of the cohort, ``at`` an instant (now); ``fields`` are agenda, place, module and trainer.

    Raises ValidationError for an end before the start, a session already over, a day outside the
    cohort's dates, a trainer who is not assigned or leads another session then, another session of the cohort at that
    time, one longer than the programme's limit, and unless they are meant: a holiday (``on_holiday``), a place where
    another cohort meets then (``shared_place``).
    """
    session = Session(cohort=cohort, title=title, starts_at=starts_at, ends_at=ends_at, **fields)
    require(by, "cohorts.change_session", session)
    lock_dates(cohort)
    check_session(session, at or timezone.now())
    check_holiday(session, meant=on_holiday)
    check_place(session, meant=shared_place)
    session.save()
    emit(events.SESSION_SCHEDULE, target=session, actor=by)
    return session


@transaction.atomic
def edit_session(
    session: Session, *, by: User, on_holiday: bool = False, shared_place: bool = False, **fields
) -> Session:
    """Move or reword a session that has not begun; raises as ``schedule_session``."""
    require(by, "cohorts.change_session", session)
    lock_dates(session.cohort)
    # As for a transition: of a rival who opens the session meanwhile, one comes first.
    if not Session.objects.filter(pk=session.pk, state=Session.State.SCHEDULED).update(title=F("title")):
        raise TransitionRefused(session, "edit")
    session.refresh_from_db(fields=["starts_at", "ends_at"])
    former_day = timezone.localdate(session.starts_at)
    for name, value in fields.items():
        setattr(session, name, value)
    check_session(session, timezone.now())
    check_holiday(session, meant=on_holiday or former_day == timezone.localdate(session.starts_at))
    check_place(session, meant=shared_place)
    session.save(update_fields=[*fields])
    emit(events.SESSION_CHANGE, target=session, actor=by)
    return session


def check_session(session: Session, now: datetime) -> None:
    """What no session may be, however much it is meant."""
    if session.ends_at <= session.starts_at:
        raise ValidationError({"ends_at": _("The end comes before the start.")})
    if session.ends_at <= now:
        raise ValidationError({"ends_at": _("This session would already be over.")})
    longest = limits().longest_session
    if session.ends_at - session.starts_at > timedelta(hours=longest):
        raise ValidationError({"ends_at": _("A session lasts at most %(hours)d hours.") % {"hours": longest}})
    day = timezone.localdate(session.starts_at)
    if not session.cohort.starts_on <= day <= session.cohort.ends_on:
        raise ValidationError({"starts_at": _("This day is outside the cohort's dates.")})
    if session.trainer and not session.cohort.staff.filter(user=session.trainer, role="trainer").exists():
        raise ValidationError({"trainer": _("This trainer is not assigned to the cohort.")})
    others = session.cohort.sessions.between(session.starts_at, session.ends_at).exclude(pk=session.pk)
    others = others.exclude(state=Session.State.ENDED)  # opened by mistake, it may be planned again
    if clash := others.first():
        raise ValidationError(
            {"starts_at": _("The session “%(title)s” already takes place at that time.") % {"title": clash.title}}
        )

    _check_trainer(session)


def _check_trainer(session: Session) -> None:
    """Nobody leads two sessions at once, wherever they are."""
    if not session.trainer:
        return
    # An update is a lock: two managers who want the same person follow each other.
    User.objects.filter(pk=session.trainer.pk).update(session_epoch=F("session_epoch"))
    led = Session.objects.filter(trainer=session.trainer)
    if other := led.taking(session.starts_at, session.ends_at, but=session.pk).first():
        own = other.cohort.operator_id == session.cohort.operator_id
        words = _("%(person)s leads “%(title)s” (%(cohort)s) then.") if own else _("%(person)s is taken then.")
        raise ValidationError(
            {"trainer": words % {"person": session.trainer, "title": other.title, "cohort": other.cohort.code}}
        )


def check_place(session: Session, *, meant: bool) -> None:
    """A place where another cohort meets then must be meant."""
    other = Session.objects.in_place(session)
    if other and not meant:
        words = _("“%(title)s” (%(cohort)s) is held there then.")
        raise ValidationError({"place": words % {"title": other.title, "cohort": other.cohort.code}})


def check_holiday(session: Session, *, meant: bool) -> None:
    """A day off must be meant."""
    day = timezone.localdate(session.starts_at)
    if not meant and (label := holiday_on(day)):
        raise ValidationError(
            {"starts_at": _("%(day)s: %(label)s, a public holiday.") % {"day": date_format(day, "j F"), "label": label}}
        )


def open_session(session: Session, *, by: User, at: datetime | None = None) -> Session:
    """The room is live from ``at``, an instant (now); raises ValidationError more than an hour before the start, and
    once the end has passed."""
    at = at or timezone.now()
    with session.workflow.apply(session, "open", by=by):
        if at > session.ends_at:
            raise ValidationError(_("The hour of this session has passed: plan another one."))
        if at < session.opens_at:
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


def call_off_sessions(cohort: Cohort, *, by: User) -> int:
    """The cohort ends: its live session is over, those to come will not take place; returns how many of these.

    Nobody is told of each: they are told of the cohort.
    """
    for session in cohort.sessions.filter(state=Session.State.LIVE):
        with session.workflow.apply(session, "close", by=by):
            Presence.objects.filter(session=session, left_at=None).update(left_at=timezone.now())
    coming = list(cohort.sessions.filter(state=Session.State.SCHEDULED))
    for session in coming:
        with session.workflow.apply(session, "call_off", by=by):
            pass
    return len(coming)
