"""Every rule about one object agrees with its twin about many, for everyone of the cast."""

import pytest

from cohorts.models import Cohort, Enrolment, Session
from core.permissions import forget
from live.models import Room
from projects import actions as project_actions
from projects.models import Assignment, Recusal, Submission
from tests import factories

TWINS = [
    (Cohort, "cohorts.view_cohort", Cohort.objects.visible_to),
    (Submission, "projects.review_submission", Submission.objects.reviewable_by),
    (Room, "live.enter_room", Room.objects.visible_to),
]


@pytest.fixture
def everyone(a, b, officer, administrator, stranger):
    suspended = factories.enrolment(a.cohort, state=Enrolment.State.SUSPENDED, first_name="Karim")
    completed = factories.enrolment(b.cohort, state=Enrolment.State.COMPLETED, first_name="Nadia")
    both = factories.enrolment(a.cohort, learner=b.mentor)
    for side in (a, b):
        given = factories.assignment(side.cohort, side.project)
        factories.handed_in(given, side.enrolment)
        closed = factories.assignment(side.cohort, factories.project(side.module))
        closed.reviewers.add(side.trainer)
        factories.handed_in(closed, side.enrolment)
        session = factories.session(side.cohort, state=Session.State.LIVE)
        Room.objects.create(session=session)
    contested = _sent_back(a)
    project_actions.dispute(contested, by=a.enrolment.learner, reason="L’index y est.")
    Recusal.objects.create(reviewer=a.trainer, learner=both.learner)
    Recusal.objects.create(reviewer=b.mentor, learner=b.enrolment.learner)
    people = [a.manager, a.trainer, a.mentor, b.manager, b.trainer, b.mentor, officer, administrator, stranger]
    return [*people, *(row.learner for row in (a.enrolment, b.enrolment, suspended, completed, both))]


def _sent_back(a):
    """A review of A's mentor that asked for changes."""
    row = factories.handed_in(factories.assignment(a.cohort, factories.project(a.module)), a.enrolment)
    project_actions.claim(row, by=a.mentor)
    factories.scored_review(row, a.mentor)
    return project_actions.request_changes(row, by=a.mentor)


@pytest.mark.parametrize(("model", "permission", "visible"), TWINS, ids=[row[1] for row in TWINS])
def test_rule_and_queryset_agree(everyone, model, permission, visible):
    for person in everyone:
        forget(person)
        by_rule = {thing.pk for thing in model.objects.all() if person.has_perm(permission, thing)}

        assert set(visible(person).values_list("pk", flat=True)) == by_rule, (person.email, permission)


def test_people_outside_see_nothing(everyone, stranger):
    for model in (Cohort, Enrolment, Session, Assignment, Submission, Room):
        assert not model.objects.visible_to(stranger).exists()
