"""Morocco's clock: level with UTC since 20 September 2026, whatever the system's tables say."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Cohort, Session
from core.times import hour
from tests import factories

CASABLANCA = ZoneInfo("Africa/Casablanca")


def test_a_deadline_at_23_59_in_casablanca_is_23_59_in_utc():
    deadline = datetime(2026, 11, 30, 23, 59, tzinfo=CASABLANCA)

    assert deadline.astimezone(UTC) == datetime(2026, 11, 30, 23, 59, tzinfo=UTC)


def test_before_the_change_morocco_was_an_hour_ahead():
    """The table knows the change, and not only one offset."""
    earlier = datetime(2026, 6, 30, 23, 59, tzinfo=CASABLANCA)

    assert earlier.astimezone(UTC) == datetime(2026, 6, 30, 22, 59, tzinfo=UTC)


@pytest.fixture(autouse=True)
def november():
    """The tests are of these days, whenever they run."""
    with time_machine.travel(datetime(2026, 11, 10, 9, tzinfo=UTC)):
        yield


@pytest.fixture
def autumn(a):
    """A's cohort on the days of these tests."""
    Cohort.objects.filter(pk=a.cohort.pk).update(starts_on=date(2026, 9, 1), ends_on=date(2026, 12, 31))
    return Cohort.objects.get(pk=a.cohort.pk)


def test_the_hour_typed_for_a_session_is_the_hour_kept_and_shown(client, a, autumn):
    client.force_login(a.manager)
    typed = {"title": "Revue", "starts_at": "2026-11-30T22:00", "ends_at": "2026-11-30T23:59"}

    client.post(reverse("cohorts:session_create", args=[autumn.code]), typed)

    session = Session.objects.get(title="Revue")
    assert session.ends_at == datetime(2026, 11, 30, 23, 59, tzinfo=UTC)
    assert 'value="2026-11-30T23:59"' in client.get(reverse("cohorts:session_edit", args=[session.pk])).content.decode()


def test_the_hour_typed_for_a_deadline_is_the_hour_kept_and_shown(client, a, autumn):
    client.force_login(a.trainer)
    page = factories.project(a.module, title="Registre")
    typed = {
        "project": page.pk,
        "opens_at": "2026-11-01T09:00",
        "due_at": "2026-11-30T23:59",
        "closes_at": "2026-12-05T23:59",
        "team_size": "",
        "forming": "by_staff",
        "review_hours": 24,
    }

    client.post(reverse("projects:assignment_create", args=[autumn.code]), typed)

    given = autumn.assignments.get()
    assert given.due_at == datetime(2026, 11, 30, 23, 59, tzinfo=UTC)
    assert hour(given.due_at) == "23\u00a0h\u00a059"


def test_a_session_late_in_the_evening_lies_on_its_own_day(a, autumn):
    """The last evening belongs to the cohort: an hour more would push it into the next year."""
    last = datetime(2026, 12, 31, 23, 30, tzinfo=CASABLANCA)

    assert timezone.localdate(last.astimezone(UTC)) == autumn.ends_on
