"""The sockets of pages: signals only, in groups that follow each person's rights, all judged together."""

import asyncio
import logging
from collections.abc import Iterable
from weakref import WeakKeyDictionary

from core import consumers
from core.consumers import UNAUTHENTICATED, BaseConsumer, Ticket, in_thread, living
from core.events import groups_for, groups_of

logger = logging.getLogger(__name__)


def groups_heard(tickets: Iterable[Ticket]) -> dict[Ticket, frozenset[str]]:
    """The groups that each ticket may hear now; a ticket no longer good is left out. The queries do not grow."""
    people = {ticket: ticket.user_id for ticket in living(tickets) if ticket.user_id is not None}
    groups = groups_of(set(people.values()))
    return {ticket: frozenset(groups[pk]) for ticket, pk in people.items()}


class Round:
    """The page sockets open on one event loop, judged by one question for all of them."""

    def __init__(self):
        self.pages: set[EventsConsumer] = set()
        self.task: asyncio.Task | None = None

    def join(self, page: "EventsConsumer") -> None:
        """Judge this page too from now on; the first one starts the round."""
        self.pages.add(page)
        if self.task is None:
            self.task = asyncio.get_running_loop().create_task(self._keep_judging())

    def leave(self, page: "EventsConsumer") -> None:
        """Forget a page; the round ends with the last one."""
        self.pages.discard(page)

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

    groups_joined: frozenset = frozenset()

    def judge(self, user) -> object:
        return frozenset(groups_for(user))

    async def joined(self):
        await self._follow(self.judgement)
        round_here().join(self)
        await self.send_json({"type": "ready"})

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

    async def _follow(self, groups):
        for group in groups - self.groups_joined:
            await self.channel_layer.group_add(group, self.channel_name)
        for group in self.groups_joined - groups:
            await self.channel_layer.group_discard(group, self.channel_name)
        self.groups_joined = groups

    async def receive_ping(self, message):
        await self.send_json({"type": "pong"})

    async def event(self, message):
        """A signal from the channel layer: pass it on as it is."""
        await self.send_json(message)
