"""A form sent twice: the same text shows the first result, another text gives the form again."""

import re

import pytest
from django.urls import reverse

from core.idempotency import new_key
from core.models import RepeatedRequest
from projects.models import Submission
from tests import factories

WORK = {"note": "Première version", "repository_url": "https://example.org/depot"}


@pytest.fixture
def draft(a):
    return factories.submission(factories.assignment(a.cohort, a.project), a.enrolment)


@pytest.fixture
def send(client, a, draft):
    """Hand the draft in as a browser does."""
    client.force_login(a.enrolment.learner)

    def hand_in(key: str, **changes):
        return client.post(reverse("projects:submit", args=[draft.pk]), {**WORK, "request_key": key, **changes})

    return hand_in


def test_same_key_and_text_shows_the_first_result(send, draft):
    key = new_key()

    replies = [send(key) for _ in range(3)]

    assert {(reply.status_code, reply.headers["Location"]) for reply in replies} == {
        (302, reverse("projects:submission", args=[draft.pk]))
    }
    assert draft.versions.count() == 1


def test_same_files_are_the_same_text(send, draft):
    key = new_key()

    for _ in range(2):
        assert send(key, files=[factories.upload("modele.py")]).status_code == 302
    assert draft.versions.get().files.count() == 1


def test_same_key_with_another_text_gives_the_form_again_with_what_was_typed(send, draft):
    """The back button, an edited text, a second click on “send”."""
    key = new_key()
    send(key)

    reply = send(key, note="Une phrase de plus")

    text = reply.content.decode()
    assert reply.status_code == 422
    assert "avec un autre texte" in text
    assert "Une phrase de plus" in text
    assert "Version 1" in text or "R-" in text  # what happened before is there
    fresh = re.search(r'name="request_key" value="([^"]+)"', text)[1]
    assert fresh != key
    assert [row.note for row in draft.versions.all()] == ["Première version"]


def test_another_file_of_the_same_name_is_another_text(send):
    key = new_key()
    send(key, files=[factories.upload("modele.py", b"a = 1\n")])

    assert send(key, files=[factories.upload("modele.py", b"a = 2\n")]).status_code == 422


def test_each_form_has_a_key_of_its_own(client, a, draft):
    client.force_login(a.enrolment.learner)
    pages = [client.get(reverse("projects:submission", args=[draft.pk])).content.decode() for _ in range(2)]

    keys = {re.search(r'name="request_key" value="([^"]+)"', page)[1] for page in pages}
    assert len(keys) == 2
    assert all(len(key) >= 22 for key in keys)


def test_somebody_elses_key_is_not_ones_own(client, a, send):
    """A key is a person's: a classmate who guesses it gets nothing of the first result."""
    key = new_key()
    send(key)
    classmate = factories.enrolment(a.cohort)
    theirs = factories.submission(Submission.objects.get().assignment, classmate)
    client.force_login(classmate.learner)

    client.post(reverse("projects:submit", args=[theirs.pk]), {**WORK, "request_key": key})

    assert theirs.versions.count() == 1


def test_refused_form_keeps_no_result(send, draft):
    """Corrected and sent again with the same key, it is taken."""
    key = new_key()

    assert send(key, note="", repository_url="").status_code == 422
    assert not RepeatedRequest.objects.exists()
    assert send(key).status_code == 302
    assert draft.versions.get().submitted_at is not None


def test_without_a_key_a_form_is_still_taken(client, a, draft):
    client.force_login(a.enrolment.learner)

    assert client.post(reverse("projects:submit", args=[draft.pk]), WORK).status_code == 302
