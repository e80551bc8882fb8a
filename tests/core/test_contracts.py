"""Events are contracts: declared once, said as declared, heard by name; who takes part in one is in its transaction."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from cohorts.models import Cohort
from core import events
from core.events import BadEvent, EventKind
from core.models import Event

COUNT = {"count": int}


@pytest.fixture
def happen(monkeypatch) -> EventKind:
    """An event of these tests alone, and nobody who hears it."""
    monkeypatch.setattr(events, "_kinds", dict(events._kinds))
    for way in ("_participants", "_subscribers"):
        monkeypatch.setattr(events, way, events.defaultdict(list))
    return events.event("tests.thing.happen", Cohort, "It happens.", COUNT, version=3)


@transaction.atomic
def _emit(kind: EventKind, a, **said) -> Event:
    return events.emit(kind, **{"target": a.cohort, "actor": a.manager, "data": {"count": 2}, **said})


def _rows() -> list[Event]:
    return list(Event.objects.filter(verb="tests.thing.happen"))


def test_row_keeps_name_data_and_version(a, happen):
    event = _emit(happen, a)

    event.refresh_from_db()
    assert (event.verb, event.data, event.version) == ("tests.thing.happen", {"count": 2}, 3)


@pytest.mark.parametrize(
    "data", [None, {}, {"count": "2"}, {"count": True}, {"count": None}, {"count": 2, "name": "Salma"}], ids=str
)
def test_data_otherwise_than_declared_are_refused(a, happen, data):
    with pytest.raises(BadEvent):
        _emit(happen, a, data=data)
    assert _rows() == []


def test_target_of_another_model_is_refused(a, happen):
    with pytest.raises(BadEvent, match="about a Cohort"):
        _emit(happen, a, target=a.enrolment)
    assert _rows() == []


def test_what_was_never_declared_is_refused(a, happen):
    """Not by its name, nor by one's own copy of the declaration."""
    copy = EventKind("tests.thing.happen", Cohort, "It happens.", COUNT, 3)

    with pytest.raises(BadEvent, match="not declared"):
        _emit(copy, a)
    with pytest.raises(BadEvent, match="not declared"):
        events.kind_of("tests.thing.hapen")
    with pytest.raises(BadEvent, match="not declared"):
        events.subscribe(EventKind("tests.thing.hapen", Cohort, "", {}, 1))(print)


def test_name_is_declared_once(happen):
    with pytest.raises(BadEvent, match="twice"):
        events.event("tests.thing.happen", Cohort, "It happens again.")


def test_what_is_said_outside_a_transaction_is_refused(a, happen):
    """A row without what it tells of, or the reverse, is what a crash between the two would leave."""
    with pytest.raises(BadEvent, match="outside a transaction"):
        events.emit(happen, target=a.cohort, actor=a.manager, data={"count": 2})
    assert _rows() == []


# In the same transaction


def test_who_takes_part_acts_at_once_and_who_listens_after_commit(a, happen, committed):
    heard = []
    events.subscribe(happen)(lambda event: heard.append(("after", event.data["count"])))
    events.during(happen)(lambda event: heard.append(("during", event.data["count"])))

    with committed():
        _emit(happen, a)
        assert heard == [("during", 2)]

    assert heard == [("during", 2), ("after", 2)]


def test_what_takes_part_is_undone_with_the_action(a, happen):
    events.during(happen)(lambda event: Cohort.objects.filter(pk=event.object_id).update(seats=1))

    with transaction.atomic():
        _emit(happen, a)
        assert Cohort.objects.get(pk=a.cohort.pk).seats == 1
        transaction.set_rollback(True)

    assert Cohort.objects.get(pk=a.cohort.pk).seats == 24


def test_refusal_of_who_takes_part_undoes_the_action(a, happen, committed):
    heard = []

    @events.during(happen)
    def refuse(event):
        raise ValidationError("Not this one.")

    events.subscribe(happen)(lambda event: heard.append(event.pk))

    @transaction.atomic
    def act():
        Cohort.objects.filter(pk=a.cohort.pk).update(seats=1)
        _emit(happen, a)

    with committed(), pytest.raises(ValidationError, match="Not this one"):
        act()

    assert Cohort.objects.get(pk=a.cohort.pk).seats == 24
    assert (_rows(), heard) == ([], [])
