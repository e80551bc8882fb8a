"""The words, tones and icons of states, and the page that shows every component."""

from dataclasses import dataclass
from typing import Any

from django import forms
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


def all_looks() -> list[tuple[str, list[models.TextChoices]]]:
    """Every registered enum with its members, for the page of components."""
    enums: dict[Any, None] = dict.fromkeys(states for states, _value in _looks)
    return [(states.__qualname__.split(".")[0], list(states)) for states in enums]


class SampleForm(forms.Form):
    """One field of each kind, one of them wrong, for the page of components."""

    name = forms.CharField(label="Nom", help_text="Comme sur votre carte.")
    region = forms.ChoiceField(label="Région", choices=[("", "Choisir…"), ("06", "Casablanca-Settat")], required=False)
    pace = forms.ChoiceField(
        label="Rythme", choices=[("full", "Temps plein"), ("eve", "Soirs")], widget=forms.RadioSelect, required=False
    )
    word = forms.CharField(label="Mot", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agree = forms.BooleanField(label="J’accepte", required=False)
