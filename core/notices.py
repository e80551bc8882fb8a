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
