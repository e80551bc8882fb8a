"""A room's one log: numbers without gaps, each fact once, the same entry whatever brings it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from cohorts import actions as cohort_actions
from cohorts.models import Session
from core.events import handle
from core.models import Event
from core.reception import Ticket, in_thread
from live import actions, presence, writer
from live.hub import hub_for
from live.models import Entry, Room
from tests import factories
from tests.sockets import hear, open_socket

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def room(a):
    session = factories.session(a.cohort, state=Session.State.LIVE, trainer=a.trainer)
    return Room.objects.create(session=session)


def _words(person, *numbers: int) -> list[actions.Said]:
    return [actions.words(person.pk, f"mot {number}", f"cle-numero-{number}") for number in numbers]


def _log(room) -> list[tuple]:
    return list(room.entries.values_list("number", "kind", "payload"))


def test_batch_that_repeats_leaves_no_gap_and_answers_with_the_first(a, room):
    learner = a.enrolment.learner
    first = actions.say(room, _words(learner, 1, 2))

    again = actions.say(room, _words(learner, 2, 3, 3, 1))

    assert [entry.number for entry in again] == [2, 3, 3, 1]
    assert again[0].pk == first[1].pk
    assert [number for number, _kind, _payload in _log(room)] == [1, 2, 3]
    room.refresh_from_db()
    assert room.last_number == 3


def test_same_key_of_another_person_is_other_words(a, room):
    actions.say(room, [*_words(a.enrolment.learner, 1), *_words(a.mentor, 1)])

    assert [number for number, _kind, _payload in _log(room)] == [1, 2]


def _at_once(*acts) -> list:
    def run(act):
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_whoever_writes_at_once_the_log_has_every_number_once(a, room):
    people = [a.enrolment.learner, a.mentor, a.trainer]

    _at_once(*(lambda person=person: actions.say(room, _words(person, 1, 2)) for person in people))

    assert [number for number, _kind, _payload in _log(room)] == [1, 2, 3, 4, 5, 6]


def test_words_that_two_trainers_remove_at_once_are_removed_once(a, room):
    (entry,) = actions.say(room, _words(a.enrolment.learner, 1))
    other = factories.staff(a.cohort, "trainer")

    def remove(person):
        own = Entry.objects.select_related("room__session__cohort").get(pk=entry.pk)
        return lambda: actions.remove_words(own, by=person)

    _at_once(*(remove(person) for person in (a.trainer, other)))

    assert _log(room)[1:] == [(2, "removal", {"number": 1})]
    assert Event.objects.filter(verb="live.message.remove").count() == 1


def test_removed_words_are_read_nowhere_and_stay_in_their_row(client, a, room):
    (entry,) = actions.say(room, _words(a.enrolment.learner, 1))
    actions.remove_words(entry, by=a.trainer)
    client.force_login(a.mentor)

    for address in (reverse("live:room", args=[room.session_id]), reverse("live:messages", args=[room.pk])):
        assert "mot 1" not in client.get(address).content.decode()
    assert Entry.objects.get(pk=entry.pk).payload == {"body": "mot 1"}


def test_session_that_opens_and_ends_is_in_the_log_once_however_often_it_is_told(a, room):
    Session.objects.filter(pk=room.session_id).update(state=Session.State.SCHEDULED)
    session = Session.objects.get(pk=room.session_id)
    cohort_actions.open_session(session, by=a.trainer, at=session.starts_at)
    cohort_actions.end_session(session, by=a.trainer)

    for event in Event.objects.about(session):
        handle(event)

    assert _log(room) == [(1, "session", {"state": "live"}), (2, "session", {"state": "ended"})]


def test_removal_is_no_words_and_is_not_removed(client, a, room):
    (entry,) = actions.say(room, _words(a.enrolment.learner, 1))
    actions.remove_words(entry, by=a.trainer)
    client.force_login(a.trainer)

    assert client.post(reverse("live:remove", args=[room.pk, 2])).status_code == 404
    assert client.post(reverse("live:remove", args=[room.pk, 1])).status_code == 302
    assert len(_log(room)) == 2


async def test_socket_and_twin_bring_the_same_entries(client, a, room):
    hamza, _ = await open_socket(f"/ws/salles/{room.pk}/", a.mentor)
    await hear(hamza, "hello")
    (entry,) = await in_thread(actions.say)(room, _words(a.enrolment.learner, 1))
    heard = (await hear(hamza, "entries"))["entries"]
    await in_thread(actions.remove_words)(entry, by=a.trainer)
    heard += (await hear(hamza, "entries"))["entries"]
    await in_thread(cohort_actions.end_session)(room.session, by=a.trainer)
    heard += (await hear(hamza, "entries"))["entries"]
    await hamza.disconnect()

    def ask(after):
        client.force_login(a.mentor)
        return client.get(reverse("live:messages", args=[room.pk]), {"apres": after}).json()["entries"]

    assert [(entry["n"], entry["kind"]) for entry in heard] == [(1, "words"), (2, "removal"), (3, "session")]
    assert await in_thread(ask)(1) == heard[1:]
    # Read since it was removed, the first is the same but for its words.
    assert (await in_thread(ask)(0))[0] == {**heard[0], "body": "", "removed": True}


def test_texts_come_in_each_language_and_once_where_they_are_the_same(client, a, room):
    learner = a.enrolment.learner
    learner.first_name, learner.last_name = "Salma", "Benali"
    learner.first_name_ar, learner.last_name_ar = "سلمى", "البقالي"
    learner.save()
    (said,) = actions.say(room, _words(learner, 1))
    Entry.objects.filter(pk=said.pk).update(at=timezone.localtime(said.at).replace(hour=9, minute=0))
    client.force_login(learner)

    (entry,) = client.get(reverse("live:messages", args=[room.pk])).json()["entries"]

    assert entry["author"]["name"] == {"fr": "Salma Benali", "ar": "سلمى البقالي", "en": "Salma Benali"}
    assert entry["author"]["initials"] == {"fr": "SB", "ar": "س ب", "en": "SB"}
    assert entry["author"]["role"] == ""
    assert entry["hour"] == {"fr": "9\u00a0h", "ar": "09:00", "en": "09:00"}


def test_role_is_told_to_each_reader_in_their_language(client, a, room):
    actions.say(room, _words(a.mentor, 1))
    client.force_login(a.enrolment.learner)

    with override("ar"):
        (entry,) = client.get(reverse("live:messages", args=[room.pk])).json()["entries"]

    assert entry["author"]["role"]["fr"] == "Mentor"
    assert entry["author"]["role"]["ar"] != "Mentor"


class Page:
    """A page's socket as its room's hub sees it."""

    ticket, judgement = Ticket(1, 0, None), 3

    def __init__(self):
        self.heard = []

    async def base_send(self, message):
        self.heard.append(message["text"])


async def test_however_many_signals_come_each_entry_is_told_once_and_none_of_before(monkeypatch):
    async def nothing(*args):
        return {}

    async def read(room_id, number):
        await asyncio.sleep(0.01)
        return [{"n": n} for n in range(number + 1, min(number + 3, 9))]

    for name in ("leave", "keep_and_list"):
        monkeypatch.setattr(presence, name, nothing)
    monkeypatch.setattr(writer, "read_after", read)
    hub, page = hub_for(91), Page()
    await hub.join(page)

    for last in (5, 4, 8, 6, 8):
        hub._received({"type": "room", "kind": "entries", "last": last})
    await asyncio.sleep(0.3)

    told = "".join(text for text in page.heard if "entries" in text)
    assert [told.count(f'{{"n":{n}}}') for n in range(1, 9)] == [0, 0, 0, 1, 1, 1, 1, 1]
    await hub.leave(page)
