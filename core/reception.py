"""The door of the sockets: whoever knocks while one batch is judged is judged with the next, by the same few reads.

Three hundred people who come at nine o'clock cost a dozen batches, not three hundred judgements.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

TICK = 0.03
BATCH = 200


def in_thread(function):
    """Database work off the shared thread: Channels runs it one at a time by default."""
    return database_sync_to_async(function, thread_sensitive=False)


@dataclass(frozen=True, slots=True)
class Ticket:
    """Whose a socket is, and by which session: what is judged again while it stays open."""

    user_id: int | None
    epoch: int
    session_key: str | None


@dataclass(frozen=True, slots=True)
class Knock:
    """Who asks, by the cookie of a session, and for what: ``judge_many(place, people)`` answers."""

    session_key: str
    judge_many: Callable[[Any, list], dict[int, Any]]
    place: Any


@dataclass(frozen=True, slots=True)
class Verdict:
    """``ticket`` None: nobody is signed in. ``shut``: the session owes something. ``judgement``: what they may."""

    ticket: Ticket | None = None
    shut: bool = False
    judgement: Any = None


@dataclass(frozen=True, slots=True)
class Caller:
    """A signed-in person and what their session holds."""

    user: Any
    session: dict


OwingRule = Callable[[list[Caller]], Iterable[Caller]]
_owing: list[OwingRule] = []


def shuts_the_door(rule: OwingRule) -> OwingRule:
    """Register a function that answers which of some callers owe something before a socket opens to them."""
    _owing.append(rule)
    return rule


def callers(keys: Iterable[str]) -> dict[str, Caller]:
    """Who is signed in by each of those sessions, in two queries however many there are."""
    rows = Session.objects.filter(session_key__in=set(keys) - {""}, expire_date__gt=timezone.now())
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    sessions = {row.session_key: store.decode(row.session_data) for row in rows}
    ids = {data[SESSION_KEY] for data in sessions.values() if SESSION_KEY in data}
    people = {str(user.pk): user for user in get_user_model().objects.filter(pk__in=ids, is_active=True)} if ids else {}
    return {
        key: Caller(people[data[SESSION_KEY]], data)
        for key, data in sessions.items()
        if data.get(SESSION_KEY) in people and _is_theirs(people[data[SESSION_KEY]], data)
    }


def _is_theirs(user, data: dict) -> bool:
    """As django.contrib.auth: the session was opened by a door we know and with today's pass phrase."""
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    known = data.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
    return known and any(constant_time_compare(data.get(HASH_SESSION_KEY, ""), found) for found in hashes)


def verdicts(knocks: list[Knock]) -> list[Verdict]:
    """What each knock is answered; the queries grow with the places, not with the people."""
    found = callers(knock.session_key for knock in knocks)
    owing = {id(caller) for rule in _owing for caller in rule(list(found.values()))}
    asked: dict[tuple, list] = defaultdict(list)
    for knock in knocks:
        if knock.session_key in found:
            asked[knock.judge_many, knock.place].append(found[knock.session_key].user)
    judged = {(judge, place): judge(place, people) for (judge, place), people in asked.items()}
    return [_verdict(knock, found.get(knock.session_key), owing, judged) for knock in knocks]


def _verdict(knock: Knock, caller: Caller | None, owing: set[int], judged: dict) -> Verdict:
    if caller is None:
        return Verdict()
    ticket = Ticket(caller.user.pk, caller.user.session_epoch, knock.session_key)
    return Verdict(ticket, id(caller) in owing, judged[knock.judge_many, knock.place].get(caller.user.pk))


class Reception:
    """Who waits at the door of one event loop."""

    def __init__(self):
        self.waiting: list[tuple[Knock, asyncio.Future]] = []
        self.working: asyncio.Task | None = None

    def ask(self, knock: Knock) -> "asyncio.Future[Verdict]":
        """A verdict, with the next batch."""
        loop = asyncio.get_running_loop()
        answer = loop.create_future()
        self.waiting.append((knock, answer))
        if self.working is None:
            self.working = loop.create_task(self._work())
        return answer

    async def _work(self) -> None:
        try:
            while self.waiting:
                await asyncio.sleep(TICK)
                batch, self.waiting = self.waiting[:BATCH], self.waiting[BATCH:]
                await self._answer(batch)
        finally:
            self.working = None

    async def _answer(self, batch: list[tuple[Knock, asyncio.Future]]) -> None:
        try:
            found = await in_thread(verdicts)([knock for knock, _answer in batch])
        except Exception as error:  # noqa: BLE001  handed to each caller, for whom it is raised
            for _knock, answer in batch:
                if not answer.done():
                    answer.set_exception(error)
            return
        for (_knock, answer), verdict in zip(batch, found, strict=True):
            if not answer.done():
                answer.set_result(verdict)


_receptions: WeakKeyDictionary[asyncio.AbstractEventLoop, Reception] = WeakKeyDictionary()


def reception() -> Reception:
    """The door of the running loop."""
    return _receptions.setdefault(asyncio.get_running_loop(), Reception())
