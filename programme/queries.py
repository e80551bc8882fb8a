"""Reads of the programme's reference data."""

from datetime import date

from django.utils.translation import gettext as _

from programme.models import Holiday


def holidays_between(start: date, end: date) -> dict[date, str]:
    """The holidays from ``start`` to ``end``, both included: day -> label; one that depends on the moon says so."""
    return {
        holiday.day: holiday.label if holiday.confirmed else _("%(label)s (to be confirmed)") % {"label": holiday.label}
        for holiday in Holiday.objects.filter(day__range=(start, end))
    }


def holiday_on(day: date) -> str:
    """The label of the holiday that falls on ``day``, or an empty string."""
    return holidays_between(day, day).get(day, "")
