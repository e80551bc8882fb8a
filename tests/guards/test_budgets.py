"""What each screen may ask of the database, the same at 1, 10 and 100 times the rows."""

import itertools
from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import actions as account_actions
from accounts.models import Role
from core.models import Event
from inbox.models import Notice
from projects import actions as project_actions
from projects.models import Reply, Thread
from tests import factories

pytestmark = pytest.mark.anywhere

SIZES = [1, 10, 100]
NUMBERS = itertools.count()


def _queries(client, url: str) -> int:
    client.get(url)  # what a process keeps (content types, sites) is not a screen's cost
    with CaptureQueriesContext(connection) as made:
        assert client.get(url).status_code == 200
    return len(made)


def assert_same_at_every_size(client, url: str, grow, limit: int) -> None:
    """``grow()`` adds one row of everything; the queries of ``url`` are the same at 1, 10 and 100, and within ``limit``."""
    counts = {}
    for number in range(1, SIZES[-1] + 1):
        grow()
        if number in SIZES:
            counts[number] = _queries(client, url)

    assert len(set(counts.values())) == 1, counts
    assert counts[1] <= limit


@pytest.fixture
def grow(a):
    """Each call gives A's cohort one more lesson, session, learner and waiting submission."""
    given = factories.assignment(a.cohort, a.project)
    factories.submission(given, a.enrolment)

    def one_more():
        factories.lesson(a.module)
        factories.session(a.cohort)
        factories.handed_in(given, factories.enrolment(a.cohort))

    return one_more


def test_learners_day(client, a, grow):
    client.force_login(a.enrolment.learner)

    assert_same_at_every_size(client, reverse("today"), grow, 10)


def test_lesson(client, a, grow):
    client.force_login(a.enrolment.learner)

    assert_same_at_every_size(client, reverse("learning:lesson", args=[a.cohort.code, a.lesson.pk]), grow, 12)


def test_review_queue(client, a, grow):
    client.force_login(a.mentor)

    assert_same_at_every_size(client, reverse("projects:queue"), grow, 10)


def test_cohort_progress(client, a, grow):
    client.force_login(a.trainer)

    assert_same_at_every_size(client, reverse("reports:progress", args=[a.cohort.code]), grow, 10)


def test_file_of_a_learner(client, a, grow):
    client.force_login(a.trainer)

    def held():
        grow()
        factories.assignment(a.cohort, factories.project(a.module))
        factories.presence(factories.session(a.cohort, state="ended"), a.enrolment.learner)

    assert_same_at_every_size(client, reverse("reports:learner", args=[a.cohort.code, a.enrolment.pk]), held, 20)


@pytest.mark.parametrize("name", ["cohorts:people", "cohorts:sessions", "projects:list", "projects:figures"])
def test_lists_of_a_cohort(client, a, grow, name):
    client.force_login(a.manager)

    assert_same_at_every_size(client, reverse(name, args=[a.cohort.code]), grow, 12)


@pytest.mark.parametrize("asked", ["", "?quand=passees", f"?mois={date.today():%Y-%m}"])
def test_sessions_of_a_cohort(client, a, grow, asked):
    client.force_login(a.manager)

    def held():
        grow()
        factories.session(a.cohort, state="ended", trainer=a.trainer)

    assert_same_at_every_size(client, reverse("cohorts:sessions", args=[a.cohort.code]) + asked, held, 10)


@pytest.mark.parametrize("asked", ["", "?etat=rien", "?q=salma"])
def test_teams_of_a_project(client, a, grow, asked):
    client.force_login(a.trainer)
    given = a.cohort.assignments.get()

    def alone():
        grow()
        factories.enrolment(a.cohort)

    assert_same_at_every_size(client, reverse("projects:teams", args=[a.cohort.code, given.pk]) + asked, alone, 16)


def test_people_of_an_operator(client, a, administrator):
    client.force_login(administrator)

    def grow():
        factories.member(a.operator, Role.MENTOR)
        address = f"invitee{next(NUMBERS)}@demo.example"
        account_actions.invite(a.operator, by=administrator, email=address, purpose="manager")

    assert_same_at_every_size(client, reverse("operator_edit", args=[a.operator.pk]), grow, 10)


