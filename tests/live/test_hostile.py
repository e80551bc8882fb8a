"""A room that someone wants to break for the others."""

import asyncio

import pytest
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.core.exceptions import ValidationError

from core import listening
from core.reception import Ticket, in_thread
from live import hub as hubs
from live import presence, writer
from live.actions import clean_words
from live.consumers import RoomConsumer
from live.hub import hub_for
from live.models import Room
from lms.routing import websocket_urlpatterns
from tests import factories
from tests.sockets import close_code, open_socket


@pytest.mark.parametrize("key", ["\0" * 8, "clé-accentuée", "a" * 65, "court", "avec espace", None, {}, 12345678])
def test_words_with_a_key_that_could_sink_the_whole_batch_are_refused(key):
    with pytest.raises(ValidationError):
        clean_words(1, "Bonjour", key)


@pytest.mark.parametrize("body", ["\0", " \0 \0 ", {}, [], None, 7])
def test_words_of_nothing_are_refused(body):
    with pytest.raises(ValidationError):
        clean_words(1, body, "une-bonne-cle")


class Socket:
    """A page's socket as a room's hub sees it."""

    ticket, judgement = Ticket(1, 0, None), 0

    def __init__(self, broken: bool = False):
        self.broken, self.heard = broken, []

    async def base_send(self, message):
        if self.broken:
            raise ConnectionError("gone")
        self.heard.append(message["text"])


@pytest.fixture
def nobody_counts(monkeypatch):
    """Presence is kept by nobody: these rooms have no row."""

    async def nothing(*args):
        return {}

    monkeypatch.setattr(presence, "leave", nothing)
    monkeypatch.setattr(presence, "keep_and_list", nothing)


async def test_who_joins_while_the_last_one_leaves_hears_the_room(nobody_counts, monkeypatch):
    """The room's hub ends with its last socket; one that comes in that instant gets a hub that listens."""
    first, second, last = Socket(), Socket(), hub_for(77)

    async def slow(group, message):
        await asyncio.sleep(0.05)

    async def read(room_id, number):
        return [{"n": number + 1}]

    monkeypatch.setattr(hubs, "tell", slow)
    monkeypatch.setattr(writer, "read_after", read)
    await last.join(first)
    leaving = asyncio.create_task(last.leave(first))
    await asyncio.sleep(0.01)
    await hub_for(77).join(second)
    await leaving

    await listening.tell(last.group, {"type": "room", "kind": "entries", "last": 1})
    await asyncio.sleep(0.1)

    assert any('"n":1' in text for text in second.heard)
    await hub_for(77).leave(second)


async def test_broken_socket_keeps_nothing_from_the_others(nobody_counts):
    room, broken, sound = hub_for(78), Socket(broken=True), Socket()
    for socket in (broken, sound):
        await room.join(socket)

    await room._fan('[{"kind":"entries"}]')

    assert sound.heard == ['[{"kind":"entries"}]']
    for socket in (broken, sound):
        await room.leave(socket)


async def test_browser_that_is_cut_off_is_no_longer_present(monkeypatch):
    """Its connection lasts, for all that the server knows; its silence tells, and the others are told."""
    here, gone = [], []

    async def keep(room_id, people):
        here.append(people)
        return {"count": len(people), "people": []}

    async def leave(room_id, people):
        gone.append(people)

    monkeypatch.setattr(presence, "keep_and_list", keep)
    monkeypatch.setattr(presence, "leave", leave)
    for name, seconds in {"BEAT": 0.05, "SILENT_SECONDS": 0.3, "PRESENCE_SOON": 0.0, "PRESENCE_TICK": 0.0}.items():
        monkeypatch.setattr(hubs, name, seconds)
    room, cut_off, sound = hub_for(79), Socket(), Socket()
    sound.ticket = Ticket(2, 0, None)
    for socket in (cut_off, sound):
        await room.join(socket)

    async with asyncio.timeout(10):
        while not gone:
            room.acknowledge(sound)
            await asyncio.sleep(0.02)
        while here[-1] != {2}:
            room.acknowledge(sound)
            await asyncio.sleep(0.02)

    assert gone[0] == {1}
    assert any("beat" in text for text in sound.heard)
    for socket in (cut_off, sound):
        await room.leave(socket)


@pytest.mark.parametrize("frames", [['{"type":"ack"}'] * 30, ["x" * 20_000]])
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
async def test_socket_that_floods_leaves_the_room(a, frames):
    """Its code is one that Daphne lets an application say: else the room would keep a dead socket for ever."""
    room = await in_thread(Room.objects.create)(session=await in_thread(factories.session)(a.cohort, state="live"))
    socket, _let_in = await open_socket(f"/ws/salles/{room.pk}/", a.enrolment.learner)
    for frame in frames:
        await socket.send_to(text_data=frame)

    assert 4000 <= await close_code(socket) < 5000
    await socket.disconnect()
    assert hub_for(room.pk).members == {}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
async def test_socket_that_dies_of_our_error_leaves_the_room(a, monkeypatch):
    room = await in_thread(Room.objects.create)(session=await in_thread(factories.session)(a.cohort, state="live"))
    socket, _let_in = await open_socket(f"/ws/salles/{room.pk}/", a.enrolment.learner)

    async def breaks(self, message):
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(RoomConsumer, "receive_ack", breaks)
    await socket.send_to(text_data='{"type":"ack"}')
    with pytest.raises(RuntimeError):
        await socket.wait(timeout=5)

    assert hub_for(room.pk).members == {}


async def test_address_of_no_socket_is_refused_without_an_error():
    headers = [(b"origin", b"http://localhost"), (b"host", b"localhost")]
    socket = WebsocketCommunicator(URLRouter(websocket_urlpatterns), "/ws/nulle-part/", headers=headers)

    assert (await socket.connect())[0] is False
