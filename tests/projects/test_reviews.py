"""A mentor's work: an exclusive claim, a draft that is kept, a decision that the rubric allows."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from core.idempotency import new_key
from core.workflow import TransitionRefused
from inbox.models import Notice
from projects import actions, queries
from projects.models import Claim, Review, Submission
from tests import factories

State = Submission.State


def test_second_mentor_is_told_who_holds_it(client, a, waiting, other_mentor):
    actions.claim(waiting, by=a.mentor)
    client.force_login(other_mentor)

    reply = client.post(reverse("projects:claim", args=[waiting.pk]), follow=True)

    assert str(a.mentor) in reply.content.decode()
    assert Claim.objects.get(released_at=None).holder == a.mentor


def test_claim_ends_thirty_minutes_after_the_last_request(a, waiting):
    actions.claim(waiting, by=a.mentor)
    later = timezone.now() + timedelta(minutes=29)
    actions.renew_claim(waiting, by=a.mentor, at=later)

    assert actions.expire_claims(at=later + timedelta(minutes=29)) == 0
    assert actions.expire_claims(at=later + timedelta(minutes=31)) == 1
    assert Submission.objects.get(pk=waiting.pk).state == State.QUEUED


def test_draft_review_outlives_the_claim(a, waiting):
    actions.claim(waiting, by=a.mentor)
    factories.scored_review(waiting, a.mentor, message="À moitié lu")
    actions.release(waiting, by=a.mentor)

    actions.claim(waiting, by=a.mentor)

    assert queries.draft_review(waiting, a.mentor).message == "À moitié lu"


@pytest.mark.parametrize("who", ["mentor", "trainer", "manager"])
def test_holder_trainer_and_manager_release(a, waiting, who):
    actions.claim(waiting, by=a.mentor)

    actions.release(waiting, by=getattr(a, who))

    assert Submission.objects.get(pk=waiting.pk).state == State.QUEUED


def test_another_mentor_may_not_release(a, waiting, other_mentor):
    actions.claim(waiting, by=a.mentor)

    with pytest.raises(PermissionDenied):
        actions.release(waiting, by=other_mentor)


def test_learner_never_reads_a_draft_review(client, a, waiting):
    actions.claim(waiting, by=a.mentor)
    factories.scored_review(waiting, a.mentor, message="BROUILLON SECRET")
    client.force_login(a.enrolment.learner)

    assert "BROUILLON SECRET" not in client.get(reverse("projects:submission", args=[waiting.pk])).content.decode()


def test_approval_is_refused_while_a_criterion_is_at_zero(a, waiting):
    actions.claim(waiting, by=a.mentor)
    first, second = waiting.assignment.criteria.all()
    actions.save_review(waiting, by=a.mentor, message="Bien", scores={first.pk: 3, second.pk: 0})

    with pytest.raises(ValidationError):
        actions.approve(waiting, by=a.mentor)
    assert Submission.objects.get(pk=waiting.pk).state == State.IN_REVIEW


@pytest.mark.parametrize(("levels", "passes"), [((2, 2), True), ((1, 3), True), ((1, 2), False), ((2, 1), False)])
def test_sixty_per_cent_of_the_weighted_mean_are_needed(a, waiting, levels, passes):
    """Weights 60 and 40: (60×1 + 40×3) / 300 = 60 %, (60×2 + 40×1) / 300 = 53 %."""
    actions.claim(waiting, by=a.mentor)
    scores = dict(zip([row.pk for row in waiting.assignment.criteria.all()], levels, strict=True))
    actions.save_review(waiting, by=a.mentor, message="Lu", scores=scores)

    if passes:
        actions.approve(waiting, by=a.mentor)
    else:
        with pytest.raises(ValidationError):
            actions.approve(waiting, by=a.mentor)
    assert (Submission.objects.get(pk=waiting.pk).state == State.APPROVED) is passes


def test_changes_answers_and_second_version_until_approved(a, waiting):
    learner = a.enrolment.learner
    actions.claim(waiting, by=a.mentor)
    factories.scored_review(waiting, a.mentor, level=1)
    actions.add_remark(waiting, by=a.mentor, kind="must_fix", body="Il manque un index.")
    review = actions.request_changes(waiting, by=a.mentor)
    actions.answer(review.threads.get(), by=learner, body="Ajouté", stance="corrected")
    actions.save_draft(waiting, by=learner, note="Version 2", repository_url="https://example.org/d")
    actions.submit(waiting, by=learner)
    actions.claim(waiting, by=a.mentor)
    factories.scored_review(waiting, a.mentor, level=3)

    actions.approve(waiting, by=a.mentor)

    waiting.refresh_from_db()
    assert waiting.state == State.APPROVED
    assert [row.number for row in waiting.versions.order_by("number")] == [1, 2]


def test_team_is_told_of_a_decision_and_the_reviewers_of_a_new_version(django_capture_on_commit_callbacks, a, draft):
    with django_capture_on_commit_callbacks(execute=True):
        actions.save_draft(draft, by=a.enrolment.learner, note="v1", repository_url="https://example.org/d")
        actions.submit(draft, by=a.enrolment.learner)
        actions.claim(draft, by=a.mentor)
        factories.scored_review(draft, a.mentor)
        actions.approve(draft, by=a.mentor)

    assert Notice.objects.filter(user=a.enrolment.learner, verb__endswith="submission.approve").count() == 1


def test_member_of_the_team_may_not_review_it(a, given):
    mentor_too = factories.enrolment(a.cohort, learner=a.mentor)
    row = factories.handed_in(given, a.enrolment, mentor_too)

    with pytest.raises(PermissionDenied):
        actions.claim(row, by=a.mentor)


def test_mentor_of_another_operator_gets_404(client, b, waiting):
    client.force_login(b.mentor)

    assert client.get(reverse("projects:review", args=[waiting.pk])).status_code == 404


def test_work_taken_over_is_not_decided_by_the_first_holder(a, waiting, other_mentor):
    actions.claim(waiting, by=a.mentor)
    factories.scored_review(waiting, a.mentor)
    actions.release(waiting, by=a.trainer)
    actions.claim(waiting, by=other_mentor)

    with pytest.raises((PermissionDenied, TransitionRefused)):
        actions.approve(waiting, by=a.mentor)
    assert not Review.objects.filter(sent_at__isnull=False).exists()


def test_remark_and_answer_sent_twice_are_kept_once(client, a, waiting):
    actions.claim(waiting, by=a.mentor)
    remark = {"body": "Et si deux clics arrivent ensemble ?", "kind": "must_fix", "request_key": new_key()}
    client.force_login(a.mentor)
    for _ in range(2):
        client.post(reverse("projects:remark_add", args=[waiting.pk]), remark)
    factories.scored_review(waiting, a.mentor)
    thread = actions.request_changes(waiting, by=a.mentor).threads.get()

    answer = {"body": "Une transaction les sépare.", "request_key": new_key()}
    client.force_login(a.enrolment.learner)
    for _ in range(2):
        client.post(reverse("projects:answer", args=[thread.pk]), answer)

    assert [reply.body for reply in thread.replies.all()] == ["Une transaction les sépare."]
