"""Reads of the programme's reference data."""

from datetime import date

from django.core.cache import cache
from django.utils.translation import gettext as _

from programme.models import Holiday

# Some fifty rows that change once a year and that every calendar asks for; programme.subscribers forgets them.
HOLIDAYS = "programme.holidays"
KEPT_SECONDS = 3600


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
