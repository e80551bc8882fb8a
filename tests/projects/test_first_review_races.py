"""Of two leads, or a lead and the author, one decides: on both databases, each with its own connection."""

import pytest

from accounts.models import User
from projects import actions
from projects.models import Claim, Proposal, Review, ReviewerProfile, Submission
from tests import factories
from tests.guards.test_races import race

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def held_by_a_new_mentor(a) -> Submission:
    ReviewerProfile.objects.create(user=a.mentor, is_new=True)
    row = factories.handed_in(factories.assignment(a.cohort, a.project), a.enrolment)
    actions.claim(row, by=a.mentor)
    factories.scored_review(row, a.mentor)
    return row


def proposed(a) -> Proposal:
    return actions.propose(held_by_a_new_mentor(a), by=User.objects.get(pk=a.mentor.pk), decision="approved")


def sends(proposal, lead):
    return lambda: actions.send_proposal(Proposal.objects.get(pk=proposal.pk), by=User.objects.get(pk=lead.pk))


def _refusals(results) -> int:
    return sum(isinstance(result, Exception) for result in results)


def test_two_leads_at_once_send_it_once(a):
    proposal = proposed(a)
    leads = [a.trainer, a.manager, *(factories.staff(a.cohort, "trainer") for _ in range(3))]

    results = race(*(sends(proposal, lead) for lead in leads))

    assert _refusals(results) == len(leads) - 1
    assert Review.objects.filter(sent_at__isnull=False).count() == 1
    assert Submission.objects.get().state == Submission.State.APPROVED


def test_it_is_sent_or_taken_back(a):
    proposal = proposed(a)

    def take_back():
        return actions.take_back(Proposal.objects.get(pk=proposal.pk), by=User.objects.get(pk=a.mentor.pk))

    results = race(sends(proposal, a.trainer), take_back)

    sent = Proposal.objects.get().outcome == "sent"
    assert _refusals(results) == 1
    assert Review.objects.filter(sent_at__isnull=False).exists() is sent
    assert Claim.objects.filter(released_at=None).exists() is not sent


def test_it_is_sent_or_given_back(a):
    proposal = proposed(a)

    def give_back():
        found = Proposal.objects.get(pk=proposal.pk)
        return actions.return_proposal(found, by=User.objects.get(pk=a.manager.pk), word="À revoir")

    results = race(sends(proposal, a.trainer), give_back)

    assert _refusals(results) == 1
    assert Review.objects.filter(sent_at__isnull=False).exists() is (Proposal.objects.get().outcome == "sent")


def test_it_is_given_back_or_taken_back(a):
    proposal = proposed(a)

    def give_back():
        found = Proposal.objects.get(pk=proposal.pk)
        return actions.return_proposal(found, by=User.objects.get(pk=a.trainer.pk), word="À revoir")

    def take_back():
        return actions.take_back(Proposal.objects.get(pk=proposal.pk), by=User.objects.get(pk=a.mentor.pk))

    assert _refusals(race(give_back, take_back)) == 1


def test_it_is_sent_or_released(a):
    proposal = proposed(a)

    def release():
        return actions.release(Submission.objects.get(), by=User.objects.get(pk=a.manager.pk))

    results = race(sends(proposal, a.trainer), release)

    sent = Review.objects.filter(sent_at__isnull=False).exists()
    assert _refusals(results) == 1
    assert Submission.objects.get().state == (Submission.State.APPROVED if sent else Submission.State.QUEUED)
    assert Proposal.objects.get().outcome == ("sent" if sent else "")
    assert not Claim.objects.filter(released_at=None).exists()


def test_two_clicks_make_one_proposal(a):
    row = held_by_a_new_mentor(a)

    def propose():
        found = Submission.objects.get(pk=row.pk)
        return actions.propose(found, by=User.objects.get(pk=a.mentor.pk), decision="approved")

    results = race(*([propose] * 4))

    assert _refusals(results) == 3
    assert Proposal.objects.count() == 1


def test_a_claim_expires_or_is_laid_before_a_lead(a):
    row = held_by_a_new_mentor(a)
    at = Claim.objects.get().expires_at

    def propose():
        found = Submission.objects.get(pk=row.pk)
        return actions.propose(found, by=User.objects.get(pk=a.mentor.pk), decision="approved")

    race(propose, lambda: actions.expire_claims(at=at))

    waits = Proposal.objects.waiting().exists()
    assert Submission.objects.get().state == (Submission.State.IN_REVIEW if waits else Submission.State.QUEUED)


def test_the_managers_are_told_by_one_worker(a):
    at = proposed(a).due_at

    assert sum(race(*([lambda: actions.escalate_proposals(at=at)] * 4))) == 1
