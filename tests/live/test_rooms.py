"""A session's room: numbered rows, heard live, nothing lost, nothing twice."""

import asyncio

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cohorts import actions as cohort_actions
from cohorts.models import Presence, Session
from core.reception import in_thread
from live import actions
from live.models import Entry, Room
from tests import factories
from tests.sockets import hear, open_socket

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def room(a):
    session = factories.session(a.cohort, state=Session.State.LIVE, trainer=a.trainer)
    return Room.objects.create(session=session)


async def _socket(room, person):
    return (await open_socket(f"/ws/salles/{room.pk}/", person))[0]


async def test_words_reach_the_other_browser_with_their_number(a, room):
    salma, hamza = await _socket(room, a.enrolment.learner), await _socket(room, a.mentor)
    await hear(hamza, "hello")

    await salma.send_json_to({"type": "say", "body": "Bonjour à toutes", "key": "premiere-cle-1"})

    heard = await hear(hamza, "entries")
    assert [(row["n"], row["body"]) for row in heard["entries"]] == [(1, "Bonjour à toutes")]
    assert (await hear(salma, "said"))["n"] == 1
    for socket in (salma, hamza):
        await socket.disconnect()


async def test_words_sent_twice_are_one_row(a, room):
    salma = await _socket(room, a.enrolment.learner)

    for _ in range(2):
        await salma.send_json_to({"type": "say", "body": "Une fois", "key": "la-meme-cle"})
        assert (await hear(salma, "said"))["n"] == 1

    assert await in_thread(Entry.objects.count)() == 1
    await salma.disconnect()


async def test_after_a_cut_what_was_missed_is_fetched_in_order(a, room):
    salma, hamza = await _socket(room, a.enrolment.learner), await _socket(room, a.mentor)
    await hamza.disconnect()
    for number in range(5):
        await salma.send_json_to({"type": "say", "body": f"mot {number}", "key": f"cle-numero-{number}"})
        await hear(salma, "said")
    await salma.disconnect()

    def fetch():
        client = Client()
        client.force_login(a.mentor)
        return client.get(reverse("live:messages", args=[room.pk]), {"apres": 2}).json()

    found = await in_thread(fetch)()
    assert [row["n"] for row in found["entries"]] == [3, 4, 5]
    assert found["last"] == 5


@pytest.mark.parametrize("who", ["b.mentor", "b.enrolment.learner", "b.manager"])
async def test_stranger_is_shown_out(a, b, room, who):
    person = {"b.mentor": b.mentor, "b.enrolment.learner": b.enrolment.learner, "b.manager": b.manager}[who]
    socket = await _socket(room, person)

    closing = await socket.receive_output(timeout=5)

    assert closing["type"] == "websocket.close"
    assert closing["code"] in (4401, 4403)


async def test_presence_is_recorded_from_entering_to_leaving(a, room):
    salma = await _socket(room, a.enrolment.learner)
    await hear(salma, "hello")
    for _ in range(50):
        if await in_thread(Presence.objects.filter(left_at=None).count)():
            break
        await asyncio.sleep(0.1)
    await salma.disconnect()

    def interval():
        return Presence.objects.get(user=a.enrolment.learner)

    for _ in range(50):
        if (await in_thread(interval)()).left_at:
            break
        await asyncio.sleep(0.1)
    assert (await in_thread(interval)()).left_at is not None


def test_without_a_socket_the_page_says_and_hears(client, a, room):
    client.force_login(a.enrolment.learner)
    url = reverse("live:messages", args=[room.pk])

    client.post(url, {"body": "Sans socket", "key": "cle-numero-9"})

    assert [row["body"] for row in client.get(url).json()["entries"]] == ["Sans socket"]


def test_room_is_there_once_its_session_is_opened(a):
    session = factories.session(a.cohort, starts_at=timezone.now(), trainer=a.trainer)

    cohort_actions.open_session(session, by=a.trainer)

    assert Room.objects.filter(session=session).exists()


def test_without_a_socket_the_page_learns_of_a_removal_and_of_the_end(client, a, room):
    words = actions.clean_words(a.enrolment.learner.pk, "Le corrigé", "cle-numero-10")
    said = actions.say(room, [words])[0]
    client.force_login(a.enrolment.learner)
    url = reverse("live:messages", args=[room.pk])

    actions.remove_words(said, by=a.trainer)
    cohort_actions.end_session(room.session, by=a.trainer)

    removal, end = client.get(url, {"apres": 1}).json()["entries"]
    assert (removal["n"], removal["kind"], removal["number"]) == (2, "removal", 1)
    assert (end["n"], end["kind"], end["state"]) == (3, "session", "ended")


