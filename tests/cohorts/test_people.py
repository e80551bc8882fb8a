"""The people of a cohort in pages, found by a name, an address or a state."""

import pytest
from django.urls import reverse

from cohorts import actions
from cohorts.models import Enrolment
from tests import factories


@pytest.fixture
def look(client, a):
    client.force_login(a.manager)
    return lambda **asked: client.get(reverse("cohorts:people", args=[a.cohort.code]), asked).content.decode()


@pytest.fixture
def crowd(a):
    """Fifty more, by last name from Zaari 00 to Zaari 49: with Salma Benali one more than a page holds."""
    for number in range(50):
        factories.enrolment(a.cohort, first_name="Amina", last_name=f"Zaari {number:02}")


def test_people_come_fifty_a_page(look, crowd):
    first, second = look(), look(page=2)

    assert "Salma Benali" in first
    assert ("Zaari 48" in first, "Zaari 49" in first) == (True, False)
    assert ("Zaari 48" in second, "Zaari 49" in second) == (False, True)
    assert "Page 1 sur 2" in first


def test_page_of_people_weighs_little_however_many_they_are(look, a, crowd):
    for row in Enrolment.objects.filter(cohort=a.cohort):
        actions.suspend(row, by=a.manager, reason="Congé de maternité, jusqu’au retour prévu en janvier")
        actions.resume(row, by=a.manager)

    assert len(look().encode()) < 120 * 1024


@pytest.mark.parametrize("words", ["el idrissi", "IDRISSI ghita", "idriss", "ghîta", "ghita.e@", "الإدريسي"], ids=str)
def test_person_is_found_by_name_or_address_as_people_spell_them(look, a, words):
    ghita = factories.user(email="ghita.e@demo.example", first_name="Ghita", last_name="El Idrissi")
    ghita.last_name_ar = "الادريسي"
    ghita.save()
    factories.enrolment(a.cohort, learner=ghita)

    shown = look(q=words)

    assert "Ghita El Idrissi" in shown
    assert "Salma Benali" not in shown


def test_invited_address_is_found(look, a):
    actions.invite_learner(a.cohort, by=a.manager, email="yasmine@demo.example")

    shown = look(q="yasmine")

    assert "yasmine@demo.example" in shown
    assert "Salma Benali" not in shown


def test_people_are_filtered_by_state_and_the_filter_stays_from_page_to_page(look, a, crowd):
    gone = factories.enrolment(a.cohort, state=Enrolment.State.WITHDRAWN, first_name="Ilyas", last_name="Parti")

    withdrawn, active = look(etat="withdrawn"), look(etat="active")

    assert str(gone.learner) in withdrawn
    assert "Salma Benali" not in withdrawn
    assert "etat=active&amp;page=2" in active
    assert "A quitté la formation (1)" in active


def test_nobody_found_says_so_and_leads_back(look, a):
    shown = look(q="personne de ce nom")

    assert "Personne ne correspond" in shown
    assert "Salma Benali" not in shown


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "9" * 500, "١"])
def test_page_that_does_not_exist_shows_people_all_the_same(look, page):
    assert "Salma Benali" in look(page=page, etat="nulle part")


def test_seats_count_everybody_whatever_is_looked_for(look, a):
    actions.invite_learner(a.cohort, by=a.manager, email="yasmine@demo.example")

    assert "2 sur 24 places" in look(q="salma")


def test_first_page_holds_those_who_learn_before_those_who_left(look, a):
    factories.enrolment(a.cohort, state=Enrolment.State.WITHDRAWN, first_name="Ilyas", last_name="Alami")
    actions.invite_learner(a.cohort, by=a.manager, email="aaa@demo.example")

    shown = look()

    assert shown.index("Salma Benali") < shown.index("aaa@demo.example") < shown.index("Ilyas Alami")
