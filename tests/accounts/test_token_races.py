"""Tokens and what programs send twice, under rivals, on both databases."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts import actions
from accounts.models import ApiToken, User
from core.models import Event
from projects import actions as project_actions
from projects.models import Claim, Version
from tests import factories
from tests.guards.test_races import RIVALS, race
from tests.programs import Program, secret_of

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def _make(person) -> ApiToken:
    fresh = User.objects.get(pk=person.pk)
    return actions.create_token(by=fresh, name="x", scope="read", days=30, second_factor=False)[0]


def test_rivals_make_no_more_tokens_than_ten(salma):
    for _ in range(8):
        secret_of(salma)

    results = race(*([lambda: _make(salma)] * RIVALS))

    assert sum(isinstance(result, ApiToken) for result in results) == 2
    assert ApiToken.objects.count() == 10


def test_no_token_outlives_a_pass_phrase_changed_at_the_same_time(salma):
    """Made before the change, it is revoked by it; after, the session that asked is over."""
    before = User.objects.get(pk=salma.pk)

    def make():
        try:
            return actions.create_token(by=before, name="x", scope="read", days=30, second_factor=False)
        except PermissionDenied:
            return None

    for _ in range(5):
        before.refresh_from_db()
        race(make, lambda: actions.end_sessions(User.objects.get(pk=salma.pk)))
        assert not ApiToken.objects.filter(revoked_at=None).exists()


def test_token_is_revoked_once(salma):
    token = _make(salma)

    results = race(*([lambda: actions.revoke_token(ApiToken.objects.get(pk=token.pk), by=salma)] * RIVALS))

    assert sum(results) == 1
    assert Event.objects.filter(verb="accounts.token.revoke").count() == 1


def test_program_that_sends_twice_hands_in_once(a):
    row = factories.submission(factories.assignment(a.cohort, a.project), a.enrolment)
    project_actions.save_draft(row, by=a.enrolment.learner, repository_url="https://example.org/d")
    secret = secret_of(a.enrolment.learner)

    replies = race(*([lambda: Program(secret)("POST", f"/submissions/{row.pk}/submit", Idempotency_Key="cle")] * 3))

    assert {reply.status_code for reply in replies} == {200}
    assert {reply.json()["id"] for reply in replies} == {Version.objects.get().pk}


def test_one_of_many_programs_gets_the_work(a):
    row = factories.handed_in(factories.assignment(a.cohort, a.project), a.enrolment)
    secrets = [secret_of(factories.staff(a.cohort, "mentor")) for _ in range(RIVALS)]

    replies = race(*(lambda s=s: Program(s)("POST", f"/submissions/{row.pk}/claim") for s in secrets))

    assert sorted(reply.status_code for reply in replies) == [200] + [409] * (RIVALS - 1)
    assert Claim.objects.filter(released_at=None).count() == 1


def test_rivals_take_different_works(a):
    given = factories.assignment(a.cohort, a.project)
    for _ in range(3):
        factories.handed_in(given, factories.enrolment(a.cohort))
    secrets = [secret_of(factories.staff(a.cohort, "mentor")) for _ in range(3)]

    replies = race(*(lambda s=s: Program(s)("POST", "/queue/next") for s in secrets))

    taken = [reply.json()["submission"] for reply in replies if reply.status_code == 200]
    assert len(taken) == len(set(taken)) == Claim.objects.filter(released_at=None).count() == 3
