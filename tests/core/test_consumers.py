"""Sockets: for signed-in people, from our own pages, at a person's pace, and no longer than their rights."""

import asyncio
import json
import time

import pytest
from channels.testing import WebsocketCommunicator
from django.contrib.sessions.models import Session as DatabaseSession
from django.urls import reverse
from django.utils import timezone

from accounts import actions as account_actions
from accounts.models import User
from cohorts import actions as cohort_actions
from cohorts.models import Session
from core import consumers
from core.consumers import (
    FORBIDDEN,
    POLICY_VIOLATION,
    RULE_AGE,
    SOCKETS_PER_PERSON,
    TOO_BIG,
    TOO_MANY,
    UNAUTHENTICATED,
)
from core.events import groups_of
from core.pages import groups_heard
from core.reception import Knock, Ticket, in_thread, verdicts
from live.consumers import RoomConsumer
from live.models import Room
from lms.asgi import application
from tests import factories
from tests.sockets import OURS, browser_of, close_code, hear, open_socket

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
EVENTS = "/ws/evenements/"
PING = json.dumps({"type": "ping"})


@pytest.fixture
def room(a) -> Room:
    return Room.objects.create(session=factories.session(a.cohort, state=Session.State.LIVE, trainer=a.trainer))


async def _listening(person, **options):
    """The socket of a page that has heard that it is ready."""
    socket, let_in = await open_socket(EVENTS, person, **options)
    assert let_in
    await hear(socket, "ready")
    return socket


# Who is let in


@pytest.mark.parametrize("path", [EVENTS, "/ws/salles/1/"])
async def test_visitor_is_closed_with_a_reason(path):
    socket, _let_in = await open_socket(path)

    assert await close_code(socket) == UNAUTHENTICATED


@pytest.mark.parametrize("origin", [b"https://elsewhere.example", b"http://localhost.elsewhere.example", b"null"])
async def test_page_of_another_site_opens_no_socket(salma, origin):
    """The cookie comes along from anywhere; the origin does not lie."""
    _socket, let_in = await open_socket(EVENTS, salma, origin=origin)

    assert not let_in


@pytest.mark.parametrize("number", ["own", "999999"])
async def test_room_of_others_and_room_that_is_not_there_close_alike(b, room, number):
    path = f"/ws/salles/{room.pk if number == 'own' else number}/"
    socket, _let_in = await open_socket(path, b.mentor)

    assert await close_code(socket) == FORBIDDEN


@pytest.mark.parametrize("value", ["abc\0defghijklmnop", '"abc\\000defghijklmnop"', "x" * 5000, "é£" * 20, "\x01" * 32])
@pytest.mark.filterwarnings("ignore::django.core.cache.CacheKeyWarning")
async def test_session_cookie_that_no_row_can_hold_is_nobodys(settings, value):
    """A NUL, bare or hidden in a quoted octal, is an error of PostgreSQL's."""
    cookie = f"{settings.SESSION_COOKIE_NAME}={value}".encode("latin-1")
    headers = [(b"cookie", cookie), (b"origin", OURS), (b"host", b"localhost")]
    socket = WebsocketCommunicator(application, EVENTS, headers=headers)
    await socket.connect(timeout=5)

    assert await close_code(socket) == UNAUTHENTICATED


# What is heard


async def test_signal_reaches_its_audience_and_nobody_else(a, b, room):
    salma, hamza, foreigner = [await _listening(who) for who in (a.enrolment.learner, a.mentor, b.mentor)]

    await in_thread(cohort_actions.end_session)(room.session, by=a.trainer)

    for socket in (salma, hamza):
        signal = await hear(socket, "event")
        assert (signal["verb"], signal["target"]) == ("cohorts.session.end", room.session_id)
        assert set(signal) == {"type", "verb", "target", "id"}
    await foreigner.send_to(text_data=PING)
    assert (await foreigner.receive_json_from(timeout=5))["type"] == "pong"  # nothing came before
    for socket in (salma, hamza, foreigner):
        await socket.disconnect()