def test_trainer_removes_a_message_and_its_number_stays(client, a, room):
    actions.say(room, [actions.clean_words(a.enrolment.learner.pk, "À retirer", "cle-numero-1")])
    client.force_login(a.trainer)

    client.post(reverse("live:remove", args=[room.pk, 1]))

    client.force_login(a.mentor)
    text = client.get(reverse("live:messages", args=[room.pk])).content.decode()
    assert "retirer" not in text
    assert [entry.number for entry in Entry.objects.all()] == [1, 2]


def test_mentor_may_not_remove(client, a, room):
    actions.say(room, [actions.clean_words(a.enrolment.learner.pk, "Je reste", "cle-numero-1")])
    client.force_login(a.mentor)

    assert client.post(reverse("live:remove", args=[room.pk, 1])).status_code == 403


def test_ended_session_takes_no_more_words(client, a, room):
    cohort_actions.end_session(room.session, by=a.trainer)
    client.force_login(a.enrolment.learner)

    reply = client.post(reverse("live:messages", args=[room.pk]), {"body": "Trop tard", "key": "cle-numero-8"})

    assert reply.status_code >= 400
    assert not Entry.objects.filter(kind="words").exists()


async def test_room_that_its_cohort_closes_is_told_to_the_open_pages(a, room):
    hamza = await _socket(room, a.mentor)
    await hear(hamza, "hello")

    await in_thread(cohort_actions.complete_cohort)(a.cohort, by=a.manager)

    (end,) = (await hear(hamza, "entries"))["entries"]
    assert (end["kind"], end["state"]) == ("session", "ended")
    await hamza.disconnect()


def test_ending_closes_every_presence(a, room):
    now = timezone.now()
    cohort_actions.keep_presences(room.session, user_ids={a.enrolment.learner.pk}, at=now)

    cohort_actions.end_session(room.session, by=a.trainer)

    assert not Presence.objects.filter(left_at=None).exists()


def test_words_are_shown_as_text(client, a, room):
    actions.say(room, [actions.clean_words(a.enrolment.learner.pk, "<script>alert(1)</script>", "cle-numero-1")])
    client.force_login(a.mentor)

    text = client.get(reverse("live:room", args=[room.session_id])).content.decode()

    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_typed_code_is_said_the_same_by_the_page_and_by_the_twin_of_the_socket(client, a, room):
    client.force_login(a.enrolment.learner)
    url = reverse("live:messages", args=[room.pk])
    client.post(url, {"body": "for x in y:\n    **print**(x)\n\n**bravo** <b>", "key": "cle-numero-9"})

    html = client.get(reverse("live:room", args=[room.session_id])).content.decode()
    (said,) = client.get(url).json()["entries"]

    assert "for x in y:\n<code>    **print**(x)</code>" in html
    assert "<strong>bravo</strong> &lt;b&gt;" in html
    code, praise = (node for node in said["words"] if isinstance(node, list))
    assert code == ["p", {"dir": "auto"}, "for x in y:\n", ["code", {}, "    **print**(x)"]]
    assert praise == ["p", {"dir": "auto"}, ["strong", {}, "bravo"], " <b>"]


def test_words_without_markup_travel_once(client, a, room):
    client.force_login(a.enrolment.learner)
    url = reverse("live:messages", args=[room.pk])
    client.post(url, {"body": "Bonjour", "key": "cle-numero-9"})

    assert client.get(url).json()["entries"][0]["words"] == []


def test_names_lead_the_staff_to_each_learners_page_and_nobody_else(client, a, room):
    learner = a.enrolment.learner
    cohort_actions.keep_presences(room.session, user_ids={learner.pk}, at=timezone.now())
    page = reverse("reports:learner", args=[a.cohort.code, a.enrolment.pk])
    read = {}

    for person in (a.mentor, learner):
        client.force_login(person)
        read[person] = client.get(reverse("live:room", args=[room.session_id])).content.decode()

    assert page in read[a.mentor]
    assert f'"{learner.pk}": {a.enrolment.pk}' in read[a.mentor]
    assert page not in read[learner]
    assert 'id="learners"' not in read[learner]
