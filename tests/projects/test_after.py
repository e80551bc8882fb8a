"""What follows a review: the team has read it, asks about it, gives thanks for it; nothing of that costs it anything."""

from dataclasses import asdict
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from core.idempotency import new_key
from core.models import Event
from inbox.models import Notice
from projects import actions, queries
from projects.models import Reply, Review, Submission, Thanks
from tests import factories


@pytest.fixture
def remark(a):
    """A remark of Hamza on Salma's work, which is to redo."""
    return factories.sent_remark(a)


@pytest.fixture
def review(remark):
    return remark.review


def _page(client, user, row: Submission) -> str:
    client.force_login(user)
    return client.get(reverse("projects:submission", args=[row.pk])).content.decode()


def _second_round(a, remark) -> Submission:
    """The second version is reviewed, with a remark of its own; the first one's is still open."""
    row = Submission.objects.get(pk=remark.submission.pk)
    actions.save_draft(row, by=a.enrolment.learner, repository_url="https://example.org/d")
    actions.submit(row, by=a.enrolment.learner)
    actions.claim(row, by=a.mentor)
    actions.add_remark(row, by=a.mentor, kind="must_fix", body="Et la clé étrangère ?")
    actions.request_changes(row, by=a.mentor)
    return row


def test_correction_asked_for_stays_to_do_until_it_is_confirmed_whatever_the_version(client, a, salma, remark):
    row = _second_round(a, remark)

    def to_do() -> str:
        html = _page(client, salma, row)
        return html[html.index("Avant de renvoyer") : html.index("Revue de la version 2")]

    assert "Un index ?" in to_do()
    assert "version 1" in to_do()
    actions.resolve(remark, by=salma)
    assert "Corrigée par l’équipe" in to_do()
    actions.confirm(remark, by=a.mentor)
    assert "Un index ?" not in to_do()


def test_learner_and_mentor_count_the_same_corrections(client, a, salma, remark):
    row = _second_round(a, remark)
    row.refresh_from_db()
    actions.save_draft(row, by=salma, repository_url="https://example.org/d")
    actions.submit(row, by=salma)
    actions.claim(row, by=a.mentor)
    client.force_login(a.mentor)

    html = client.get(reverse("projects:review", args=[row.pk])).content.decode()

    assert len(queries.dossier(row, salma).to_fix) == 2
    assert "2 corrections demandées avant restent à confirmer" in html


def test_team_says_once_that_it_has_read(client, a, salma, review):
    client.force_login(salma)
    for _ in range(2):
        reply = client.post(reverse("projects:acknowledge", args=[review.pk]))

    assert reply.status_code == 302
    assert Event.objects.filter(verb="projects.submission.acknowledge").count() == 1
    assert f"Lue par {salma}" in _page(client, a.mentor, review.version.submission)


def test_the_first_member_who_read_it_is_kept(a, salma, given):
    mate = factories.enrolment(a.cohort)
    row = factories.handed_in(given, a.enrolment, mate)
    actions.claim(row, by=a.mentor)
    factories.scored_review(row, a.mentor)
    review = actions.request_changes(row, by=a.mentor)
    actions.acknowledge(review, by=salma)

    actions.acknowledge(Review.objects.get(pk=review.pk), by=mate.learner)

    assert Review.objects.get(pk=review.pk).acknowledged_by == salma


@pytest.mark.parametrize("how", ["answers", "hands in again"])
def test_who_answers_or_hands_in_again_has_read(salma, remark, how):
    if how == "answers":
        actions.answer(remark, by=salma, body="Bien vu.")
    else:
        row = Submission.objects.get(pk=remark.submission.pk)
        actions.save_draft(row, by=salma, repository_url="https://example.org/d")
        actions.submit(row, by=salma)

    assert Review.objects.get(pk=remark.review_id).acknowledged_by == salma


def test_review_not_yet_sent_is_neither_read_nor_thanked_for(client, a, salma, waiting):
    actions.claim(waiting, by=a.mentor)
    factories.scored_review(waiting, a.mentor)
    hidden = Review.objects.get()
    client.force_login(salma)

    for name in ("acknowledge", "thank", "ask"):
        assert client.post(reverse(f"projects:{name}", args=[hidden.pk]), {"body": "Et ?"}).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.acknowledge(hidden, by=salma)


def test_question_on_a_remark_is_told_and_its_answer_reaches_the_team(
    client, django_capture_on_commit_callbacks, a, salma, remark
):
    with django_capture_on_commit_callbacks(execute=True):
        actions.answer(remark, by=salma, body="Quel index ?", stance=Reply.Stance.ASKS)
    question = remark.replies.get()
    client.force_login(a.mentor)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("projects:explain", args=[question.pk]), {"body": "Celui de la date."})

    assert Notice.objects.filter(user=a.mentor, verb="projects.submission.ask").count() == 1
    assert Notice.objects.filter(user=salma, verb="projects.submission.explain").count() == 1
    assert "Celui de la date." in _page(client, salma, remark.submission)


