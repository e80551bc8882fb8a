"""The sockets' common ground: a view that stays open, judged again at most five seconds later."""

import asyncio
import json
import logging
import time
from collections import defaultdict
from collections.abc import Iterable
from functools import update_wrapper
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.utils import timezone

from core.reception import Knock, Ticket, Verdict, reception

logger = logging.getLogger(__name__)

MAX_FRAME = 16 * 1024
BUCKET, REFILL_PER_SECOND = 20, 5
RULE_AGE = 5.0
SOCKETS_PER_PERSON = 5

UNAUTHENTICATED, FORBIDDEN, RESYNC, TOO_MANY = 4401, 4403, 4408, 4429
# As 1008 and 1009, which only a server may say: Daphne answers an application that uses them with an error.
POLICY_VIOLATION, TOO_BIG = 4008, 4009


def as_json(value) -> str:
    """``value`` as it travels."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def living(tickets: Iterable[Ticket]) -> set[Ticket]:
    """The tickets whose account and session are still good, in two queries however many there are."""
    tickets = set(tickets)
    people = get_user_model().objects.filter(pk__in={ticket.user_id for ticket in tickets}, is_active=True)
    epochs: dict[int | None, int] = dict(people.values_list("pk", "session_epoch"))
    keys = {ticket.session_key for ticket in tickets} - {None}
    sessions = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    alive = {None, *sessions.values_list("session_key", flat=True)}
    return {ticket for ticket in tickets if epochs.get(ticket.user_id) == ticket.epoch and ticket.session_key in alive}


class Bucket:
    """A token bucket: ``BUCKET`` messages at once, then ``REFILL_PER_SECOND``."""

    __slots__ = ("at", "tokens")

    def __init__(self):
        self.tokens = float(BUCKET)
        self.at = time.monotonic()

    def take(self) -> bool:
        now = time.monotonic()
        self.tokens = min(BUCKET, self.tokens + (now - self.at) * REFILL_PER_SECOND)
        self.at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


class Crowd:
    """The sockets open on one event loop, each person's oldest first."""

    def __init__(self):
        self.people: dict[int | None, list[BaseConsumer]] = defaultdict(list)

    def enter(self, socket: "BaseConsumer") -> list["BaseConsumer"]:
        """Count a socket in; the person's oldest ones, which must make room for it."""
        own = self.people[socket.user_id]
        own.append(socket)
        oldest = own[:-SOCKETS_PER_PERSON]
        del own[:-SOCKETS_PER_PERSON]
        return oldest

    def leave(self, socket: "BaseConsumer") -> None:
        """Count a socket out, if it was still counted."""
        own = self.people[socket.user_id]
        if socket in own:
            own.remove(socket)
        if not own:
            del self.people[socket.user_id]


_crowds: WeakKeyDictionary[asyncio.AbstractEventLoop, Crowd] = WeakKeyDictionary()


def crowd() -> Crowd:
    """The crowd of the running loop: the limit holds per process."""
    return _crowds.setdefault(asyncio.get_running_loop(), Crowd())


