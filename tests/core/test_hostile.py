"""What strangers send to see what breaks: numbers no row has, cookies no browser makes, frames no page writes."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from django.urls import reverse
from openpyxl import load_workbook

from core import events, exports
from core.consumers import BaseConsumer
from core.middleware import plain_cookies
from core.models import Event
from core.rivals import unique_or


def test_failing_subscriber_does_not_silence_the_others(a, monkeypatch, committed):
    heard = []

    def fails(event):
        raise RuntimeError("out of order")

    kind = events.kind_of("cohorts.cohort.create")
    monkeypatch.setitem(events._subscribers, kind.name, [fails, lambda event: heard.append(event.pk)])
    with committed(), transaction.atomic():
        event = events.emit(kind, target=a.cohort, actor=a.manager)

    assert heard == [event.pk]
    assert Event.objects.get(pk=event.pk).handled_at is None  # the sweep asks again


@pytest.mark.parametrize("number", ["9" * 19, "9" * 30, "9" * 5000])
def test_number_that_no_row_has_is_not_found(client, a, number):
    client.force_login(a.manager)
    module = reverse("learning:module", args=[a.cohort.code, 1]).replace("/1/", f"/{number}/")

    for address in (module, f"/inscriptions/{number}/suspend/", f"/documents/{number}/plan.pdf"):
        assert client.get(address).status_code == 404, address


def test_cookie_with_a_nul_is_no_cookie():
    request = RequestFactory().get("/", headers={"cookie": 'sessionid="\\000aaaaaaaaaa"; theme=dark'})

    plain_cookies(lambda request: None)(request)

    assert request.COOKIES == {"theme": "dark"}


@pytest.mark.parametrize(
    "frame",
    [
        "[" * 9000,
        '{"type": 1}',
        '{"type": "say", "body": "\\ud800"}',
        '{"type": "a b"}',
        "null",
        '{"type": "say"',
        "NaN",
    ],
)
def test_frame_that_no_page_writes_is_no_message(frame):
    assert BaseConsumer._parse(frame) is None


def test_frame_of_a_page_is_a_message():
    assert BaseConsumer._parse(json.dumps({"type": "say", "body": "😀"})) == {"type": "say", "body": "😀"}


@pytest.mark.parametrize("name", ["Sal\x0bma", "\x1b=1+1", "\n=1+1", "＝1+1"])
def test_name_of_a_learner_neither_breaks_nor_runs_in_a_workbook(name, tmp_path):
    reply = exports.to_xlsx("table", ["Nom"], [[name]])

    (tmp_path / "table.xlsx").write_bytes(reply.content)
    cell = load_workbook(tmp_path / "table.xlsx").active["A2"]
    assert cell.data_type == "s"
    assert not cell.value.startswith(("=", "＝", "\n"))


@pytest.mark.django_db
def test_rival_row_is_told_in_words():
    with pytest.raises(ValidationError, match="déjà pris"), unique_or("déjà pris"):
        raise IntegrityError("UNIQUE constraint failed")


@pytest.mark.parametrize(("address", "code"), [("/nulle-part/", 404), ("/programme/", 403), ("/salles/999999/", 404)])
def test_who_asks_for_json_is_refused_in_json(client, a, address, code):
    client.force_login(a.enrolment.learner)

    reply = client.get(address, headers={"accept": "application/json"})

    assert reply.status_code == code
    assert reply["Content-Type"] == "application/json"
    assert reply.json()["detail"]
