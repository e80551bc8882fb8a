"""The words of a review: no tab overwrites another, a sent review is mended in sight, notes stay between reviewers."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from projects import actions, queries
from projects.models import Amendment, Review, SavedComment, StaffNote, Thread
from tests import factories


@pytest.fixture
def held(client, a, waiting):
    """Salma's work in the mentor's hands, who is logged in."""
    actions.claim(waiting, by=a.mentor)
    client.force_login(a.mentor)
    return waiting


def save(client, row, htmx: bool = False, **typed):
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(reverse("projects:review_save", args=[row.pk]), typed, headers=headers)


def test_older_tab_writes_over_nothing_and_keeps_its_text(client, held):
    save(client, held, message="Le premier onglet", revision="0")

    reply = save(client, held, message="Le second onglet", revision="0", approve="1")

    html = reply.content.decode()
    assert reply.status_code == 409
    assert "Le premier onglet" in html
    assert "Le second onglet" in html
    assert Review.objects.get().message == "Le premier onglet"


def test_autosave_of_an_older_tab_is_told_and_chooses(client, held):
    save(client, held, message="Le premier onglet", revision="0")
    reply = save(client, held, htmx=True, message="Le second", revision="0")

    assert reply.status_code == 409
    assert 'name="over" value="1"' in reply.content.decode()
    assert save(client, held, message="Le second", revision="0", over="1").status_code == 302
    assert Review.objects.get().message == "Le second"


def test_each_save_tells_the_page_its_revision(client, held):
    reply = save(client, held, htmx=True, message="Un", revision="0").content.decode()

    assert 'id="review-revision" value="1"' in reply
    assert save(client, held, htmx=True, message="Deux", revision="1").status_code == 200


def _sent(a, row) -> Review:
    factories.scored_review(row, a.mentor, message="Il manque un test.")
    actions.add_remark(row, by=a.mentor, kind="must_fix", body="Ou est l’index ?")
    return actions.request_changes(row, by=a.mentor)


def test_sent_review_is_mended_in_sight_of_both(client, a, held):
    review = _sent(a, held)
    thread = review.threads.get()
    typed = {"message": "Il manque deux tests.", f"remark-{thread.pk}": "Où est l’index ?"}

    assert client.post(reverse("projects:review_amend", args=[review.pk]), typed).status_code == 302

    review.refresh_from_db()
    assert review.message == "Il manque deux tests."
    assert sorted(row.before for row in Amendment.objects.all()) == ["Il manque un test.", "Ou est l’index ?"]
    for reader in (a.mentor, a.enrolment.learner):
        client.force_login(reader)
        html = client.get(reverse("projects:submission", args=[held.pk])).content.decode()
        assert "Il manque un test." in html
        assert "Ou est l’index ?" in html


def test_after_a_quarter_of_an_hour_the_review_stays(client, a, held):
    review = _sent(a, held)
    Review.objects.update(sent_at=timezone.now() - timedelta(minutes=16))

    reply = client.post(reverse("projects:review_amend", args=[review.pk]), {"message": "Autre chose"})

    assert reply.status_code == 422
    assert Review.objects.get().message == "Il manque un test."


def test_nobody_else_mends_a_review_nor_empties_a_remark(a, held, other_mentor):
    review = _sent(a, held)
    words = {"message": "Autre", "remarks": {}, "at": timezone.now()}

    with pytest.raises(PermissionDenied):
        actions.amend_review(review, by=other_mentor, **words)
    with pytest.raises(ValidationError):
        actions.amend_review(review, by=a.mentor, **{**words, "remarks": {review.threads.get().pk: " "}})
    assert Review.objects.get().message == "Il manque un test."


def test_notes_between_reviewers_never_reach_the_team(client, a, held, other_mentor):
    client.post(reverse("projects:note_add", args=[held.pk]), {"note": "NOTE SECRÈTE"})
    _sent(a, held)
    client.force_login(a.enrolment.learner)
    pages = [reverse("projects:submission", args=[held.pk]), reverse("today"), reverse("inbox:list")]

    assert StaffNote.objects.get().body == "NOTE SECRÈTE"
    assert all("NOTE SECRÈTE" not in client.get(page).content.decode() for page in pages)
    assert client.get(reverse("projects:review", args=[held.pk])).status_code == 403
    assert client.post(reverse("projects:note_add", args=[held.pk]), {"note": "Moi"}).status_code == 403


@pytest.mark.parametrize("note", ["", "  ", "x" * 2001])
def test_note_that_cannot_be_is_told(client, held, note):
    client.post(reverse("projects:note_add", args=[held.pk]), {"note": note})

    assert not StaffNote.objects.exists()


def test_other_projects_of_the_team_stand_beside(client, a, held):
    other = factories.handed_in(factories.assignment(a.cohort, factories.project(a.module, title="Souk")), a.enrolment)
    stranger = factories.handed_in(other.assignment, factories.enrolment(a.cohort))

    html = client.get(reverse("projects:review", args=[held.pk])).content.decode()

    assert reverse("projects:submission", args=[other.pk]) in html
    assert reverse("projects:submission", args=[stranger.pk]) not in html


def test_colleagues_draft_is_not_read_at_the_desk(client, a, held, other_mentor):
    remark = {"body": "BROUILLON DE HAMZA", "kind": "question"}
    client.post(reverse("projects:remark_add", args=[held.pk]), remark)
    actions.release(held, by=a.mentor)
    actions.claim(held, by=other_mentor)
    client.force_login(other_mentor)

    assert "BROUILLON DE HAMZA" not in client.get(reverse("projects:review", args=[held.pk])).content.decode()


# The bank


@pytest.fixture
def comment(a):
    return actions.keep_comment(a.operator, by=a.mentor, title="Index", kind="must_fix", body="Un index ?")


def test_comment_is_offered_kept_from_a_remark_and_counted(client, a, held, comment):
    typed = {"body": "Un index ?", "kind": "must_fix", "saved_comment": comment.pk, "keep_as": "Autre titre"}
    assert "Index" in client.get(reverse("projects:review", args=[held.pk])).content.decode()
    client.post(reverse("projects:remark_add", args=[held.pk]), typed)

    assert SavedComment.objects.get(title="Autre titre").body == "Un index ?"


def _remark_with(a, comment) -> Thread:
    a.project = factories.project(a.module)
    return factories.sent_remark(a, saved_comment=comment)


def test_bank_tells_how_often_a_comment_led_to_a_fix_at_once(a, comment):
    first, again, _open = (_remark_with(a, comment) for _ in range(3))
    actions.confirm(first, by=a.mentor)
    actions.confirm(again, by=a.mentor)
    actions.reopen(again, by=a.mentor)
    actions.confirm(again, by=a.mentor)

    (kept,) = queries.comment_bank(a.mentor)

    assert (kept.asked, kept.at_once) == (3, 1)


def test_title_kept_twice_is_told_and_the_remark_waits(client, held, comment):
    typed = {"body": "Et ?", "kind": "must_fix", "keep_as": "Index"}

    reply = client.post(reverse("projects:remark_add", args=[held.pk]), typed)

    assert reply.status_code == 422
    assert "Un autre commentaire porte ce titre." in reply.content.decode()
    assert not Thread.objects.exists()


def test_comments_of_another_operator_are_neither_seen_nor_used(client, a, b, held):
    foreign = actions.keep_comment(b.operator, by=b.mentor, title="Ailleurs", kind="question", body="Non")

    reply = client.post(
        reverse("projects:remark_add", args=[held.pk]), {"body": "x", "kind": "question", "saved_comment": foreign.pk}
    )

    assert reply.status_code == 422
    assert "Ailleurs" not in client.get(reverse("projects:comments")).content.decode()
