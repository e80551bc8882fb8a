"""The time a reviewer spends is counted from the signs they give, and stays when the claim ends."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from programme.calendar import ZONE
from projects import actions
from projects.models import Claim

NINE = datetime(2026, 11, 24, 9, tzinfo=ZONE)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


@pytest.fixture
def held(a, waiting):
    """Salma's work, taken at nine by A's mentor."""
    with time_machine.travel(NINE, tick=False):
        actions.claim(waiting, by=a.mentor)
    return waiting


def worked() -> timedelta:
    return Claim.objects.get().worked


def test_each_sign_adds_the_time_since_the_one_before(a, held):
    actions.renew_claim(held, by=a.mentor, at=NINE + minutes(1))
    actions.keep_claim(held, by=a.mentor, at=NINE + minutes(2.5))

    assert worked() == minutes(2.5)


def test_two_minutes_count_and_a_second_more_does_not(a, held):
    actions.keep_claim(held, by=a.mentor, at=NINE + minutes(2))
    assert worked() == minutes(2)

    actions.keep_claim(held, by=a.mentor, at=NINE + minutes(4) + timedelta(seconds=1))
    assert worked() == minutes(2)

    actions.keep_claim(held, by=a.mentor, at=NINE + minutes(5))
    assert worked() == minutes(2) + timedelta(seconds=59)


def test_two_pages_open_at_once_do_not_count_twice(a, held):
    for count in (1, 1, 1.5, 1.2, 2):
        actions.keep_claim(held, by=a.mentor, at=NINE + minutes(count))

    assert worked() == minutes(2)


def test_the_decision_is_the_last_sign_and_the_hours_stay(client, a, held):
    client.force_login(a.mentor)
    for count in (1, 2):
        with time_machine.travel(NINE + minutes(count), tick=False):
            client.post(reverse("projects:presence", args=[held.pk]))
    with time_machine.travel(NINE + minutes(3), tick=False):
        client.post(
            reverse("projects:review_save", args=[held.pk]), {"message": "Un index manque.", "request_changes": "1"}
        )
        client.post(reverse("projects:review_ask", args=[held.pk]))

    ended = Claim.objects.get()
    assert ended.released_at == NINE + minutes(3)
    assert ended.worked == minutes(3)


def test_who_does_not_hold_the_work_adds_nothing(a, held, other_mentor):
    assert not actions.renew_claim(held, by=other_mentor, at=NINE + minutes(1))

    assert worked() == timedelta()


def test_a_sign_is_one_update(a, held, django_assert_num_queries):
    with django_assert_num_queries(1):
        actions.keep_claim(held, by=a.mentor, at=NINE + minutes(1))


def test_work_taken_again_has_its_own_count(a, held):
    actions.keep_claim(held, by=a.mentor, at=NINE + minutes(1))
    actions.release(held, by=a.mentor)
    with time_machine.travel(NINE + minutes(30), tick=False):
        actions.claim(held, by=a.mentor)
    actions.keep_claim(held, by=a.mentor, at=NINE + minutes(31))

    assert [claim.worked for claim in Claim.objects.order_by("pk")] == [minutes(1), minutes(1)]
