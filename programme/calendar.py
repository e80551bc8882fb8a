"""Working time in Morocco: the hours of a day, the days of a week, Ramadan and the holidays."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Africa/Casablanca")
FRIDAY = 4
# The programme's timetable: seven hours a day, with a longer break on Friday; one block in Ramadan.
ORDINARY = ((time(9), time(12, 30)), (time(13, 30), time(17)))
ON_FRIDAY = ((time(9), time(12, 30)), (time(14, 30), time(18)))
IN_RAMADAN = ((time(9, 30), time(15)),)
NOTHING = timedelta(0)


@dataclass(frozen=True)
class WorkCalendar:
    """The days that are not as others: ``holidays``, and the (first, last) days of each Ramadan."""

    holidays: frozenset[date] = frozenset()
    ramadans: tuple[tuple[date, date], ...] = ()

    def hours_of(self, day: date) -> tuple[tuple[time, time], ...]:
        """The working hours of ``day``, in wall time; none on a weekend or a holiday."""
        if day.weekday() > FRIDAY or day in self.holidays:
            return ()
        if any(first <= day <= last for first, last in self.ramadans):
            return IN_RAMADAN
        return ON_FRIDAY if day.weekday() == FRIDAY else ORDINARY

    def spans_from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The working spans that end after ``moment``, in UTC, one after the other and without end."""
        day = moment.astimezone(ZONE).date()
        while True:
            for opens, closes in self.hours_of(day):
                # In UTC: the difference of two wall times forgets a change of the clock between them.
                begin, end = (datetime.combine(day, hour, ZONE).astimezone(UTC) for hour in (opens, closes))
                if end > moment:
                    yield max(begin, moment.astimezone(UTC)), end
            day += timedelta(days=1)


def add_working(start: datetime, span: timedelta, calendar: WorkCalendar) -> datetime:
    """The instant at which ``span`` of working time has passed since ``start``, never outside working time."""
    spans = calendar.spans_from(start)
    begin, end = next(spans)
    while span > end - begin:
        span -= end - begin
        begin, end = next(spans)
    return begin + span


def working_between(start: datetime, end: datetime, calendar: WorkCalendar) -> timedelta:
    """How much working time lies between two instants; none when ``end`` is not after ``start``."""
    total = NOTHING
    for opens, closes in calendar.spans_from(start):
        if opens >= end:
            return total
        total += min(closes, end) - opens
    raise AssertionError("a calendar has no last day")


def next_working_day(start: datetime, calendar: WorkCalendar) -> datetime:
    """The end of the first working day after that of ``start``."""
    today = start.astimezone(ZONE).date()
    later = (span for span in calendar.spans_from(start) if span[0].astimezone(ZONE).date() > today)
    day = next(later)[0].astimezone(ZONE).date()
    return datetime.combine(day, calendar.hours_of(day)[-1][1], ZONE).astimezone(UTC)
