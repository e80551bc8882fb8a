"""Many sessions at once: planned by a rule, moved together; all of them or none, told once."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts import events
from cohorts.actions.common import lock_dates, require
from cohorts.actions.sessions import check_holiday, check_place, check_session
from cohorts.models import Cohort, Session
from cohorts.planning import Slot, shifted, shifted_to_slots
from core.events import emit
from core.times import moment
from core.workflow import TransitionRefused


@transaction.atomic
def plan_sessions(cohort: Cohort, *, by: User, sessions: Sequence[Session]) -> list[Session]:
    """Plan all of these sessions, shown and chosen before: a holiday or a shared place among them is meant.

    Raises ValidationError as ``schedule_session``, in a sentence that names the session; then none is planned.
    """
    require(by, "cohorts.change_session", Session(cohort=cohort))
    lock_dates(cohort)
    now = timezone.now()
    for session in sessions:
        with _named(session):
            check_session(session, now)
            session.save()
        emit(events.SESSION_PLAN, target=session, actor=by)
    numbers = [session.pk for session in sessions]
    emit(events.COHORT_PLAN_SESSIONS, target=cohort, actor=by, data={"sessions": numbers})
    return list(sessions)


@transaction.atomic
def shift_sessions(session: Session, *, by: User, days: int, meant: bool = False) -> list[Session]:
    """Move a session and those of its cohort that follow by ``days``, at the same hours; raises as ``edit_session``.

    ``meant`` says that holidays and shared places are.
    """
    return _shift(session, lambda: shifted(session, days), by=by, meant=meant, data={"days": days})


@transaction.atomic
def shift_to_slots(session: Session, *, by: User, meant: bool = False) -> list[Session]:
    """Move a session and those of its cohort that follow, each to the moment of the next; as ``shift_sessions``."""
    return _shift(session, lambda: shifted_to_slots(session), by=by, meant=meant, data={"slots": True})


def _shift(session: Session, plan: Callable[[], list[Slot]], *, by: User, meant: bool, data: dict) -> list[Session]:
    require(by, "cohorts.change_session", session)
    lock_dates(session.cohort)
    session.refresh_from_db(fields=["starts_at", "ends_at", "state"])
    if session.state != Session.State.SCHEDULED:
        raise TransitionRefused(session, "shift")
    rows = move(plan(), meant=meant)
    for row in rows:
        emit(events.SESSION_SHIFT, target=row, actor=by, data=data)
    numbers = [row.pk for row in rows]
    emit(events.COHORT_SHIFT_SESSIONS, target=session.cohort, actor=by, data={"sessions": numbers, **data})
    return rows


def move(slots: Sequence[Slot], *, meant: bool) -> list[Session]:
    """Write each session at its new moment, checked; those that lead the way first, so that none is checked against
    one that will have moved. ``meant`` says that holidays and shared places are."""
    ahead = any(slot.former and slot.session.starts_at > slot.former for slot in slots)
    for slot in sorted(slots, key=lambda slot: slot.session.starts_at, reverse=ahead):
        row = slot.session
        with _named(row):
            check_session(row, timezone.now())
            check_holiday(row, meant=meant)
            check_place(row, meant=meant)
        # As for a transition: of a rival who opens the session meanwhile, one comes first.
        coming = Session.objects.filter(pk=row.pk, state=Session.State.SCHEDULED)
        if not coming.update(starts_at=row.starts_at, ends_at=row.ends_at):
            raise TransitionRefused(row, "shift")
    return [slot.session for slot in slots]


@contextmanager
def _named(session: Session) -> Iterator[None]:
    """A refusal inside says of which session it is."""
    try:
        yield
    except ValidationError as error:
        about = {"title": session.title, "when": moment(session.starts_at), "why": error.messages[0]}
        raise ValidationError(_("“%(title)s”, %(when)s: %(why)s Nothing was changed.") % about) from error