async def test_groups_follow_the_rights(a, b, monkeypatch):
    """A mentor who changes cohorts hears the new one and no longer the old, without a new page."""
    monkeypatch.setattr(consumers, "RULE_AGE", 1.0)
    socket = await _listening(a.mentor)

    def change_cohorts():
        cohort_actions.unassign_staff(a.cohort.staff.get(user=a.mentor), by=a.manager)
        account_actions.add_member(b.operator, by=User.system(), user=a.mentor, role="mentor")
        cohort_actions.assign_staff(b.cohort, by=b.manager, user=a.mentor, role="mentor")

    await in_thread(change_cohorts)()
    await asyncio.sleep(1.2)
    await in_thread(cohort_actions.edit_cohort)(a.cohort, by=a.manager, seats=30)
    await in_thread(cohort_actions.edit_cohort)(b.cohort, by=b.manager, seats=31)

    async def heard_change() -> dict:
        while (signal := await hear(socket, "event"))["verb"] != "cohorts.cohort.change":
            pass
        return signal

    assert (await heard_change())["target"] == b.cohort.pk
    await socket.disconnect()


def test_groups_follow_from_roles_and_places(a, b, salma, stranger):
    """A learner hears the cohort; who works there also its staff's signals; a manager also the organisation's."""
    factories.enrolment(b.cohort, learner=a.mentor)
    learns, works = {f"cohort-{a.cohort.pk}"}, {f"cohort-{a.cohort.pk}", f"cohort-{a.cohort.pk}-staff"}
    heard = {
        salma: learns,
        a.mentor: {*works, f"cohort-{b.cohort.pk}"},
        a.manager: {*works, f"organisation-{a.operator.pk}"},
        stranger: set(),
    }

    assert groups_of({person.pk for person in heard}) == {
        person.pk: {f"user-{person.pk}", *groups} for person, groups in heard.items()
    }


def test_fifty_pages_are_judged_by_as_many_queries_as_one(a, django_assert_num_queries):
    people = [a.manager, a.mentor, *(factories.enrolment(a.cohort).learner for _ in range(48))]
    tickets = [Ticket(person.pk, 0, browser_of(person).session.session_key) for person in people]

    for asked in (tickets[:1], tickets):
        with django_assert_num_queries(6):
            heard = groups_heard(asked)
        assert set(heard) == set(asked)


# How many sockets


async def test_sixth_socket_takes_the_place_of_the_oldest(salma, stranger):
    oldest, *others = [await _listening(salma) for _ in range(SOCKETS_PER_PERSON)]
    bystander = await _listening(stranger)

    newest = await _listening(salma)

    assert await close_code(oldest) == TOO_MANY
    for socket in (*others, newest, bystander):
        await socket.send_to(text_data=PING)
        await hear(socket, "pong")
        await socket.disconnect()


async def test_closed_sockets_leave_their_place(salma):
    first = await _listening(salma)
    for _ in range(SOCKETS_PER_PERSON + 1):
        await (await _listening(salma)).disconnect()

    await first.send_to(text_data=PING)
    await hear(first, "pong")
    await first.disconnect()


async def test_rooms_and_pages_count_together(a, room, salma):
    in_room, _ = await open_socket(f"/ws/salles/{room.pk}/", salma)
    await hear(in_room, "hello")  # a socket is let in, then counted
    pages = [await _listening(salma) for _ in range(SOCKETS_PER_PERSON)]

    assert await close_code(in_room) == TOO_MANY
    for page in pages:
        await page.disconnect()


# How much may be said


async def test_flood_is_closed(salma):
    socket = await _listening(salma)

    for _ in range(consumers.BUCKET + 10):
        await socket.send_to(text_data=PING)

    assert await close_code(socket) == POLICY_VIOLATION


async def test_a_persons_pace_is_not_a_flood(salma):
    socket = await _listening(salma)

    for _ in range(consumers.BUCKET):
        await socket.send_to(text_data=PING)
        await hear(socket, "pong")
    await socket.disconnect()


@pytest.mark.parametrize(
    "frame", [{"text_data": "x" * (consumers.MAX_FRAME + 1)}, {"bytes_data": b"\0\1"}], ids=["too long", "binary"]
)
async def test_frame_that_no_page_of_ours_sends_is_closed(salma, frame):
    socket = await _listening(salma)

    await socket.send_to(**frame)

    assert await close_code(socket) == TOO_BIG


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "null",
        '"ping"',
        "{}",
        '{"type": 1}',
        '{"type": "unknown"}',
        '{"type": "__class__"}',
        '{"type": "json"}',
        '{"type": "ping", "x": "\\ud83e"}',
        "[" * 2000,
    ],
)
async def test_nonsense_is_told_so_and_the_socket_stays(salma, text):
    socket = await _listening(salma)

    await socket.send_to(text_data=text)
    assert (await hear(socket, "error"))["error"] == "unknown"

    await socket.send_to(text_data=PING)
    await hear(socket, "pong")
    await socket.disconnect()


