"""Who is told of an event, and in which words: declared by the app that owns the event."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from core.models import Event


@dataclass(frozen=True)
class NoticeKind:
    """``text`` has named placeholders filled from what ``data`` returned when the event happened."""

    verb: str
    text: str | Promise
    recipients: Callable[[Event], Iterable]
    url: Callable[[Event], str]
    data: Callable[[Event], dict]
    email: bool = True


registry: dict[str, NoticeKind] = {}


def declare(verb: str, text, *, recipients, url, data=lambda event: {}, email: bool = True) -> None:
    """Say that ``verb`` is told to ``recipients(event)`` with ``text`` and a link to ``url(event)``."""
    registry[verb] = NoticeKind(verb, text, recipients, url, data, email)


@dataclass(frozen=True)
class Topic:
    """Notices that one switch stands for. ``for_staff`` when only who works with cohorts gets them; an ``essential``
    one can go without e-mail, not be silenced."""

    key: str
    label: str | Promise
    verbs: tuple[str, ...]
    for_staff: bool
    essential: bool

    @property
    def email(self) -> bool:
        """Whether they go by e-mail where nothing was chosen; it is the same for all of them."""
        return registry[self.verbs[0]].email


topics: dict[str, Topic] = {}


def topic(key: str, label, *verbs: str, for_staff: bool = False, essential: bool = False) -> None:
    """Say that the notices of ``verbs`` have one switch, named ``label``."""
    topics[key] = Topic(key, label, verbs, for_staff, essential)


def topic_of(verb: str) -> Topic | None:
    """The switch that a notice answers to."""
    return next((found for found in topics.values() if verb in found.verbs), None)
