"""A team contests a decision: someone else judges the version without the first one's scores, and the second counts."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cohorts.models import Cohort
from core.idempotency import new_key
from core.workflow import TransitionRefused
from inbox.models import Notice
from projects import actions, queries
from projects.models import Assignment, Dispute, ReviewerProfile, StaffNote, Submission, Thread
from tests import factories

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 24
SECRET = "Le modèle ne tient pas."


def fresh(user: User) -> User:
    """The person with nothing remembered, as on their next request."""
    return User.objects.get(pk=user.pk)


def decide(row: Submission, by: User, verb: str, level: int, message: str = SECRET):
    actions.claim(row, by=by)
    factories.scored_review(row, by, level=level, message=message)
    return getattr(actions, verb)(row, by=by)


@pytest.fixture
def refused(a, waiting):
    """The review that sent Salma's work back, with a correction to make."""
    actions.claim(waiting, by=a.mentor)
    factories.scored_review(waiting, a.mentor, level=1, message=SECRET)
    actions.add_remark(waiting, by=a.mentor, kind="must_fix", body="Un index manque.")
    return actions.request_changes(waiting, by=a.mentor)


@pytest.fixture
def disputed(refused, salma):
    """Her work again, once she contested that review."""
    actions.dispute(refused, by=salma, reason="L’index est au fichier 0002.")
    return again(refused)


def again(review) -> Submission:
    return Submission.objects.get(pk=review.version.submission_id)


def page(client, user, row: Submission) -> str:
    client.force_login(user)
    return client.get(reverse("projects:submission", args=[row.pk])).content.decode()


def post(client, user, name: str, pk: int, **fields):
    client.force_login(user)
    return client.post(reverse(f"projects:{name}", args=[pk]), fields | {"key": new_key()})


# Asking for it


def test_a_contested_work_waits_again_with_a_promise_of_its_own(client, salma, refused):
    # Whatever the day, an hour of work lies between: three days are no week-end.
    with time_machine.travel(refused.sent_at + timedelta(days=3)):
        post(client, salma, "dispute", refused.pk, reason="L’index est là.")

    row = again(refused)
    version = row.versions.get()
    assert row.state == Submission.State.QUEUED
    assert row.queued_at > version.queued_at
    assert row.promised_at > version.promised_at
    assert "Quelqu’un d’autre va lire la version 1" in page(client, salma, row)


def test_a_reason_is_asked_for_beside_the_field(client, salma, refused):
    reply = post(client, salma, "dispute", refused.pk, reason="  ")

    assert reply.status_code == 422
    assert "Dites ce que vous contestez, et pourquoi." in reply.content.decode()
    assert again(refused).state == Submission.State.CHANGES_REQUESTED


def test_too_long_a_reason_is_kept_for_its_author(client, salma, refused):
    reply = post(client, salma, "dispute", refused.pk, reason="x" * 2001)

    assert reply.status_code == 422
    assert "x" * 2001 in reply.content.decode()
    assert not Dispute.objects.exists()


def test_only_the_last_review_is_contested(a, salma, refused):
    actions.save_draft(again(refused), by=salma, repository_url="https://example.org/2")
    actions.submit(again(refused), by=salma)
    decide(again(refused), a.mentor, "request_changes", 1)

    with pytest.raises(TransitionRefused):
        actions.dispute(refused, by=salma, reason="Trop sévère.")


def test_a_week_later_it_is_too_late(client, salma, refused):
    with time_machine.travel(refused.sent_at + Dispute.TIME + timedelta(seconds=1)):
        assert "Contester cette décision" not in page(client, salma, again(refused))
        assert post(client, salma, "dispute", refused.pk, reason="Trop sévère.").status_code == 409


def test_a_stranger_finds_nothing_and_staff_may_not(client, a, b, refused):
    assert post(client, b.mentor, "dispute", refused.pk, reason="?").status_code == 404
    assert post(client, a.trainer, "dispute", refused.pk, reason="?").status_code == 403
    with pytest.raises(PermissionDenied):
        actions.dispute(refused, by=a.mentor, reason="?")