def test_operators(client, administrator):
    client.force_login(administrator)

    def grow():
        factories.member(factories.operator(f"Opérateur {next(NUMBERS)}"), Role.MANAGER)

    assert_same_at_every_size(client, reverse("operators"), grow, 8)


@pytest.mark.parametrize("name", ["cohorts:list", "team", "inbox:list"])
def test_lists_of_an_operator(client, a, name):
    def grow():
        factories.enrolment(factories.cohort(a.bootcamp))
        factories.member(a.operator, Role.MENTOR)
        event = Event.objects.create(verb="projects.submission.approve", actor=a.mentor, target=a.cohort)
        Notice.objects.create(user=a.manager, event=event, verb=event.verb, data={"project": "Souk"}, url="/")

    client.force_login(a.manager)

    assert_same_at_every_size(client, reverse(name), grow, 12)


def test_submission(client, a):
    """At 1, 10 and 100 remarks, each with an answer."""
    given = factories.assignment(a.cohort, a.project)
    row = factories.handed_in(given, a.enrolment)
    project_actions.claim(row, by=a.mentor)
    factories.scored_review(row, a.mentor)
    first = project_actions.add_remark(row, by=a.mentor, kind="must_fix", body="À corriger")
    project_actions.request_changes(row, by=a.mentor)
    client.force_login(a.enrolment.learner)

    def grow():
        thread = Thread.objects.create(review=first.review, body="À corriger")
        words = {"review": first.review, "author": a.enrolment.learner}
        Reply.objects.create(thread=thread, body="Corrigé", **words)
        asked = Reply.objects.create(body="Pourquoi ?", stance=Reply.Stance.ASKS, **words)
        Reply.objects.create(body="Parce que.", question=asked, **words)

    assert_same_at_every_size(client, reverse("projects:submission", args=[row.pk]), grow, 14)


@pytest.fixture
def desk(client, a):
    """A work with a file in the hands of A's mentor, who is logged in."""
    row = factories.submission(factories.assignment(a.cohort, a.project), a.enrolment)
    project_actions.save_draft(row, by=a.enrolment.learner, files=[factories.upload("vues.py", b"x = 1\n" * 200)])
    project_actions.submit(row, by=a.enrolment.learner)
    project_actions.claim(row, by=a.mentor)
    factories.scored_review(row, a.mentor)
    client.force_login(a.mentor)
    return row


@pytest.fixture
def grow_desk(a, desk):
    """Each call gives the work one more file, remark, note and ready-made comment."""
    version, numbers = desk.versions.get(), itertools.count(1)
    blob = version.files.get().blob

    def one_more():
        number = next(numbers)
        version.files.create(path=f"app/{number % 7}/module_{number}.py", blob=blob)
        words = {"kind": "question", "body": "Et ?", "criterion": desk.assignment.criteria.first()}
        thread = Thread.objects.create(review=version.reviews.get(), path="vues.py", line=number, **words)
        Reply.objects.create(review=thread.review, thread=thread, author=a.mentor, body="Oui")
        project_actions.add_staff_note(desk, by=a.mentor, body="À relire")
        project_actions.keep_comment(a.operator, by=a.mentor, title=f"Titre {number}", kind="question", body="Et ?")

    return one_more


def test_review_desk(client, desk, grow_desk):
    assert_same_at_every_size(client, reverse("projects:review", args=[desk.pk]), grow_desk, 27)


def test_file_at_the_desk(client, desk, grow_desk):
    file = desk.versions.get().files.get()

    assert_same_at_every_size(client, reverse("projects:review_file", args=[desk.pk, file.pk]), grow_desk, 20)


@pytest.mark.parametrize(("name", "limit"), [("code", 25), ("code_file", 20)])
def test_code_of_a_version(client, a, desk, grow_desk, name, limit):
    """The team's page and its files, at 1, 10 and 100 files and remarks."""
    version = desk.versions.get()
    version.reviews.update(sent_at=version.submitted_at, decision="changes_requested")
    client.force_login(a.enrolment.learner)
    file = [version.files.get().pk] if name == "code_file" else []

    assert_same_at_every_size(client, reverse(f"projects:{name}", args=[desk.pk, 1, *file]), grow_desk, limit)


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
