"""Sockets as browsers open them: with the cookie of a signed-in person, from a page of ours."""

import asyncio

from channels.testing import WebsocketCommunicator
from django.test import Client

from core.reception import in_thread
from lms.asgi import application

OURS = b"http://localhost"


def browser_of(person) -> Client:
    """A browser in which ``person`` is signed in; nobody, in which nobody is."""
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def _headers(client: Client, origin: bytes) -> list[tuple[bytes, bytes]]:
    text = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    return [(b"cookie", text.encode()), (b"origin", origin), (b"host", b"localhost")]


async def open_socket(path: str, person=None, *, client: Client | None = None, origin: bytes = OURS):
    """A socket at ``path``: (the socket, whether it was let in)."""
    client = client or await in_thread(browser_of)(person)
    socket = WebsocketCommunicator(application, path, headers=_headers(client, origin))
    let_in, _code = await socket.connect(timeout=5)
    return socket, let_in


async def hear(socket, kind: str, timeout: float = 5) -> dict:
    """The next message of that kind, under ``kind`` or ``type``; others pass."""
    async with asyncio.timeout(timeout):
        while True:
            heard = await socket.receive_json_from(timeout=timeout)
            for message in heard if isinstance(heard, list) else [heard]:
                if kind in (message.get("kind"), message.get("type")):
                    return message


async def close_code(socket, timeout: float = 6) -> int:
    """The code with which the server closes the socket; what it says before passes."""
    async with asyncio.timeout(timeout):
        while True:
            output = await socket.receive_output(timeout=timeout)
            if output["type"] == "websocket.close":
                return output["code"]
