"""Who is told of an event, and in which words: declared by the app that owns the event."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from core.events import kind_of
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
    """Say that ``verb``, a declared event, is told to ``recipients(event)`` with ``text`` and a link to
    ``url(event)``."""
    registry[verb] = NoticeKind(kind_of(verb).name, text, recipients, url, data, email)


@dataclass(frozen=True)
class Topic:
    """Notices that one switch stands for: of whoever holds one of ``roles``, of everybody when there is none. An
    ``essential`` one can go without e-mail, not be silenced."""

    key: str
    label: str | Promise
    verbs: tuple[str, ...]
    roles: frozenset[str]
    essential: bool

    @property
    def email(self) -> bool:
        """Whether they go by e-mail where nothing was chosen; it is the same for all of them."""
        return registry[self.verbs[0]].email


topics: dict[str, Topic] = {}


def topic(key: str, label, *verbs: str, roles: Collection[str] = (), essential: bool = False) -> None:
    """Say that the notices of ``verbs`` have one switch, named ``label``, for whoever holds one of ``roles``."""
    topics[key] = Topic(key, label, verbs, frozenset(roles), essential)


def topic_of(verb: str) -> Topic | None:
    """The switch that a notice answers to."""
    return next((found for found in topics.values() if verb in found.verbs), None)
