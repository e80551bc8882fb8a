"""Many sessions at once: planned by a rule, moved together; all of them or none, told once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.actions.common import lock, require
from cohorts.actions.sessions import check_holiday, check_place, check_session
from cohorts.models import Cohort, Session
from cohorts.planning import following, later
from core.events import emit
from core.templatetags.ui import moment
from core.workflow import TransitionRefused


@transaction.atomic
def plan_sessions(cohort: Cohort, *, by: User, sessions: Sequence[Session]) -> list[Session]:
    """Plan all of these sessions, shown and chosen before: a holiday or a shared place among them is meant.

    Raises ValidationError as ``schedule_session``, in a sentence that names the session; then none is planned.
    """
    require(by, "cohorts.change_session", Session(cohort=cohort))
    lock(cohort)
    now = timezone.now()
    for session in sessions:
        with _named(session):
            check_session(session, now)
            session.save()
        emit("cohorts.session.plan", target=session, actor=by)
    numbers = [session.pk for session in sessions]
    emit("cohorts.cohort.plan_sessions", target=cohort, actor=by, data={"sessions": numbers})
    return list(sessions)


@transaction.atomic
def shift_sessions(session: Session, *, by: User, days: int, meant: bool = False) -> list[Session]:
    """Move a session and those of its cohort that follow by ``days``, at the same hours; raises as ``edit_session``.

    ``meant`` says that holidays and shared places are.
    """
    require(by, "cohorts.change_session", session)
    lock(session.cohort)
    rows = following(session)
    if session.pk not in {row.pk for row in rows}:
        raise TransitionRefused(session, "shift")
    # Those that lead the way first, so that none is checked against one that will have moved.
    for row in reversed(rows) if days > 0 else rows:
        row.starts_at, row.ends_at = later(row.starts_at, days), later(row.ends_at, days)
        with _named(row):
            check_session(row, timezone.now())
            check_holiday(row, meant=meant)
            check_place(row, meant=meant)
            row.save(update_fields=["starts_at", "ends_at"])
        emit("cohorts.session.shift", target=row, actor=by, data={"days": days})
    numbers = [row.pk for row in rows]
    emit("cohorts.cohort.shift_sessions", target=session.cohort, actor=by, data={"sessions": numbers, "days": days})
    return rows


@contextmanager
def _named(session: Session) -> Iterator[None]:
    """A refusal inside says of which session it is."""
    try:
        yield
    except ValidationError as error:
        about = {"title": session.title, "when": moment(session.starts_at), "why": error.messages[0]}
        raise ValidationError(_("“%(title)s”, %(when)s: %(why)s Nothing was changed.") % about) from error
