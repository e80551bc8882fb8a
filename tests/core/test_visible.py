"""A text that shows nothing is empty, whatever it is made of."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from core.visible import is_visible
from live.actions import clean_words
from projects import actions
from tests import factories

UNSEEN = ["\u200b", " \u200d ", "\u202e\u202c", "\u0301", "\u3164", "\u2800", "\ufeff", "\u00a0\u00ad", "\u2066\u2069"]


@pytest.mark.parametrize("text", UNSEEN, ids=ascii)
def test_what_shows_nothing_is_not_visible(text):
    assert not is_visible(text)


@pytest.mark.parametrize("text", ["Salma", "سلمى", "é", "e\u0301", "李", "🧵", "\u200fسلمى", "1"])
def test_names_of_people_are_visible(text):
    assert is_visible(text)


@pytest.mark.parametrize("text", UNSEEN[:4], ids=ascii)
def test_nobody_takes_a_name_that_nobody_sees(client, salma, text):
    client.force_login(salma)

    client.post(reverse("account_home"), {"first_name": text, "last_name": text, "language": "fr", "theme": "dark"})

    salma.refresh_from_db()
    assert (salma.first_name, salma.last_name) == ("Salma", "Benali")


@pytest.mark.parametrize(
    ("name", "field", "args"),
    [
        ("cohorts:session_create", "title", lambda a: [a.cohort.code]),
        ("cohorts:enrolment_verb", "reason", lambda a: [a.enrolment.pk, "withdraw"]),
    ],
)
def test_titles_and_reasons_that_nobody_sees_are_refused_beside_their_field(client, a, name, field, args):
    client.force_login(a.manager)

    reply = client.post(reverse(name, args=args(a)), {field: "\u200b\u200e"})

    assert reply.status_code == 422
    assert field in reply.context["form"].errors


@pytest.mark.parametrize("text", UNSEEN[:4], ids=ascii)
def test_words_that_nobody_sees_are_no_words(a, text):
    held = factories.handed_in(factories.assignment(a.cohort, a.project), a.enrolment)
    actions.claim(held, by=a.mentor)
    with pytest.raises(ValidationError, match="Écrivez"):
        clean_words(a.mentor.pk, text, "cle-numero-1")
    with pytest.raises(ValidationError, match="remarque"):
        actions.add_remark(held, by=a.mentor, kind="question", body=text)
    with pytest.raises(ValidationError, match="note"):
        actions.add_staff_note(held, by=a.mentor, body=text)
    with pytest.raises(ValidationError, match="pourquoi"):
        actions.grant_extension(held, by=a.trainer, due_at=timezone.now() + timedelta(days=9), reason=text)


def test_team_whose_name_shows_nothing_has_none(client, a):
    given = factories.assignment(a.cohort, a.project)
    client.force_login(a.trainer)
    url = reverse("projects:teams", args=[a.cohort.code, given.pk])

    client.post(url, {"name": "\u200b", "enrolments": [a.enrolment.pk]})

    assert given.teams.get().name == ""


def test_operator_needs_a_name_that_shows(client, administrator):
    client.force_login(administrator)

    reply = client.post(reverse("operator_create"), {"name": "\u200b", "slug": "rif"})

    assert reply.status_code == 422
