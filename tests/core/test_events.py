"""Events: the row first; the wire and the subscribers after commit, at least once; nothing lost to a dead broker."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from cohorts import actions as cohort_actions
from cohorts.models import Cohort
from core import events, listening
from core.models import Event
from core.tick import run_due
from tests import factories

POLL = reverse("events")
VERB = "tests.thing.happen"


OTHERS = ("tests.thing.happen_later", "tests.a.happen", "tests.b.happen")


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    """What happens in these tests is declared for them alone."""
    monkeypatch.setattr(events, "_kinds", dict(events._kinds))
    for name in (VERB, *OTHERS):
        events.event(name, Cohort, "It happens.")


@transaction.atomic
def _emit(who, verb: str = VERB) -> Event:
    return events.emit(events.kind_of(verb), target=who.cohort, actor=who.manager)


@pytest.fixture
def heard(monkeypatch):
    """What a subscriber of the tests heard; it fails while ``heard.broken`` holds."""

    class Heard(list):
        broken = False

    calls = Heard()

    def subscriber(event):
        if calls.broken:
            raise RuntimeError("out of order")
        calls.append(event.pk)

    monkeypatch.setitem(events._subscribers, VERB, [subscriber])
    return calls


def _happen(a, committed, verb: str = VERB) -> Event:
    with committed():
        return _emit(a, verb)


def _age(event: Event) -> None:
    Event.objects.filter(pk=event.pk).update(due_at=timezone.now() - timedelta(seconds=1))


def test_subscriber_hears_after_commit(a, heard, committed):
    with committed():
        event = _emit(a)
        assert heard == []

    assert heard == [event.pk]
    assert Event.objects.get(pk=event.pk).handled_at is not None


def test_what_is_rolled_back_was_never_said(a, heard, committed):
    with committed(), transaction.atomic():
        _emit(a)
        transaction.set_rollback(True)

    assert heard == []
    assert not Event.objects.filter(verb=VERB).exists()


def test_failed_subscriber_is_tried_again_until_it_answers(a, heard, committed):
    heard.broken = True
    event = _happen(a, committed)
    _age(event)
    events.sweep()
    assert Event.objects.get(pk=event.pk).handled_at is None

    heard.broken = False
    assert events.sweep() == 0  # its turn comes later
    _age(event)
    events.sweep()
    events.sweep()

    assert heard == [event.pk]
    assert Event.objects.get(pk=event.pk).handled_at is not None


def test_fresh_event_is_left_to_its_own_process(a, heard, committed):
    """The sweep does not run into the process that is just handling it."""
    heard.broken = True
    _happen(a, committed)
    heard.broken = False

    assert events.sweep() == 0
    assert heard == []


def test_what_always_fails_leaves_their_turn_to_the_others(a, heard, committed):
    heard.broken = True
    for _ in range(5):
        _age(_happen(a, committed))
    later = _happen(a, committed, "tests.thing.happen_later")
    Event.objects.filter(pk=later.pk).update(handled_at=None, due_at=timezone.now())  # its process died

    events.sweep(limit=5)
    events.sweep(limit=5)

    assert Event.objects.get(pk=later.pk).handled_at is not None


def test_each_attempt_waits_twice_as_long_then_it_is_given_up(a, heard, committed, caplog, capsys):
    heard.broken = True
    event, moment = _happen(a, committed), timezone.now() + events.RETRY_AFTER
    for wait in range(1, Event.MAX_ATTEMPTS + 1):
        with time_machine.travel(moment - timedelta(seconds=1), tick=False):
            assert events.sweep() == 0
        with time_machine.travel(moment + timedelta(seconds=1), tick=False):
            assert events.sweep() == 1
        moment += events.RETRY_AFTER * 2**wait + timedelta(seconds=1)

    with time_machine.travel(moment + timedelta(days=365), tick=False):
        assert events.sweep() == 0
    assert "given up" in [record for record in caplog.records if record.levelname == "ERROR"][-1].getMessage()
    assert list(Event.objects.given_up()) == [event]
    call_command("stuck_events")
    assert f"{event.pk} " in capsys.readouterr().out


def test_what_was_given_up_is_tried_again_when_asked(a, heard, committed):
    event = _happen(a, committed)
    Event.objects.filter(pk=event.pk).update(handled_at=None, attempts=Event.MAX_ATTEMPTS)
    heard.clear()

    call_command("stuck_events", "--retry")
    events.sweep()

    assert heard == [event.pk]


def test_of_two_workers_one_asks_again(a, heard, committed):
    """Both read the row before either wrote to it."""
    heard.broken = True
    event = _happen(a, committed)
    _age(event)
    heard.broken = False
    first, second = Event.objects.get(pk=event.pk), Event.objects.get(pk=event.pk)

    assert (events._try_again(first), events._try_again(second)) == (True, False)
    assert heard == [event.pk]


def test_half_of_a_failing_subscriber_is_undone(a, monkeypatch, committed):
    def subscriber(event):
        type(a.cohort).objects.filter(pk=a.cohort.pk).update(seats=1)
        raise RuntimeError("in the middle")

    monkeypatch.setitem(events._subscribers, VERB, [subscriber])
    _happen(a, committed)

    a.cohort.refresh_from_db()
    assert a.cohort.seats == 24


def test_worker_sweeps_by_itself(a, heard, committed):
    heard.broken = True
    event = _happen(a, committed)
    _age(event)
    heard.broken = False

    run_due()

    assert heard == [event.pk]


# The broker


@pytest.fixture
def dead_broker(monkeypatch):
    """The channel layer's server is gone: whatever is sent raises what its client raises."""

    class Gone:
        async def group_send(self, group, message):
            raise ConnectionError("Error 111 connecting to 127.0.0.1:6379. Connection refused.")

    monkeypatch.setattr(listening, "shared_layer", Gone)


