"""A team's work: drafts that survive, versions that never change, a place in the queue."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from core.idempotency import new_key
from core.workflow import TransitionRefused
from projects import actions
from projects.actions.submissions import DraftChangedMeanwhile
from projects.models import Submission, VersionFile
from tests import factories

State = Submission.State


def test_draft_survives_a_reload(client, a, draft):
    client.force_login(a.enrolment.learner)
    url = reverse("projects:submission", args=[draft.pk])
    client.post(reverse("projects:draft", args=[draft.pk]), {"note": "À moitié fait", "repository_url": ""})

    assert "À moitié fait" in client.get(url).content.decode()


def test_learner_hands_in_note_address_and_files(client, a, draft):
    client.force_login(a.enrolment.learner)
    data = {
        "note": "Fini",
        "repository_url": "https://example.org/d",
        "files": [factories.upload()],
        "request_key": new_key(),
    }

    client.post(reverse("projects:submit", args=[draft.pk]), data)

    draft.refresh_from_db()
    version = draft.versions.get()
    assert draft.state == State.QUEUED
    assert (version.number, version.note, version.files.get().name) == (1, "Fini", "modele.py")


def test_a_second_click_makes_no_second_version(client, a, draft):
    client.force_login(a.enrolment.learner)
    data = {"note": "Fini", "repository_url": "https://example.org/d", "request_key": new_key()}
    url = reverse("projects:submit", args=[draft.pk])

    first, second = client.post(url, data), client.post(url, data)

    assert (first.status_code, second.status_code) == (302, 302)
    assert draft.versions.count() == 1


def test_same_key_with_another_text_gives_the_form_again(client, a, draft):
    client.force_login(a.enrolment.learner)
    url = reverse("projects:submit", args=[draft.pk])
    data = {"note": "Fini", "repository_url": "https://example.org/d", "request_key": new_key()}
    client.post(url, data)

    reply = client.post(url, data | {"note": "Fini, avec un mot de plus"})

    assert reply.status_code == 422
    assert "Fini, avec un mot de plus" in reply.content.decode()
    assert data["request_key"] not in reply.content.decode()
    assert draft.versions.count() == 1


def test_an_empty_version_is_refused(a, draft):
    actions.save_draft(draft, by=a.enrolment.learner)

    with pytest.raises(ValidationError):
        actions.submit(draft, by=a.enrolment.learner)
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_after_closing_nothing_is_taken(a, draft):
    draft.assignment.__class__.objects.update(
        opens_at=timezone.now() - timezone.timedelta(days=9),
        due_at=timezone.now() - timezone.timedelta(days=2),
        closes_at=timezone.now() - timezone.timedelta(days=1),
    )
    draft = Submission.objects.get(pk=draft.pk)
    actions.save_draft(draft, by=a.enrolment.learner, note="Trop tard", repository_url="https://example.org/d")

    with pytest.raises(ValidationError):
        actions.submit(draft, by=a.enrolment.learner)


def test_replacing_keeps_the_place_in_the_queue(a, waiting):
    place = waiting.queued_at
    actions.save_draft(waiting, by=a.enrolment.learner, note="Mieux", repository_url="https://example.org/d")

    actions.replace(waiting, by=a.enrolment.learner)

    waiting.refresh_from_db()
    assert (waiting.queued_at, waiting.state) == (place, State.QUEUED)
    assert [row.number for row in waiting.versions.order_by("number")] == [1, 2]


def test_withdrawn_work_is_a_draft_again(a, waiting):
    actions.withdraw(waiting, by=a.enrolment.learner)

    assert Submission.objects.get(pk=waiting.pk).state == State.DRAFT


def test_work_in_review_can_be_neither_replaced_nor_withdrawn(a, waiting):
    actions.claim(waiting, by=a.mentor)

    with pytest.raises(TransitionRefused):
        actions.withdraw(waiting, by=a.enrolment.learner)


def test_silent_member_may_submit_for_the_team(a, given):
    silent = factories.enrolment(a.cohort, first_name="Rachid")
    team = factories.submission(given, a.enrolment, silent)
    actions.save_draft(team, by=silent.learner, note="Ensemble", repository_url="https://example.org/d")

    actions.submit(team, by=silent.learner)

    assert team.versions.get().submitted_by == silent.learner


def test_team_mates_draft_is_not_overwritten(a, given):
    mate = factories.enrolment(a.cohort, first_name="Rachid")
    team = factories.submission(given, a.enrolment, mate)
    opened = timezone.now()
    actions.save_draft(team, by=mate.learner, note="De Rachid")

    with pytest.raises(DraftChangedMeanwhile):
        actions.save_draft(team, by=a.enrolment.learner, note="De Salma", seen_at=opened)

    assert team.versions.get().note == "De Rachid"


def test_team_mates_text_is_shown_beside_ones_own(client, a, given):
    mate = factories.enrolment(a.cohort, first_name="Rachid")
    team = factories.submission(given, a.enrolment, mate)
    url = reverse("projects:draft", args=[team.pk])
    client.force_login(a.enrolment.learner)
    opened = client.get(reverse("projects:submission", args=[team.pk])).context["form"]["seen_at"].value()
    actions.save_draft(team, by=mate.learner, note="De Rachid")

    refused = client.post(url, {"note": "De Salma", "seen_at": opened})
    seen = refused.context["form"]["seen_at"].value()
    kept = client.post(url, {"note": "Des deux", "seen_at": seen})

    assert refused.status_code == 422
    assert all(words in refused.content.decode() for words in ("De Rachid", "De Salma"))
    assert kept.status_code == 302
    assert team.versions.get().note == "Des deux"


def test_classmate_of_another_team_sees_nothing(client, a, waiting):
    client.force_login(factories.enrolment(a.cohort, first_name="Zineb").learner)

    assert client.get(reverse("projects:submission", args=[waiting.pk])).status_code == 404


def test_classmate_cannot_submit_for_others(a, draft):
    other = factories.enrolment(a.cohort, first_name="Zineb").learner

    with pytest.raises(PermissionDenied):
        actions.submit(draft, by=other)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("programme.txt", b"\x7fELF\x02\x01\x01" + b"\0" * 64),
        ("image.png", factories.PROGRAM),
    ],
)
def test_hostile_file_is_refused_beside_its_field(client, a, draft, name, content):
    client.force_login(a.enrolment.learner)
    data = {"note": "Mon texte", "repository_url": "", "files": [factories.upload(name, content)]}

    reply = client.post(reverse("projects:draft", args=[draft.pk]), data)

    assert reply.status_code == 422
    assert "Mon texte" in reply.content.decode()
    assert not VersionFile.objects.exists()


def test_eleventh_file_of_a_form_is_refused(a, draft):
    files = [factories.upload(f"{n}.py") for n in range(11)]

    with pytest.raises(ValidationError):
        actions.save_draft(draft, by=a.enrolment.learner, files=files)
    assert not VersionFile.objects.exists()


def test_version_holds_so_many_files_and_no_more(a, draft, settings):
    settings.VERSION_MAX_FILES = 3
    actions.save_draft(draft, by=a.enrolment.learner, files=[factories.upload(f"{n}.py") for n in range(3)])

    with pytest.raises(ValidationError):
        actions.save_draft(draft, by=a.enrolment.learner, files=[factories.upload("4.py")])
    assert VersionFile.objects.count() == 3


def test_dangerous_names_are_cleaned(a, draft):
    actions.save_draft(draft, by=a.enrolment.learner, files=[factories.upload("../../etc/\u202efdp.py")])

    assert VersionFile.objects.get().name == "fdp.py"


def test_file_comes_as_inert_attachment_to_the_team_and_staff_only(client, a, b, waiting):
    actions.save_draft(
        waiting, by=a.enrolment.learner, note="v2", files=[factories.upload("page.html", b"<script>1</script>")]
    )
    actions.replace(waiting, by=a.enrolment.learner)
    url = reverse("projects:file", args=[VersionFile.objects.get().pk])
    client.force_login(a.mentor)

    reply = client.get(url)

    assert reply.headers["Content-Disposition"].startswith("attachment")
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in reply.headers["Content-Security-Policy"]
    assert b"".join(reply.streaming_content) == b"<script>1</script>"
    for stranger in (b.mentor, b.manager, b.enrolment.learner):
        client.force_login(stranger)
        assert client.get(url).status_code == 404
