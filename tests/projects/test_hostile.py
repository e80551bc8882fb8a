"""Work that must not be lost, changed behind its team's back, or used to break a mentor's page."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from core.highlighting import _remembered
from core.idempotency import new_key
from core.workflow import TransitionRefused
from projects import actions, queries
from projects.actions import submissions
from projects.draft_forms import DraftForm
from projects.models import Claim, Review, Submission, Version, VersionFile
from projects.preview import LINES_LIMIT, whole_view
from tests import factories

LONG_ADDRESS = f"https://example.org/{'d' * 200}"


def test_draft_is_kept_when_the_project_has_closed(client, a, draft):
    type(draft.assignment).objects.update(
        opens_at=timezone.now() - timedelta(days=9),
        due_at=timezone.now() - timedelta(days=2),
        closes_at=timezone.now() - timedelta(days=1),
    )
    client.force_login(a.enrolment.learner)
    typed = {"note": "Trop tard ?", "repository_url": "https://example.org/d", "request_key": new_key()}

    reply = client.post(reverse("projects:submit", args=[draft.pk]), {**typed, "files": factories.upload()})

    assert reply.status_code == 422
    kept = Version.objects.get(submission=draft)
    assert (kept.note, kept.files.count(), kept.submitted_at) == ("Trop tard ?", 1, None)


def test_address_longer_than_its_column_is_told(client, a, draft):
    client.force_login(a.enrolment.learner)

    for name in ("repository_url", "demo_url"):
        assert client.post(reverse("projects:draft", args=[draft.pk]), {name: LONG_ADDRESS}).status_code == 422


@pytest.mark.parametrize("address", ["https://[abc]/", "https://[::1", "https://a℀b.com/", "[]"])
def test_address_that_cannot_be_read_is_told(client, a, draft, address):
    client.force_login(a.enrolment.learner)

    reply = client.post(reverse("projects:draft", args=[draft.pk]), {"repository_url": address})

    assert reply.status_code == 422


@pytest.mark.parametrize("number", ["9" * 30, "-" + "9" * 30, "9" * 5000, "²", "x"])
def test_learner_that_no_row_has_is_told(client, a, given, number):
    client.force_login(a.trainer)

    reply = client.post(reverse("projects:teams", args=[a.cohort.code, given.pk]), {"enrolments": [number]})

    assert reply.status_code == 422


def test_version_handed_in_meanwhile_is_not_written_over(a, draft, monkeypatch):
    """On PostgreSQL a team-mate's submission may commit between the reading of the draft and its lock."""
    mine = actions.save_draft(draft, by=a.enrolment.learner, note="Rendu", repository_url="https://example.org/d")
    actions.submit(draft, by=a.enrolment.learner)
    monkeypatch.setattr(submissions, "draft_of", lambda *args, **kwargs: mine)

    with pytest.raises(TransitionRefused):
        actions.save_draft(draft, by=a.enrolment.learner, note="Écrasé")
    assert Version.objects.get(pk=mine.pk).note == "Rendu"


def test_file_of_a_version_handed_in_meanwhile_stays(a, draft):
    actions.save_draft(draft, by=a.enrolment.learner, files=[factories.upload()])
    file = VersionFile.objects.select_related("version__submission__assignment__cohort").get()
    actions.submit(draft, by=a.enrolment.learner)

    with pytest.raises(TransitionRefused):
        actions.remove_draft_file(file, by=a.enrolment.learner)
    assert VersionFile.objects.count() == 1


@pytest.fixture
def lapsed(client, a, waiting):
    """The mentor's claim has ended while their page stayed open."""
    actions.claim(waiting, by=a.mentor)
    Claim.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    client.force_login(a.mentor)
    return waiting


def test_what_is_typed_after_the_claim_lapsed_is_kept(client, a, lapsed):
    criterion = lapsed.assignment.criteria.first()
    typed = {"message": "Écrit pendant la pause", f"level-{criterion.pk}": "2", "approve": "1"}

    reply = client.post(reverse("projects:review_save", args=[lapsed.pk]), typed)

    assert reply.status_code == 409
    assert Submission.objects.get(pk=lapsed.pk).state == Submission.State.QUEUED
    assert queries.draft_review(lapsed, a.mentor).message == "Écrit pendant la pause"


