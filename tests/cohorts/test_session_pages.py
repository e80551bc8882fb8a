"""The sessions of a cohort in pages: those to come first, the past ones and a month one click away."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Session
from tests import factories

NOW = timezone.now()
HOURS = timedelta(hours=2)


@pytest.fixture
def look(client, a):
    client.force_login(a.manager)
    return lambda **asked: client.get(reverse("cohorts:sessions", args=[a.cohort.code]), asked).content.decode()


def _on(cohort, at: datetime, title: str, **fields) -> Session:
    return factories.session(cohort, title=title, starts_at=at, ends_at=at + HOURS, **fields)


@pytest.fixture
def year(a):
    """Sixty to come, one each day from tomorrow, and sixty held, one each day until yesterday."""
    for number in range(1, 61):
        _on(a.cohort, NOW + timedelta(days=number), f"Demain {number:02}")
        _on(a.cohort, NOW - timedelta(days=number), f"Hier {number:02}", state="ended")


def test_sessions_to_come_are_first_and_the_nearest_leads(look, year):
    shown = look()

    assert shown.index("Demain 01") < shown.index("Demain 50")
    assert "Demain 51" not in shown
    assert "Hier 01" not in shown
    assert "Page 1 sur 2" in shown


def test_past_sessions_are_a_tab_of_their_own_the_latest_first(look, year):
    shown = look(quand="passees")

    assert shown.index("Hier 01") < shown.index("Hier 50")
    assert "Demain 01" not in shown
    assert "quand=passees&amp;page=2" in shown
    assert "Hier 51" in look(quand="passees", page=2)


def test_both_tabs_say_how_many_they_hold(look, a, year):
    _on(a.cohort, NOW + timedelta(days=90), "En trop")

    shown = look()

    assert "À venir" in shown
    assert '<span class="count">61</span>' in shown
    assert '<span class="count">60</span>' in shown


def test_month_holds_its_sessions_in_their_order_whatever_became_of_them(look, a):
    month = NOW.date().replace(day=1)
    noon = [datetime.combine(day, time(12), tzinfo=factories.CASABLANCA) for day in (month, month + timedelta(days=27))]
    _on(a.cohort, noon[0], "Première", state="ended")
    _on(a.cohort, noon[1], "Dernière", state="cancelled")
    _on(a.cohort, noon[0] - timedelta(days=1), "Le mois d’avant", state="ended")

    shown = look(mois=f"{month:%Y-%m}")

    assert shown.index("Première") < shown.index("Dernière")
    assert "Le mois d’avant" not in shown


def test_months_offered_are_those_of_the_cohort(client, a):
    a.cohort.starts_on, a.cohort.ends_on = date(2026, 11, 16), date(2027, 1, 4)
    a.cohort.save()
    client.force_login(a.enrolment.learner)

    reply = client.get(reverse("cohorts:sessions", args=[a.cohort.code]))

    assert [f"{month:%Y-%m}" for month in reply.context["months"]] == ["2026-11", "2026-12", "2027-01"]


@pytest.mark.parametrize("typed", ["2026-13", "hier", "0001-01", "9999-12", "2026-1", "٢٠٢٦-١١"])
def test_month_that_is_none_shows_what_comes(look, a, typed):
    _on(a.cohort, NOW + timedelta(days=1), "Atelier SQL")

    assert "Atelier SQL" in look(mois=typed)


def test_month_without_a_session_says_so_and_leads_back(look):
    shown = look(mois="2031-01")

    assert "Aucune séance ce mois-là" in shown
    assert "Voir celles à venir" in shown


def test_cancelled_session_stays_among_those_to_come_until_its_hour(look, a):
    _on(a.cohort, NOW + timedelta(days=1), "Annulée demain", state="cancelled")
    _on(a.cohort, NOW - timedelta(days=1), "Annulée hier", state="cancelled")

    assert ("Annulée demain" in look(), "Annulée hier" in look()) == (True, False)
    assert ("Annulée demain" in look(quand="passees"), "Annulée hier" in look(quand="passees")) == (False, True)


def test_overview_shows_the_next_ones_that_are_held(client, a):
    _on(a.cohort, NOW + timedelta(days=1), "Annulée demain", state="cancelled")
    for number in range(2, 9):
        _on(a.cohort, NOW + timedelta(days=number), f"Dans {number} jours")
    client.force_login(a.manager)

    shown = client.get(reverse("cohorts:detail", args=[a.cohort.code])).content.decode()

    assert ("Annulée demain" in shown, "Dans 6 jours" in shown, "Dans 7 jours" in shown) == (False, True, False)


def test_page_of_sessions_weighs_little_however_many_they_are(look, year):
    assert len(look().encode()) < 120 * 1024