class BaseConsumer:
    """A socket of a signed-in person, one of five at most: an ASGI application for as long as it is open.

    Subclasses say in ``judge_many(place, people)`` who may stay (run in a thread with fresh accounts, for everybody
    who came at once; its answer for this person is ``self.judgement``), in ``place`` where, in ``joined``/``left``
    what opens and closes, and handle one message kind per ``receive_<kind>`` method. Who ``joined`` is judged again
    by a round for everybody there, so that losing the right, the session or the account closes within ``RULE_AGE``.
    Channels' own consumer takes three tasks and a channel for what is here a loop.
    """

    __slots__ = ("base_send", "bucket", "closed", "inside", "judged_at", "judgement", "scope", "ticket")

    def __init__(self, scope: dict, send):
        self.scope, self.base_send = scope, send
        self.inside = self.closed = False
        self.judgement: Any = None
        self.ticket = Ticket(None, 0, None)

    @classmethod
    def as_asgi(cls):
        """The application: one consumer for each socket."""

        async def application(scope, receive, send):
            await cls(scope, send).serve(receive)

        return update_wrapper(application, cls, updated=())

    @property
    def user_id(self) -> int | None:
        return self.ticket.user_id

    async def serve(self, receive) -> None:
        """However a socket ends, by an error of ours too, it stays in nobody's list."""
        try:
            while (message := await receive())["type"] != "websocket.disconnect":
                if message["type"] == "websocket.connect":
                    await self.connect()
                elif not self.closed:  # what was on its way when the socket was closed is not handled
                    await self.receive(message.get("text"))
        finally:
            self.closed = True
            await self._gone()

    async def connect(self) -> None:
        verdict = await self._ask()
        if verdict.shut:
            await self.close()
            return
        await self.base_send({"type": "websocket.accept"})
        self.ticket = verdict.ticket or self.ticket
        code = self._code_for(verdict)
        if code:
            await self.close(code)
            return
        self.bucket, self.inside = Bucket(), True
        for oldest in crowd().enter(self):
            await oldest.show_out(TOO_MANY)
        await self.joined()

    async def close(self, code: int | None = None) -> None:
        """Close the socket; without a code, before it was accepted, refuse the handshake."""
        self.closed = True
        await self.base_send({"type": "websocket.close", **({"code": code} if code else {})})

    async def show_out(self, code: int) -> None:
        """Close the socket from outside its own conversation; a broken one must not stop whoever closes it."""
        try:
            await self.close(code)
            await self._gone()
        except Exception:
            # Whatever the server raises for a connection that is no more.
            logger.warning("a socket of person %s could not be closed", self.user_id, exc_info=True)

    async def _gone(self) -> None:
        if self.inside:
            self.inside = False
            crowd().leave(self)
            await self.left()

    async def receive(self, text: str | None) -> None:
        """Check size, rate, shape and right of a message, then hand it to its method."""
        if text is None or len(text) > MAX_FRAME:
            await self.close(TOO_BIG)
            return
        if not self.bucket.take():
            await self.close(POLICY_VIOLATION)
            return
        message = self._parse(text)
        handler = getattr(self, f"receive_{message['type']}", None) if message else None
        if handler is None:
            await self.send_json({"type": "error", "error": "unknown"})
            return
        if time.monotonic() - self.judged_at > RULE_AGE and (code := await self._judge()):
            await self.close(code)
            return
        await handler(message)

    @staticmethod
    def _parse(text: str) -> dict | None:
        try:
            message = json.loads(text)
            as_json(message).encode()  # an escape may hide half a letter, that can be neither kept nor sent
        except (ValueError, RecursionError):
            return None
        if isinstance(message, dict) and isinstance(message.get("type"), str) and message["type"].isidentifier():
            return message
        return None

    async def send_json(self, message) -> None:
        await self.base_send({"type": "websocket.send", "text": as_json(message)})

    def judged_well(self) -> None:
        """A round found that the person may stay."""
        self.judged_at = time.monotonic()

    async def _judge(self) -> int | None:
        """The close code for someone who may not stay, None for who may."""
        return self._code_for(await self._ask())

    async def _ask(self) -> Verdict:
        """What the reception says of who comes with this session, for this place."""
        self.judged_at = time.monotonic()
        key = self.scope["cookies"].get(settings.SESSION_COOKIE_NAME, "")
        return await reception().ask(Knock(key, self.judge_many, self.place)) if key else Verdict()

    def _code_for(self, verdict: Verdict) -> int | None:
        if verdict.ticket is None or verdict.ticket != self.ticket:
            return UNAUTHENTICATED
        self.judgement = verdict.judgement
        return FORBIDDEN if verdict.judgement is None else None

    @property
    def place(self) -> Any:
        """Where the person wants to be."""
        return None

    @staticmethod
    def judge_many(place: Any, people: list) -> dict[int, Any]:
        """What each of ``people`` may do in ``place`` now, by account number; who may not stay is left out."""
        raise NotImplementedError

    async def joined(self) -> None:
        """The person may enter: start listening."""

    async def left(self) -> None:
        """The socket is gone: stop listening."""
