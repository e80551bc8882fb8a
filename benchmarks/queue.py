"""The review queue: what a long one costs, who wins a claim, how soon a desk knows of a new work.

    .venv/bin/python -m benchmarks.queue

On the server of DATABASE_URL (a database of its own is made there and removed), else on SQLite.
"""

import asyncio
import http.client
import statistics
import time
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from benchmarks import world
from benchmarks.pages import LIMIT, add_rows, look, make_world
from benchmarks.rooms import Server, free_port
from benchmarks.sockets import Listener, open_sockets

FEW, MANY = 100, 10_000
MENTORS, ROUNDS = 20, 50
DESKS, CLICKS, SOON = 50, 40, 0.3
TOKEN = "q" * 32


def long_queue(made: dict) -> bool:
    """Queries, bytes and time of the first page, and of a page in the middle, at few and at many waiting."""
    from django.urls import reverse

    address = reverse("projects:queue")
    add_rows(made, FEW - 1, "peu")
    add_reviews(made["mentor"])
    before = look(address, made["mentor"])
    add_rows(made, MANY - FEW, "beaucoup")
    world.look_at_tables()
    kept = True
    for name, page in (("first page", address), ("page in the middle", f"{address}?suite={_middle()}")):
        queries, size, seconds = look(page, made["mentor"])
        print(f"\n{MANY} waiting, {name}: {queries} queries, {size / 1024:.0f} KB, {seconds * 1000:.1f} ms")
        kept = world.verdict("queries", queries, 10) and kept
        kept = world.verdict(f"queries more than with {FEW}", queries - before[0], 0) and kept
        kept = world.verdict(f"bytes, ratio to {FEW}", size / before[1], LIMIT) and kept
        kept = world.verdict(f"time, ratio to {FEW}", seconds / before[2], LIMIT) and kept
    return kept


def add_reviews(mentor) -> None:
    """A first review of each waiting work, sent in the last days: the queue counts the promises they kept."""
    from django.utils import timezone

    from projects.models import Review, Version

    now = timezone.now()
    Review.objects.bulk_create(
        Review(version=version, reviewer=mentor, decision="changes_requested", sent_at=now - timedelta(hours=place))
        for place, version in enumerate(Version.objects.all())
    )


