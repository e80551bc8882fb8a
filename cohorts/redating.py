"""What a cohort has planned, when its own dates change: moved along, or brought inside; nothing is written here."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.conditions import Move, fitted_inside, outside, shifted_along
from cohorts.models import Cohort, Session
from cohorts.planning import Slot, judge, later

STANDING = [Session.State.SCHEDULED, Session.State.LIVE]


@dataclass
class Shifted:
    """Everything to come, so many days later."""

    days: int
    slots: list[Slot]
    moves: list[Move]

    @property
    def blocked(self) -> bool:
        return any(row.blocked for row in [*self.slots, *self.moves])

    @property
    def distance(self) -> int:
        """How many days, whichever the direction."""
        return abs(self.days)

    @property
    def asks(self) -> bool:
        return any(slot.asks for slot in self.slots)


@dataclass
class Fitted:
    """What lies outside the new dates: sessions called off, other things brought inside."""

    sessions: list[Slot] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)

    @property
    def blocked(self) -> bool:
        return any(row.blocked for row in [*self.sessions, *self.moves])


@dataclass
class Redating:
    """What the new dates of a cohort would do to what it has planned, whichever way is chosen."""

    shifted: Shifted | None
    fitted: Fitted | None

    @property
    def asks(self) -> bool:
        """Whether somebody has to choose."""
        return bool(self.shifted or self.fitted)


def redated(cohort: Cohort) -> Redating:
    """The choices for a cohort that carries its new dates; one that changes nothing is left out."""
    now = timezone.now()
    moved, fits = shifted(cohort, at=now), fitted(cohort, at=now)
    beyond = fits.sessions or outside(cohort, cohort.starts_on, cohort.ends_on)
    return Redating(moved if moved.days and (moved.slots or moved.moves) else None, fits if beyond else None)


def shifted(cohort: Cohort, *, at: datetime) -> Shifted:
    """What is to come, moved as the first day was; what has begun and would be left outside is there, blocked."""
    days = (cohort.starts_on - Cohort.objects.values_list("starts_on", flat=True).get(pk=cohort.pk)).days
    if not days:
        return Shifted(0, [], [])
    rows = _standing(cohort)
    slots = [_later(row, days) for row in rows if not _has_begun(row, at)]
    judge(cohort, slots, at=at)
    stuck = [_stuck(row) for row in rows if _has_begun(row, at) and _is_outside(row, cohort)]
    return Shifted(days, [*stuck, *slots], shifted_along(cohort, days))


def fitted(cohort: Cohort, *, at: datetime) -> Fitted:
    """What lies outside: sessions that have begun are there, blocked."""
    rows = [row for row in _standing(cohort) if _is_outside(row, cohort)]
    sessions = [_stuck(row) if _has_begun(row, at) else Slot(row, row.starts_at) for row in rows]
    return Fitted(sessions, fitted_inside(cohort))


def _standing(cohort: Cohort) -> list[Session]:
    rows = list(cohort.sessions.filter(state__in=STANDING).select_related("trainer").order_by("starts_at"))
    for row in rows:
        row.cohort = cohort
    return rows


def _has_begun(session: Session, at: datetime) -> bool:
    return session.state == Session.State.LIVE or session.starts_at <= at


def _is_outside(session: Session, cohort: Cohort) -> bool:
    return not cohort.starts_on <= timezone.localdate(session.starts_at) <= cohort.ends_on


def _later(session: Session, days: int) -> Slot:
    former = session.starts_at
    session.starts_at, session.ends_at = later(session.starts_at, days), later(session.ends_at, days)
    return Slot(session, former)


def _stuck(session: Session) -> Slot:
    return Slot(session, session.starts_at, blocked=[_("its time has come: it stays, outside the dates")])


def reasons(rows: list[Slot] | list[Move]) -> Iterator[str]:
    """Why some of them cannot be, each in a sentence that names it."""
    for row in rows:
        title = row.title if isinstance(row, Move) else row.session.title
        yield from (_("“%(title)s”: %(why)s") % {"title": title, "why": why.rstrip(".")} for why in row.blocked)
