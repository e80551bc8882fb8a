"""One way to say that something happened: in the database now, on the wire and to subscribers at commit."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Protocol

from django.db import transaction
from django.utils import timezone

from core.listening import tell_from_thread
from core.models import Event, EventAudience

logger = logging.getLogger(__name__)
Subscriber = Callable[[Event], None]
_subscribers: dict[str, list[Subscriber]] = defaultdict(list)
GroupSource = Callable[[set[int]], Iterable[tuple[int, str]]]
_group_sources: list[GroupSource] = []
RETRY_AFTER = timedelta(seconds=30)
OVERLAP = 100


def subscribe(*verbs: str):
    """Have a function called after each event with one of ``verbs`` ("*" for all).

    It runs after commit, at least once: it must bear being called twice.
    """

    def register(function: Subscriber) -> Subscriber:
        for verb in verbs:
            _subscribers[verb].append(function)
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


def emit(verb: str, *, target: Heard, actor, data: dict | None = None) -> Event:
    """Record that ``actor`` did ``verb`` to ``target`` and tell whoever listens, once committed.

    ``target.event_groups()`` names the listeners. ``data`` must be JSON and hold no personal text.
    """
    due_at = timezone.now() + RETRY_AFTER
    event = Event.objects.create(verb=verb, actor=actor, target=target, data=data or {}, due_at=due_at)
    groups = list(target.event_groups())
    EventAudience.objects.bulk_create([EventAudience(event=event, group=group) for group in groups])

    # A plain function: Django cannot name a failing partial (``__qualname__``).
    def send():
        broadcast(event, groups)
        handle(event)

    transaction.on_commit(send, robust=True)
    return event


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
    for subscriber in [*_subscribers[event.verb], *_subscribers["*"]]:
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
