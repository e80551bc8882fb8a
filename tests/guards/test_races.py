"""Of rivals exactly one wins, on both databases: threads, each with its own connection."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts import actions as account_actions
from accounts.models import Membership, Role, User
from cohorts import actions as cohort_actions
from cohorts.models import Cohort, Enrolment
from core.idempotency import new_key
from core.workflow import TransitionRefused
from projects import actions as project_actions
from projects.models import Claim, Submission, Version
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
RIVALS = 6


def race(*acts) -> list:
    """Run ``acts`` at the same instant; each one's result, or the refusal it met."""
    gate = Barrier(len(acts))

    def run(act):
        gate.wait()
        try:
            return act()
        except (TransitionRefused, ValidationError) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def _refusals(results) -> int:
    return sum(isinstance(result, Exception) for result in results)


def test_one_of_many_mentors_gets_the_claim(a):
    row = factories.handed_in(factories.assignment(a.cohort, a.project), a.enrolment)
    mentors = [factories.staff(a.cohort, "mentor") for _ in range(RIVALS)]

    def claim(mentor):
        return lambda: project_actions.claim(Submission.objects.get(pk=row.pk), by=User.objects.get(pk=mentor.pk))

    results = race(*(claim(mentor) for mentor in mentors))

    assert _refusals(results) == RIVALS - 1
    assert Claim.objects.filter(released_at=None).count() == 1


def test_double_click_makes_one_version(a):
    row = factories.submission(factories.assignment(a.cohort, a.project), a.enrolment)
    data = {"note": "Fini", "repository_url": "https://example.org/d", "request_key": new_key()}

    def click():
        client = Client()
        client.force_login(User.objects.get(pk=a.enrolment.learner_id))
        return client.post(reverse("projects:submit", args=[row.pk]), data).status_code

    results = race(*([click] * 3))

    assert set(results) == {302}
    assert Version.objects.count() == 1


def test_last_seat_is_given_once(a):
    Cohort.objects.filter(pk=a.cohort.pk).update(seats=2)
    people = [factories.user() for _ in range(RIVALS)]

    def enrol(person):
        return lambda: cohort_actions.enrol(
            Cohort.objects.get(pk=a.cohort.pk), by=User.objects.get(pk=a.manager.pk), learner=person
        )

    results = race(*(enrol(person) for person in people))

    assert _refusals(results) == RIVALS - 1
    assert Enrolment.objects.filter(cohort=a.cohort).count() == 2


def test_invitation_is_taken_once(a):
    person = factories.user(email="nouvelle@demo.example")
    invitation = account_actions.invite(a.operator, by=a.manager, email=person.email, purpose="mentor")

    def accept():
        fresh = type(invitation).objects.get(pk=invitation.pk)
        return account_actions.accept(fresh, by=User.objects.get(pk=person.pk))

    results = race(*([accept] * 4))

    assert _refusals(results) == 3
    assert Membership.objects.filter(user=person).count() == 1


def test_two_administrators_who_remove_each_other_leave_one(db):
    pair = [factories.member(factories.programme_owner(), Role.ADMINISTRATOR) for _ in range(2)]
    for person in pair:
        person.roles()  # both were administrators when they clicked

    def remove(by, other):
        return lambda: account_actions.remove_member(other.memberships.get(), by=by)

    results = race(remove(*pair), remove(*reversed(pair)))

    assert _refusals(results) == 1
    assert Membership.objects.filter(role=Role.ADMINISTRATOR).count() == 1


def test_mentor_and_learner_at_once(a):
    """A claim and a withdrawal: one of them is told that the other came first."""
    row = factories.handed_in(factories.assignment(a.cohort, a.project), a.enrolment)

    results = race(
        lambda: project_actions.claim(Submission.objects.get(pk=row.pk), by=User.objects.get(pk=a.mentor.pk)),
        lambda: project_actions.withdraw(
            Submission.objects.get(pk=row.pk), by=User.objects.get(pk=a.enrolment.learner_id)
        ),
    )

    assert _refusals(results) == 1
