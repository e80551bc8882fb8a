"""Every decision of a cohort leaves in one table, with what it rested on."""

import csv
import io
from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from core.models import Event
from programme.calendar import ZONE
from projects import actions
from projects.models import Amendment, Extension, Review, ReviewerProfile, Version
from tests import factories
from tests.guards.test_budgets import assert_same_at_every_size

NOON = datetime(2026, 11, 24, 12, tzinfo=ZONE)


@pytest.fixture
def decided(a, given):
    """Salma's work sent back with a correction to make, then mended once."""
    with time_machine.travel(NOON, tick=False):
        row = factories.handed_in(given, a.enrolment)
        actions.claim(row, by=a.mentor)
        factories.scored_review(row, a.mentor, level=1)
        actions.add_remark(row, by=a.mentor, kind="must_fix", body="Un index ?")
        actions.request_changes(row, by=a.mentor)
    return row


def table(client, a, form="csv") -> list[list[str]]:
    content = client.get(reverse("projects:decisions_export", args=[a.cohort.code, form])).content
    if form == "xlsx":
        return [
            ["" if cell is None else cell for cell in row] for row in load_workbook(io.BytesIO(content)).active.values
        ]
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def lines(client, a, form="csv") -> list[dict]:
    header, *rows = table(client, a, form)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_a_line_says_what_the_decision_rested_on(client, a, decided):
    version = decided.versions.get()
    version.promised_at = NOON + timedelta(hours=3)
    version.is_late = True
    version.save()
    Extension.objects.create(team=decided.team, due_at=NOON, reason="Panne de réseau", granted_by=a.trainer)
    review = Review.objects.get()
    Amendment.objects.create(review=review, before="Vu.")
    Amendment.objects.all().update(at=NOON + timedelta(minutes=5))
    actions.confirm(review.threads.get(), by=a.trainer)
    client.force_login(a.trainer)

    (line,) = lines(client, a)

    assert line["Projet"] == decided.assignment.title
    assert line["Équipe"] == "Salma Benali"
    assert (line["Version"], line["Accusé de réception"], line["SHA-256"]) == ("1", version.receipt, version.sha256)
    assert line["Remis le (UTC)"] == "2026-11-24 12:00:00"
    assert line["Réponse promise avant (Casablanca)"] == "2026-11-24 15:00:00"
    assert line["Envoyée le (Casablanca)"] == "2026-11-24 12:00:00"
    assert (line["Relecteur"], line["Décision"]) == (str(a.mentor), "Changements demandés")
    assert line["Niveaux"] == "Critère 1 : 1 · Critère 2 : 1"
    assert (line["Remarques à corriger"], line["dont confirmées"]) == ("1", "1")
    assert (line["Retouches"], line["Dernière retouche (Casablanca)"]) == ("1", "2026-11-24 12:05:00")
    assert (line["En retard"], line["Raison du délai"]) == ("oui", "Panne de réseau")


def test_a_first_review_names_who_let_it_go(client, a, waiting):
    ReviewerProfile.objects.create(user=a.mentor, is_new=True)
    actions.claim(waiting, by=a.mentor)
    factories.scored_review(waiting, a.mentor)
    mentor = type(a.mentor).objects.get(pk=a.mentor.pk)
    actions.send_proposal(actions.propose(waiting, by=mentor, decision="approved"), by=a.trainer)
    client.force_login(a.trainer)

    (line,) = lines(client, a)

    assert (line["Relecteur"], line["Relue avant l’envoi par"]) == (str(a.mentor), str(a.trainer))


def test_a_draft_is_no_decision(client, a, waiting):
    actions.claim(waiting, by=a.mentor)
    factories.scored_review(waiting, a.mentor, message="BROUILLON")
    client.force_login(a.manager)

    assert lines(client, a) == []


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_cell_is_a_formula(client, a, decided, form):
    a.enrolment.learner.first_name = "=HYPERLINK(1)"
    a.enrolment.learner.save()
    Extension.objects.create(team=decided.team, due_at=NOON, reason="@SUM(A1)", granted_by=a.trainer)
    client.force_login(a.trainer)

    (line,) = lines(client, a, form)

    assert line["Équipe"] == "'=HYPERLINK(1) Benali"
    assert line["Raison du délai"] == "'@SUM(A1)"


def test_who_took_it_is_recorded(client, a, decided):
    client.force_login(a.trainer)

    table(client, a, "xlsx")

    event = Event.objects.get(verb="cohorts.cohort.export")
    assert (event.actor, event.target, event.data) == (a.trainer, a.cohort, {"format": "xlsx", "table": "decisions"})


def test_as_many_queries_for_a_hundred_lines(client, a, given, decided):
    def grow():
        version = Version.objects.create(
            submission=decided, number=decided.versions.count() + 1, submitted_at=NOON, sha256="0" * 64
        )
        review = Review.objects.create(version=version, reviewer=a.mentor, decision="approved", sent_at=NOON)
        for criterion in given.criteria.all():
            review.scores.create(criterion=criterion, level=2)

    # The session, the person, their roles and cohorts, the cohort, the event and its audience, then three.
    screens = {a.trainer: {reverse("projects:decisions_export", args=[a.cohort.code, "csv"]): 16}}
    assert_same_at_every_size(screens, grow, client)


@pytest.mark.parametrize(("who", "offered"), [("trainer", True), ("manager", True), ("mentor", False)])
def test_the_page_of_figures_offers_it_to_who_may_take_it(client, a, decided, who, offered):
    client.force_login(getattr(a, who))

    page = client.get(reverse("projects:figures", args=[a.cohort.code])).content.decode()

    assert ("decisions.csv" in page) is offered


def test_the_programme_reads_figures_never_reviews(client, a, decided, administrator):
    client.force_login(administrator)

    assert client.get(reverse("projects:decisions_export", args=[a.cohort.code, "csv"])).status_code == 403
