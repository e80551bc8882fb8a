"""What a reviewer gave, month by month, and its statement for whoever lends their time."""

import io
from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from core.models import Event
from programme.calendar import ZONE
from projects import actions
from projects.models import Claim
from tests import factories
from tests.guards.test_budgets import assert_same_at_every_size

NOON = datetime(2026, 11, 24, 12, tzinfo=ZONE)
NOVEMBER = {"du": "2026-11-01", "au": "2026-11-24"}
HOSTILE = [
    'Zineb "#panic()" [x]',
    '#read("/etc/passwd")',
    "= Titre *gras* _penché_ $x$",
    "<ancre> @renvoi `code` \\ // fin",
    ']]) #eval("1+1")',
]


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


def reviewed(side, minutes: float, at: datetime = NOON, by=None, enrolment=None):
    """A review of ``minutes`` sent at ``at`` in the side's cohort."""
    by = by or side.mentor
    with time_machine.travel(at, tick=False):
        given = factories.assignment(side.cohort, factories.project(side.module))
        row = factories.handed_in(given, enrolment or side.enrolment)
        actions.claim(row, by=by)
        factories.scored_review(row, by)
        actions.request_changes(row, by=by)
    Claim.objects.filter(submission=row).update(worked=timedelta(minutes=minutes))
    return row


def page(client, *args) -> str:
    return client.get(reverse("projects:hours", args=args)).content.decode().replace("\xa0", " ")


def statement(client, *args, **period):
    return client.get(reverse("projects:statement", args=args), NOVEMBER | period)


def text(reply) -> str:
    assert reply.status_code == 200, reply.content.decode()
    return " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(reply.content)).pages).split())


def test_hours_by_month_and_cohort(client, a):
    reviewed(a, 67)
    reviewed(a, 8, enrolment=factories.enrolment(a.cohort))
    reviewed(a, 30, at=NOON - timedelta(days=30))
    client.force_login(a.mentor)

    shown = " ".join(page(client).split())

    november, october, total = (shown.index(word) for word in ("novembre 2026", "octobre 2026", "Total"))
    assert november < october < total
    assert "1 h 15" in shown[november:october]
    assert "0 h 30" in shown[october:total]
    assert "1 h 45" in shown[total:]


def test_who_has_reviewed_nothing_reads_so(client, a):
    client.force_login(a.mentor)

    assert "Pas encore d’heures" in page(client)


def test_the_statement_names_the_operator_the_person_and_each_cohort(client, a):
    reviewed(a, 67)
    client.force_login(a.mentor)

    reply = statement(client)

    said = text(reply)
    assert a.operator.name in said
    assert str(a.mentor) in said
    assert "Du 01/11/2026 au 24/11/2026" in said
    assert f"{a.cohort.code} {a.bootcamp.title} 1 1 1 h 00" in said.replace("\xa0", " ")
    assert "deux minutes" in said
    assert reply["Content-Type"] == "application/pdf"
    assert reply["Cache-Control"] == "private, no-store"
    assert reply.content.startswith(b"%PDF-")


def test_each_cohort_is_rounded_to_the_quarter_and_the_total_adds_up(client, a):
    other = factories.cohort(a.bootcamp, code="COHORT-A2")
    factories.StaffAssignment.objects.create(cohort=other, user=a.mentor, role="mentor")
    reviewed(a, 67)
    reviewed(a, 6, enrolment=a.enrolment)
    row = reviewed(a, 53)
    row.assignment.cohort = other
    row.assignment.save()
    client.force_login(a.mentor)

    said = text(statement(client)).replace("\xa0", " ")

    assert "2 1 1 h 15" in said
    assert "1 1 1 h 00" in said
    assert "Total 3 1 2 h 15" in said


def test_only_the_days_asked_for_count(client, a):
    reviewed(a, 60)
    reviewed(a, 30, at=NOON - timedelta(days=30))
    client.force_login(a.mentor)

    assert "0 h 30" in text(statement(client, du="2026-10-01", au="2026-10-31")).replace("\xa0", " ")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_never_markup(client, a, name):
    reviewed(a, 60)
    a.operator.name = name
    a.operator.save()
    a.mentor.first_name = name
    a.mentor.save()
    client.force_login(a.mentor)

    assert text(statement(client)).count(" ".join(name.split())) == 2


