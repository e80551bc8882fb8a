"""Teams and deadlines under rivals, on both databases."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from projects import actions
from projects.models import Assignment, Submission, TeamMember
from tests import factories
from tests.guards.test_races import RIVALS, race

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def group(a):
    page = factories.project(a.module, team_size=3)
    return factories.assignment(a.cohort, page, forming=Assignment.Forming.BY_LEARNERS)


def _person(enrolment) -> User:
    return User.objects.get(pk=enrolment.learner_id)


def _fresh(row: Submission) -> Submission:
    return Submission.objects.get(pk=row.pk)


def _refusals(results) -> int:
    return sum(isinstance(result, Exception) for result in results)


def test_last_place_of_a_team_is_taken_once(a, group):
    row = factories.submission(group, a.enrolment, factories.enrolment(a.cohort))
    rivals = [factories.enrolment(a.cohort) for _ in range(RIVALS)]

    def join(enrolment):
        return lambda: actions.join_team(_fresh(row), by=_person(enrolment))

    results = race(*(join(enrolment) for enrolment in rivals))

    assert _refusals(results) == RIVALS - 1
    assert TeamMember.objects.filter(team=row.team_id).count() == 3


def test_one_learner_joins_one_of_two_teams(a, group):
    rows = [factories.submission(group, factories.enrolment(a.cohort)) for _ in range(2)]

    results = race(*((lambda row=row: actions.join_team(_fresh(row), by=_person(a.enrolment))) for row in rows))

    assert _refusals(results) == 1
    assert TeamMember.objects.filter(enrolment=a.enrolment, assignment=group).count() == 1


def test_leaving_and_handing_in_at_once(a, group):
    """Whoever left is not of the team that handed in; or nobody left it any more."""
    mate = factories.enrolment(a.cohort)
    row = factories.submission(group, a.enrolment, mate)
    actions.save_draft(row, by=a.enrolment.learner, note="Fini", repository_url="https://example.org/d")

    left, handed_in = race(
        lambda: actions.leave_team(_fresh(row), by=_person(mate)),
        lambda: actions.submit(_fresh(row), by=_person(a.enrolment)),
    )

    assert not isinstance(handed_in, Exception)
    assert TeamMember.objects.filter(team=row.team_id).count() == (2 if isinstance(left, Exception) else 1)


def test_two_trainers_confirm_a_draw_at_once(a):
    group = factories.assignment(a.cohort, factories.project(a.module, team_size=2))
    for _ in range(5):
        factories.enrolment(a.cohort)
    seen = {seed: actions.mark_of(actions.plan_teams(group, seed)) for seed in ("a", "b")}

    def confirm(seed):
        by = User.objects.get(pk=a.trainer.pk)
        return lambda: actions.draw_teams(Assignment.objects.get(pk=group.pk), by=by, seed=seed, seen=seen[seed])

    results = race(confirm("a"), confirm("b"))

    assert _refusals(results) == 1
    assert TeamMember.objects.filter(assignment=group).count() == 6
    assert group.teams.count() == 3


def test_extension_granted_while_handing_in(a):
    """The work is taken in time by the new date, or refused with its draft kept and taken at the next try."""
    now, day = timezone.now(), timedelta(days=1)
    given = factories.assignment(a.cohort, a.project, opens_at=now - 9 * day, due_at=now - 2 * day, closes_at=now - day)
    row = factories.submission(given, a.enrolment)
    actions.save_draft(row, by=a.enrolment.learner, note="Fini", repository_url="https://example.org/d")

    extended, handed_in = race(
        lambda: actions.grant_extension(
            _fresh(row), by=User.objects.get(pk=a.trainer.pk), due_at=now + day, reason="Panne"
        ),
        lambda: actions.submit(_fresh(row), by=_person(a.enrolment)),
    )

    assert not isinstance(extended, Exception)
    if isinstance(handed_in, ValidationError):
        handed_in = actions.submit(_fresh(row), by=_person(a.enrolment))
    assert not handed_in.is_late
    assert row.versions.count() == 1
