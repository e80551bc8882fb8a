"""Redis is a comfort: stopped under a running platform, pages answer, limits hold, rooms go on; back, all is as before."""

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.urls import reverse
from django.utils import timezone
from websockets.sync.client import ClientConnection, connect

from accounts import actions as account_actions
from accounts.models import User
from cohorts.models import Session
from core.models import Count, Event
from live.models import Entry, Room
from reports.models import ImportedFigure
from tests import factories
from tests.factories import PASSPHRASE
from tests.lms.own_redis import own_redis  # noqa: F401  the fixture
from tests.lms.serving import serving
from tests.sockets import browser_of

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True)]
KEY = "only-for-this-run-" + "x" * 40


@pytest.fixture
def start(own_redis, tmp_path, settings):  # noqa: F811
    """``start()`` → the port of one more server process on that Redis and on the tests' database."""
    settings.SECRET_KEY = KEY  # the sessions made here are opened there
    with ExitStack() as stack:
        yield lambda: stack.enter_context(
            serving(tmp_path, REDIS_URL=own_redis.url, DEMO="0", STAFF_SECOND_FACTOR="0")
        )[0]


def _cookie(person) -> str:
    return f"{settings.SESSION_COOKIE_NAME}={browser_of(person).session.session_key}"


def _get(port: int, path: str, **headers: str) -> tuple[int, str]:
    asked = urllib.request.Request(f"http://localhost:{port}{path}", headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def _post(port: int, path: str, person, **typed: str | list[str]) -> tuple[int, str]:
    """The answer to a form, and where it leads."""
    token = "c" * 32
    headers = {"Cookie": f"{_cookie(person)}; {settings.CSRF_COOKIE_NAME}={token}", "Accept": "text/html"}
    body = urllib.parse.urlencode({**typed, "csrfmiddlewaretoken": token}, doseq=True).encode()
    asked = urllib.request.Request(f"http://localhost:{port}{path}", body, headers)
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return answer.status, urllib.parse.urlsplit(answer.url).path
    except urllib.error.HTTPError as error:
        with error:
            return error.code, path


def _health(port: int) -> dict:
    return json.loads(_get(port, "/healthz")[1])


def _until(true, seconds: float = 15):
    """Wait for what comes by itself."""
    limit = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < limit:
        time.sleep(0.2)
    return found


@pytest.mark.parametrize("way", ["stop", "fall_silent"])
def test_every_kind_of_page_answers_without_redis(a, start, own_redis, way):  # noqa: F811
    port, learner, mentor = start(), a.enrolment.learner, a.mentor
    room = Room.objects.create(session=factories.session(a.cohort, state="live", trainer=a.trainer))
    secret = account_actions.create_token(by=mentor, name="essai", scope="read", days=1, second_factor=False)[1]
    pages = [
        ("/fr/", {}),
        ("/accounts/login/", {}),
        ("/aujourdhui/", {"Cookie": _cookie(learner)}),
        (reverse("live:room", args=[room.session_id]), {"Cookie": _cookie(learner)}),
        (f"/salles/{room.pk}/", {"Cookie": _cookie(learner)}),
        ("/revues/", {"Cookie": _cookie(mentor)}),
        ("/api/v1/me", {"Authorization": f"Bearer {secret}"}),
        ("/evenements/", {"Cookie": _cookie(mentor)}),
    ]
    assert _health(port) == {"status": "ok", "database": "ok", "room": "ok", "redis": "ok"}
    assert [(path, _get(port, path, **headers)[0]) for path, headers in pages] == [(path, 200) for path, _ in pages]

    getattr(own_redis, way)()

    assert [(path, _get(port, path, **headers)[0]) for path, headers in pages] == [(path, 200) for path, _ in pages]
    assert _health(port) == {"status": "degraded", "database": "ok", "room": "ok", "redis": "away"}
    assert _get(port, "/healthz?strict=1")[0] == 503

    own_redis.stop()
    own_redis.start()

    assert _until(lambda: _health(port)["status"] == "ok")


@pytest.mark.parametrize("way", ["stop", "fall_silent"])
def test_what_is_written_many_at_once_is_written_without_redis(a, officer, start, own_redis, way):  # noqa: F811
    port, day = start(), timezone.localdate() + timedelta(days=7)
    begins = timezone.now() + timedelta(days=14)
    coming = factories.session(a.cohort, starts_at=begins, ends_at=begins + timedelta(hours=1))
    factories.region("MA-06", "Casablanca-Settat")
    factories.programme(goal=200)
    hours = {f"{name}_{day.weekday()}": hour for name, hour in {"starts": "09:00", "ends": "12:00"}.items()}
    rule = {"title": "Atelier {n}", "first_day": day, "last_day": day, "slot": f"{day}T09:00", **hours}
    table = "Région;Compté le;Formés;En formation;Motif\nMA-06;30/09/2026;5;1;Ancien fichier"
    getattr(own_redis, way)()

    answers = [
        _post(port, reverse(name, args=args), by, request_key=name, **typed)
        for name, args, by, typed in [
            ("cohorts:invite_many", [a.cohort.code], a.manager, {"chosen": ["x@x.ma", "y@x.ma"]}),
            ("cohorts:plan", [a.cohort.code], a.manager, {**rule, "confirm": "1"}),
            ("cohorts:shift", [coming.pk], a.manager, {"to": "days", "days": "1", "confirm": "1", "meant": "1"}),
            ("reports:baseline_many", [], officer, {"table": table, "confirmed": "1"}),
        ]
    ]

    people, sessions = (reverse(f"cohorts:{name}", args=[a.cohort.code]) for name in ("people", "sessions"))
    assert answers == [(200, people), (200, sessions), (200, sessions), (200, reverse("reports:baseline"))]
    assert a.cohort.enrolments.filter(invitation__email__in=["x@x.ma", "y@x.ma"]).count() == 2
    assert a.cohort.sessions.filter(title="Atelier 1").count() == 1
    assert Session.objects.get(pk=coming.pk).starts_at == begins + timedelta(days=1)
    assert ImportedFigure.objects.get().trained == 5
    assert not Event.objects.filter(handled_at=None).exists()


def _log_in(port: int, email: str, passphrase: str) -> tuple[int, str]:
    """The answer to the form, as a browser sends it."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    address = f"http://localhost:{port}/accounts/login/"
    page = opener.open(address, timeout=20).read().decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    body = urllib.parse.urlencode({"login": email, "password": passphrase, "csrfmiddlewaretoken": token}).encode()
    answer = opener.open(urllib.request.Request(address, body, {"Referer": address}), timeout=30)
    return answer.status, answer.read().decode()


def test_limit_on_guesses_neither_opens_nor_closes_the_door_without_redis(a, start, own_redis):  # noqa: F811
    port, victim, other = start(), a.enrolment.learner, a.mentor
    hashed = Argon2PasswordHasher().encode(PASSPHRASE, "sel-de-ce-test")
    User.objects.filter(pk__in=[victim.pk, other.pk]).update(password=hashed)
    own_redis.stop()

    told = [_log_in(port, victim.email, f"faux essai {number}")[1] for number in range(6)]

    assert "Trop de tentatives" not in told[4]
    assert "Trop de tentatives" in told[5]
    assert Count.objects.exists()
    assert 'name="login"' not in _log_in(port, other.email, PASSPHRASE)[1]  # the door is open to who knows the words


def test_session_ended_while_redis_was_away_stays_ended(a, own_redis, settings):  # noqa: F811
    """The server that comes back with what it held before is not believed."""
    from core.caches import TolerantRedis, _lines

    cache = TolerantRedis(own_redis.url, {"KEY_PREFIX": "t"})
    cache.set("session", "signed in")
    line = _lines[own_redis.url]
    line.asked_again_at = time.monotonic() + 60  # as after a failure

    cache.delete("session")
    assert cache.get("session") is None
    line.asked_again_at = 0.0

    assert cache.get("session") is None


# Rooms


@contextmanager
def _enter(port: int, room: Room, person) -> Iterator[ClientConnection]:
    headers = {"Cookie": _cookie(person), "Origin": f"http://localhost:{port}"}
    address = f"ws://localhost:{port}/ws/salles/{room.pk}/"
    with connect(address, additional_headers=headers, open_timeout=10) as socket:
        _hear(socket, "hello")
        yield socket


def _hear(socket: ClientConnection, kind: str, seconds: float = 10, **wanted) -> dict:
    limit = time.monotonic() + seconds
    while (left := limit - time.monotonic()) > 0:
        for frame in json.loads(socket.recv(timeout=left)):
            if frame["kind"] == kind and wanted.items() <= frame.items():
                return frame
    raise TimeoutError(kind)


def _say(socket: ClientConnection, number: int) -> None:
    socket.send(json.dumps({"type": "say", "key": f"cle-numero-{number}", "body": f"mot {number}"}))


@pytest.fixture
def room(a) -> Room:
    return Room.objects.create(session=factories.session(a.cohort, state=Session.State.LIVE, trainer=a.trainer))


def test_room_opened_after_a_restart_of_redis_is_alive(a, room, start, own_redis):  # noqa: F811
    port = start()
    with _enter(port, room, a.mentor) as before:
        _say(before, 1)
        _hear(before, "said")
    own_redis.stop()
    own_redis.start()

    with _enter(port, room, a.enrolment.learner) as socket, _enter(port, room, a.mentor) as other:
        _say(socket, 2)

        assert _hear(other, "entries")["entries"][0]["body"] == "mot 2"
        assert _hear(socket, "said")["n"] == 2


def test_room_opened_while_redis_is_away_goes_on_and_says_that_it_is_not_direct(a, room, start, own_redis):  # noqa: F811
    port = start()
    own_redis.stop()

    with _enter(port, room, a.enrolment.learner) as socket, _enter(port, room, a.mentor) as other:
        _hear(socket, "direct", on=False)
        _say(socket, 1)
        assert _hear(socket, "said")["n"] == 1
        assert _hear(other, "entries")["entries"][0]["body"] == "mot 1"

        own_redis.start()
        _hear(socket, "direct", on=True)


def test_word_said_in_one_process_is_known_in_the_other_whatever_redis_does(a, room, start, own_redis):  # noqa: F811
    here, there = start(), start()
    with _enter(here, room, a.enrolment.learner) as socket, _enter(there, room, a.mentor) as other:
        _say(socket, 1)
        assert _hear(other, "entries")["entries"][0]["n"] == 1

        own_redis.stop()
        _say(socket, 2)
        _hear(socket, "said", n=2)
        assert _hear(other, "entries")["entries"][0]["n"] == 2

        own_redis.start()
        _hear(socket, "direct", on=True)
        _hear(other, "direct", on=True)
        _say(socket, 3)
        assert _hear(other, "entries")["entries"][0]["n"] == 3

    assert Entry.objects.filter(room=room).count() == 3
