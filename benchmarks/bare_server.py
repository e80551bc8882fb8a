"""The yardstick of the rooms: a bare asyncio broadcast server, without accounts, rules or a database."""

import asyncio
import itertools
import json
import sys

from websockets.asyncio.server import broadcast, serve
from websockets.exceptions import ConnectionClosed

sockets = set()
numbers = itertools.count(1)


async def room(socket):
    """Number what comes and send it to everybody, as plainly as the library allows."""
    sockets.add(socket)
    try:
        async for text in socket:
            said = json.loads(text)
            if said["type"] != "say":
                continue
            author = {"id": 1, "name": "Salma Benali", "name_ar": "سلمى بنعلي", "role": ""}
            message = {"n": next(numbers), "author": author, "body": said["body"], "hour": "10:00", "removed": False}
            broadcast(sockets, json.dumps([{"kind": "entries", "entries": [message]}], ensure_ascii=False))
    except ConnectionClosed:
        pass
    finally:
        sockets.discard(socket)


async def main() -> None:
    async with serve(room, "127.0.0.1", int(sys.argv[1]), compression=None, max_queue=None):
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    asyncio.run(main())
