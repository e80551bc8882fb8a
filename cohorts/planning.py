"""Weeks of sessions by a rule, and what stands in the way of each; nothing is written here."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Session
from core.folding import fold
from core.typography import listed
from programme.calendar import IN_RAMADAN
from programme.queries import calendar_between, holidays_between, limits

MOST = 200  # sessions planned at once
NUMBER = "{n}"
Span = tuple[time, time]
Hours = dict[int, tuple[Span, ...]]
Days = tuple[date, date]


@dataclass
class Slot:
    """A session that would be: ``blocked`` says what forbids it, ``asks`` what one may mean all the same."""

    session: Session
    former: datetime | None = None
    blocked: list[str] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)
    note: str = ""

    @property
    def key(self) -> str:
        """What a form calls it."""
        return f"{timezone.localtime(self.session.starts_at):%Y-%m-%dT%H:%M}"

    @property
    def is_free(self) -> bool:
        return not self.blocked and not self.asks


def moments(
    first: date, last: date, hours: Hours, *, ramadans: Iterable[Days] = ()
) -> Iterator[tuple[datetime, datetime]]:
    """The start and the end, in Morocco's wall time, of each session of the days that have hours.

    On the days of these ``ramadans`` the programme's hours take the place of the day's own.
    """
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        own = hours.get(day.weekday(), ())
        for span in IN_RAMADAN if own and _within(day, ramadans) else own:
            begin, end = (timezone.make_aware(datetime.combine(day, hour)) for hour in span)
            yield begin, end


def _within(day: date, spans: Iterable[Days]) -> bool:
    return any(first <= day <= last for first, last in spans)


def planned(
    cohort: Cohort, *, title: str, first_day: date, last_day: date, hours: Hours, in_ramadan: bool = False, **fields
) -> list[Slot]:
    """The sessions of those weeks; ``{n}`` in the title is the number among those that nothing stands against.

    ``in_ramadan`` gives the days of Ramadan the programme's hours.
    """
    ramadans = calendar_between(first_day, last_day).ramadans if in_ramadan else ()
    when = moments(first_day, last_day, hours, ramadans=ramadans)
    slots = [Slot(Session(cohort=cohort, title=title, starts_at=start, ends_at=end, **fields)) for start, end in when]
    judge(cohort, slots, at=timezone.now())
    number = 0
    for slot in slots:
        if _within(timezone.localdate(slot.session.starts_at), ramadans):
            slot.note = _("Ramadan: the programme’s hours, instead of %(hours)s") % {"hours": _usual(slot, hours)}
        number += slot.is_free
        slot.session.title = title.replace(NUMBER, str(number or 1))
    return slots


def _usual(slot: Slot, hours: Hours) -> str:
    """The hours of that day of the week, in figures."""
    spans = hours[timezone.localdate(slot.session.starts_at).weekday()]
    return listed(f"{start:%H:%M}–{end:%H:%M}" for start, end in spans)


def shifted(session: Session, days: int) -> list[Slot]:
    """The session and those of its cohort that follow, each ``days`` later at the same hour of the clock."""
    slots = []
    for row in following(session):
        former = row.starts_at
        row.starts_at, row.ends_at = later(row.starts_at, days), later(row.ends_at, days)
        slots.append(Slot(row, former))
    judge(session.cohort, slots, at=timezone.now())
    return slots


def shifted_to_slots(session: Session) -> list[Slot]:
    """The session and those that follow, each at the moment of the next; the last one goes to the next of the
    cohort's usual hours, or is left out of the dates when none comes before their end."""
    rows = following(session)
    taken = [(row.starts_at, row.ends_at) for row in rows]
    slots = []
    for row, (start, end) in zip(rows, [*taken[1:], _next_usual(session.cohort, rows[-1])], strict=True):
        slots.append(Slot(row, row.starts_at))
        row.starts_at, row.ends_at = start, end
    judge(session.cohort, slots, at=timezone.now())
    return slots


def _next_usual(cohort: Cohort, last: Session) -> tuple[datetime, datetime]:
    """The first of the cohort's usual hours after ``last`` that is no holiday's; past its end, a week later."""
    day = timezone.localdate(last.starts_at)
    reach = max(day, cohort.ends_on)
    off = holidays_between(day, reach)
    usual = moments(day, reach, rhythm(cohort))
    coming = (span for span in usual if span[0] >= last.ends_at and timezone.localdate(span[0]) not in off)
    return next(coming, (later(last.starts_at, 7), later(last.ends_at, 7)))