def test_autosave_after_the_claim_lapsed_says_so_in_its_place(client, a, lapsed):
    reply = client.post(
        reverse("projects:review_save", args=[lapsed.pk]), {"message": "Encore"}, headers={"HX-Request": "true"}
    )

    assert reply.status_code == 409
    assert "<html" not in reply.content.decode()
    assert queries.draft_review(lapsed, a.mentor).message == "Encore"


def test_remark_typed_after_the_claim_lapsed_is_kept(client, a, lapsed):
    remark = {"body": "Il manque un index.", "kind": "must_fix"}

    assert client.post(reverse("projects:remark_add", args=[lapsed.pk]), remark).status_code == 409
    assert queries.draft_review(lapsed, a.mentor).threads.get().body == "Il manque un index."


def test_who_never_held_the_work_drafts_no_review(client, a, waiting, other_mentor):
    actions.claim(waiting, by=a.mentor)
    client.force_login(other_mentor)

    assert client.post(reverse("projects:review_save", args=[waiting.pk]), {"message": "À moi"}).status_code == 409
    assert not Review.objects.filter(reviewer=other_mentor).exists()


def test_review_that_was_sent_is_not_changed_by_an_old_page(client, a, waiting):
    actions.claim(waiting, by=a.mentor)
    factories.scored_review(waiting, a.mentor)
    actions.request_changes(waiting, by=a.mentor)
    client.force_login(a.mentor)

    reply = client.post(reverse("projects:review_save", args=[waiting.pk]), {"message": "Autre chose"})

    assert reply.status_code == 409
    assert Review.objects.get().message == "Bon travail."


def test_message_too_long_is_told_and_stays_on_the_page(client, a, waiting):
    actions.claim(waiting, by=a.mentor)
    client.force_login(a.mentor)

    reply = client.post(reverse("projects:review_save", args=[waiting.pk]), {"message": "x" * 5001})

    assert reply.status_code == 422
    assert "x" * 5001 in reply.content.decode()
    assert not Review.objects.exists()


def test_answer_too_long_is_refused(a, waiting):
    actions.claim(waiting, by=a.mentor)
    thread = actions.add_remark(waiting, by=a.mentor, kind="must_fix", body="Un index ?")
    actions.request_changes(waiting, by=a.mentor)
    thread.refresh_from_db()

    with pytest.raises(ValidationError):
        actions.answer(thread, by=a.enrolment.learner, body="x" * 5001)


def _file(a, draft, content: bytes) -> VersionFile:
    actions.save_draft(draft, by=a.enrolment.learner, files=[factories.upload("long.py", content)])
    return VersionFile.objects.get()


def test_file_of_many_lines_is_read_in_pages(a, draft):
    file = _file(a, draft, b"\n" * (LINES_LIMIT + 2))

    first, second = whole_view(file, []), whole_view(file, [], first=LINES_LIMIT + 1)

    assert (len(first.segments[0].rows), first.next) == (LINES_LIMIT, LINES_LIMIT + 1)
    assert (second.segments[0].rows[0][0], second.next) == (LINES_LIMIT + 1, None)


def test_file_whose_bytes_are_missing_leaves_the_review_readable(a, draft):
    file = _file(a, draft, b"x = 1\n" * 6000)
    file.blob.file.storage.delete(file.blob.file.name)

    assert whole_view(file, []).kind == "other"


def test_long_files_of_learners_do_not_fill_the_memory(a, draft):
    before = _remembered.cache_info().currsize

    assert whole_view(_file(a, draft, b"x = 1  # " + b"y" * 30_000), []).segments
    assert _remembered.cache_info().currsize == before


@pytest.mark.parametrize(
    "wrong", ["mon dépôt", "git@exemple.ma:projet", "https://[", "http://exemple.ma/", "https://lan/"]
)
def test_wrong_address_is_refused_in_one_sentence(wrong):
    errors = DraftForm({"repository_url": wrong}).errors["repository_url"]

    assert len(errors) == 1