async def test_what_was_on_its_way_when_the_socket_was_closed_is_not_handled(a, room, salma):
    socket, _ = await open_socket(f"/ws/salles/{room.pk}/", salma)
    await hear(socket, "hello")

    await socket.send_to(bytes_data=b"closes it")
    await socket.send_json_to({"type": "say", "body": "Trop tard", "key": "cle-numero-1"})

    assert await close_code(socket) == TOO_BIG
    await socket.disconnect()
    assert await in_thread(room.entries.count)() == 0


# Many at once


def test_twenty_at_the_door_are_judged_by_as_many_queries_as_one(a, room, django_assert_num_queries):
    people = [a.mentor, *(factories.enrolment(a.cohort).learner for _ in range(20))]
    keys = [browser_of(person).session.session_key for person in people]
    knocks = [Knock(key, RoomConsumer.judge_many, room.pk) for key in keys]

    for asked in (knocks[:1], knocks):
        with django_assert_num_queries(6):
            found = verdicts(asked)
        assert [verdict.judgement for verdict in found] == [0] * len(asked)


def test_session_that_is_over_forged_or_of_another_pass_phrase_opens_nothing(a, room):
    mentor = browser_of(a.mentor)
    good = mentor.session.session_key
    changed = browser_of(a.trainer).session.session_key
    a.trainer.set_password("une autre phrase de passe")
    a.trainer.save()
    over = browser_of(a.manager).session.session_key
    DatabaseSession.objects.filter(session_key=over).update(expire_date=timezone.now())
    keys = [good, changed, over, "x" * 32, ""]

    found = verdicts([Knock(key, RoomConsumer.judge_many, room.pk) for key in keys])

    assert [verdict.ticket is not None for verdict in found] == [True, False, False, False, False]


# How long one may stay


async def test_sockets_close_within_five_seconds_of_losing_the_right(a, room, stranger):
    """A role taken back, a log-out, a changed pass phrase, a blocked account: each with its code; others stay."""
    leaver = await in_thread(browser_of)(a.enrolment.learner)
    path = f"/ws/salles/{room.pk}/"
    role_lost, _ = await open_socket(path, a.mentor)
    signed_out, _ = await open_socket(path, client=leaver)
    signed_out_page = await _listening(None, client=leaver)
    passphrase_changed = await _listening(a.trainer)
    blocked = await _listening(a.manager)
    untouched = await _listening(stranger)

    def lose():
        cohort_actions.unassign_staff(a.cohort.staff.get(user=a.mentor), by=a.manager)
        leaver.post(reverse("account_logout"))
        account_actions.end_sessions(a.trainer)
        User.objects.filter(pk=a.manager.pk).update(is_active=False)

    await in_thread(lose)()
    begun = time.monotonic()
    closing = (role_lost, signed_out, signed_out_page, passphrase_changed, blocked)
    codes = await asyncio.gather(*(close_code(socket) for socket in closing))

    assert time.monotonic() - begun <= RULE_AGE + 0.5
    assert codes == [FORBIDDEN, *[UNAUTHENTICATED] * 4]
    await untouched.send_to(text_data=PING)
    await hear(untouched, "pong")
    await untouched.disconnect()


async def test_words_said_after_losing_the_right_are_not_kept(a, room, monkeypatch):
    """Even before the watch comes round, a message is judged by a rule at most five seconds old."""
    socket, _ = await open_socket(f"/ws/salles/{room.pk}/", a.mentor)
    await hear(socket, "hello")
    await in_thread(cohort_actions.unassign_staff)(await in_thread(a.cohort.staff.get)(user=a.mentor), by=a.manager)
    monkeypatch.setattr(consumers, "RULE_AGE", -1.0)  # as if five seconds had passed

    await socket.send_json_to({"type": "say", "body": "Encore moi", "key": "cle-numero-1"})

    assert await close_code(socket) == FORBIDDEN
    assert await in_thread(room.entries.count)() == 0


async def test_ended_session_keeps_its_room_readable(a, room):
    """The end of a session is no loss of a right: who is there stays and reads."""
    socket, _ = await open_socket(f"/ws/salles/{room.pk}/", a.enrolment.learner)
    await hear(socket, "hello")

    await in_thread(cohort_actions.end_session)(room.session, by=a.trainer)

    assert (await hear(socket, "entries"))["entries"][0]["state"] == "ended"
    await socket.send_json_to({"type": "say", "body": "Merci", "key": "cle-numero-2"})
    assert (await hear(socket, "refused"))["key"] == "cle-numero-2"
    await socket.disconnect()