def test_the_others_and_the_author_are_told_without_the_reason(a, committed, salma, refused, other_mentor):
    with committed():
        actions.dispute(refused, by=salma, reason="Voyez 0002.")

    told = Notice.objects.filter(verb="projects.submission.dispute")
    assert {notice.user for notice in told} == {a.mentor, a.trainer, other_mentor}
    assert "Voyez" not in str([notice.data for notice in told])


# Who judges


def test_its_first_reviewer_may_not_take_it_nor_see_it_in_the_queue(a, disputed, other_mentor):
    with pytest.raises(PermissionDenied):
        actions.claim(disputed, by=fresh(a.mentor))

    def in_queue(user):
        return [row.submission for row in queries.queue(fresh(user), queries.QueueFilters()).rows]

    assert (in_queue(a.mentor), in_queue(other_mentor)) == ([], [disputed])


def test_its_first_reviewer_reads_why_they_may_not_take_it(client, a, disputed):
    client.force_login(fresh(a.mentor))

    reply = client.post(reverse("projects:claim", args=[disputed.pk]))

    assert reply.status_code == 403
    assert "la seconde lecture revient à quelqu’un d’autre" in reply.content.decode()


def test_the_work_is_not_handed_to_its_first_reviewer(a, disputed, other_mentor):
    actions.claim(disputed, by=other_mentor)

    assert a.mentor not in queries.successors_of(disputed)
    with pytest.raises(ValidationError):
        actions.hand_over(disputed, by=other_mentor, to=fresh(a.mentor))


def test_its_first_reviewer_does_not_pass_the_second_review_of_a_new_mentor(a, salma, waiting, other_mentor):
    decide(waiting, a.trainer, "request_changes", 1)
    actions.dispute(waiting.versions.get().reviews.get(), by=salma, reason="Trop sévère.")
    ReviewerProfile.objects.create(user=other_mentor, is_new=True)
    row = Submission.objects.get(pk=waiting.pk)
    actions.claim(row, by=other_mentor)
    factories.scored_review(row, other_mentor)
    proposal = actions.propose(row, by=other_mentor, decision="approved")

    with pytest.raises(PermissionDenied):
        actions.send_proposal(proposal, by=fresh(a.trainer))
    assert proposal not in type(proposal).objects.for_lead(fresh(a.trainer))
    actions.send_proposal(proposal, by=a.manager)


# What is hidden until then


def test_nobody_else_reads_the_first_review_meanwhile(client, a, salma, disputed, other_mentor):
    for user, reads in ((salma, True), (a.mentor, True), (other_mentor, False), (a.trainer, False), (a.manager, False)):
        shown = page(client, user, disputed)
        assert (SECRET in shown, "Un index manque." in shown, "fichier 0002" in shown) == (reads, reads, reads), user
        assert ("se lira de nouveau" in shown) is not reads


def test_the_desk_of_the_second_reviewer_shows_none_of_it(client, a, disputed, other_mentor):
    StaffNote.objects.create(submission=disputed, author=a.mentor, body="Niveau 1 partout.")
    actions.claim(disputed, by=other_mentor)
    client.force_login(other_mentor)

    shown = client.get(reverse("projects:review", args=[disputed.pk])).content.decode()

    assert "Deuxième lecture" in shown
    assert not any(text in shown for text in (SECRET, "Un index manque.", "Niveau 1 partout.", "fichier 0002"))


def test_its_remarks_and_questions_are_not_found(client, a, salma, refused, other_mentor):
    thread = refused.threads.get()
    question = actions.ask(refused, by=salma, body="Pourquoi ?")
    actions.dispute(refused, by=salma, reason="Trop sévère.")
    row = again(refused)
    actions.claim(row, by=other_mentor)
    client.force_login(other_mentor)

    confirm = reverse("projects:remark_confirm", args=[row.pk, thread.pk])
    assert client.post(confirm).status_code == 404
    assert post(client, a.trainer, "explain", question.pk, body="Parce que.").status_code == 404
    assert Thread.objects.get().state == "open"


