"""What one delivery costs in a session's room, against a bare broadcast server in the same run.

    .venv/bin/python -m benchmarks.rooms [sockets] [seconds]
    .venv/bin/python -m benchmarks.rooms connect FOLDER [sockets]

Real consumer, accounts, rules and rows; Redis Pub/Sub where REDIS_URL (or the usual local server) answers.
The load is the same for both servers: 60 speakers among the sockets, at the messages per second shown.
``connect`` measures what it costs that everybody comes at once, and what a socket holds while it is open, against an
earlier version of the product in FOLDER (``git worktree add FOLDER COMMIT``), in the same run.
"""

import asyncio
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from benchmarks import world
from benchmarks.sockets import Listener, open_sockets

TICKS = os.sysconf("SC_CLK_TCK")
SPEAKERS = 60
RATES = (60, 240)
BODY = "Le verrou n’existe que dans une transaction : essayez sans, la base vous le dira tout de suite, promis."
LIMIT = 1.5


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def redis_answers() -> bool:
    try:
        socket.create_connection(("127.0.0.1", 6379), 1).close()
    except OSError:
        return False
    return True


def make_room(count: int) -> tuple[int, list[str]]:
    """A live room, and the cookies of ``count`` signed-in learners."""
    from cohorts.models import Enrolment, Session
    from live.models import Room
    from tests import factories

    cohort = factories.cohort()
    people = world.many_people(count, "voix")
    Enrolment.objects.bulk_create(Enrolment(cohort=cohort, learner=person, state="active") for person in people)
    room = Room.objects.create(session=factories.session(cohort, state=Session.State.LIVE))
    return room.pk, [world.sign_in(person) for person in people]


class Server:
    """A server process, and what it has used."""

    def __init__(self, *command: str, port: int, folder: Path = world.ROOT):
        self.port = port
        env = {**os.environ, "PORT": str(port), "PYTHONWARNINGS": "ignore"}
        self.process = subprocess.Popen([sys.executable, *command], cwd=folder, env=env)
        self._wait()

    def _wait(self) -> None:
        for _ in range(150):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError("the server does not answer")

    def cpu(self) -> float:
        """Seconds of CPU used so far, in user and system mode (proc(5))."""
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self) -> float:
        """KB of memory of its own (proc(5))."""
        with open(f"/proc/{self.process.pid}/smaps_rollup") as rollup:
            return sum(int(line.split()[1]) for line in rollup if line.startswith(("Private_Clean", "Private_Dirty")))

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(15)


async def load(server: Server, path: str, cookies: list[str], rate: int, seconds: int, first: int) -> dict:
    """Open the sockets, let ``rate`` messages a second be said, and read what everybody heard."""
    sockets = await open_sockets(path, server.port, cookies)
    await asyncio.sleep(2)
    for listener in sockets:
        listener.heard.clear()
    begun, total = server.cpu(), rate * seconds
    await _speak(sockets, rate, total)
    await _silence(sockets)
    used = server.cpu() - begun
    return _read(sockets, used, total, first)


async def _speak(sockets: list[Listener], rate: int, total: int) -> None:
    start, acknowledged = time.monotonic(), time.monotonic()
    for said in range(total):
        speaker = sockets[said % SPEAKERS]
        speaker.say({"type": "say", "key": f"parole-{rate}-{said:08d}", "body": BODY})
        if time.monotonic() - acknowledged > 2:
            acknowledged = time.monotonic()
            for listener in sockets:
                listener.say({"type": "ack"})
        await asyncio.sleep(max(0, start + (said + 1) / rate - time.monotonic()))


async def _silence(sockets: list[Listener]) -> None:
    """Wait until nothing more comes for a second, twenty at most."""
    before = -1
    for _ in range(20):
        now = sum(len(listener.heard) for listener in sockets)
        if now == before:
            return
        before = now
        await asyncio.sleep(1)


def _read(sockets: list[Listener], used: float, total: int, first: int) -> dict:
    expected = list(range(first, first + total))
    heard = [listener.numbers() for listener in sockets]
    for listener in sockets:
        listener.transport.close()
    deliveries = sum(len(numbers) for numbers in heard)
    if not deliveries:
        raise RuntimeError("nothing was heard: nothing is measured")
    return {
        "cost": used / deliveries * 1e6,
        "lost": sum(len(set(expected) - set(numbers)) for numbers in heard),
        "disordered": sum(numbers != sorted(numbers) for numbers in heard),
        "closed": sum(listener.lost for listener in sockets),
        "deliveries": deliveries,
    }


