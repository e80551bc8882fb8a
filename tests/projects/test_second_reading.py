"""During a dispute: who has read the first review neither judges anew, nor chooses who does, nor says what it said."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import Membership, Role
from cohorts.models import StaffAssignment
from core.workflow import TransitionRefused
from projects import actions, queries
from projects.models import Dispute, Proposal, ReviewerProfile
from tests import factories
from tests.programs import program_of


def fresh(row):
    """As on the next request: nothing remembered."""
    return type(row).objects.get(pk=row.pk)


def new(mentor):
    ReviewerProfile.objects.update_or_create(user=mentor, defaults={"is_new": True})
    return fresh(mentor)


def _proposed(row, mentor) -> Proposal:
    factories.scored_review(row, mentor, level=1, message="Le modèle ne tient pas.")
    return actions.propose(fresh(row), by=fresh(mentor), decision="changes_requested")


def _sent_back(row, by):
    actions.claim(row, by=by)
    factories.scored_review(row, by, level=1, message="Le modèle ne tient pas.")
    actions.add_remark(row, by=by, kind="must_fix", body="Un index manque.")
    return actions.request_changes(row, by=by)


@pytest.fixture
def passed(a, waiting, salma):
    """A new mentor's review, given back once by the trainer with a word, then sent by her; Salma contests it."""
    mentor = new(a.mentor)
    actions.claim(waiting, by=mentor)
    actions.add_remark(waiting, by=mentor, kind="must_fix", body="Un index manque.")
    actions.return_proposal(_proposed(waiting, mentor), by=fresh(a.trainer), word="Niveau 1, oui ; dites pourquoi.")
    review = actions.send_proposal(_proposed(waiting, mentor), by=fresh(a.trainer))
    actions.dispute(review, by=fresh(salma), reason="L’index y est.")
    return fresh(waiting)


@pytest.fixture
def against_trainer(a, waiting, salma):
    """The trainer's own review, contested."""
    actions.dispute(_sent_back(waiting, a.trainer), by=fresh(salma), reason="L’index y est.")
    return fresh(waiting)


def test_lead_who_sent_the_first_review_does_not_judge_anew(a, passed, other_mentor):
    trainer = fresh(a.trainer)

    with pytest.raises(PermissionDenied):
        actions.claim(passed, by=trainer)
    assert passed not in type(passed).objects.reviewable_by(fresh(a.trainer))
    assert set(queries.reviewers_of(passed)) == {other_mentor}


def test_lead_who_sent_the_first_does_not_pass_the_second(a, passed, other_mentor):
    mentor = new(other_mentor)
    actions.claim(passed, by=mentor)
    proposal = _proposed(passed, mentor)

    with pytest.raises(PermissionDenied):
        actions.send_proposal(proposal, by=fresh(a.trainer))
    assert queries.proposals_for(fresh(a.trainer)) == []
    assert queries.leads_of(passed, mentor) == [a.manager]


def test_word_of_the_lead_about_the_first_is_not_read_by_the_second(client, passed, other_mentor):
    actions.claim(passed, by=fresh(other_mentor))
    later = actions.add_staff_note(passed, by=fresh(other_mentor), body="Je relis cet après-midi.")

    client.force_login(other_mentor)
    page = client.get(reverse("projects:review", args=[passed.pk])).content.decode()

    assert "dites pourquoi" not in page
    told = program_of(fresh(other_mentor))("GET", f"/submissions/{passed.pk}/notes").json()
    assert [row["body"] for row in told] == [later.body]


def test_notes_are_read_again_once_it_is_settled(passed, salma, other_mentor):
    actions.withdraw_dispute(passed, by=fresh(salma))

    assert len(queries.beside(fresh(passed), fresh(other_mentor)).notes) == 1


def test_settled_proposal_does_not_tell_the_decision(a, passed):
    proposal = Proposal.objects.get(outcome="sent")

    assert program_of(a.manager)("GET", f"/proposals/{proposal.pk}").status_code == 404
    assert program_of(fresh(a.mentor))("GET", f"/proposals/{proposal.pk}").status_code == 200


@pytest.mark.parametrize("act", ["release", "hand_over"])
def test_trainer_whose_review_is_contested_chooses_no_one(a, against_trainer, other_mentor, act):
    actions.claim(against_trainer, by=fresh(other_mentor))
    more = {"to": fresh(a.mentor), "note": "Soyez sévère."} if act == "hand_over" else {}

    with pytest.raises(PermissionDenied):
        getattr(actions, act)(fresh(against_trainer), by=fresh(a.trainer), **more)


def test_new_mentor_sends_alone_when_nobody_may_lead(a, against_trainer, other_mentor):
    Membership.objects.filter(role=Role.MANAGER, organisation=a.operator).delete()
    mentor = new(other_mentor)
    actions.claim(against_trainer, by=mentor)
    factories.scored_review(against_trainer, mentor, level=3)

    assert actions.approve(fresh(against_trainer), by=fresh(mentor)).decision == "approved"


def test_manager_who_wrote_the_first_is_no_lead_of_the_second(a, waiting, salma, other_mentor):
    StaffAssignment.objects.create(user=a.manager, cohort=a.cohort, role="mentor")
    StaffAssignment.objects.filter(cohort=a.cohort, role="trainer").delete()
    actions.dispute(_sent_back(waiting, fresh(a.manager)), by=fresh(salma), reason="L’index y est.")

    assert queries.leads_of(fresh(waiting), new(other_mentor)) == []


# What was read before the row was locked


@pytest.mark.parametrize("act", ["replace", "withdraw"])
def test_page_older_than_the_dispute_moves_nothing(a, waiting, salma, act):
    old = queries.submission_rows().get(pk=waiting.pk)
    actions.dispute(_sent_back(fresh(waiting), a.mentor), by=fresh(salma), reason="L’index y est.")

    with pytest.raises(TransitionRefused):
        getattr(actions, act)(old, by=fresh(salma))
    assert fresh(waiting).state == "queued"


def test_contested_from_a_page_older_than_its_withdrawal(a, waiting, salma):
    review = _sent_back(waiting, a.mentor)
    old = fresh(review)
    assert old.version.submission.disputable == review.pk
    actions.dispute(fresh(review), by=fresh(salma), reason="L’index y est.")
    actions.withdraw_dispute(fresh(waiting), by=fresh(salma))

    with pytest.raises(TransitionRefused):
        actions.dispute(old, by=fresh(salma), reason="Encore.")
    assert Dispute.objects.count() == 1
