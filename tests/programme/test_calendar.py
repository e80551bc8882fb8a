"""Working time in Morocco: what is added is found again, and never lands outside the hours of work."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programme.calendar import ZONE, WorkCalendar, add_working, next_working_day, working_between
from programme.models import Holiday, Ramadan
from programme.queries import holidays_between, work_calendar

pytestmark = pytest.mark.anywhere

PLAIN = WorkCalendar()
DAYS = st.dates(date(2026, 9, 1), date(2027, 6, 30))
CALENDARS = st.builds(
    lambda holidays, first, length: WorkCalendar(frozenset(holidays), ((first, first + timedelta(days=length)),)),
    st.sets(DAYS, max_size=20),
    DAYS,
    st.integers(0, 30),
)
MOMENTS = st.datetimes(datetime(2026, 9, 1), datetime(2027, 6, 30), timezones=st.just(UTC))
SPANS = st.timedeltas(timedelta(microseconds=1), timedelta(hours=200))


def at(*parts: int) -> datetime:
    """Wall time of Morocco."""
    return datetime(*parts, tzinfo=ZONE)


def is_worked(moment: datetime, calendar: WorkCalendar) -> bool:
    local = moment.astimezone(ZONE)
    return any(opens <= local.time() <= closes for opens, closes in calendar.hours_of(local.date()))


@given(MOMENTS, SPANS, CALENDARS)
def test_what_is_added_is_found_between(start, span, calendar):
    assert working_between(start, add_working(start, span, calendar), calendar) == span


@given(MOMENTS, SPANS, CALENDARS)
def test_it_never_lands_outside_working_time(start, span, calendar):
    assert is_worked(add_working(start, span, calendar), calendar)


@given(MOMENTS, SPANS, SPANS, CALENDARS)
def test_adding_twice_is_adding_the_sum(start, one, other, calendar):
    twice = add_working(add_working(start, one, calendar), other, calendar)

    assert twice == add_working(start, one + other, calendar)


@given(MOMENTS, MOMENTS, MOMENTS, CALENDARS)
def test_time_between_adds_up(one, two, three, calendar):
    first, middle, last = sorted((one, two, three))
    parts = working_between(first, middle, calendar) + working_between(middle, last, calendar)

    assert parts == working_between(first, last, calendar)


@given(MOMENTS, CALENDARS)
def test_the_next_working_day_ends_on_a_later_worked_day(start, calendar):
    end = next_working_day(start, calendar)

    assert is_worked(end, calendar)
    assert end.astimezone(ZONE).date() > start.astimezone(ZONE).date()


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (at(2026, 11, 24, 10), 2, at(2026, 11, 24, 12)),
        (at(2026, 11, 24, 11, 30), 2, at(2026, 11, 24, 14, 30)),  # over lunch
        (at(2026, 11, 26, 16), 2, at(2026, 11, 27, 10)),  # over the night
        (at(2026, 11, 27, 11, 30), 2, at(2026, 11, 27, 15, 30)),  # over Friday’s longer break
        (at(2026, 11, 27, 17), 2, at(2026, 11, 30, 10)),  # over the weekend
        (at(2026, 11, 28, 3), 1, at(2026, 11, 30, 10)),  # handed in on a Saturday night
        (at(2026, 11, 24, 9), 7, at(2026, 11, 24, 17)),
    ],
)
def test_hours_of_the_programme(start, hours, end):
    assert add_working(start, timedelta(hours=hours), PLAIN) == end


def test_a_holiday_has_no_hours_and_ramadan_has_fewer(db):
    Holiday.objects.create(day=date(2027, 2, 11), label="Jour chômé")
    Ramadan.objects.create(first_day=date(2027, 2, 8), last_day=date(2027, 3, 9))
    calendar = work_calendar(at(2027, 2, 10, 8))

    assert working_between(at(2027, 2, 10, 0), at(2027, 2, 11, 0), calendar) == timedelta(hours=5.5)
    assert add_working(at(2027, 2, 10, 14), timedelta(hours=2), calendar) == at(2027, 2, 12, 10, 30)


def test_hours_are_true_where_the_clock_changed():
    """Before 20 September 2026 Morocco was an hour ahead of UTC."""
    assert add_working(at(2026, 9, 18, 17), timedelta(hours=2), PLAIN) == datetime(2026, 9, 21, 10, tzinfo=UTC)


def test_holidays_between_two_days(db):
    Holiday.objects.create(day=date(2026, 11, 18), label="Fête de l’indépendance")
    Holiday.objects.create(day=date(2027, 1, 1), label="Nouvel an")

    assert holidays_between(date(2026, 11, 1), date(2026, 12, 31)) == {date(2026, 11, 18): "Fête de l’indépendance"}