def measure(count: int, seconds: int) -> bool:
    redis = os.environ.get("REDIS_URL") or ("redis://127.0.0.1:6379" if redis_answers() else "")
    world.begin(**({"REDIS_URL": redis} if redis else {}))
    print(f"{count} sockets, {seconds} s a measure, {'Redis Pub/Sub' if redis else 'in-memory layer'}")
    room, cookies = make_room(count)
    ours = Server("-m", "lms.server", port=free_port())
    urllib.request.urlopen(f"http://localhost:{ours.port}/healthz", timeout=30).close()
    port = free_port()
    bare = Server("-m", "benchmarks.bare_server", str(port), port=port)
    kept, first = True, 1
    try:
        for rate in RATES:
            yardstick = asyncio.run(load(bare, "/", cookies, rate, seconds, first))
            room_cost = asyncio.run(load(ours, f"/ws/salles/{room}/", cookies, rate, seconds, first))
            first += rate * seconds
            kept = _say(rate, yardstick, room_cost, judged=rate == RATES[-1]) and kept
    finally:
        ours.end()
        bare.end()
    return kept


def _say(rate: int, bare: dict, ours: dict, judged: bool) -> bool:
    print(f"\n{rate} messages a second, {ours['deliveries']} deliveries")
    print(f"  bare server {bare['cost']:.1f} µs CPU a delivery; the room {ours['cost']:.1f} µs")
    ratio = ours["cost"] / bare["cost"]
    kept = world.verdict("messages lost", ours["lost"], 0)
    kept = world.verdict("sockets that heard out of order", ours["disordered"], 0) and kept
    kept = world.verdict("sockets closed", ours["closed"], 0) and kept
    if not judged:
        print(f"          CPU a delivery, ratio to the bare server: {ratio:.2f} (a quiet room: told, not judged)")
        return kept
    return world.verdict("CPU a delivery, ratio to the bare server", ratio, LIMIT) and kept


# Everybody at once

CONNECT_SHARE, MEMORY_SHARE = 1 / 8, 0.6
PLACES = ("room", "pages")


async def arrive(server: Server, path: str, cookies: list[str]) -> dict:
    """Open a socket for each cookie; what the server spent until it was quiet, and keeps for each."""
    held, begun, at = server.memory(), server.cpu(), time.monotonic()
    sockets = await open_sockets(path, server.port, cookies)
    await _all_greeted(sockets)
    took = time.monotonic() - at
    await asyncio.sleep(2)
    used, kept = server.cpu() - begun, (server.memory() - held) / len(cookies)
    closed = sum(listener.lost for listener in sockets)
    for listener in sockets:
        listener.transport.close()
    await asyncio.sleep(3)
    return {"cpu": used, "kb": kept, "took": took, "closed": closed}


async def _all_greeted(sockets: list[Listener]) -> None:
    for _ in range(600):
        if all(listener.heard for listener in sockets):
            return
        await asyncio.sleep(0.1)
    raise RuntimeError("some sockets were never greeted")


def compare_arrivals(folder: Path, count: int) -> bool:
    """Both versions on one database, which must fit both; the first batch, that warms a server up, is not counted."""
    redis = os.environ.get("REDIS_URL") or ("redis://127.0.0.1:6379" if redis_answers() else "")
    world.begin(**({"REDIS_URL": redis} if redis else {}))
    print(f"{count} sockets come at once, {'Redis Pub/Sub' if redis else 'in-memory layer'}")
    room, cookies = make_room(count)
    paths = dict(zip(PLACES, (f"/ws/salles/{room}/", "/ws/evenements/"), strict=True))
    found = {}
    for name, place in (("before", folder), ("now", world.ROOT)):
        for kind, path in paths.items():
            server = Server("-m", "lms.server", port=free_port(), folder=place)
            urllib.request.urlopen(f"http://localhost:{server.port}/healthz", timeout=60).close()
            asyncio.run(arrive(server, path, cookies[:20]))
            found[name, kind] = asyncio.run(arrive(server, path, cookies))
            server.end()
    kept = [_compare(kind, found["before", kind], found["now", kind]) for kind in PLACES]
    return all(kept)


def _compare(kind: str, before: dict, now: dict) -> bool:
    print(f"\n{kind}")
    for name, figures in (("before", before), ("now", now)):
        print(f"  {name:<7} {figures['cpu']:.2f} s CPU, {figures['took']:.1f} s, {figures['kb']:.0f} KB a socket")
    kept = world.verdict("sockets closed", now["closed"], 0)
    kept = world.verdict("CPU, share of before", now["cpu"] / before["cpu"], CONNECT_SHARE) and kept
    return world.verdict("memory, share of before", now["kb"] / before["kb"], MEMORY_SHARE) and kept


if __name__ == "__main__":
    if sys.argv[1:2] == ["connect"]:
        raise SystemExit(not compare_arrivals(Path(sys.argv[2]), int([*sys.argv, "300"][3])))
    arguments = [int(word) for word in sys.argv[1:]]
    raise SystemExit(not measure(*(arguments + [300, 8][len(arguments) :])))
