"""What each screen may ask of the database, the same at 1, 10 and 100 times the rows."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects import actions as project_actions
from tests import factories

SIZES = [1, 10, 100]


def _queries(client, url: str) -> int:
    client.get(url)  # what a process keeps (content types, sites) is not a screen's cost
    with CaptureQueriesContext(connection) as made:
        assert client.get(url).status_code == 200
    return len(made)


def _learners(a, count: int) -> list:
    return [factories.enrolment(a.cohort) for _ in range(count)]


@pytest.fixture
def full(a):
    """A cohort with ``size`` learners, lessons, sessions and waiting submissions."""

    def fill(size: int):
        for number in range(size):
            factories.lesson(a.module, title=f"Leçon {number}")
            factories.session(a.cohort, title=f"Séance {number}")
        given = factories.assignment(a.cohort, a.project)
        factories.submission(given, a.enrolment)
        for row in _learners(a, size):
            factories.handed_in(given, row)
        return given

    return fill


@pytest.mark.parametrize("size", SIZES)
def test_learners_day(client, a, full, size):
    full(size)
    client.force_login(a.enrolment.learner)

    assert _queries(client, reverse("today")) <= 10


@pytest.mark.parametrize("size", SIZES)
def test_lesson(client, a, full, size):
    full(size)
    client.force_login(a.enrolment.learner)

    assert _queries(client, reverse("learning:lesson", args=[a.cohort.code, a.lesson.pk])) <= 12


@pytest.mark.parametrize("size", SIZES)
def test_review_queue(client, a, full, size):
    full(size)
    client.force_login(a.mentor)

    assert _queries(client, reverse("projects:queue")) <= 10


@pytest.mark.parametrize("size", SIZES)
def test_cohort_progress(client, a, full, size):
    full(size)
    client.force_login(a.trainer)

    assert _queries(client, reverse("reports:progress", args=[a.cohort.code])) <= 10


@pytest.mark.parametrize("size", SIZES)
def test_submission(client, a, full, size):
    """``size`` remarks, each with an answer."""
    given = full(1)
    row = factories.handed_in(given, factories.enrolment(a.cohort))
    learner = row.team.members.get().enrolment.learner
    project_actions.claim(row, by=a.mentor)
    factories.scored_review(row, a.mentor)
    for _ in range(size):
        project_actions.add_remark(row, by=a.mentor, kind="must_fix", body="À corriger")
    for thread in project_actions.request_changes(row, by=a.mentor).threads.all():
        project_actions.answer(thread, by=learner, body="Corrigé")
    client.force_login(learner)

    assert _queries(client, reverse("projects:submission", args=[row.pk])) <= 14


@pytest.mark.parametrize("size", SIZES)
def test_catalogue_and_bootcamp(client, a, size):
    for _ in range(size):
        factories.cohort(factories.bootcamp(a.operator))
    urls = [factories.catalogue().url, a.bootcamp.url, "/fr/"]

    for url in urls:
        client.get(url)
        cache.clear()
        with CaptureQueriesContext(connection) as made:
            assert client.get(url).status_code == 200
        assert len(made) <= 8, url
        with CaptureQueriesContext(connection) as made:
            client.get(url)
        assert len(made) == 0, url


@pytest.mark.parametrize("size", SIZES)
def test_lists_of_an_operator(client, a, full, size):
    """Cohorts, people, sessions: the same number of queries whatever the rows."""
    client.force_login(a.manager)
    urls = [
        reverse("cohorts:list"),
        reverse("cohorts:people", args=[a.cohort.code]),
        reverse("cohorts:sessions", args=[a.cohort.code]),
        reverse("team"),
        reverse("inbox:list"),
        reverse("projects:list", args=[a.cohort.code]),
    ]
    full(size)

    assert {url: _queries(client, url) for url in urls if _queries(client, url) > 12} == {}
