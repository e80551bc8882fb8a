"""The sockets of pages: signals only, in groups that follow each person's rights, all judged together."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from core import consumers
from core.consumers import UNAUTHENTICATED, BaseConsumer, living
from core.events import groups_of
from core.listening import Hearer, ear_here
from core.reception import Ticket, in_thread

logger = logging.getLogger(__name__)
ON_THE_WIRE = ("type", "verb", "target", "id")


def groups_heard(tickets: Iterable[Ticket]) -> dict[Ticket, frozenset[str]]:
    """The groups that each ticket may hear now; a ticket no longer good is left out. The queries do not grow."""
    people = {ticket: ticket.user_id for ticket in living(tickets) if ticket.user_id is not None}
    groups = groups_of(set(people.values()))
    return {ticket: frozenset(groups[pk]) for ticket, pk in people.items()}


class Round:
    """The page sockets open on one event loop: one question judges them all, one ear hears for them all."""

    def __init__(self):
        self.pages: set[EventsConsumer] = set()
        self.listeners: dict[str, set[EventsConsumer]] = defaultdict(set)
        self.hearers: dict[str, Hearer] = {}
        self.sending: set[asyncio.Task] = set()
        self.task: asyncio.Task | None = None

    def join(self, page: "EventsConsumer") -> None:
        """Judge this page too from now on; the first one starts the round."""
        self.pages.add(page)
        ear_here().watchers.add(self._tell_directness)
        if self.task is None:
            self.task = asyncio.get_running_loop().create_task(self._keep_judging())

    def leave(self, page: "EventsConsumer") -> None:
        """Forget a page; the round ends with the last one."""
        self.pages.discard(page)

    async def follow(self, page: "EventsConsumer", groups: frozenset[str]) -> None:
        """Have ``page`` hear those groups and no other."""
        former, page.groups = page.groups, groups
        for group in groups - former:
            self.listeners[group].add(page)
            if group not in self.hearers:
                self.hearers[group] = partial(self._heard, group)
                await ear_here().follow(group, self.hearers[group])
        for group in former - groups:
            self.listeners[group].discard(page)
            if not self.listeners[group]:
                del self.listeners[group]
                ear_here().unfollow(group, self.hearers.pop(group))

    def _heard(self, group: str, message: dict) -> None:
        if message["type"] == "event":
            self._send(self.listeners.get(group, ()), {name: message[name] for name in ON_THE_WIRE})

    def _tell_directness(self, direct: bool) -> None:
        """Pages that may miss signals ask from time to time; once direct again they ask for what they missed."""
        self._send(self.pages, {"type": "ready" if direct else "away"})

    def _send(self, pages: Iterable["EventsConsumer"], message: dict) -> None:
        task = asyncio.get_running_loop().create_task(self._send_each(list(pages), message))
        self.sending.add(task)
        task.add_done_callback(self.sending.discard)

    async def _send_each(self, pages: list["EventsConsumer"], message: dict) -> None:
        for page in pages:
            try:
                await page.send_json(message)
            except Exception:
                # Whatever the server raises for a connection that is no more; the others hear.
                logger.warning("a page of person %s could not be reached", page.user_id, exc_info=True)

    async def _keep_judging(self) -> None:
        while self.pages:
            await asyncio.sleep(consumers.RULE_AGE - 0.5)
            try:
                await self._judge()
            except Exception:
                # Whatever the database raises: each page is judged by itself before its next message.
                logger.exception("pages: not judged")
        self.task = None

    async def _judge(self) -> None:
        asked = list(self.pages)
        heard = await in_thread(groups_heard)({page.ticket for page in asked})
        for page in asked:
            await page.hear_only(heard.get(page.ticket))


_rounds: WeakKeyDictionary[asyncio.AbstractEventLoop, Round] = WeakKeyDictionary()


def round_here() -> Round:
    """The round of the running loop."""
    return _rounds.setdefault(asyncio.get_running_loop(), Round())


class EventsConsumer(BaseConsumer):
    """``/ws/evenements/``: one per page, signals only; groups follow the person's rights."""

    __slots__ = ("groups",)

    def __init__(self, scope, send):
        super().__init__(scope, send)
        self.groups: frozenset[str] = frozenset()

    @staticmethod
    def judge_many(place: Any, people: list) -> dict[int, Any]:
        return {pk: frozenset(groups) for pk, groups in groups_of({person.pk for person in people}).items()}

    async def joined(self):
        await self._follow(self.judgement)
        round_here().join(self)
        await self.send_json({"type": "ready"})
        if not ear_here().direct:
            await self.send_json({"type": "away"})

    async def left(self):
        round_here().leave(self)
        await self._follow(frozenset())

    async def hear_only(self, groups: frozenset[str] | None) -> None:
        """A round's word: the groups this page may hear from now on, none for who is no longer signed in."""
        if groups is None:
            await self.show_out(UNAUTHENTICATED)
        elif self.inside:
            self.judged_well()
            await self._follow(groups)

    async def _judge(self):
        code = await super()._judge()
        if code is None and self.inside:
            await self._follow(self.judgement)
        return code

    async def _follow(self, groups: frozenset[str]) -> None:
        await round_here().follow(self, groups)

    async def receive_ping(self, message):
        await self.send_json({"type": "pong"})
