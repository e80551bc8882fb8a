"""What a sentence is filled with: kept as it is in no language, told in its reader's."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import translation
from django.utils.translation import get_language

from core.times import day as day_in_words
from core.times import hour
from core.typography import comma, isolated, listed, towards

LISTED = 12


def moment(at: datetime) -> dict:
    """An instant: « lundi 30 novembre, 9 h »."""
    return {"moment": at.isoformat()}


def day(on: date) -> dict:
    """A day: « lundi 30 novembre »."""
    return {"day": on.isoformat()}


def people(persons: Iterable) -> dict:
    """Persons, by their names in each writing."""
    return {"people": [{writing: _name(person, writing) for writing in ("fr", "ar")} for person in persons]}


def titled(rows: Iterable[tuple]) -> dict:
    """Titles, each with its instants; of a long list the first ones."""
    kept = [[title, *(at.isoformat() for at in moments)] for title, *moments in rows]
    return {"titled": kept[:LISTED], "more": len(kept) > LISTED}


def told(value) -> str:
    """``value`` in the reader's language; what is none of the above is a text already."""
    if not isinstance(value, dict):
        return str(value)
    # A database gives the keys back in its own order.
    return next(teller(value) for key, teller in TELLERS.items() if key in value)


def _name(person, writing: str) -> str:
    with translation.override(writing):
        return str(person)


def _moment(at: str) -> str:
    when = datetime.fromisoformat(at)
    return f"{day_in_words(when)}{comma()}{hour(when)}"


def _people(value: dict) -> str:
    writing = "ar" if get_language() == "ar" else "fr"
    return listed(name[writing] for name in value["people"])


def _titled(value: dict) -> str:
    arrow = f" {towards()} "
    rows = [f"{_title(title)}{comma()}{arrow.join(map(_moment, moments))}" for title, *moments in value["titled"]]
    return " · ".join(rows + ["…"] * value["more"]) or "–"


def _title(title: str) -> str:
    return isolated(title) if get_language() == "ar" else title


TELLERS = {
    "moment": lambda value: _moment(value["moment"]),
    "day": lambda value: day_in_words(date.fromisoformat(value["day"])),
    "people": _people,
    "titled": _titled,
}
