"""The sockets' common ground: a view that stays open, judged again at most five seconds later."""

import asyncio
import json
import logging
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from channels.consumer import get_handler_name
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.utils import timezone

logger = logging.getLogger(__name__)

MAX_FRAME = 16 * 1024
BUCKET, REFILL_PER_SECOND = 20, 5
RULE_AGE = 5.0
SOCKETS_PER_PERSON = 5

UNAUTHENTICATED, FORBIDDEN, RESYNC, TOO_MANY = 4401, 4403, 4408, 4429
# As 1008 and 1009, which only a server may say: Daphne answers an application that uses them with an error.
POLICY_VIOLATION, TOO_BIG = 4008, 4009


def in_thread(function):
    """Database work off the shared thread: Channels runs it one at a time by default."""
    return database_sync_to_async(function, thread_sensitive=False)


def as_json(value) -> str:
    """``value`` as it travels."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class Ticket:
    """Whose a socket is, and by which session: what is judged again while it stays open."""

    user_id: int | None
    epoch: int
    session_key: str | None


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
        self.people: dict[int, list[BaseConsumer]] = defaultdict(list)

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


class BaseConsumer(AsyncWebsocketConsumer):
    """A socket of a signed-in person, one of five at most.

    Subclasses say in ``judge(user)`` who may stay (run in a thread with a fresh user; its result is
    ``self.judgement``), in ``joined``/``left`` what opens and closes, and handle one message kind per
    ``receive_<kind>`` method. Who ``joined`` is judged again by a round for everybody there, so that
    losing the right, the session or the account closes within ``RULE_AGE``.
    """

    judgement: object = None
    inside = False

    async def __call__(self, scope, receive, send):
        """However a socket ends, by an error of ours too, it stays in nobody's list."""
        try:
            return await super().__call__(scope, receive, send)
        finally:
            await self._gone()

    async def dispatch(self, message):
        """Hand a message to its method. Channels' own hops to a thread before each one, to close old database
        connections; here ``in_thread`` does that, around the work that needs one."""
        await getattr(self, get_handler_name(message))(message)

    async def connect(self):
        self.bucket = Bucket()
        user = self.scope["user"]
        self.user_id = user.pk
        session = self.scope.get("session")
        self.ticket = Ticket(user.pk, getattr(user, "session_epoch", 0), session.session_key if session else None)
        await self.accept()
        code = await self._judge()
        if code:
            await self.close(code)
            return
        self.inside = True
        for oldest in crowd().enter(self):
            await oldest.show_out(TOO_MANY)
        await self.joined()

    async def disconnect(self, code):
        await self._gone()

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

    async def receive(self, text_data=None, bytes_data=None):
        """Check size, rate, shape and right of a message, then hand it to its method."""
        if text_data is None or len(text_data) > MAX_FRAME:
            await self.close(TOO_BIG)
            return
        if not self.bucket.take():
            await self.close(POLICY_VIOLATION)
            return
        message = self._parse(text_data)
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
        await self.send(text_data=as_json(message))

    def judged_well(self) -> None:
        """A round found that the person may stay."""
        self.judged_at = time.monotonic()

    async def _judge(self) -> int | None:
        """The close code for someone who may not stay, None for who may."""
        self.judged_at = time.monotonic()
        if self.user_id is None:
            return UNAUTHENTICATED
        signed_in, judgement = await in_thread(self._judged)()
        self.judgement = judgement
        if not signed_in:
            return UNAUTHENTICATED
        return None if judgement else FORBIDDEN

    def _judged(self) -> tuple[bool, object]:
        if not living([self.ticket]):
            return False, None
        return True, self.judge(get_user_model().objects.get(pk=self.user_id))

    def judge(self, user) -> object:
        """What ``user`` may do here now; falsy when they may not stay."""
        return True

    async def joined(self) -> None:
        """The person may enter: start listening."""

    async def left(self) -> None:
        """The socket is gone: stop listening."""
