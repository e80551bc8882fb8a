"""What each screen may ask of the database, the same at 1, 10 and 100 times the rows."""

import itertools
from collections import defaultdict

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

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
MONTH = f"?mois={timezone.localdate():%Y-%m}"


def _queries(client, url: str) -> int:
    client.get(url)  # what a process keeps (content types, sites) is not a screen's cost
    with CaptureQueriesContext(connection) as made:
        assert client.get(url).status_code == 200, url
    return len(made)


def _sizes(grow):
    """Comes back each time that ``grow()``, which adds one row of everything, was called 1, 10 and 100 times."""
    for number in range(1, SIZES[-1] + 1):
        grow()
        if number in SIZES:
            yield number


def assert_same_at_every_size(screens: dict, grow, client) -> None:
    """``screens``: person -> address -> the most queries that it may make for them."""
    made = defaultdict(list)
    for _size in _sizes(grow):
        for person, limits in screens.items():
            client.force_login(person)
            for url in limits:
                made[person, url].append(_queries(client, url))

    wrong = {
        (person.first_name, url): counts
        for (person, url), counts in made.items()
        if len(set(counts)) > 1 or counts[0] > screens[person][url]
    }
    assert not wrong
    assert made


def test_screens_of_a_cohort(client, a):
    """Each row more is a lesson, a session to come and one behind, a project, a learner alone and one who waits."""
    group = factories.assignment(a.cohort, a.project)
    factories.submission(group, a.enrolment)

    def grow():
        factories.lesson(a.module)
        factories.session(a.cohort)
        factories.presence(factories.session(a.cohort, state="ended", trainer=a.trainer), a.enrolment.learner)
        factories.assignment(a.cohort, factories.project(a.module))
        factories.enrolment(a.cohort)
        factories.handed_in(group, factories.enrolment(a.cohort))

    def at(name: str, *args, asked: str = "") -> str:
        return reverse(name, args=[a.cohort.code, *args]) + asked

    of_cohort = {at(name): 12 for name in ("cohorts:people", "projects:list", "projects:figures")}
    sessions = {at("cohorts:sessions", asked=asked): 10 for asked in ("", "?quand=passees", MONTH)}
    teams = {at("projects:teams", group.pk, asked=asked): 16 for asked in ("", "?etat=rien", "?q=salma")}
    learner = {at("reports:progress"): 10, at("reports:learner", a.enrolment.pk): 20}
    screens = {
        a.enrolment.learner: {reverse("today"): 10, at("learning:lesson", a.lesson.pk): 12},
        a.mentor: {reverse("projects:queue"): 10},
        a.trainer: learner | teams,
        a.manager: of_cohort | sessions,
    }

    assert_same_at_every_size(screens, grow, client)


def test_screens_of_an_operator(client, a, administrator):
    """Each row more is a cohort, a mentor, an invitation, a notice, and another operator with its manager."""

    def grow():
        number = next(NUMBERS)
        factories.enrolment(factories.cohort(a.bootcamp))
        factories.member(a.operator, Role.MENTOR)
        account_actions.invite(a.operator, by=administrator, email=f"i{number}@demo.example", purpose="manager")
        factories.member(factories.operator(f"Opérateur {number}"), Role.MANAGER)
        event = Event.objects.create(verb="projects.submission.approve", actor=a.mentor, target=a.cohort)
        Notice.objects.create(user=a.manager, event=event, verb=event.verb, data={"project": "Souk"}, url="/")

    screens = {
        administrator: {reverse("operator_edit", args=[a.operator.pk]): 10, reverse("operators"): 8},
        a.manager: {reverse(name): 12 for name in ("cohorts:list", "team", "inbox:list")},
    }

    assert_same_at_every_size(screens, grow, client)


def test_submission(client, a):
    """At 1, 10 and 100 remarks, each with an answer."""
    given = factories.assignment(a.cohort, a.project)
    row = factories.handed_in(given, a.enrolment)
    project_actions.claim(row, by=a.mentor)
    factories.scored_review(row, a.mentor)
    first = project_actions.add_remark(row, by=a.mentor, kind="must_fix", body="À corriger")
    project_actions.request_changes(row, by=a.mentor)
    learner = a.enrolment.learner

    def grow():
        thread = Thread.objects.create(review=first.review, body="À corriger")
        words = {"review": first.review, "author": learner}
        Reply.objects.create(thread=thread, body="Corrigé", **words)
        asked = Reply.objects.create(body="Pourquoi ?", stance=Reply.Stance.ASKS, **words)
        Reply.objects.create(body="Parce que.", question=asked, **words)

    screens = {learner: {reverse("projects:submission", args=[row.pk]): 14}}

    assert_same_at_every_size(screens, grow, client)


@pytest.fixture
def desk(a):
    """A work with a file in the hands of A's mentor."""
    row = factories.submission(factories.assignment(a.cohort, a.project), a.enrolment)
    project_actions.save_draft(row, by=a.enrolment.learner, files=[factories.upload("vues.py", b"x = 1\n" * 200)])
    project_actions.submit(row, by=a.enrolment.learner)
    project_actions.claim(row, by=a.mentor)
    factories.scored_review(row, a.mentor)
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


def test_review_desk_and_its_files(client, a, desk, grow_desk):
    file = desk.versions.get().files.get()
    limits = {
        reverse("projects:review", args=[desk.pk]): 27,
        reverse("projects:review_file", args=[desk.pk, file.pk]): 20,
    }

    assert_same_at_every_size({a.mentor: limits}, grow_desk, client)


def test_code_of_a_version(client, a, desk, grow_desk):
    """The team's page and its files, at 1, 10 and 100 files and remarks."""
    version = desk.versions.get()
    version.reviews.update(sent_at=version.submitted_at, decision="changes_requested")
    limits = {
        reverse("projects:code", args=[desk.pk, 1]): 25,
        reverse("projects:code_file", args=[desk.pk, 1, version.files.get().pk]): 20,
    }

    assert_same_at_every_size({a.enrolment.learner: limits}, grow_desk, client)


def test_catalogue_and_bootcamp(client, a):
    urls = [factories.catalogue().url, a.bootcamp.url, "/fr/"]

    for size in _sizes(lambda: factories.cohort(factories.bootcamp(a.operator))):
        for url in urls:
            client.get(url)
            cache.clear()
            with CaptureQueriesContext(connection) as made:
                assert client.get(url).status_code == 200
            assert len(made) <= 8, (url, size)
            with CaptureQueriesContext(connection) as made:
                client.get(url)
            assert len(made) == 0, (url, size)