def test_the_screenshot_of_its_remark_is_not_served(client, a, salma, waiting, other_mentor):
    actions.claim(waiting, by=a.mentor)
    picture = factories.upload("capture.png", PNG)
    actions.add_remark(waiting, by=a.mentor, kind="must_fix", body="Ici.", screenshot=picture)
    review = actions.request_changes(waiting, by=a.mentor)
    actions.dispute(review, by=salma, reason="Trop sévère.")

    address = reverse("projects:screenshot", args=[review.threads.get().pk])
    for user, status in ((salma, 200), (a.mentor, 200), (other_mentor, 404)):
        client.force_login(user)
        reply = client.get(address)
        assert reply.status_code == status
        b"".join(reply.streaming_content if reply.streaming else [])


def test_another_work_of_the_team_does_not_tell_it(client, a, salma, disputed, other_mentor):
    other = factories.handed_in(factories.assignment(a.cohort, factories.project(a.module)), a.enrolment)
    actions.claim(other, by=other_mentor)
    client.force_login(other_mentor)

    shown = client.get(reverse("projects:review", args=[other.pk])).content.decode()

    assert SECRET not in shown


def test_an_audit_has_the_decision_once_it_is_settled(client, a, disputed, other_mentor):
    client.force_login(a.trainer)
    address = reverse("projects:decisions_export", args=[a.cohort.code, "csv"])
    before = client.get(address).content.decode("utf-8-sig").splitlines()
    decide(disputed, other_mentor, "approve", 2)
    after = client.get(address).content.decode("utf-8-sig").splitlines()

    assert (len(before), len(after)) == (1, 3)
    assert "La deuxième lecture change la première" in after[1]
    assert after[2].endswith(";;oui")


# The second reading


def test_the_second_review_counts_and_both_are_read(client, a, committed, salma, refused, disputed, other_mentor):
    with committed():
        second = decide(disputed, other_mentor, "approve", 2, "Tout y est.")

    dispute = Dispute.objects.get()
    assert (dispute.outcome, dispute.second) == ("changed", second)
    assert again(refused).state == Submission.State.APPROVED
    for user in (salma, a.mentor, other_mentor, a.trainer):
        shown = page(client, user, disputed)
        for text in (SECRET, "Tout y est.", "La deuxième lecture change la première"):
            assert text in shown
    assert Notice.objects.filter(user=a.mentor, verb="projects.submission.settle_dispute").count() == 1
    levels = {row.level for row in queries.dossier(again(refused), salma).criteria}
    assert levels == {2}


@pytest.mark.parametrize(("level", "outcome"), [(1, "upheld"), (0, "changed")])
def test_the_outcome_says_whether_it_judged_alike(disputed, other_mentor, level, outcome):
    decide(disputed, other_mentor, "request_changes", level)

    assert Dispute.objects.get().outcome == outcome


def test_the_corrections_of_the_first_review_do_not_stand_in_the_way(salma, refused, disputed, other_mentor):
    decide(disputed, other_mentor, "request_changes", 1, "Un seul point.")
    row = again(refused)
    actions.save_draft(row, by=salma, repository_url="https://example.org/2")
    actions.submit(row, by=salma)

    decide(again(refused), other_mentor, "approve", 2)

    assert again(refused).state == Submission.State.APPROVED


def test_a_second_reading_is_not_contested(salma, refused, disputed, other_mentor):
    second = decide(disputed, other_mentor, "request_changes", 1)

    for review in (second, refused):
        review.refresh_from_db()
        with pytest.raises(TransitionRefused):
            actions.dispute(review, by=salma, reason="Encore.")


def test_given_back_it_waits_for_another_second_reader_still_hidden(client, disputed, other_mentor):
    actions.claim(disputed, by=other_mentor)
    actions.release(disputed, by=other_mentor)

    assert SECRET not in page(client, other_mentor, disputed)
    assert Submission.objects.get(pk=disputed.pk).disputed == "changes_requested"