def rhythm(cohort: Cohort) -> Hours:
    """The hours of each day of the week at which the cohort meets more than once; at all, if it never does."""
    rows = Session.objects.filter(cohort=cohort).exclude(state=Session.State.CANCELLED)
    met = Counter(_place_in_week(row) for row in rows)
    again = sorted(place for place, times in met.items() if times > 1 or max(met.values()) == 1)
    return {day: tuple(span for of, span in again if of == day) for day, _span in again}


def _place_in_week(session: Session) -> tuple[int, Span]:
    start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    return start.weekday(), (start.time(), end.time())


def following(session: Session) -> list[Session]:
    """The session and those after it that have not begun, earliest first."""
    rows = Session.objects.filter(cohort=session.cohort_id, state=Session.State.SCHEDULED)
    return list(rows.filter(starts_at__gte=session.starts_at).select_related("cohort", "trainer").order_by("starts_at"))


def later(moment: datetime, days: int) -> datetime:
    """The same hour of the clock, ``days`` later."""
    local = timezone.localtime(moment)
    return timezone.make_aware(local.replace(tzinfo=None) + timedelta(days=days))


def judge(cohort: Cohort, slots: list[Slot], *, at: datetime) -> None:
    """Say of each what forbids it and what it asks, in a fixed number of queries."""
    if not slots:
        return
    days = [timezone.localdate(slot.session.starts_at) for slot in slots]
    holidays, calendar = holidays_between(min(days), max(days)), calendar_between(min(days), max(days))
    longest = timedelta(hours=limits().longest_session)
    others = _others(cohort, slots)
    for slot, day in zip(slots, days, strict=True):
        slot.blocked += _limits(slot.session, day, longest, at)
        if day in holidays:
            slot.asks.append(holidays[day])
        if _within(day, calendar.ramadans):
            slot.note = _("Ramadan: the programme’s hours are %(start)s to %(end)s") % _in_words(IN_RAMADAN[0])
        _meet(slot, [row for row in others if _overlap(row, slot.session)])


def _in_words(span: tuple[time, time]) -> dict[str, str]:
    return {"start": f"{span[0]:%H:%M}", "end": f"{span[1]:%H:%M}"}


def _limits(session: Session, day: date, longest: timedelta, at: datetime) -> Iterator[str]:
    if not session.cohort.starts_on <= day <= session.cohort.ends_on:
        yield _("outside the cohort’s dates")
    if session.ends_at <= at:
        yield _("already past")
    if session.ends_at - session.starts_at > longest:
        yield _("longer than a session may last")


def _others(cohort: Cohort, slots: Iterable[Slot]) -> list[Session]:
    """Sessions of those days that could be in the way: of the cohort, of its operator's city, of the same trainers."""
    sessions = [slot.session for slot in slots]
    start, end = min(row.starts_at for row in sessions), max(row.ends_at for row in sessions)
    near = Q(cohort=cohort) | Q(cohort__operator=cohort.operator_id, cohort__city=cohort.city_id)
    trainers = Q(trainer__in={row.trainer_id for row in sessions if row.trainer_id})
    taking = Session.objects.filter(near | trainers).taking(start, end, but=None)
    return list(taking.exclude(pk__in=[row.pk for row in sessions if row.pk]).select_related("cohort"))


def _overlap(one: Session, other: Session) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _meet(slot: Slot, others: list[Session]) -> None:
    session, place = slot.session, fold(slot.session.place).split()
    for row in others:
        about = {"title": row.title, "cohort": row.cohort.code, "person": session.trainer}
        if row.cohort_id == session.cohort_id:
            slot.blocked.append(_("“%(title)s” already takes place then") % about)
        elif session.trainer_id and row.trainer_id == session.trainer_id:
            own = row.cohort.operator_id == session.cohort.operator_id
            words = _("%(person)s leads “%(title)s” (%(cohort)s) then") if own else _("%(person)s is taken then")
            slot.blocked.append(words % about)
        elif place and fold(row.place).split() == place and row.cohort.city_id == session.cohort.city_id:
            slot.asks.append(_("“%(title)s” (%(cohort)s) is held there then") % about)
