"""What the demo promises to whoever tries it: each situation is there, whatever the day."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from cohorts.models import Cohort, Enrolment, Session
from courses.queries import outline
from projects import actions, queries
from projects.models import Dispute, Proposal, Review, ReviewerProfile, Submission, Thread

State = Submission.State
HOUR = timedelta(hours=1)
NAMED = re.compile(r"`([\w.-]+)@demo\.example`")


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The main cohort of the demo, which is made once for this file."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(DEMO=True):
        call_command("seed_demo", stdout=StringIO())
        yield Cohort.objects.get(code="DWFS-CASA-03")
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def inside(demo, django_db_blocker):
    """Each test reads the demo, and undoes what it does there."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def person(name: str) -> User:
    return User.objects.get(email=f"{name}@demo.example")


def work(project: str, team: str) -> Submission:
    found = Submission.objects.filter(assignment__cohort__code="DWFS-CASA-03")
    return found.get(assignment__project__title__startswith=project, team__name=team)


def waited(row: Submission) -> float:
    """Since when, in hours."""
    return round((timezone.now() - row.queued_at) / HOUR, 1)


def page(client, who: str, row: Submission) -> str:
    client.force_login(person(who))
    return client.get(reverse("projects:submission", args=[row.pk])).content.decode().replace("\xa0", " ")


@pytest.mark.parametrize(("team", "hours"), [("Équipe 2", 53), ("Équipe 3", 6)])
def test_two_works_wait(team, hours):
    row = work("Registre", team)

    assert (row.state, waited(row)) == (State.QUEUED, hours)


def test_one_is_in_hamzas_hands_with_a_draft():
    row = work("Registre", "Équipe 4")

    held = row.claims.get(released_at=None)
    assert (row.state, held.holder) == (State.IN_REVIEW, person("hamza.ait-lahcen"))
    assert Thread.objects.filter(review__version__submission=row, review__sent_at=None).count() == 4


def test_one_is_to_redo_with_three_corrections_and_a_silent_member():
    row = work("Plateforme", "Équipe Atlas")
    fixes = Thread.objects.filter(review__version__submission=row, kind=Thread.Kind.MUST_FIX)

    assert row.state == State.CHANGES_REQUESTED
    assert fixes.count() == 3
    wrote = {
        row.versions.get(submitted_at__isnull=False).submitted_by,
        fixes.get(replies__isnull=False).replies.get().author,
    }
    assert person("fatima-zahra.bouchta") not in wrote


def test_its_next_version_is_begun_and_says_what_came(client):
    row = work("Plateforme", "Équipe Atlas")

    html = page(client, "salma.benali", row)

    assert "tests.py" in html
    assert "rendez-vous.zip" in html
    assert ".venv" in html


def test_one_is_at_its_third_version():
    row = work("Registre", "Équipe 1")

    assert (row.state, row.versions.exclude(submitted_at=None).count()) == (State.QUEUED, 3)


def test_others_are_approved(demo):
    approved = Submission.objects.filter(assignment__cohort=demo, state=State.APPROVED)
    counted = approved.values_list("assignment__project__title").annotate(n=Count("pk"))

    assert sorted(n for _title, n in counted) == [2, 6, 14]


def test_one_session_is_live(demo):
    assert demo.sessions.get(state=Session.State.LIVE).title == "Revue de code collective"


def test_first_review_of_a_new_mentor_waits_for_a_trainer(client):
    row, ilham = work("Registre", "Équipe 7"), person("ilham.bensouda")
    proposal = Proposal.objects.waiting().get()

    assert ReviewerProfile.objects.get(user=ilham).is_new
    assert (proposal.submission, proposal.claim.holder) == (row, ilham)
    assert list(Proposal.objects.for_lead(person("mehdi.tazi"))) == [proposal]
    assert row.state == State.IN_REVIEW
    assert "Prix négatif" not in page(client, row.team.members.first().enrolment.learner.email.partition("@")[0], row)
    client.force_login(person("mehdi.tazi"))
    assert "Prix négatif possible" in client.get(reverse("projects:proposal", args=[proposal.pk])).content.decode()


@pytest.mark.parametrize("verb", ["send", "return"])
def test_trainer_sends_it_or_gives_it_back(verb):
    proposal, mehdi = Proposal.objects.waiting().get(), person("mehdi.tazi")

    if verb == "send":
        actions.send_proposal(proposal, by=mehdi)
    else:
        actions.return_proposal(proposal, by=mehdi, word="Dites-leur où regarder.")

    assert Review.objects.sent().filter(pk=proposal.review_id).exists() == (verb == "send")


def test_contested_work_waits_for_anyone_but_its_first_reviewer(client):
    dispute = Dispute.objects.open().get()
    row, sanaa, hamza = dispute.submission, person("sanaa.berrada"), person("hamza.ait-lahcen")

    assert (dispute.review.reviewer, row.state) == (sanaa, State.QUEUED)
    assert row.promised_at == dispute.promised_at > timezone.now()
    in_queue = [shown.submission for shown in queries.queue(hamza, queries.QueueFilters()).rows]
    assert row in in_queue
    assert row not in [shown.submission for shown in queries.queue(sanaa, queries.QueueFilters()).rows]
    assert dispute.review.message not in page(client, "hamza.ait-lahcen", row)
    assert actions.claim(row, by=hamza).holder == hamza


def test_urgent_work_still_comes_first():
    """What is contested an hour ago passes no one who waited longer."""
    shown = [row.submission for row in queries.queue(person("hamza.ait-lahcen"), queries.QueueFilters()).rows]
    waiting = [row for row in shown if row.state == State.QUEUED]

    assert waiting[0] == work("Registre", "Équipe 2")
    assert waiting[-1] == Dispute.objects.open().get().submission


def test_who_finished_a_cohort_has_its_lessons_behind_them():
    hiba = person("hiba.ouali")
    ended = hiba.enrolments.get(state=Enrolment.State.COMPLETED)

    assert {lesson.pk for lesson in outline(ended.cohort.bootcamp).lessons} == set(
        ended.progress.values_list("lesson", flat=True)
    )


def test_accounts_that_the_tutorials_name_are_there():
    for path in (settings.BASE_DIR / "docs/tutorials").glob("*.md"):
        for name in set(NAMED.findall(path.read_text())):
            assert person(name), name


def test_first_lesson_of_the_tutorial_is_the_one_that_today_offers(client):
    tutorial = (settings.BASE_DIR / "docs/tutorials/apprenante.md").read_text()
    named = re.search(r"ouvrez \*\*(.+?)\*\*", tutorial)[1]
    client.force_login(person("salma.benali"))

    assert named in client.get(reverse("today")).content.decode().replace("\xa0", " ").replace("\u202f", " ")