def test_the_delay_of_a_second_reading_runs_from_the_dispute(a, salma, refused, other_mentor):
    later = timezone.now() + timedelta(days=6)  # long after what was promised to the version
    with time_machine.travel(later):
        actions.dispute(refused, by=salma, reason="Trop sévère.")
        decide(again(refused), other_mentor, "approve", 2)
        found = queries.cohort_reviews(Cohort.objects.get(pk=a.cohort.pk), at=timezone.now())

    assert (found.decided, found.disputes, found.changed) == (2, 1, 1)
    assert found.ninetieth < timedelta(minutes=5)
    assert (found.promised, found.kept) == (2, 2)


# Withdrawing it


@pytest.mark.parametrize(("verb", "level"), [("request_changes", 1), ("approve", 2)])
def test_withdrawn_the_first_decision_stands(client, a, salma, waiting, verb, level):
    first = decide(waiting, a.mentor, verb, level)
    before = Submission.objects.get(pk=waiting.pk)
    actions.dispute(first, by=salma, reason="Trop sévère.")

    reply = post(client, salma, "dispute_withdraw", waiting.pk)

    row = Submission.objects.get(pk=waiting.pk)
    assert reply.status_code == 302
    assert (row.state, row.decided_at, row.rank_at, row.promised_at) == (before.state, before.decided_at, None, None)
    assert Dispute.objects.get().outcome == "withdrawn"
    assert SECRET in page(client, a.trainer, row)
    with pytest.raises(TransitionRefused):
        actions.dispute(again(first).versions.get().reviews.get(), by=salma, reason="Finalement.")


def test_in_hand_it_is_no_longer_withdrawn(client, salma, disputed, other_mentor):
    actions.claim(disputed, by=other_mentor)

    assert post(client, salma, "dispute_withdraw", disputed.pk).status_code == 409
    assert "Retirer la contestation" not in page(client, salma, disputed)


def test_there_must_be_one_to_withdraw(client, salma, waiting):
    assert post(client, salma, "dispute_withdraw", waiting.pk).status_code == 409


def test_a_withdrawn_dispute_leaves_the_corrections_to_make(a, salma, refused, disputed):
    actions.withdraw_dispute(disputed, by=salma)
    row = again(refused)
    actions.save_draft(row, by=salma, repository_url="https://example.org/2")
    actions.submit(row, by=salma)
    actions.claim(again(refused), by=fresh(a.mentor))
    factories.scored_review(again(refused), fresh(a.mentor))

    with pytest.raises(ValidationError):
        actions.approve(again(refused), by=fresh(a.mentor))


# Meanwhile


@pytest.mark.parametrize("name", ["replace", "withdraw", "draft"])
def test_a_contested_work_is_neither_replaced_nor_taken_back(client, salma, disputed, name):
    assert post(client, salma, name, disputed.pk, repository_url="https://example.org/2").status_code == 409
    assert Submission.objects.get(pk=disputed.pk).state == Submission.State.QUEUED
    assert disputed.versions.count() == 1


def test_an_approval_contested_keeps_the_gate_open(a, salma, given, waiting):
    Assignment.objects.filter(pk=given.pk).update(is_gate=True)
    following = factories.assignment(a.cohort, factories.project(a.module), due_at=given.due_at + timedelta(days=1))
    first = decide(waiting, a.mentor, "approve", 2)
    actions.dispute(first, by=salma, reason="Le niveau 2 est trop bas.")

    assert not Assignment.objects.gates_closed_to(salma, following).exists()
    today = queries.for_today(salma, a.cohort)
    assert today.approved == 1
    assert given not in today.due


def test_a_dispute_is_settled_by_a_review_or_by_none(refused, disputed):
    with pytest.raises(IntegrityError), transaction.atomic():
        Dispute.objects.update(outcome="upheld")
