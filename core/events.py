"""One way to say that something happened: declared once, in the database now, on the wire and to subscribers at commit.

An app declares in its ``events.py`` what happens in it; nobody emits or hears anything else.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any, Protocol

from django.db import models, transaction
from django.utils import timezone
from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config
from typing_extensions import TypedDict

from core.listening import tell_from_thread
from core.models import Event, EventAudience

logger = logging.getLogger(__name__)
STRICT = ConfigDict(extra="forbid", strict=True)
GroupSource = Callable[[set[int]], Iterable[tuple[int, str]]]
_group_sources: list[GroupSource] = []
RETRY_AFTER = timedelta(seconds=30)
OVERLAP = 100


class BadEvent(TypeError):
    """The code says something that was never declared, or says it otherwise than declared."""


@dataclass(frozen=True, eq=False)
class EventKind:
    """What may happen: its ``name`` in rows and on the wire, the model it is about, what it ``means`` to people, the
    type of each datum it carries, and the ``version`` of that shape, which rises when rows already written differ.
    """

    name: str
    model: type[models.Model]
    means: str
    data: dict[str, Any]
    version: int

    @cached_property
    def _shape(self) -> TypeAdapter:
        return TypeAdapter(with_config(STRICT)(TypedDict(self.name, self.data)))  # type: ignore[operator]

    def check(self, target: object, data: dict) -> None:
        """Raise BadEvent unless this was declared, of such a target and with such data."""
        if _kinds.get(self.name) is not self:
            raise BadEvent(f"{self.name} is not declared")
        if not isinstance(target, self.model):
            raise BadEvent(f"{self.name} is about a {self.model.__name__}, not {target!r}")
        try:
            self._shape.validate_python(data)
        except ValidationError as error:
            raise BadEvent(str(error)) from error


_kinds: dict[str, EventKind] = {}
Hearer = Callable[[Event], None]
_participants: dict[str, list[Hearer]] = defaultdict(list)
_subscribers: dict[str, list[Hearer]] = defaultdict(list)
_listeners: list[Hearer] = []


def event(
    name: str, model: type[models.Model], means: str, data: dict[str, Any] | None = None, *, version: int = 1
) -> EventKind:
    """Declare that ``name`` may happen to a ``model``; ``data`` maps each datum to its type.

    ``means`` is one sentence in the domain's language. Raises BadEvent for a name declared already.
    """
    if name in _kinds:
        raise BadEvent(f"{name} is declared twice")
    _kinds[name] = EventKind(name, model, means, data or {}, version)
    return _kinds[name]


def kind_of(name: str) -> EventKind:
    """The event declared under that name; raises BadEvent when there is none."""
    if name not in _kinds:
        raise BadEvent(f"{name} is not declared")
    return _kinds[name]


def declared() -> list[EventKind]:
    """Every event that may happen, by name."""
    return sorted(_kinds.values(), key=lambda kind: kind.name)


def hearers() -> list[tuple[EventKind | None, Hearer, bool]]:
    """Who hears which event (None: all of them), and whether inside its transaction."""
    ways = ((_participants, True), (_subscribers, False))
    named = [(kind, one, inside) for kind in declared() for way, inside in ways for one in way.get(kind.name, ())]
    return [*named, *((None, one, False) for one in _listeners)]


def during(*kinds: EventKind):
    """Have a function called within the transaction of each of these events: both are committed, or neither.

    What it raises undoes the action and reaches whoever acted. It is for what would be wrong a moment later; for
    anything else, ``subscribe``.
    """
    return _register(_participants, kinds)


def subscribe(*kinds: EventKind):
    """Have a function called after each of these events.

    It runs after commit, at least once: it must bear being called twice.
    """
    return _register(_subscribers, kinds)


def subscribe_to_all(function: Hearer) -> Hearer:
    """Have a function called after every event, as ``subscribe``."""
    _listeners.append(function)
    return function


def _register(hearers: dict[str, list[Hearer]], kinds: Iterable[EventKind]):
    def register(function: Hearer) -> Hearer:
        for kind in kinds:
            hearers[kind_of(kind.name).name].append(function)
        return function

    return register


def group_source(function: GroupSource) -> GroupSource:
    """Register a function ``(account numbers) -> (account number, group)`` pairs: what people's pages listen to.

    Its queries must not grow with the number of people.
    """
    _group_sources.append(function)
    return function


def groups_of(user_ids: set[int]) -> dict[int, set[str]]:
    """All the groups whose signals each of those accounts may hear now."""
    groups: dict[int, set[str]] = {pk: set() for pk in user_ids}
    for source in _group_sources:
        for pk, group in source(user_ids):
            groups[pk].add(group)
    return groups


def groups_for(user) -> set[str]:
    """All the groups whose signals ``user`` may hear now."""
    return groups_of({user.pk})[user.pk]


class Heard(Protocol):
    """A row that says who hears of it."""

    def event_groups(self) -> list[str]: ...


def is_in_transaction() -> bool:
    """Whether what is written now is committed later, with the rest of an action."""
    return transaction.get_connection().in_atomic_block


def emit(kind: EventKind, *, target: Heard, actor, data: dict | None = None) -> Event:
    """Record that ``actor`` did ``kind`` to ``target``; those who take part act at once, who listens once committed.

    ``target.event_groups()`` names the listeners. ``data`` holds what was declared, and no personal text. The caller
    is in a transaction with what it tells of. Raises BadEvent for what was not declared so.
    """
    data = data or {}
    kind.check(target, data)
    if not is_in_transaction():
        raise BadEvent(f"{kind.name} is emitted outside a transaction")
    happened = Event.objects.create(
        verb=kind.name, version=kind.version, actor=actor, target=target, data=data,
        due_at=timezone.now() + RETRY_AFTER,
    )  # fmt: skip
    groups = list(target.event_groups())
    EventAudience.objects.bulk_create([EventAudience(event=happened, group=group) for group in groups])

    # A plain function: Django cannot name a failing partial (``__qualname__``).
    def send():
        broadcast(happened, groups)
        handle(happened)

    transaction.on_commit(send, robust=True)
    for take_part in _participants.get(kind.name, ()):
        take_part(happened)
    return happened


def signal(event: Event) -> dict:
    """What travels on the wire: verb and numbers, never personal text."""
    return {"type": "event", "verb": event.verb, "target": event.object_id, "id": event.pk}


def broadcast(event: Event, groups: Iterable[str]) -> None:
    """Push the event's signal to the groups, best effort."""
    _push(groups, signal(event))