def test_question_on_a_level_says_its_criterion(client, a, salma, review):
    criterion = review.version.submission.assignment.criteria.first()
    client.force_login(salma)
    asked = {"body": "Pourquoi ce niveau ?", "criterion": criterion.pk}
    client.post(reverse("projects:ask", args=[review.pk]), asked)

    assert review.replies.get().criterion == criterion
    page = _page(client, a.mentor, review.version.submission)
    assert "Pourquoi ce niveau ?" in page
    assert reverse("projects:explain", args=[review.replies.get().pk]) in page


def test_question_costs_nothing(a, salma, review):
    row = review.version.submission
    before = Submission.objects.filter(pk=row.pk).values().get()
    now = timezone.now()
    figures = asdict(queries.cohort_reviews(a.cohort, at=now))

    actions.ask(review, by=salma, body="Que voulez-vous dire ?")
    actions.explain(review.replies.get(), by=a.mentor, body="Ceci.")

    assert Submission.objects.filter(pk=row.pk).values().get() == before
    assert row.versions.count() == 1
    after = asdict(queries.cohort_reviews(a.cohort, at=now))
    assert {**after, "mentors": 0} == {**figures, "mentors": 0}


def test_reviewer_finds_what_awaits_them_on_their_day_and_in_the_queue(client, a, other_mentor, salma, review):
    actions.ask(review, by=salma, body="Que voulez-vous dire ?")

    def seen_by(person, name):
        client.force_login(person)
        return client.get(reverse(name)).content.decode()

    assert "Que voulez-vous dire" in seen_by(a.mentor, "today")
    assert "1 question attend votre réponse" in seen_by(a.mentor, "projects:queue")
    assert "Que voulez-vous dire" not in seen_by(other_mentor, "today")
    actions.explain(review.replies.get(), by=a.mentor, body="Ceci.")
    assert "Que voulez-vous dire" not in seen_by(a.mentor, "today")
    assert "attend votre réponse" not in seen_by(a.mentor, "projects:queue")


def test_reviewer_answers_from_the_desk(client, a, salma, review):
    row = Submission.objects.get(pk=review.version.submission_id)
    actions.ask(review, by=salma, body="Que voulez-vous dire ?")
    actions.save_draft(row, by=salma, repository_url="https://example.org/d")
    actions.submit(row, by=salma)
    actions.claim(row, by=a.mentor)
    client.force_login(a.mentor)
    desk = reverse("projects:review", args=[row.pk])
    address = reverse("projects:explain", args=[review.replies.get().pk])

    assert address in client.get(desk).content.decode()
    assert client.post(address, {"body": "Ceci."}).url.startswith(desk)
    assert address not in client.get(desk).content.decode()


def test_another_mentor_does_not_answer_for_the_reviewer_but_the_trainer_may(a, other_mentor, salma, review):
    actions.ask(review, by=salma, body="Que voulez-vous dire ?")
    question = review.replies.get()

    with pytest.raises(PermissionDenied):
        actions.explain(question, by=other_mentor, body="Je crois que…")
    actions.explain(question, by=a.trainer, body="Ceci.")


def test_question_is_answered_once(a, salma, review):
    actions.ask(review, by=salma, body="Que voulez-vous dire ?")
    question = review.replies.get()
    actions.explain(question, by=a.mentor, body="Ceci.")

    with pytest.raises(ValidationError):
        actions.explain(Reply.objects.get(pk=question.pk), by=a.trainer, body="Cela.")


def test_explanation_stands_under_its_question(client, a, salma, review):
    first = actions.ask(review, by=salma, body="PREMIERE")
    actions.ask(review, by=salma, body="SECONDE")
    actions.explain(first, by=a.mentor, body="REPONSE")

    page = _page(client, salma, review.version.submission)

    assert page.index("PREMIERE") < page.index("REPONSE") < page.index("SECONDE")


@pytest.mark.parametrize("body", ["  ", "x" * 5001])
def test_empty_or_endless_question_comes_back_with_its_sentence(client, salma, review, body):
    client.force_login(salma)

    reply = client.post(reverse("projects:ask", args=[review.pk]), {"body": body})

    assert reply.status_code == 422
    assert f'aria-describedby="ask-{review.pk}-e"' in reply.content.decode()
    assert not Reply.objects.exists()


