"""Start Daphne with limits of ours: a body too large is refused before it is read.

Daphne reads any request body whole before the application is called, so a limit inside the
application comes too late (an anonymous 300 MB POST cost 310 MB).
"""

import os
import sys
import threading
import time
from pathlib import Path

from daphne import http_protocol
from daphne.http_protocol import WebRequest
from daphne.server import Server
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

MAX_BYTES = 32 * 2**20
MAX_FRAME = 64 * 1024
LEAVE_SECONDS = 3
# EX_CONFIG (sysexits.h): starting again would change nothing.
REFUSED = 78
PAGE = (Path(__file__).parent / "too_large.html").read_bytes()
HEADERS = [
    (b"Content-Type", b"text/html; charset=utf-8"),
    (b"Content-Length", str(len(PAGE)).encode()),
    (b"Connection", b"close"),
    (b"Cache-Control", b"no-store"),
]


class LimitedRequest(WebRequest):
    """A request whose body is counted as it arrives; past the limit it is answered 413 and dropped."""

    refused = False
    received = 0

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
        lines = [b"HTTP/1.1 413 Content Too Large", *(name + b": " + value for name, value in HEADERS), b"", PAGE]
        self.channel.transport.write(b"\r\n".join(lines))
        self.channel.transport.loseConnection()


def main() -> None:
    """Serve on ``PORT`` (8000) of ``HOST`` (127.0.0.1) until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
    try:
        from lms.asgi import application  # noqa: PLC0415  needs the settings' name
    except ImproperlyConfigured as refusal:
        sys.stderr.write(f"{refusal}\n")
        sys.exit(REFUSED)

    http_protocol.WebRequest = LimitedRequest  # what Daphne's factory gives to each connection
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
    server.run()
    _leave_soon()


def _leave_soon() -> None:
    """End the process even when a request was cut in its middle: its thread waits for a loop that has stopped."""
    last = threading.Timer(LEAVE_SECONDS, os._exit, (0,))
    last.daemon = True
    last.start()


if __name__ == "__main__":
    sys.exit(main())
