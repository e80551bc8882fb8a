"""Start Daphne with limits of ours: a body too large is refused before it is read.

Daphne reads any request body whole before the application is called, so a limit inside the
application comes too late (an anonymous 300 MB POST cost 310 MB).
"""

import gc
import os
import sys
import threading
import time
from urllib.parse import urlsplit

import daphne.server
from daphne import http_protocol
from daphne.http_protocol import WebRequest
from daphne.server import Server
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape

MAX_BYTES = 32 * 2**20
MAX_FRAME = 64 * 1024
LEAVE_SECONDS = 3
# EX_CONFIG (sysexits.h): starting again would change nothing.
REFUSED = 78
BACK = "/aujourdhui/"
HEADERS = [
    b"HTTP/1.1 413 Content Too Large",
    b"Content-Type: text/html; charset=utf-8",
    b"Content-Security-Policy: default-src 'self'",
    b"Connection: close",
    b"Cache-Control: no-store",
]


def refusal_pages() -> dict[str, bytes]:
    """The page of a refusal in each language: made once, since none is rendered while a body pours in."""
    pages = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            pages[code] = render_to_string("413.html", {"back": BACK}, HttpRequest()).encode()
    return pages


class LimitedRequest(WebRequest):
    """A request whose body is counted as it arrives; past the limit it is answered 413 and dropped."""

    pages: dict[str, bytes] = {}
    refused = False
    received = 0

    def __init__(self, *args, **kwargs):
        # Twisted would read each form a second time, and refuse an empty one, which the editor's pings are.
        super().__init__(*args, **kwargs | {"parsePOSTFormSubmission": False})

    def gotLength(self, length):  # noqa: N802  Twisted's name
        if length is not None and length > MAX_BYTES:
            self._refuse()
            return
        # Over whatever the browser sent: core.clock reads it.
        self.requestHeaders.setRawHeaders(b"X-Request-Start", [f"t={time.time():.3f}".encode()])
        super().gotLength(length)

    def handleContentChunk(self, data):  # noqa: N802  Twisted's name
        if self.refused:
            return
        self.received += len(data)
        if self.received > MAX_BYTES:
            self._refuse()
            return
        super().handleContentChunk(data)

    def process(self):
        if not self.refused:
            super().process()

    def _refuse(self):
        self.refused = True
        page = self._page()
        length = f"Content-Length: {len(page)}".encode()
        self.channel.transport.write(b"\r\n".join([*HEADERS, length, b"", page]))
        self.channel.transport.loseConnection()

    def _page(self) -> bytes:
        """In the cookie's language, with the way back to the page that sent the body."""
        chosen = (self.getCookie(settings.LANGUAGE_COOKIE_NAME.encode()) or b"").decode(errors="replace")
        page = self.pages.get(chosen, self.pages[settings.LANGUAGE_CODE])
        sender = urlsplit((self.getHeader(b"referer") or b"").decode(errors="replace"))
        # Only a path: an address of another host is no way back.
        back = f"/{sender.path.lstrip('/')}" if sender.path else BACK
        return page.replace(f'href="{BACK}"'.encode(), f'href="{escape(back)}"'.encode())


class Socket(WebSocketProtocol):
    """A socket that finds its options on its class: Autobahn copies them, and spells them out, for each connection."""

    CONFIG_ATTRS: list[str] = []


class SocketFactory(WebSocketFactory):
    protocol = Socket

    def setProtocolOptions(self, **options):  # noqa: N802  Autobahn's name
        super().setProtocolOptions(**options)
        for name in WebSocketProtocol.CONFIG_ATTRS:
            option = getattr(self, name)
            setattr(Socket, name, staticmethod(option) if callable(option) else option)


def main() -> None:
    """Serve on ``PORT`` (8000) of ``HOST`` (127.0.0.1) until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
    try:
        from lms.asgi import application  # noqa: PLC0415  needs the settings' name
    except ImproperlyConfigured as refusal:
        sys.stderr.write(f"{refusal}\n")
        sys.exit(REFUSED)

    LimitedRequest.pages = refusal_pages()
    # What Daphne gives to each connection.
    http_protocol.WebRequest = LimitedRequest
    daphne.server.WebSocketFactory = SocketFactory
    port = os.environ.get("PORT", "8000")
    server = Server(
        application=application,
        endpoints=[f"tcp:port={port}:interface={settings.HOST}"],
        http_timeout=120,
        websocket_handshake_timeout=10,
        application_close_timeout=5,
        websocket_max_message_size=MAX_FRAME,
        server_name="Minwal",
        verbosity=0,
    )
    # What was loaded stays: garbage is looked for among what requests leave, often enough to keep little of it.
    gc.collect()
    gc.freeze()
    server.run()
    _leave_soon()


def _leave_soon() -> None:
    """End the process even when a request was cut in its middle: its thread waits for a loop that has stopped."""
    last = threading.Timer(LEAVE_SECONDS, os._exit, (0,))
    last.daemon = True
    last.start()


if __name__ == "__main__":
    sys.exit(main())
