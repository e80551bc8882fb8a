"""Of two second readers, of a reader and a team that thinks again, one wins: on both databases."""

import pytest

from accounts.models import User
from projects import actions
from projects.models import Claim, Dispute, Review, Submission, TeamMember
from tests import factories
from tests.guards.test_races import race

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def refusals(results) -> int:
    return sum(isinstance(result, Exception) for result in results)


def sent_back(a) -> Review:
    return factories.sent_remark(a).review


def contested(a) -> Submission:
    return actions.dispute(sent_back(a), by=a.enrolment.learner, reason="L’index y est.").submission


def claims(row, person):
    return lambda: actions.claim(Submission.objects.get(pk=row.pk), by=User.objects.get(pk=person.pk))


def test_of_two_second_readers_one_takes_it(a):
    row = contested(a)
    readers = [a.trainer, *(factories.staff(a.cohort) for _ in range(3))]

    results = race(*(claims(row, reader) for reader in readers))

    assert refusals(results) == len(readers) - 1
    assert Claim.objects.filter(released_at=None).count() == 1


def test_it_is_taken_or_withdrawn(a):
    row = contested(a)

    def withdraw():
        learner = User.objects.get(pk=a.enrolment.learner_id)
        return actions.withdraw_dispute(Submission.objects.get(pk=row.pk), by=learner)

    results = race(claims(row, a.trainer), withdraw)

    row.refresh_from_db()
    taken = Claim.objects.filter(released_at=None).exists()
    assert refusals(results) == 1
    assert row.state == ("in_review" if taken else "changes_requested")
    assert Dispute.objects.get().outcome == ("" if taken else "withdrawn")


def test_team_mates_contest_once(a):
    review = sent_back(a)
    mates = [factories.enrolment(a.cohort) for _ in range(2)]
    for mate in mates:
        TeamMember.objects.create(
            team=review.version.submission.team, assignment=review.version.submission.assignment, enrolment=mate
        )

    def contests(member):
        found, by = Review.objects.get(pk=review.pk), User.objects.get(pk=member.learner_id)
        return lambda: actions.dispute(found, by=by, reason="L’index y est.")

    results = race(*(contests(member) for member in (a.enrolment, *mates)))

    assert refusals(results) == 2
    assert Dispute.objects.count() == 1


def test_it_is_contested_or_handed_in_again(a):
    review = sent_back(a)
    learner, number = a.enrolment.learner, review.version.submission_id
    actions.save_draft(Submission.objects.get(pk=number), by=learner, repository_url="https://example.org/2")

    def contest():
        return actions.dispute(Review.objects.get(pk=review.pk), by=User.objects.get(pk=learner.pk), reason="Non.")

    def hand_in():
        return actions.submit(Submission.objects.get(pk=number), by=User.objects.get(pk=learner.pk))

    results = race(contest, hand_in)

    assert refusals(results) == 1
    handed_in = review.version.submission.versions.exclude(submitted_at=None).count()
    assert handed_in == (1 if Dispute.objects.exists() else 2)
