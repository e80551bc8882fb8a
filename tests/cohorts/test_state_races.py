"""Of rivals over a state exactly one wins, on both databases: threads, each with its own connection."""

import pytest

from accounts.models import User
from cohorts import actions
from cohorts.models import Cohort, Enrolment, EnrolmentChange, Session
from tests import factories
from tests.guards.test_races import _refusals, race

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def _fresh(row):
    return type(row).objects.get(pk=row.pk)


def _manager(a) -> User:
    return User.objects.get(pk=a.manager.pk)


def test_person_is_graduated_or_gone(a):
    results = race(
        lambda: actions.complete(_fresh(a.enrolment), by=_manager(a), reason="Jury"),
        lambda: actions.withdraw(_fresh(a.enrolment), by=_manager(a), reason="Un emploi"),
    )

    assert _refusals(results) == 1
    assert EnrolmentChange.objects.count() == 1
    assert _fresh(a.enrolment).state == EnrolmentChange.objects.get().after


def test_cohort_is_closed_once(a):
    close = lambda: actions.complete_cohort(_fresh(a.cohort), by=_manager(a))  # noqa: E731 – an act of the race

    results = race(*([close] * 3))

    assert _refusals(results) == 2
    assert EnrolmentChange.objects.filter(verb="end").count() == 1


def test_seat_accepted_as_the_cohort_closes_holds_nobody(a):
    person = factories.user(email="tard@demo.example")
    held = actions.invite_learner(a.cohort, by=a.manager, email=person.email)

    race(
        lambda: actions.accept(_fresh(held), by=User.objects.get(pk=person.pk)),
        lambda: actions.complete_cohort(_fresh(a.cohort), by=_manager(a)),
    )

    assert _fresh(a.cohort).state == Cohort.State.COMPLETED
    assert _fresh(held).state in ("lapsed", "ended")


def test_last_seat_is_for_one_of_those_who_come_back(a):
    Cohort.objects.filter(pk=a.cohort.pk).update(seats=2)
    gone = [factories.enrolment(a.cohort, state=Enrolment.State.WITHDRAWN) for _ in range(3)]

    def come_back(row):
        return lambda: actions.come_back(_fresh(row), by=_manager(a), reason="De retour")

    results = race(*(come_back(row) for row in gone))

    assert _refusals(results) == 2
    assert a.cohort.enrolments.seated().count() == 2


def test_trainer_is_given_one_of_two_sessions_at_once(a):
    sister = factories.cohort(a.bootcamp)
    sister.staff.create(user=a.trainer, role="trainer")
    start = factories.datetime.now(factories.CASABLANCA) + factories.timedelta(days=2)

    def plan(cohort):
        return lambda: actions.schedule_session(
            _fresh(cohort),
            by=_manager(a),
            title="Atelier",
            starts_at=start,
            ends_at=start + factories.timedelta(hours=1),
            on_holiday=True,
            trainer=User.objects.get(pk=a.trainer.pk),
        )

    results = race(plan(a.cohort), plan(sister))

    assert _refusals(results) == 1
    assert Session.objects.count() == 1
