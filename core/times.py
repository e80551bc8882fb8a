"""Days, hours and lengths of time as people say them, in the reader's language and by Morocco's clock."""

from datetime import date, datetime, timedelta

from django.template.defaultfilters import date as date_format
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

from core.typography import comma


def hour(moment: datetime | None) -> str:
    """Morocco's wall time: « 14 h 30 » in French, 14:30 elsewhere."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    if get_language() == "fr":
        return f"{local.hour} h {local.minute:02}".replace(" ", "\u00a0").removesuffix("\u00a000")
    return f"{local.hour:02}:{local.minute:02}"


def day(moment: datetime | date | None) -> str:
    """A day in words, without the year when it is this one: lundi 24 novembre."""
    if moment is None:
        return ""
    local = timezone.localtime(moment) if isinstance(moment, datetime) else moment
    form = "l j F" if local.year == timezone.localdate().year else "l j F Y"
    words = date_format(local, form)
    return words.replace(" 1 ", " 1er ", 1) if get_language() == "fr" and local.day == 1 else words


def near_day(moment: datetime | date | None) -> str:
    """Today, tomorrow, yesterday, else the day in words."""
    if moment is None:
        return ""
    local = timezone.localdate(moment) if isinstance(moment, datetime) else moment
    away = (local - timezone.localdate()).days
    words = {0: gettext("today"), 1: gettext("tomorrow"), -1: gettext("yesterday")}
    return words.get(away) or day(moment)


def moment(value: datetime | None) -> str:
    """A near day and its hour: « aujourd’hui, 14 h 30 »."""
    return f"{near_day(value)}{comma()}{hour(value)}" if value else ""


def lasting(span: timedelta | None) -> str:
    """A length of time as people say it, that no one takes for a clock's: 12 min, 3 hours, 3 h 48 min, 2 days."""
    if span is None:
        return ""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 60:
        return gettext("%(minutes)d min") % {"minutes": minutes}
    if minutes < 48 * 60:
        return _hours_and(minutes // 60, minutes % 60)
    days = minutes // (24 * 60)
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


def _hours_and(whole: int, minutes: int) -> str:
    if minutes:
        return gettext("%(hours)d h %(minutes)d min") % {"hours": whole, "minutes": minutes}
    return ngettext("%(hours)d hour", "%(hours)d hours", whole) % {"hours": whole}


def since(value: datetime | None) -> str:
    """How long ago that was."""
    return lasting(timezone.now() - value) if value else ""


def hours(value) -> str:
    """An amount of hours: 4 h, 2,5 h, in Arabic 4 س."""
    if value is None:
        return ""
    text = f"{float(value):g}"
    if get_language() == "en":
        return f"{text} h"
    return f"{text.replace('.', ',')}\u00a0{'س' if get_language() == 'ar' else 'h'}"
