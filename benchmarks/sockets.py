"""A light load: sockets that only keep bytes while the clock runs, read when it has stopped."""

import asyncio
import base64
import json
import os
import struct
import time


class Listener(asyncio.Protocol):
    """One WebSocket (RFC 6455) that keeps what it hears."""

    def __init__(self, path: str, port: int, cookie: str = ""):
        self.path, self.port, self.cookie = path, port, cookie
        self.heard: list[bytes] = []
        self.times: list[float] = []
        self.opened = asyncio.get_running_loop().create_future()
        self.lost = False

    def connection_made(self, transport):
        self.transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            f"GET {self.path} HTTP/1.1",
            f"Host: localhost:{self.port}",
            f"Origin: http://localhost:{self.port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
            *([f"Cookie: {self.cookie}"] if self.cookie else []),
        ]
        transport.write("\r\n".join([*lines, "", ""]).encode())

    def data_received(self, data):
        if not self.opened.done():
            head, _, data = data.partition(b"\r\n\r\n")
            if b" 101 " not in head.split(b"\r\n")[0]:
                raise ConnectionError(head.decode(errors="replace"))
            self.opened.set_result(None)
        if data:
            self.heard.append(data)
            self.times.append(time.perf_counter())

    def connection_lost(self, error):
        self.lost = True

    def say(self, message: dict) -> None:
        """Send a masked text frame."""
        body, mask = json.dumps(message).encode(), os.urandom(4)
        size = bytes([0x80 | len(body)]) if len(body) < 126 else bytes([0x80 | 126]) + struct.pack("!H", len(body))
        masked = bytes(byte ^ mask[place % 4] for place, byte in enumerate(body))
        self.transport.write(b"\x81" + size + mask + masked)

    def frames(self):
        """The text frames heard, decoded."""
        data, at = b"".join(self.heard), 0
        while at + 2 <= len(data):
            kind, size, start = data[at] & 0x0F, data[at + 1] & 0x7F, at + 2
            if size == 126:
                size, start = struct.unpack("!H", data[start : start + 2])[0], start + 2
            elif size == 127:
                size, start = struct.unpack("!Q", data[start : start + 8])[0], start + 8
            if kind == 1:
                yield json.loads(data[start : start + size])
            at = start + size

    def numbers(self) -> list[int]:
        """The numbers of the messages heard, in the order they came."""
        signals = (signal for frame in self.frames() for signal in (frame if isinstance(frame, list) else [frame]))
        return [row["n"] for signal in signals if signal.get("kind") == "entries" for row in signal["entries"]]


async def open_sockets(path: str, port: int, cookies: list[str]) -> list[Listener]:
    """One socket per cookie, twenty at a time."""
    loop = asyncio.get_running_loop()
    opened = []
    for start in range(0, len(cookies), 20):
        fresh = [
            (await loop.create_connection(lambda cookie=cookie: Listener(path, port, cookie), "127.0.0.1", port))[1]
            for cookie in cookies[start : start + 20]
        ]
        await asyncio.wait_for(asyncio.gather(*(socket.opened for socket in fresh)), 30)
        opened += fresh
    return opened
