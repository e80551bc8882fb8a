"""Many at once on a disk that fills up at any moment: all or nothing, told, and what was typed ready to be sent again."""

from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation
from cohorts.models import Enrolment, Session
from core.idempotency import new_key
from core.models import Event, RepeatedRequest
from tests import factories
from tests.disk import answers_as_it_fills

PAGE = {"Accept": "text/html"}
SUCCESS = 'data-tone="ok"'
# A Monday some weeks ahead, inside the cohort's dates.
MONDAY = timezone.localdate() + timedelta(days=21 - timezone.localdate().weekday())


def _at(hour: int) -> datetime:
    return datetime.combine(MONDAY, time(hour), tzinfo=factories.CASABLANCA)


def _weeks(cohort) -> tuple[str, dict]:
    rule = {"title": "Atelier {n}", "first_day": str(MONDAY), "last_day": str(MONDAY + timedelta(days=7))}
    slots = [f"{MONDAY}T09:00", f"{MONDAY + timedelta(days=7)}T09:00"]
    typed = {**rule, "starts_0": "09:00", "ends_0": "12:00", "slot": slots, "confirm": "1"}
    return reverse("cohorts:plan", args=[cohort.code]), typed


def _shift(cohort) -> tuple[str, dict]:
    first, _second = (factories.session(cohort, starts_at=_at(hour), ends_at=_at(hour + 1)) for hour in (9, 14))
    return reverse("cohorts:shift", args=[first.pk]), {"to": "days", "days": "1", "confirm": "1", "meant": "1"}


def _invitations(cohort) -> tuple[str, dict]:
    typed = {"addresses": "salma@x.ma\nhamza@x.ma", "chosen": ["salma@x.ma", "hamza@x.ma"]}
    return reverse("cohorts:invite_many", args=[cohort.code]), typed


def _rows() -> list:
    """All that these pages write."""
    return [
        *Session.objects.order_by("pk").values_list("pk", "starts_at"),
        *Enrolment.objects.order_by("pk").values_list("pk", "state"),
        *(model.objects.count() for model in (Invitation, Event, RepeatedRequest)),
    ]


@pytest.mark.parametrize("made", [_weeks, _shift, _invitations])
def test_disk_that_fills_up_midway_leaves_nothing_half_done_and_tells_no_success(client, a, made):
    client.force_login(a.manager)
    address, typed = made(a.cohort)
    before, typed["request_key"] = _rows(), new_key()

    answers = answers_as_it_fills(lambda: client.post(address, typed, headers=PAGE))
    while (answer := next(answers)).status_code == 507:
        page = answer.content.decode()
        assert "plus de place" in page
        assert SUCCESS not in page
        assert all(f'name="{name}" value="' in page for name in typed)
        assert _rows() == before

    assert answer.status_code == 302
    assert _rows() != before
    assert client.get(answer["Location"]).content.decode().count(SUCCESS) == 1