NAMES = [
    "عبد السلام",
    "لالة خديجة",
    "فاطمة الزهراء",
    "أڭادير",
    "ⵣⵉⵏⴱ ⴰⵎⵖⴰⵔ",
    "Zoé Aït-Œuvré",
    "Łukasz",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_copied_out_of_the_document_is_that_name(client, a, name):
    """Read as a browser's viewer does; some fonts draw an Arabic name well and hand out another one."""
    reviewed(a, 60)
    a.operator.name = name
    a.operator.save()
    a.mentor.first_name = name
    a.mentor.save()
    client.force_login(a.mentor)

    sheet = PdfDocument(statement(client).content)[0].get_textpage().get_text_range()

    assert sheet.count(name) == 2


def test_the_same_hours_make_the_same_bytes(client, a):
    reviewed(a, 60)
    client.force_login(a.mentor)

    document = statement(client).content

    assert document == statement(client).content
    assert b"pdfaid" in document or b"PDF/A" in document


def test_a_letter_that_no_font_draws_is_said_and_not_left_out(client, a):
    reviewed(a, 60)
    a.mentor.first_name = "Salma 😀"
    a.mentor.save()
    client.force_login(a.mentor)

    reply = statement(client)

    assert reply.status_code == 422
    assert "« 😀 »" in reply.content.decode().replace("\xa0", " ")
    assert not Event.objects.filter(verb="projects.reviewer.statement").exists()


@pytest.mark.parametrize(
    ("period", "sentence"),
    [
        ({"du": ""}, "Ce champ est obligatoire."),
        ({"du": "hier"}, "Saisissez une date valide."),
        ({"du": "2026-11-24", "au": "2026-11-01"}, "Le dernier jour vient avant le premier."),
        ({"au": "2026-11-25"}, "Choisissez un jour déjà venu"),
        ({"du": "2026-01-01", "au": "2026-01-31"}, "Rien n’a été compté ces jours-là."),
    ],
)
def test_a_period_that_cannot_be_is_said_beside_its_field(client, a, period, sentence):
    reviewed(a, 60)
    client.force_login(a.mentor)

    reply = statement(client, **period)

    assert reply.status_code == 422
    assert sentence in reply.content.decode()


def test_who_reviews_for_two_operators_chooses(client, a, b):
    factories.StaffAssignment.objects.create(cohort=b.cohort, user=a.mentor, role="mentor")
    reviewed(a, 60)
    reviewed(b, 30, by=a.mentor)
    client.force_login(a.mentor)

    assert statement(client).status_code == 422
    said = text(statement(client, operateur=b.operator.slug))

    assert b.operator.name in said
    assert a.cohort.code not in said


def test_a_manager_reads_the_hours_given_to_their_cohorts_only(client, a, b):
    factories.StaffAssignment.objects.create(cohort=b.cohort, user=a.mentor, role="mentor")
    reviewed(a, 60)
    reviewed(b, 30, by=a.mentor)
    client.force_login(b.manager)

    assert a.cohort.code not in page(client, a.mentor.pk)
    assert "0 h 30" in text(statement(client, a.mentor.pk)).replace("\xa0", " ")
    assert statement(client, a.mentor.pk, operateur=a.operator.slug).status_code == 200


@pytest.mark.parametrize("who", ["trainer", "mentor", "stranger", "other_manager"])
def test_nobody_else_reads_them(client, a, b, stranger, who):
    reviewed(a, 60)
    client.force_login({"stranger": stranger, "other_manager": b.manager}.get(who) or getattr(a, who))

    assert client.get(reverse("projects:hours", args=[a.mentor.pk])).status_code == 404
    assert statement(client, a.mentor.pk).status_code == 404


def test_who_took_the_statement_is_recorded(client, a):
    reviewed(a, 60)
    client.force_login(a.manager)

    statement(client, a.mentor.pk)

    event = Event.objects.get(verb="projects.reviewer.statement")
    assert (event.actor, event.target) == (a.manager, a.mentor)
    assert event.data == {"since": "2026-11-01", "until": "2026-11-24", "operator": a.operator.pk}


def test_the_figures_of_a_cohort_lead_its_manager_there(client, a):
    address = reverse("projects:hours", args=[a.mentor.pk])
    pages = {}
    for who in ("manager", "trainer"):
        client.force_login(getattr(a, who))
        pages[who] = client.get(reverse("projects:figures", args=[a.cohort.code])).content.decode()

    assert address in pages["manager"]
    assert address not in pages["trainer"]


def test_hours_cost_the_same_however_many(client, a):
    screens = {a.mentor: {reverse("projects:hours"): 12}}

    assert_same_at_every_size(screens, lambda: reviewed(a, 20, enrolment=factories.enrolment(a.cohort)), client)
