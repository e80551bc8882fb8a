"""One hub per room and process: a single channel-layer subscription, local sockets served directly.

What was measured (one group subscription per socket costs fifteen times more) is told in
docs/explanation/live-rooms.md.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Coroutine, Iterable, Iterator
from dataclasses import dataclass

from core.consumers import RESYNC, RULE_AGE, BaseConsumer, as_json
from core.listening import ear_here, tell
from core.reception import Ticket
from live import doorkeeper, presence, writer

logger = logging.getLogger(__name__)

TICK = 0.03
PRESENCE_SOON, PRESENCE_TICK = 0.1, 1.0
HEARTBEAT = 15.0
BEAT, SILENT_SECONDS = 5.0, 22.0
BEAT_FRAME = {"type": "websocket.send", "text": '[{"kind":"beat"}]'}
UNACKNOWLEDGED_BYTES, UNACKNOWLEDGED_SECONDS = 256 * 1024, 15.0
# Daphne sends no frame above its limit for incoming ones (64 KB).
FRAME_BYTES = 48 * 1024

_hubs: dict[tuple[int, int], "RoomHub"] = {}


@dataclass(slots=True)
class Member:
    """One socket in the room."""

    socket: BaseConsumer
    read_at: float
    sent_at: float
    pending_bytes: int = 0
    pending_since: float | None = None

    @property
    def ticket(self) -> Ticket:
        return self.socket.ticket


@dataclass(slots=True)
class Saying:
    """Words waiting for the next tick, and who waits for their number."""

    words: object
    answer: object


def packed(parts: Iterable[str]) -> Iterator[list[str]]:
    """``parts`` in order, in as few lists as fit into a frame each."""
    batch: list[str] = []
    size = 0
    for part in parts:
        length = len(part.encode()) + 1
        if batch and size + length > FRAME_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(part)
        size += length
    if batch:
        yield batch


def hub_for(room_id: int) -> "RoomHub":
    """The hub of a room on the running loop."""
    key = (id(asyncio.get_running_loop()), room_id)
    if key not in _hubs:
        _hubs[key] = RoomHub(room_id, key)
    return _hubs[key]


class RoomHub:
    def __init__(self, room_id: int, key):
        self.room_id = room_id
        self.key = key
        self.group = f"room-{room_id}"
        self.members: dict[int, Member] = {}
        self.outgoing: list[str] = []
        self.incoming: list[Saying] = []
        self.writing = False
        self.flush_due = None
        self.flushed_at = 0.0
        self.people_due = None
        self.people_at = 0.0
        self.people_text = ""
        self.newcomers: list[BaseConsumer] = []
        self.told: int | None = None
        self.reading = asyncio.Lock()
        self.tasks: list[asyncio.Task] = []
        self.passing: set[asyncio.Task] = set()

    # -- sockets ---------------------------------------------------------------
    async def join(self, socket: BaseConsumer) -> None:
        """Add a socket; the first one starts listening. A broker that is away delays this by a second or two."""
        now = time.monotonic()
        self.members[id(socket)] = Member(socket, now, now)
        if self.told is None:
            self.told = socket.judgement  # the log's last number, read at the door
        if not self.tasks:
            loop = asyncio.get_running_loop()
            self.tasks = [loop.create_task(work()) for work in (self._beat, self._keep_judging)]
            ear_here().watchers.add(self._directness_changed)
        await ear_here().follow(self.group, self._received)
        self.newcomers.append(socket)
        self._people_changed()

    async def leave(self, socket: BaseConsumer) -> None:
        """Forget a socket; a person with no other socket here has left, an empty hub ends."""
        member = self.members.pop(id(socket), None)
        if self.members:
            if member:
                await self._leave_presence(member)
                self._people_changed()
            return
        # Closed before anything is awaited: who joins meanwhile gets a hub that listens.
        if _hubs.get(self.key) is self:
            del _hubs[self.key]
        for task in self.tasks:
            task.cancel()
        ear_here().watchers.discard(self._directness_changed)
        ear_here().unfollow(self.group, self._received)
        if member:
            await self._leave_presence(member)
        await tell(self.group, {"type": "room", "kind": "people"})

    async def _leave_presence(self, member: Member) -> None:
        if member.ticket.user_id not in self._user_ids():
            await presence.leave(self.room_id, {member.ticket.user_id})

    def acknowledge(self, socket: BaseConsumer) -> None:
        """The browser has read up to here: its buffer is empty again."""
        member = self.members.get(id(socket))
        if member:
            member.pending_bytes, member.pending_since, member.read_at = 0, None, time.monotonic()

    def hears_from(self, socket: BaseConsumer) -> None:
        """The browser is there: it speaks."""
        member = self.members.get(id(socket))
        if member:
            member.read_at = time.monotonic()

    # -- speaking --------------------------------------------------------------
    async def say(self, words, answer) -> None:
        """Queue ``words``; ``answer`` is awaited with what became of them, once they are kept or refused."""
        self.incoming.append(Saying(words, answer))
        if not self.writing:
            self.writing = True
            asyncio.get_running_loop().create_task(self._write())

    async def _write(self) -> None:
        """Keep what waits in one transaction per tick."""
        try:
            while self.incoming:
                batch, self.incoming = self.incoming, []
                await self._write_batch(batch)
                await asyncio.sleep(TICK)
        finally:
            self.writing = False

    async def _write_batch(self, batch: list[Saying]) -> None:
        words = [saying.words for saying in batch]
        try:
            answers = await writer.keep(self.room_id, words)
        except Exception:
            # Whatever the database raises: nothing was kept, the speakers are told and the room goes on.
            logger.exception("room %s: %d messages not kept", self.room_id, len(batch))
            answers = writer.not_kept(words)
        await self._catch_up(max(answer.get("n", 0) for answer in answers))
        for saying, answer in zip(batch, answers, strict=True):
            await self._safely(saying.answer(answer))

    # -- listening -------------------------------------------------------------
    def _directness_changed(self, direct: bool) -> None:
        """The other processes are no longer heard, or again: pages ask meanwhile, and once more."""
        self._pass_on(as_json({"kind": "direct", "on": direct}))

    def _received(self, event: dict) -> None:
        if event["type"] != "room":
            return  # the signal of an event: what rooms show has its own words
        if event["kind"] == "people":
            self._people_changed()
            return
        self._do(self._catch_up(event["last"]))

    async def _catch_up(self, last: int) -> None:
        """Tell the pages what the log holds up to ``last``: in order, each entry once, however many signals come."""
        async with self.reading:
            try:
                while self.told < last:
                    await self._tell_next()
            except Exception:
                # Whatever the database raises: the next signal, or the next round, has it read again.
                logger.exception("room %s: the log was not read", self.room_id)

    async def _tell_next(self) -> None:
        entries = await writer.read_after(self.room_id, self.told)
        for texts in packed(as_json(entry) for entry in entries):
            self._pass_on('{"kind":"entries","entries":[' + ",".join(texts) + "]}")
        self.told = entries[-1]["n"]

    def _do(self, work: Coroutine) -> None:
        """Have something done beside, kept in hand until it is over."""
        task = asyncio.get_running_loop().create_task(work)
        self.passing.add(task)
        task.add_done_callback(self.passing.discard)

    def _pass_on(self, text: str) -> None:
        """Have every page hear this with the next frame."""
        self.outgoing.append(text)
        if self.flush_due is None:
            loop = asyncio.get_running_loop()
            idle = loop.time() - self.flushed_at > TICK
            self.flush_due = loop.call_later(0 if idle else TICK, self._flush)

    def _flush(self) -> None:
        loop = asyncio.get_running_loop()
        self.flush_due, self.flushed_at = None, loop.time()
        waiting, self.outgoing = self.outgoing, []
        self._do(self._fan_all(["[" + ",".join(parts) + "]" for parts in packed(waiting)]))

    async def _fan_all(self, texts: list[str]) -> None:
        for text in texts:
            await self._fan(text)

    async def _fan(self, text: str) -> None:
        """Send one encoded frame to every socket; one that reads no more is told to come back."""
        frame = {"type": "websocket.send", "text": text}
        now, size = time.monotonic(), len(text)
        for socket_id, member in list(self.members.items()):
            if self._is_stuck(member, now):
                self.members.pop(socket_id, None)
                await self._safely(member.socket.show_out(RESYNC))
                continue
            member.pending_bytes += size
            member.pending_since = member.pending_since or now
            member.sent_at = now
            await self._safely(member.socket.base_send(frame))

    async def _safely(self, sending: Awaitable) -> None:
        """Wait for what is sent to one socket; one that is broken must not keep it from the others."""
        try:
            await sending
        except Exception:
            # Whatever the server raises for a connection that is no more.
            logger.warning("room %s: a socket could not be reached", self.room_id, exc_info=True)

    @staticmethod
    def _is_stuck(member: Member, now: float) -> bool:
        late = member.pending_since is not None and now - member.pending_since > UNACKNOWLEDGED_SECONDS
        return late or member.pending_bytes > UNACKNOWLEDGED_BYTES

    # -- presence --------------------------------------------------------------
    def _people_changed(self) -> None:
        """Tell who is here: soon, then once a second at most however many come at once."""
        if self.people_due is None:
            wait = max(PRESENCE_SOON, self.people_at + PRESENCE_TICK - time.monotonic())
            self.people_due = asyncio.get_running_loop().create_task(self._tell_people(wait))

    async def _tell_people(self, wait: float) -> None:
        await asyncio.sleep(wait)
        self.people_due, self.people_at = None, time.monotonic()
        try:
            people = await presence.keep_and_list(self.room_id, self._user_ids())
        except Exception:
            # Whatever the database raises: the list is told again with the next change.
            logger.warning("room %s: presence not kept", self.room_id, exc_info=True)
            return
        text = as_json([{"kind": "people", **people}])
        newcomers, self.newcomers = self.newcomers, []
        if text != self.people_text:
            self.people_text = text
            await self._fan(text)
            return
        for socket in newcomers:
            await self._safely(socket.base_send({"type": "websocket.send", "text": text}))

    def _user_ids(self) -> set[int]:
        """Who reads: a browser that is cut off says so by its silence long before its connection ends."""
        since = time.monotonic() - SILENT_SECONDS
        return {member.ticket.user_id for member in self.members.values() if member.read_at > since}

    async def _beat(self) -> None:
        """Give every page something to answer, by which each side knows that the other is there."""
        noted, here = time.monotonic(), self._user_ids()
        while True:
            await asyncio.sleep(BEAT)
            now = time.monotonic()
            for member in list(self.members.values()):
                if now - member.sent_at >= BEAT:
                    member.sent_at = now
                    await self._safely(member.socket.base_send(BEAT_FRAME))
            gone, here = here - self._user_ids(), self._user_ids()
            if gone:
                await self._safely(presence.leave(self.room_id, gone))
            if gone or now - noted > HEARTBEAT:
                noted = now
                self._people_changed()

    # -- the door ----------------------------------------------------------------
    async def _keep_judging(self) -> None:
        """Ask every few seconds who may stay, and what was said: one question for the whole room."""
        while True:
            await asyncio.sleep(RULE_AGE - 0.5)
            try:
                await self._judge()
            except Exception:
                # Whatever the database raises: each socket is judged by itself before its next message.
                logger.exception("room %s: not judged", self.room_id)

    async def _judge(self) -> None:
        asked = dict(self.members)
        last, codes = await doorkeeper.shown_out(self.room_id, {member.ticket for member in asked.values()})
        for member in asked.values():
            if member.ticket in codes:
                await self._safely(member.socket.show_out(codes[member.ticket]))
            else:
                member.socket.judged_well()
        await self._catch_up(last)  # a signal may be lost
