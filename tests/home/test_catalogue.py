"""The catalogue: what is announced, filtered by domain, region and month, a page at a time."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.http import QueryDict
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cohorts.models import Cohort
from home import queries
from home.queries.catalogue import PER_PAGE
from tests import factories

CATALOGUE = "/fr/formations/"
TODAY = timezone.localdate()
SOON = TODAY + timedelta(days=30)


@pytest.fixture
def rabat(db):
    return factories.city("Rabat", region=factories.region("MA-04", "Rabat-Salé-Kénitra"))


@pytest.fixture
def security(a, rabat):
    """A second bootcamp, of another domain, that begins in a month in Rabat."""
    page = factories.bootcamp(a.operator, title="Analyste cybersécurité", domain=factories.domain("cyber", "Sécurité"))
    factories.cohort(page, state=Cohort.State.PLANNED, city=rabat, starts_on=SOON, ends_on=SOON + timedelta(weeks=12))
    return page


def _titles(client, **asked) -> list[str]:
    text = client.get(CATALOGUE, asked).content.decode()
    return [unescape(title) for title in re.findall(r'<h3 lang="fr">\s*<a href="[^"]+">([^<]+)</a>', text)]


def _asked(query: str = ""):
    """The catalogue's read for a query string."""
    return queries.catalogue(QueryDict(query))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["dev", "cyber"]),
        ({"domaine": "cyber"}, ["cyber"]),
        ({"domaine": "dev"}, ["dev"]),
        ({"region": "ma-04"}, ["cyber"]),
        ({"region": "ma-06"}, ["dev"]),
        ({"mois": f"{SOON:%Y-%m}"}, ["cyber"]),
        ({"mois": "2001-01"}, []),
        ({"domaine": "dev", "region": "ma-04"}, []),
        ({"domaine": "inconnu", "region": "nulle-part", "mois": "2026-13", "page": "x"}, ["dev", "cyber"]),
    ],
    ids=lambda value: "&".join(value.values()) or "all" if isinstance(value, dict) else None,
)
def test_filters(client, a, security, asked, found):
    titles = {"dev": a.bootcamp.title, "cyber": security.title}

    assert sorted(_titles(client, **asked)) == sorted(titles[name] for name in found)


def test_what_is_asked_stays_chosen_and_can_be_cleared(client, a, security):
    text = client.get(CATALOGUE, {"region": "ma-04", "domaine": "dev"}).content.decode()

    assert '<option value="ma-04" selected>' in text
    assert "Aucune formation" in text
    assert f'href="{CATALOGUE}"' in text


def test_domain_keeps_the_region_that_was_chosen(a, security):
    catalogue = _asked("region=ma-06")

    assert all("region=ma-06" in query for _domain, query in catalogue.domains)
    assert {domain.code for domain, _query in catalogue.domains} == {"dev", "cyber"}


@pytest.mark.parametrize("state", ["completed", "cancelled"])
def test_cohort_that_is_over_is_announced_no_more(client, a, security, state):
    Cohort.objects.filter(bootcamp=security).update(state=state)

    assert _titles(client, region="ma-04") == []
    assert security.title in _titles(client)  # its page stays, without a date


def test_card_tells_the_next_start_and_the_seats_left(a, security):
    cohort = security.cohorts.get()
    Cohort.objects.filter(pk=cohort.pk).update(seats=2)
    factories.enrolment(cohort)
    factories.enrolment(cohort, state="withdrawn")

    card = next(card for card in _asked().cards if card.bootcamp.title == security.title)

    assert (card.next.starts_on, card.next.seats_left, card.cities) == (SOON, 1, [cohort.city])


def test_seats_left_are_never_below_zero(client, a, security):
    cohort = security.cohorts.get()
    for _ in range(3):
        factories.enrolment(cohort)
    Cohort.objects.filter(pk=cohort.pk).update(seats=2)

    assert "Complet" in client.get(CATALOGUE).content.decode()


def test_draft_and_private_bootcamps_are_not_shown(client, a, security):
    a.bootcamp.unpublish()
    PageViewRestriction.objects.create(page=security, restriction_type=PageViewRestriction.LOGIN)

    assert _titles(client) == []
    assert client.get(a.bootcamp.url).status_code == 404
    assert client.get(security.url).status_code == 302


def test_bootcamp_under_a_private_operator_is_private(client, a):
    operator_page = a.bootcamp.get_parent()
    PageViewRestriction.objects.create(page=operator_page, restriction_type=PageViewRestriction.LOGIN)

    assert _titles(client) == []
    assert client.get(a.module.url).status_code == 302


def test_pages_of_twelve(client, a):
    for number in range(PER_PAGE):
        factories.bootcamp(a.operator, title=f"Formation {number}")

    first, second = (
        client.get(CATALOGUE).context["catalogue"],
        client.get(CATALOGUE, {"page": "2"}).context["catalogue"],
    )

    assert (len(first.cards), first.has_next, first.next_query) == (PER_PAGE, True, "?page=2")
    assert (len(second.cards), second.has_next) == (1, False)
    assert len({*_titles(client), *_titles(client, page="2")}) == PER_PAGE + 1
    assert _titles(client, page="999") == _titles(client)


def test_home_page_shows_first_what_begins_first(client, a, security):
    cards = client.get("/fr/").content.decode()

    assert cards.index(security.title) < cards.index(a.bootcamp.title)


def test_operators_page_shows_its_own_bootcamps(client, a, b, security):
    text = client.get(a.bootcamp.get_parent().url).content.decode()

    assert security.title in text
    assert b.bootcamp.url not in text


def test_what_one_can_join_comes_before_what_runs(client, a):
    """In the catalogue, and among the cohorts of a bootcamp."""
    open_one = factories.bootcamp(a.operator, title="Zellige numérique")
    for page in (open_one, a.bootcamp):
        factories.cohort(page, state=Cohort.State.PLANNED, starts_on=SOON, ends_on=SOON + timedelta(weeks=9))
    Cohort.objects.filter(bootcamp=a.bootcamp.pk, state=Cohort.State.PLANNED).update(city=factories.city("Agadir"))
    running = factories.bootcamp(a.operator, title="Analyse en cours")
    factories.cohort(running)

    assert _titles(client)[-1] == running.title
    page = client.get(a.bootcamp.url).content.decode()
    assert page.index("Agadir") < page.index("En cours")
