"""Reads of the programme's reference data."""

from datetime import date, datetime, timedelta

from programme.calendar import ZONE, WorkCalendar
from programme.models import Holiday, Ramadan

# How far from an instant the days are read that an hour of work may fall on: two hundred hours and the holidays.
REACH = timedelta(days=120)


def holidays_between(start: date, end: date) -> dict[date, str]:
    """Each holiday from ``start`` to ``end``, with its name."""
    return dict(Holiday.objects.filter(day__range=(start, end)).values_list("day", "label"))


def calendar_between(first: date, last: date) -> WorkCalendar:
    """The working calendar from one day to another, in two queries."""
    ramadans = Ramadan.objects.filter(first_day__lte=last, last_day__gte=first).values_list("first_day", "last_day")
    return WorkCalendar(frozenset(holidays_between(first, last)), tuple(ramadans))


def work_calendar(around: datetime) -> WorkCalendar:
    """The working calendar of the months around an instant."""
    day = around.astimezone(ZONE).date()
    return calendar_between(day - REACH, day + REACH)
