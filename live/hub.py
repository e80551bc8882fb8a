"""One hub per room and process: a single channel-layer subscription, local sockets served directly.

What was measured (one group subscription per socket costs fifteen times more) is told in
docs/explanation/live-rooms.md.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Iterable, Iterator
from dataclasses import dataclass

from channels.layers import get_channel_layer

from core.consumers import RULE_AGE, Ticket, as_json
from live import doorkeeper, presence, writer

logger = logging.getLogger(__name__)

TICK = 0.03
PRESENCE_TICK = 0.25
HEARTBEAT = 30.0
UNACKNOWLEDGED_BYTES, UNACKNOWLEDGED_SECONDS = 256 * 1024, 15.0
RESYNC = 4408
# Daphne sends no frame above its limit for incoming ones (64 KB).
FRAME_BYTES = 48 * 1024

_hubs: dict[tuple[int, int], "RoomHub"] = {}


@dataclass
class Member:
    """One socket in the room."""

    ticket: Ticket
    send: object
    close: object
    judged_well: object
    pending_bytes: int = 0
    pending_since: float | None = None


@dataclass
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
        self.tasks: list[asyncio.Task] = []
        self.ready = asyncio.Event()

    # -- sockets ---------------------------------------------------------------
    async def join(self, socket_id: int, member: Member) -> None:
        """Add a socket; the first one starts listening to the channel layer."""
        self.members[socket_id] = member
        if not self.tasks:
            loop = asyncio.get_running_loop()
            self.tasks = [loop.create_task(work()) for work in (self._listen, self._beat, self._keep_judging)]
        await self.ready.wait()
        self._people_changed()

    async def leave(self, socket_id: int) -> None:
        """Forget a socket; a person with no other socket here has left, an empty hub ends."""
        member = self.members.pop(socket_id, None)
        if member and member.ticket.user_id not in self._user_ids():
            await presence.leave(self.room_id, member.ticket.user_id)
        if self.members:
            self._people_changed()
            return
        # Closed before anything is awaited: who joins meanwhile gets a hub that listens.
        if _hubs.get(self.key) is self:
            del _hubs[self.key]
        for task in self.tasks:
            task.cancel()
        await self._publish("people", "")

    def acknowledge(self, socket_id: int) -> None:
        """The browser has read up to here: its buffer is empty again."""
        member = self.members.get(socket_id)
        if member:
            member.pending_bytes, member.pending_since = 0, None

    # -- speaking --------------------------------------------------------------
    async def say(self, words, answer) -> None:
        """Queue ``words``; ``answer(message or error)`` is awaited once they are kept or refused."""
        self.incoming.append(Saying(words, answer))
        if not self.writing:
            self.writing = True
            asyncio.get_running_loop().create_task(self._write())

    async def _write(self) -> None:
        """Keep what waits in one transaction per tick, then tell everybody."""
        try:
            while self.incoming:
                batch, self.incoming = self.incoming, []
                await self._write_batch(batch)
                await asyncio.sleep(TICK)
        finally:
            self.writing = False

    async def _write_batch(self, batch: list[Saying]) -> None:
        try:
            outcome = await writer.keep(self.room_id, [saying.words for saying in batch])
        except Exception:
            # Whatever the database raises: nothing was kept, the speakers are told and the room goes on.
            logger.exception("room %s: %d messages not kept", self.room_id, len(batch))
            outcome = writer.not_kept([saying.words for saying in batch])
        for rows in packed(as_json(message) for message in outcome.messages):
            await self._publish("messages", '{"kind":"messages","messages":[' + ",".join(rows) + "]}")
        for saying, result in zip(batch, outcome.answers, strict=True):
            await self._safely(saying.answer(result))

    async def _publish(self, kind: str, text: str) -> None:
        try:
            await get_channel_layer().group_send(self.group, {"type": "room", "kind": kind, "text": text})
        except Exception:
            # Whatever the broker's client raises: rows are kept, browsers ask for what they lack.
            logger.warning("room %s: signal not sent", self.room_id, exc_info=True)

    # -- listening -------------------------------------------------------------
    async def _listen(self) -> None:
        layer = get_channel_layer()
        channel = await layer.new_channel()
        await layer.group_add(self.group, channel)
        self.ready.set()
        try:
            while True:
                self._received(await layer.receive(channel))
        finally:
            await layer.group_discard(self.group, channel)

    def _received(self, event: dict) -> None:
        if event["type"] != "room":
            return  # the signal of an event: what rooms show has its own words
        if event["kind"] == "people":
            self._people_changed()
            return
        self.outgoing.append(event["text"])
        if self.flush_due is None:
            loop = asyncio.get_running_loop()
            idle = loop.time() - self.flushed_at > TICK
            self.flush_due = loop.call_later(0 if idle else TICK, self._flush)

    def _flush(self) -> None:
        loop = asyncio.get_running_loop()
        self.flush_due, self.flushed_at = None, loop.time()
        waiting, self.outgoing = self.outgoing, []
        self.fanning = loop.create_task(self._fan_all(["[" + ",".join(parts) + "]" for parts in packed(waiting)]))

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
                await self._safely(member.close(RESYNC))
                continue
            member.pending_bytes += size
            member.pending_since = member.pending_since or now
            await self._safely(member.send(frame))

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
        """Tell who is here, at most four times a second however many come at once."""
        if self.people_due is None:
            self.people_due = asyncio.get_running_loop().create_task(self._tell_people())

    async def _tell_people(self) -> None:
        await asyncio.sleep(PRESENCE_TICK)
        self.people_due = None
        people = await presence.keep_and_list(self.room_id, self._user_ids())
        await self._fan(as_json([{"kind": "people", **people}]))

    def _user_ids(self) -> set[int]:
        return {member.ticket.user_id for member in self.members.values()}

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT)
            self._people_changed()

    # -- the door ----------------------------------------------------------------
    async def _keep_judging(self) -> None:
        """Ask every few seconds who may stay: one question for the whole room."""
        while True:
            await asyncio.sleep(RULE_AGE - 0.5)
            try:
                await self._judge()
            except Exception:
                # Whatever the database raises: each socket is judged by itself before its next message.
                logger.exception("room %s: not judged", self.room_id)

    async def _judge(self) -> None:
        asked = dict(self.members)
        codes = await doorkeeper.shown_out(self.room_id, {member.ticket for member in asked.values()})
        for member in asked.values():
            if member.ticket in codes:
                await self._safely(member.close(codes[member.ticket]))
            else:
                member.judged_well()
