"""A room that someone wants to break for the others."""

import asyncio

import pytest
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.core.exceptions import ValidationError

from core.consumers import Ticket, in_thread
from live import hub as hubs
from live import presence
from live.actions import clean_words
from live.consumers import RoomConsumer
from live.hub import Member, hub_for
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


async def test_who_joins_while_the_last_one_leaves_hears_the_room(monkeypatch):
    """The room's hub ends with its last socket; one that comes in that instant gets a hub that listens."""
    heard = []

    async def nothing(*args):
        return None

    async def hear(frame):
        heard.append(frame["text"])

    monkeypatch.setattr(presence, "leave", nothing)
    monkeypatch.setattr(presence, "keep_and_list", lambda *args: nothing())
    publish, last = hubs.RoomHub._publish, hub_for(77)

    async def slow(self, *words):
        if self is last:
            await asyncio.sleep(0.05)
        await publish(self, *words)

    monkeypatch.setattr(hubs.RoomHub, "_publish", slow)
    ticket = Ticket(1, 0, None)
    await last.join(1, Member(ticket, hear, nothing, lambda: None))
    leaving = asyncio.create_task(last.leave(1))
    await asyncio.sleep(0.01)
    await hub_for(77).join(2, Member(ticket, hear, nothing, lambda: None))
    await leaving

    await hub_for(77)._publish("messages", '{"kind":"messages"}')
    await asyncio.sleep(0.1)

    assert any("messages" in text for text in heard)
    await hub_for(77).leave(2)


async def test_broken_socket_keeps_nothing_from_the_others(monkeypatch):
    heard = []

    async def nothing(*args):
        return None

    async def breaks(*args):
        raise ConnectionError("gone")

    async def hear(frame):
        heard.append(frame["text"])

    monkeypatch.setattr(presence, "keep_and_list", lambda *args: nothing())
    room, ticket = hub_for(78), Ticket(1, 0, None)
    for number, send in enumerate((breaks, hear)):
        room.members[number] = Member(ticket, send, nothing, lambda: None)

    await room._fan('[{"kind":"messages"}]')

    assert heard == ['[{"kind":"messages"}]']


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
