"""Bytes are kept once, whoever hands them in, and forgotten when nothing has held them for a day."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from projects import actions
from projects.models import Blob, SmallContent, VersionFile
from tests import factories

pytestmark = pytest.mark.django_db


def test_same_bytes_are_stored_once(a, given, draft):
    other = factories.submission(given, factories.enrolment(a.cohort, first_name="Anas"))
    actions.save_draft(draft, by=a.enrolment.learner, files=[factories.upload("un.py")])
    actions.save_draft(other, by=other.team.members.get().enrolment.learner, files=[factories.upload("deux.py")])

    assert VersionFile.objects.count() == 2
    assert Blob.objects.count() == 1


def test_file_of_the_same_name_takes_the_place_of_the_first(a, draft):
    actions.save_draft(draft, by=a.enrolment.learner, files=[factories.upload("un.py", b"x = 1\n")])
    actions.save_draft(draft, by=a.enrolment.learner, files=[factories.upload("un.py", b"x = 2\n")])

    with VersionFile.objects.get().blob.content.open() as kept:
        assert kept.read() == b"x = 2\n"


@pytest.mark.parametrize("times", [1, 20_000])
def test_bytes_are_read_wherever_they_lie(client, a, draft, times):
    sent = b"x = 1\n" * times
    actions.save_draft(draft, by=a.enrolment.learner, files=[factories.upload("un.py", sent)])
    client.force_login(a.enrolment.learner)

    reply = client.get(reverse("projects:file", args=[VersionFile.objects.get().pk]))

    assert b"".join(reply.streaming_content) == sent


def test_bytes_that_nothing_holds_are_forgotten_after_a_day(a, draft):
    actions.save_draft(draft, by=a.enrolment.learner, files=[factories.upload()])
    actions.remove_draft_file(VersionFile.objects.get(), by=a.enrolment.learner)
    tomorrow = timezone.now() + timedelta(days=1, minutes=1)

    assert actions.forget_contents(at=timezone.now()) == 0
    assert actions.forget_contents(at=tomorrow) == 1
    assert not Blob.objects.exists()
    assert not SmallContent.objects.exists()


def test_bytes_in_use_are_kept(a, draft):
    actions.save_draft(draft, by=a.enrolment.learner, files=[factories.upload()])

    assert actions.forget_contents(at=timezone.now() + timedelta(days=9)) == 0


def test_bytes_taken_up_again_are_young_again(a, draft):
    actions.save_draft(draft, by=a.enrolment.learner, files=[factories.upload()])
    actions.remove_draft_file(VersionFile.objects.get(), by=a.enrolment.learner)
    Blob.objects.update(made_at=timezone.now() - timedelta(days=3))

    blob = actions.keep_content(factories.upload())

    assert actions.forget_contents(at=timezone.now()) == 0
    assert Blob.objects.get() == blob