def _middle() -> str:
    from projects.models import Submission

    row = Submission.objects.order_by("rank_at", "pk")[MANY // 2]
    return f"{row.rank_at.timestamp()}-{row.pk}"


def claim_race(made: dict) -> bool:
    """Mentors who claim the same work at the same instant, round after round."""
    from django.db import connections

    from core.workflow import TransitionRefused
    from projects import actions
    from projects.models import Claim, Submission
    from tests import factories

    mentors = [factories.staff(made["cohort"], "mentor") for _ in range(MENTORS)]
    gate = Barrier(MENTORS)

    def claim(mentor, pk: int) -> bool:
        row = Submission.objects.select_related("assignment__cohort").get(pk=pk)
        mentor.has_perm("projects.review_submission", row)
        gate.wait()
        try:
            return bool(actions.claim(row, by=mentor))
        except TransitionRefused:
            return False

    def close() -> None:
        gate.wait()
        connections.close_all()

    wrong = 0
    with ThreadPoolExecutor(MENTORS) as pool:
        for row in list(Submission.objects.waiting()[:ROUNDS]):
            won = sum(pool.map(claim, mentors, [row.pk] * MENTORS))
            open_claims = Claim.objects.filter(submission=row, released_at=None)
            wrong += won != 1 or open_claims.count() != 1
            actions.release(Submission.objects.get(pk=row.pk), by=open_claims.get().holder)
        for _ in range(MENTORS):
            pool.submit(close)
    print(f"\n{MENTORS} mentors claim the same work, {ROUNDS} rounds")
    return world.verdict("rounds without exactly one winner", wrong, 0)


def make_drafts(made: dict) -> list[tuple[str, str]]:
    """The address of each click, and the cookie of the learner who clicks."""
    from django.urls import reverse

    from projects import actions
    from tests import factories

    drafts = []
    for _ in range(CLICKS):
        enrolment = factories.enrolment(made["cohort"])
        row = factories.submission(made["given"], enrolment)
        actions.save_draft(row, by=enrolment.learner, repository_url="https://example.org/depot")
        drafts.append((reverse("projects:submit", args=[row.pk]), world.sign_in(enrolment.learner)))
    return drafts


def click(port: int, address: str, cookie: str) -> None:
    """Hand the draft in, as the learner's browser does."""
    body = urllib.parse.urlencode({"csrfmiddlewaretoken": TOKEN, "repository_url": "https://example.org/depot"})
    headers = {"Cookie": f"{cookie}; csrftoken={TOKEN}", "Content-Type": "application/x-www-form-urlencoded"}
    answer = _ask(port, "POST", address, body, headers)
    if answer.status != 302:
        raise RuntimeError(f"the click was answered {answer.status}")


def _ask(port: int, method: str, address: str, body: str, headers: dict) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("localhost", port, timeout=30)
    connection.request(method, address, body, headers)
    answer = connection.getresponse()
    answer.text = answer.read().decode()
    connection.close()
    return answer


async def news(port: int, desks: list[str], drafts: list[tuple[str, str]]) -> tuple[list[float], list[float], int]:
    """How long each desk waited for each signal, how long one of them for the row, and how many heard nothing."""
    sockets = await open_sockets("/ws/evenements/", port, desks)
    await asyncio.sleep(2)
    signals, rows, missing = [], [], 0
    for address, cookie in drafts:
        for listener in sockets:
            listener.heard.clear(), listener.times.clear()
        begun = time.perf_counter()
        clicked = asyncio.create_task(asyncio.to_thread(click, port, address, cookie))
        heard = await _first(sockets)
        signals += [moment - begun for moment in heard]
        missing += len(sockets) - len(heard)
        rows.append(await asyncio.to_thread(_row, port, desks[0], address.split("/")[2], begun))
        await clicked
        await asyncio.sleep(0.1)
    for listener in sockets:
        listener.transport.close()
    return signals, rows, missing


async def _first(sockets: list[Listener]) -> list[float]:
    """When each desk heard of the hand-in; whoever has not after five seconds is not in the list."""
    for _ in range(500):
        if all(listener.times for listener in sockets):
            break
        await asyncio.sleep(0.01)
    return [listener.times[0] for listener in sockets if listener.times]


def _row(port: int, cookie: str, pk: str, begun: float) -> float:
    """When the desk that heard has the row, by the fragment its page fetches."""
    answer = _ask(port, "GET", f"/revues/?vues={pk}", "", {"Cookie": cookie, "HX-Request": "true"})
    return time.perf_counter() - begun if f'id="row-{pk}"' in answer.text else float("inf")


def latency(made: dict) -> bool:
    """From the learner's click to every open desk, and to the row in one of them."""
    from projects.models import Submission
    from tests import factories

    Submission.objects.exclude(pk=made["submission"].pk).update(state="draft", rank_at=None)
    desks = [world.sign_in(factories.staff(made["cohort"], "mentor")) for _ in range(DESKS)]
    drafts = make_drafts(made)
    server = Server("-m", "lms.server", port=free_port())
    urllib.request.urlopen(f"http://localhost:{server.port}/healthz", timeout=30).close()
    try:
        asyncio.run(news(server.port, desks[:2], drafts[:3]))  # a process's first answers are no measure
        signals, rows, missing = asyncio.run(news(server.port, desks, drafts[3:]))
    finally:
        server.end()
    print(f"\n{len(rows)} clicks, {DESKS} desks open: the signal after {statistics.median(signals) * 1000:.0f} ms,")
    print(f"the row in one queue after {statistics.median(rows) * 1000:.0f} ms (medians)")
    kept = world.verdict("signals missing", missing, 0)
    kept = world.verdict("from the click to a desk, 95th centile (s)", _p95(signals), SOON) and kept
    return world.verdict("from the click to the row, 95th centile (s)", _p95(rows), SOON) and kept


def _p95(values: list[float]) -> float:
    return sorted(values)[len(values) * 95 // 100]


def measure() -> bool:
    world.begin(ALLOWED_HOSTS="localhost,testserver")
    from django.db import connection

    print(connection.vendor)
    made = make_world()
    kept = long_queue(made)
    kept = claim_race(made) and kept
    return latency(made) and kept


if __name__ == "__main__":
    raise SystemExit(not measure())