def test_dead_broker_fails_no_save(client, a, dead_broker, committed):
    soon = timezone.now() + timedelta(days=1)
    session = factories.session(a.cohort, starts_at=soon, ends_at=soon + timedelta(hours=1))
    client.force_login(a.manager)

    with committed():
        reply = client.post(reverse("cohorts:session_cancel", args=[session.pk]))

    assert reply.status_code == 302
    session.refresh_from_db()
    assert session.state == session.State.CANCELLED
    assert Event.objects.about(session).get().handled_at is not None
    assert a.enrolment.learner.notices.exists()


def test_dead_broker_closes_no_room(client, a, dead_broker):
    session = factories.session(a.cohort, state="live")
    client.force_login(a.enrolment.learner)
    client.get(reverse("live:room", args=[session.pk]))

    reply = client.post(
        reverse("live:messages", args=[session.room.pk]), {"body": "Vous m’entendez ?", "key": "cle-numero-1"}
    )

    assert reply.status_code == 302
    assert session.room.entries.get().body == "Vous m’entendez ?"


# The polling twin


def _polled(client, person, after=None) -> dict:
    client.force_login(person)
    return client.get(POLL, {} if after is None else {"apres": after}).json()


def _verbs(answer: dict) -> list[str]:
    return [event["verb"] for event in answer["events"]]


def test_page_begins_from_the_latest_number(client, a, committed):
    event = _happen(a, committed)

    assert _polled(client, a.manager) == {"last": event.pk, "events": []}


def test_each_hears_of_their_own_groups_only(client, a, b, committed):
    start = _polled(client, a.manager)["last"]
    _happen(a, committed, "tests.a.happen")
    with committed():
        _emit(b, "tests.b.happen")

    for person in (a.manager, a.trainer, a.mentor, a.enrolment.learner):
        assert _verbs(_polled(client, person, start)) == ["tests.a.happen"], person
    assert _verbs(_polled(client, b.mentor, start)) == ["tests.b.happen"]


def test_strangers_hear_nothing(client, a, committed, stranger, officer):
    start = _polled(client, a.manager)["last"]
    _happen(a, committed)

    for person in (stranger, officer):
        assert _verbs(_polled(client, person, start)) == [], person


def test_classmate_does_not_hear_of_ones_own_work(client, a, committed):
    """An enrolment's events go to its learner and the staff."""
    classmate = factories.enrolment(a.cohort)
    start = _polled(client, a.manager)["last"]
    with committed():
        cohort_actions.suspend(classmate, by=a.manager, reason="Une maladie dont personne n’a à savoir")

    assert _verbs(_polled(client, a.enrolment.learner, start)) == []
    assert "cohorts.enrolment.suspend" in _verbs(_polled(client, a.mentor, start))


def test_signal_carries_numbers_and_no_words(client, a, committed):
    classmate = factories.enrolment(a.cohort)
    start = _polled(client, a.manager)["last"]
    with committed():
        cohort_actions.suspend(classmate, by=a.manager, reason="SECRET")

    (signal,) = _polled(client, a.mentor, start)["events"]
    assert set(signal) == {"type", "verb", "target", "id"}
    assert signal["target"] == classmate.pk
    assert "SECRET" not in str(signal)


def test_busy_page_comes_to_the_end_of_a_long_list(client, a, committed):
    """Three hundred events of one's own, more than one answer holds: each poll goes on from the last."""
    last = _polled(client, a.manager)["last"]
    made = [_happen(a, committed).pk for _ in range(300)]

    heard = set()
    for _ in range(4):
        answer = _polled(client, a.manager, last)
        heard |= {event["id"] for event in answer["events"]}
        last = answer["last"]

    assert heard >= set(made)
    assert last == made[-1]


def test_number_committed_late_is_still_heard(client, a, committed):
    """PostgreSQL may show number 8 before number 7: a page that has seen 8 still gets 7."""
    early, late = _happen(a, committed), _happen(a, committed)

    answer = _polled(client, a.manager, late.pk)

    assert early.pk in [event["id"] for event in answer["events"]]
    assert answer["last"] == late.pk


def test_event_is_kept_for_good(a, committed):
    """The log is append-only: a row with an actor cannot lose them."""
    event = _happen(a, committed)

    with pytest.raises(Exception, match=r"protected|referenced"), transaction.atomic():
        a.manager.delete()
    assert Event.objects.get(pk=event.pk).actor == a.manager
    assert connection.needs_rollback is False
