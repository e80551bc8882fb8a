"""The programme's figures: a numerator, a denominator, a date, and nobody counted twice."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Cohort
from core.models import Event
from programme.models import Target
from reports import queries
from reports.models import ImportedFigure
from tests import factories

COUNTED_ON = date(2026, 9, 30)
AFTER, BEFORE = COUNTED_ON + timedelta(days=1), COUNTED_ON


@pytest.fixture
def casablanca(a):
    return factories.region()


@pytest.fixture
def souss(db):
    return factories.region("MA-09", "Souss-Massa")


@pytest.fixture
def programme(db):
    return factories.programme(goal=200)


@pytest.fixture
def imported(programme, casablanca):
    """What another system counted: 40 trained and 10 in training in Casablanca."""
    return ImportedFigure.objects.create(
        programme=programme, region=casablanca, as_of=COUNTED_ON, trained=40, in_training=10
    )


def _cohort(a, city=None, starts_on=AFTER, **fields) -> Cohort:
    place = {"city": city} if city else {}
    return factories.cohort(a.bootcamp, starts_on=starts_on, ends_on=starts_on + timedelta(weeks=16), **place, **fields)


def _figures(programme, region=None):
    figures = queries.programme_figures(programme)
    row = next(row for row in figures.regions if row.region == region) if region else figures
    return row.trained, row.in_training


def _leave(a):
    """The cast's own learner would be one more: she leaves."""
    a.enrolment.delete()


def test_imported_and_own_people_add_up(a, programme, casablanca, imported):
    _leave(a)
    cohort = _cohort(a)
    for state in ("completed", "completed", "active", "suspended", "withdrawn"):
        factories.enrolment(cohort, state=state)

    assert _figures(programme, casablanca) == (42, 11)
    assert _figures(programme) == (42, 11)


def test_cohort_that_began_before_the_count_is_in_the_count(a, programme, casablanca, imported):
    _leave(a)
    factories.enrolment(_cohort(a, starts_on=BEFORE), state="completed")

    assert _figures(programme, casablanca) == (40, 10)


def test_without_an_import_every_cohort_counts(a, programme, casablanca):
    _leave(a)
    factories.enrolment(_cohort(a, starts_on=date(2025, 1, 1)), state="completed")

    assert _figures(programme, casablanca) == (1, 0)
    assert queries.programme_figures(programme).as_of is None


def test_only_the_latest_import_counts(a, programme, casablanca, imported):
    _leave(a)
    ImportedFigure.objects.create(
        programme=programme, region=casablanca, as_of=COUNTED_ON - timedelta(days=90), trained=7, in_training=7
    )

    assert _figures(programme) == (40, 10)
    assert queries.programme_figures(programme).as_of == COUNTED_ON


def test_two_graduations_are_one_person(a, programme, casablanca, souss):
    """In two regions, even: where they graduated first."""
    _leave(a)
    person = factories.user()
    agadir = factories.city("Agadir", region=souss)
    for cohort in (_cohort(a), _cohort(a, city=agadir)):
        factories.enrolment(cohort, learner=person, state="completed")

    assert _figures(programme) == (1, 0)
    assert _figures(programme, casablanca) == (1, 0)
    assert _figures(programme, souss) == (0, 0)


def test_graduate_who_learns_again_is_trained_and_not_in_training(a, programme):
    _leave(a)
    person = factories.user()
    factories.enrolment(_cohort(a), learner=person, state="completed")
    factories.enrolment(_cohort(a), learner=person, state="active")

    assert _figures(programme) == (1, 0)


@pytest.mark.parametrize("state", ["active", "completed"])
def test_person_in_the_imported_count_is_not_counted_again(a, programme, imported, state):
    _leave(a)
    person = factories.user()
    factories.enrolment(_cohort(a, starts_on=BEFORE), learner=person, state="completed")
    factories.enrolment(_cohort(a), learner=person, state=state)

    assert _figures(programme) == (40, 10)


def test_share_of_the_programme_is_told_to_the_nearest_tenth(a, programme, imported):
    _leave(a)
    Target.objects.create(programme=programme, region=imported.region, people=67)
    programme.goal = 82

    figures = queries.programme_figures(programme)

    assert figures.share == 48.8  # 40 of 82 is 48.78
    assert next(row for row in figures.regions if row.trained).share == 60  # 40 of 67 is 59.7


def test_figures_stand_against_their_targets(a, programme, casablanca, imported):
    _leave(a)
    Target.objects.create(programme=programme, region=casablanca, people=80)

    figures = queries.programme_figures(programme)
    row = next(row for row in figures.regions if row.region == casablanca)

    assert (row.target, row.share, row.gap) == (80, 50, 30)
    assert (figures.target, figures.share, figures.covered) == (200, 20, 1)


def test_region_beyond_its_target_has_no_gap(a, programme, casablanca, imported):
    Target.objects.create(programme=programme, region=casablanca, people=30)

    row = next(row for row in queries.programme_figures(programme).regions if row.region == casablanca)

    assert (row.gap, row.share) == (0, 133)


def test_page_says_numerator_denominator_and_date(client, officer, a, programme, imported):
    _leave(a)
    client.force_login(officer)

    text = client.get(reverse("reports:programme")).content.decode()

    assert "40 / 200" in text.replace("\u202f", " ").replace("\xa0", " ")
    assert "30 septembre" in text
    assert "comptées une fois" in text


def test_export_says_the_same(client, officer, a, programme, casablanca, imported):
    _leave(a)
    Target.objects.create(programme=programme, region=casablanca, people=80)
    client.force_login(officer)

    reply = client.get(reverse("reports:programme_export", args=["csv"]))

    assert f"{casablanca.code};{casablanca.name};40;10;80;30;50" in reply.content.decode()
    assert ";Total;40;10;200;150;20" in reply.content.decode()
    assert str(timezone.localdate()) in reply.headers["Content-Disposition"]


def test_who_took_the_figures_is_recorded(client, officer, programme):
    client.force_login(officer)

    client.get(reverse("reports:programme_export", args=["xlsx"]))

    event = Event.objects.about(programme).get(verb="reports.programme.export")
    assert (event.actor, event.data) == (officer, {"format": "xlsx"})


def test_without_a_programme_there_are_no_figures(client, officer):
    client.force_login(officer)

    assert client.get(reverse("reports:programme")).status_code == 404


@pytest.mark.parametrize("order", ["region", "forme", "formation", "objectif", "inconnu"])
def test_regions_are_sorted_as_asked(client, officer, programme, casablanca, souss, imported, order):
    ImportedFigure.objects.create(programme=programme, region=souss, as_of=COUNTED_ON, trained=5, in_training=50)
    Target.objects.create(programme=programme, region=souss, people=100)
    client.force_login(officer)

    rows = client.get(reverse("reports:programme"), {"tri": order}).context["rows"]

    assert rows[0].region == (souss if order in ("formation", "objectif") else casablanca)
    assert len(rows) == len(queries.programme_figures(programme).regions)
