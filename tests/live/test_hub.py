"""The hub of a room: frames that every server carries, and a door judged for everybody at once."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from core.consumers import FORBIDDEN, UNAUTHENTICATED
from core.permissions import forget
from core.reception import Ticket
from live.actions import PACE
from live.doorkeeper import shown_out
from live.hub import FRAME_BYTES, packed
from live.models import Room
from live.queries import may_enter
from tests import factories


@given(st.lists(st.text(max_size=4000)))
def test_frames_hold_every_part_in_order_and_fit(parts):
    frames = list(packed(parts))

    assert [part for frame in frames for part in frame] == parts
    for frame in frames:
        assert len(frame) == 1 or sum(len(part.encode()) + 1 for part in frame) <= FRAME_BYTES


@pytest.fixture
def room(a):
    return Room.objects.create(session=factories.session(a.cohort))


@pytest.mark.django_db
def test_the_door_lets_in_whom_the_rule_lets_in(a, b, room, officer, administrator, stranger):
    factories.enrolment(a.cohort, state="suspended", first_name="Karim")
    factories.enrolment(a.cohort, state="completed", first_name="Nadia")
    by_rule = set()
    for person in User.objects.all():
        forget(person)
        if person.has_perm("live.enter_room", room):
            by_rule.add(person.pk)

    assert may_enter(room) == by_rule
    assert a.enrolment.learner.pk in by_rule
    assert b.manager.pk not in by_rule


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
async def test_who_lost_the_right_or_the_session_is_shown_out(a, b, room):
    salma, hamza, foreigner = a.enrolment.learner, a.mentor, b.mentor
    good, old = Ticket(salma.pk, 0, None), Ticket(hamza.pk, 7, None)
    signed_out, outside = Ticket(hamza.pk, 0, "a-session-that-is-gone"), Ticket(foreigner.pk, 0, None)

    _last, codes = await shown_out(room.pk, {good, old, signed_out, outside})

    assert codes == {old: UNAUTHENTICATED, signed_out: UNAUTHENTICATED, outside: FORBIDDEN}


@pytest.mark.django_db
def test_who_posts_without_pause_is_asked_to_wait_and_loses_nothing(client, a, room):
    client.force_login(a.enrolment.learner)
    url = reverse("live:messages", args=[room.pk])
    codes = [
        client.post(
            url, {"body": f"mot {n}", "key": f"cle-numero-{n:04}"}, headers={"accept": "application/json"}
        ).status_code
        for n in range(PACE + 1)
    ]

    assert codes == [200] * PACE + [429]
