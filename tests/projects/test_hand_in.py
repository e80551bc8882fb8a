"""What a team gets when it hands in: a receipt, the files of before, a reminder when it is awaited."""

import hashlib
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.idempotency import new_key
from core.models import Event
from projects import actions
from projects.models import Reply, Submission, Thread
from tests import factories

pytestmark = pytest.mark.django_db


def test_receipt_has_a_number_an_instant_and_the_code_of_what_was_sent(client, a, draft):
    client.force_login(a.enrolment.learner)
    began = timezone.now() - timedelta(seconds=50)
    content = b"x = 1\n"

    reply = client.post(
        reverse("projects:submit", args=[draft.pk]),
        {"repository_url": "", "files": [factories.upload("a.py", content)], "request_key": new_key()},
        headers={"X-Request-Start": f"t={began.timestamp():.3f}"},
        follow=True,
    )

    version = draft.versions.get()
    told = hashlib.sha256(f"{hashlib.sha256(content).hexdigest()}  a.py\n\n\n\n".encode()).hexdigest()
    assert version.receipt in reply.content.decode()
    assert abs(version.submitted_at - began) < timedelta(seconds=1)
    assert version.sha256 == told
    assert told in client.get(reverse("projects:version", args=[version.pk])).content.decode()


def test_deadline_passed_in_transit_is_met_by_the_first_byte(client, a, draft):
    now = timezone.now()
    type(draft.assignment).objects.update(
        opens_at=now - timedelta(days=2), due_at=now - timedelta(minutes=1), closes_at=now - timedelta(minutes=1)
    )
    client.force_login(a.enrolment.learner)
    url, sent = reverse("projects:submit", args=[draft.pk]), {"repository_url": "https://example.org/d"}

    late = client.post(url, sent | {"request_key": new_key()})
    began = now - timedelta(minutes=2)
    in_time = client.post(
        url, sent | {"request_key": new_key()}, headers={"X-Request-Start": f"t={began.timestamp():.3f}"}
    )

    assert (late.status_code, in_time.status_code) == (422, 302)
    assert not draft.versions.get().is_late


def test_next_version_begins_with_the_files_of_the_last(a, draft):
    learner = a.enrolment.learner
    actions.save_draft(draft, by=learner, files=[factories.upload("a.py", b"1\n"), factories.upload("b.py", b"2\n")])
    actions.submit(draft, by=learner)

    actions.save_draft(draft, by=learner, files=[factories.upload("b.py", b"3\n")])
    second = actions.replace(draft, by=learner)

    first = draft.versions.get(number=1)
    assert [row.path for row in second.files.all()] == ["a.py", "b.py"]
    assert first.files.get(path="a.py").blob == second.files.get(path="a.py").blob
    assert first.files.get(path="b.py").blob != second.files.get(path="b.py").blob


def test_team_says_where_it_thinks_it_is(client, a, draft):
    criterion = draft.assignment.criteria.first()
    client.force_login(a.enrolment.learner)
    sent = {"repository_url": "https://example.org/d", "how_to_run": "make run", f"own-{criterion.pk}": "2"}

    client.post(reverse("projects:submit", args=[draft.pk]), sent | {"request_key": new_key()})

    version = draft.versions.get()
    assert version.own_levels.get().level == 2
    page = client.get(reverse("projects:version", args=[version.pk])).content.decode()
    assert "make run" in page
    assert "2/3" in page


@pytest.mark.parametrize("commit", ["main", "g" * 40, "12345", "A1B2C3D", "a" * 41])
def test_what_is_no_commit_is_told_beside_its_field(client, a, draft, commit):
    client.force_login(a.enrolment.learner)

    reply = client.post(reverse("projects:draft", args=[draft.pk]), {"commit": commit})

    assert reply.status_code == 422
    assert reply.context["form"].errors["commit"]


def test_refused_file_is_told_beside_its_field(client, a, draft):
    client.force_login(a.enrolment.learner)

    reply = client.post(
        reverse("projects:draft", args=[draft.pk]), {"files": [factories.upload("outil", b"\x7fELF\x02")]}
    )

    assert list(reply.context["form"].errors) == ["files"]


def _answer(client, thread, **sent):
    return client.post(reverse("projects:answer", args=[thread.pk]), {"request_key": new_key(), **sent})


def test_disagreement_needs_its_reason(client, a):
    thread = factories.sent_remark(a)
    client.force_login(a.enrolment.learner)

    refused = _answer(client, thread, stance="disagrees", body="")
    said = _answer(client, thread, stance="disagrees", body="L’index existe déjà, ligne 12.")

    assert (refused.status_code, said.status_code) == (422, 302)
    assert refused.context["refused"]["sentence"]
    assert Reply.objects.get().stance == "disagrees"
    assert Thread.objects.get().state == Thread.State.OPEN


def test_corrected_remark_says_so_to_both(client, a):
    thread = factories.sent_remark(a)
    client.force_login(a.enrolment.learner)

    _answer(client, thread, stance="corrected", body="")

    thread.refresh_from_db()
    assert (thread.state, thread.resolved_by) == (Thread.State.RESOLVED, a.enrolment.learner)


def test_awaited_team_is_reminded_after_a_day_and_after_two(a):
    thread = factories.sent_remark(a)
    decided = Submission.objects.get(pk=thread.submission.pk).decided_at

    def told(**after) -> int:
        return actions.remind_teams(at=decided + timedelta(**after))

    assert [told(hours=23), told(hours=25), told(hours=30), told(hours=49), told(days=9)] == [0, 1, 0, 1, 0]
    assert Event.objects.filter(verb="projects.submission.remind").count() == 2


def test_team_that_has_begun_is_left_alone(a):
    row = factories.sent_remark(a).submission
    actions.save_draft(row, by=a.enrolment.learner, note="En cours")

    assert actions.remind_teams(at=timezone.now() + timedelta(days=3)) == 0


def test_lines_that_a_remark_is_about_are_shown_with_it(client, a, given):
    row = factories.submission(given, a.enrolment)
    learner = a.enrolment.learner
    actions.save_draft(row, by=learner, files=[factories.upload("vues.py", b"un\ndeux\ntrois\nquatre\n")])
    actions.submit(row, by=learner)
    actions.claim(row, by=a.mentor)
    actions.add_remark(row, by=a.mentor, kind="must_fix", body="Ici", path="vues.py", line=3)
    actions.request_changes(row, by=a.mentor)
    client.force_login(learner)

    page = client.get(reverse("projects:submission", args=[row.pk])).content.decode()

    assert ">trois</pre>" in page
