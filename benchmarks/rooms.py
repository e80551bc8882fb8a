"""What one delivery costs in a session's room, against a bare broadcast server in the same run.

    .venv/bin/python -m benchmarks.rooms [sockets] [seconds]

Real consumer, accounts, rules and rows; Redis Pub/Sub where REDIS_URL (or the usual local server) answers.
The load is the same for both servers: 60 speakers among the sockets, at the messages per second shown.
"""

import asyncio
import os
import socket
import subprocess
import sys
import time
import urllib.request

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
    return room.pk, [world.signed_in(person) for person in people]


class Server:
    """A server process, and the CPU it has used."""

    def __init__(self, *command: str, port: int):
        self.port = port
        env = {**os.environ, "PORT": str(port), "PYTHONWARNINGS": "ignore"}
        self.process = subprocess.Popen([sys.executable, *command], cwd=world.ROOT, env=env)
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
    return {
        "cost": used / deliveries * 1e6 if deliveries else float("inf"),
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


if __name__ == "__main__":
    arguments = [int(word) for word in sys.argv[1:]]
    raise SystemExit(not measure(*(arguments + [300, 8][len(arguments) :])))