def test_empty_explanation_comes_back_with_its_sentence(client, a, salma, review):
    actions.ask(review, by=salma, body="Que voulez-vous dire ?")
    question = review.replies.get()
    client.force_login(a.mentor)

    reply = client.post(reverse("projects:explain", args=[question.pk]), {"body": " "})

    assert reply.status_code == 422
    assert f'aria-describedby="explain-{question.pk}-e"' in reply.content.decode()


def test_criterion_of_another_project_is_refused(a, salma, review):
    other = factories.assignment(a.cohort, factories.project(a.module, title="Souk"))

    with pytest.raises(ValidationError):
        actions.ask(review, by=salma, body="Pourquoi ?", criterion=other.criteria.first())


def test_thanks_are_given_once_and_counted(client, django_capture_on_commit_callbacks, a, salma, review):
    client.force_login(salma)
    for word in ("Vos exemples m’ont aidée.", "Encore merci."):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("projects:thank", args=[review.pk]), {"word": word, "request_key": new_key()})

    assert Thanks.objects.get().word == "Vos exemples m’ont aidée."
    assert Notice.objects.filter(user=a.mentor, verb="projects.submission.thank").count() == 1
    client.force_login(a.mentor)
    assert "1 revue remerciée" in client.get(reverse("projects:availability")).content.decode()


def test_one_tap_is_enough(client, salma, review):
    client.force_login(salma)

    client.post(reverse("projects:thank", args=[review.pk]))

    assert Thanks.objects.get().word == ""
    assert reverse("projects:thank", args=[review.pk]) not in _page(client, salma, review.version.submission)


def test_too_long_a_word_comes_back_with_its_sentence(client, salma, review):
    client.force_login(salma)

    reply = client.post(reverse("projects:thank", args=[review.pk]), {"word": "x" * 501})

    assert reply.status_code == 422
    assert f'aria-describedby="word-{review.pk}-e"' in reply.content.decode()
    assert not Thanks.objects.exists()


def test_approved_work_may_still_be_asked_about(client, a, salma, waiting):
    actions.claim(waiting, by=a.mentor)
    factories.scored_review(waiting, a.mentor)
    actions.add_remark(waiting, by=a.mentor, kind="question", body="Pourquoi pas un index ?")
    thread = actions.approve(waiting, by=a.mentor).threads.get()

    assert reverse("projects:answer", args=[thread.pk]) in _page(client, salma, waiting)
    client.post(reverse("projects:answer", args=[thread.pk]), {"body": "Où donc ?", "stance": "asks"})
    assert thread.replies.get().stance == Reply.Stance.ASKS
    assert Submission.objects.get(pk=waiting.pk).state == Submission.State.APPROVED


def test_staff_neither_acknowledges_nor_thanks(client, a, review):
    client.force_login(a.mentor)
    page = _page(client, a.mentor, review.version.submission)

    for name in ("acknowledge", "thank", "ask"):
        address = reverse(f"projects:{name}", args=[review.pk])
        assert address not in page
        assert client.post(address, {"body": "Et ?"}).status_code == 403


def test_the_reviewer_explains_after_the_claim_ended(a, salma, review):
    actions.ask(review, by=salma, body="Que voulez-vous dire ?")
    actions.expire_claims(at=timezone.now() + timedelta(days=3))

    assert actions.explain(review.replies.get(), by=a.mentor, body="Ceci.").question.awaits is False


CODE = "Essayez :\nfor x in liste:\n    total += x\n\n**bravo**, voir `x`"


def test_what_people_write_keeps_its_lines_its_code_and_its_marks_everywhere(client, a, salma, given):
    row = factories.submission(given, a.enrolment)
    actions.save_draft(row, by=salma, note=CODE, how_to_run=CODE, repository_url="https://example.org/d")
    actions.submit(row, by=salma)
    actions.claim(row, by=a.mentor)
    actions.add_staff_note(row, by=a.mentor, body=CODE)
    client.force_login(a.mentor)
    desk = client.get(reverse("projects:review", args=[row.pk])).content.decode()
    thread = actions.add_remark(row, by=a.mentor, kind="must_fix", body=CODE)
    actions.save_review(row, by=a.mentor, message=CODE, scores={})
    actions.request_changes(row, by=a.mentor)
    thread.refresh_from_db()
    actions.answer(thread, by=salma, body=CODE)

    rendered = "for x in liste:\n<code>    total += x</code>"
    assert desk.count(rendered) == 3  # the team's note, how to run it, the note between reviewers
    assert desk.count("<strong>bravo</strong>, voir <code>x</code>") == 3
    story = _page(client, salma, row)
    assert story.count(rendered) == 4  # the message, the remark, the answer, the note of the version