def broadcast_to(groups: Iterable[str], verb: str, target: int) -> None:
    """Push a signal that has no event of its own, best effort."""
    _push(groups, {"type": "event", "verb": verb, "target": target, "id": 0})


def _push(groups: Iterable[str], message: dict) -> None:
    for group in groups:
        tell_from_thread(group, message)


def handle(event: Event) -> bool:
    """Run the event's subscribers; mark it handled, and answer so, when all have answered."""
    failed = False
    for subscriber in [*_subscribers.get(event.verb, ()), *_listeners]:
        try:
            with transaction.atomic():
                subscriber(event)
        except Exception:
            # One failing subscriber must not silence the others; the sweep asks all of them again.
            logger.exception("subscriber %s failed on event %s", subscriber.__qualname__, event.pk)
            failed = True
    if not failed:
        Event.objects.filter(pk=event.pk).update(handled_at=timezone.now())
    return not failed


def sweep(limit: int = 200) -> int:
    """Handle events whose subscribers failed or whose process died; returns how many were tried.

    Each waits twice as long before its next attempt, so that what always fails leaves their turn to
    the others; after ``Event.MAX_ATTEMPTS`` it is given up.
    """
    return sum(_try_again(event) for event in Event.objects.due(at=timezone.now())[:limit])


def _try_again(event: Event) -> bool:
    """One attempt; of two workers one makes it."""
    attempts = event.attempts + 1
    mine = Event.objects.filter(pk=event.pk, handled_at=None, attempts=event.attempts)
    if not mine.update(attempts=attempts, due_at=timezone.now() + RETRY_AFTER * 2**attempts):
        return False
    if not handle(event) and attempts == Event.MAX_ATTEMPTS:
        logger.error("event %s (%s) given up after %d attempts: manage.py stuck_events", event.pk, event.verb, attempts)
    return True


def try_given_up_again() -> int:
    """Have the sweep try what was given up, once its subscriber is mended; returns how many events."""
    return Event.objects.given_up().update(attempts=0, due_at=timezone.now())


def after(last: int, groups: Iterable[str], limit: int = 100) -> list[Event]:
    """Events after number ``last`` meant for ``groups``: the polling twin of the socket.

    PostgreSQL commits numbers out of order, so the answer overlaps by ``OVERLAP`` numbers, beside
    the ``limit`` new ones; clients drop what they have seen.
    """
    mine = EventAudience.objects.filter(group__in=list(groups), event_id__gt=last - OVERLAP)
    return list(Event.objects.filter(pk__in=mine.values("event_id")).order_by("pk")[: OVERLAP + limit])
