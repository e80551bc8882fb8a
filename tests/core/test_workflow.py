"""A state is changed by one door: claimed by compare-and-set, told once, undone whole on any error."""

import pytest
from django.core.exceptions import PermissionDenied

from cohorts.models import Cohort, Session
from core.events import BadEvent
from core.models import Event
from core.workflow import TransitionRefused
from tests import factories


@pytest.fixture
def session(a) -> Session:
    return factories.session(a.cohort)


def _state(thing) -> str:
    return type(thing).objects.get(pk=thing.pk).state


def test_change_is_in_the_row_in_memory_and_in_one_event(a, session):
    with session.workflow.apply(session, "open", by=a.trainer):
        pass

    event = Event.objects.about(session).get()
    assert _state(session) == session.state == Session.State.LIVE
    assert (event.verb, event.actor) == ("cohorts.session.open", a.trainer)
    assert event.data == {"before": "scheduled", "after": "live"}


def test_change_says_what_was_declared_and_nothing_else(a):
    with a.enrolment.workflow.apply(a.enrolment, "complete", by=a.manager) as change:
        change.data["all_the_same"] = True
    assert Event.objects.about(a.enrolment).get().data["all_the_same"] is True

    with pytest.raises(BadEvent), a.enrolment.workflow.apply(a.enrolment, "correct", by=a.manager) as change:
        change.data["room"] = 7
    assert _state(a.enrolment) == a.enrolment.state == "completed"


def test_body_sees_the_new_state(a, session):
    with session.workflow.apply(session, "open", by=a.trainer):
        assert session.state == Session.State.LIVE


def test_page_opened_before_a_rival_came_first_is_refused(a, session):
    """Two pages show the button; the second click meets a row that has moved."""
    first, second = Session.objects.get(pk=session.pk), Session.objects.get(pk=session.pk)
    with first.workflow.apply(first, "cancel", by=a.manager):
        pass

    with pytest.raises(TransitionRefused) as refusal, second.workflow.apply(second, "open", by=a.trainer):
        pytest.fail("the body must not run")

    assert (refusal.value.instance, refusal.value.verb) == (second, "open")
    assert _state(session) == Session.State.CANCELLED
    assert Event.objects.about(session).count() == 1


def test_who_may_not_changes_nothing(a, session):
    with pytest.raises(PermissionDenied), session.workflow.apply(session, "open", by=a.mentor):
        pytest.fail("the body must not run")

    assert _state(session) == session.state == Session.State.SCHEDULED
    assert not Event.objects.about(session).exists()


def test_right_is_asked_before_the_state(a):
    """Who may not is told so, and learns nothing of the state."""
    ended = factories.session(a.cohort, state=Session.State.ENDED)

    with pytest.raises(PermissionDenied), ended.workflow.apply(ended, "open", by=a.mentor):
        pass


class Interrupted(Exception):
    """Something in the middle of an action."""


def test_error_in_the_body_undoes_all_of_it(a, session, django_capture_on_commit_callbacks):
    def open_half():
        with session.workflow.apply(session, "open", by=a.trainer):
            Cohort.objects.filter(pk=a.cohort.pk).update(seats=1)
            raise Interrupted

    with django_capture_on_commit_callbacks() as waiting, pytest.raises(Interrupted):
        open_half()

    assert _state(session) == session.state == Session.State.SCHEDULED
    assert Cohort.objects.get(pk=a.cohort.pk).seats == 24
    assert not Event.objects.about(session).exists()
    assert waiting == []


def test_buttons_are_those_of_the_state_and_the_person(a, session):
    def verbs(person, thing) -> list[str]:
        return [transition.name for transition in thing.workflow.available(thing, person)]

    live = factories.session(a.cohort, state=Session.State.LIVE)

    assert verbs(a.trainer, session) == ["open"]
    assert verbs(a.manager, session) == ["call_off", "cancel"]
    assert verbs(a.trainer, live) == ["end"]
    assert verbs(a.mentor, session) == verbs(a.enrolment.learner, session) == []


def test_refusal_is_a_page_that_says_how_things_stand(client, a, session):
    with session.workflow.apply(session, "cancel", by=a.manager):
        pass
    client.force_login(a.trainer)

    reply = client.post(f"/seances/{session.pk}/ouverture/")

    assert reply.status_code == 409
    assert "Annulée" in reply.content.decode()
