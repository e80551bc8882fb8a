"""Reads of the programme's reference data."""

from datetime import date, datetime, timedelta

from django.core.cache import cache
from django.utils.translation import gettext as _

from programme.calendar import ZONE, WorkCalendar
from programme.models import Holiday, Programme, Ramadan

# Some fifty rows that change once a year and that every calendar asks for; programme.subscribers forgets them.
HOLIDAYS = "programme.holidays"
KEPT_SECONDS = 3600
# How far from an instant the days are read that an hour of work may fall on: two hundred hours and the holidays.
REACH = timedelta(days=120)


def holidays_between(start: date, end: date) -> dict[date, str]:
    """The holidays from ``start`` to ``end``, both included: day -> label; one that depends on the moon says so."""
    rows = cache.get_or_set(HOLIDAYS, _all_holidays, KEPT_SECONDS) or []
    return {
        day: label if confirmed else _("%(label)s (to be confirmed)") % {"label": label}
        for day, label, confirmed in rows
        if start <= day <= end
    }


def _all_holidays() -> list[tuple[date, str, bool]]:
    return list(Holiday.objects.values_list("day", "label", "confirmed"))


def holiday_on(day: date) -> str:
    """The label of the holiday that falls on ``day``, or an empty string."""
    return holidays_between(day, day).get(day, "")


def calendar_between(first: date, last: date) -> WorkCalendar:
    """The working calendar from one day to another, in two queries."""
    ramadans = Ramadan.objects.filter(first_day__lte=last, last_day__gte=first).values_list("first_day", "last_day")
    return WorkCalendar(frozenset(holidays_between(first, last)), tuple(ramadans))


def work_calendar(around: datetime) -> WorkCalendar:
    """The working calendar of the months around an instant."""
    day = around.astimezone(ZONE).date()
    return calendar_between(day - REACH, day + REACH)


def limits() -> Programme:
    """The programme whose limits hold: the latest one; without any, one with the usual limits."""
    return Programme.objects.order_by("-starts_on").first() or Programme()
