"""The words, tones and icons of states, and the page that shows every component."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise


@dataclass(frozen=True)
class StateLook:
    """How a state is shown: never by its colour alone."""

    tone: str
    icon: str


_looks: dict[tuple[type, str], StateLook] = {}


def register_states(states: type[models.TextChoices], **looks: tuple[str, str]) -> None:
    """Give each member of ``states`` its (tone, icon); the word is the member's label."""
    for value, (tone, icon) in looks.items():
        _looks[states, states(value).value] = StateLook(tone, icon)


def look_of(thing) -> tuple[StateLook, str | Promise]:
    """The look and the word of a state: of an enum's member, or of a row with ``state`` and ``State``."""
    member = thing if isinstance(thing, models.TextChoices) else type(thing).State(thing.state)
    return _looks.get((type(member), member.value), StateLook("", "dash")), member.label
