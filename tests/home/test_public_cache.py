"""Public pages from memory: no query for the second visitor, fresh at once after a change."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts import actions as account_actions
from accounts.models import User
from cohorts import actions as cohort_actions
from cohorts.models import Cohort
from tests import factories

PAGES = ["/fr/", "/fr/formations/", "/ar/formations/", "/fr/formations/?domaine=dev"]
SOON = timezone.localdate() + timedelta(days=30)


@pytest.fixture
def planned(a) -> Cohort:
    return factories.cohort(
        a.bootcamp, state=Cohort.State.PLANNED, starts_on=SOON, ends_on=SOON + timedelta(weeks=12), seats=9
    )


def _read(address: str = "/fr/formations/") -> str:
    """What a visitor who comes for the first time reads."""
    return Client().get(address).content.decode()


def _is_kept(django_assert_num_queries, address: str, client: Client | None = None, **headers) -> bool:
    """Whether the next reading of ``address`` asks the database nothing."""
    try:
        with django_assert_num_queries(0):
            (client or Client()).get(address, **headers)
    except pytest.fail.Exception:
        return False
    return True


@pytest.mark.parametrize("address", [*PAGES, "bootcamp", "module"])
def test_second_visitor_costs_no_query(a, planned, django_assert_num_queries, address):
    address = {"bootcamp": a.bootcamp.url, "module": a.module.url}.get(address, address)
    first = _read(address)

    with django_assert_num_queries(0):
        second = _read(address)

    assert second == first


# What changes a public page: (what happens, a word that shows it)


def _publish(a, planned):
    a.bootcamp.refresh_from_db()
    a.bootcamp.title = "Titre neuf"
    a.bootcamp.save_revision().publish()
    return "Titre neuf"


def _open(a, planned):
    city = factories.city("Tanger", region=factories.region("MA-01", "Tanger-Tétouan"))
    cohort_actions.open_cohort(
        by=a.manager, operator=a.operator, bootcamp=a.bootcamp, code="NEUF-1", city=city,
        starts_on=SOON, ends_on=SOON + timedelta(weeks=4), seats=5,
    )  # fmt: skip
    return "Tanger"


def _enrol(a, planned):
    cohort_actions.enrol(planned, by=User.system(), learner=factories.user())
    return "8 places"


def _edit(a, planned):
    cohort_actions.edit_cohort(planned, by=a.manager, seats=30)
    return "30 places"


def _rename_operator(a, planned):
    administrator = factories.member(factories.programme_owner(), "administrator")
    account_actions.change_organisation(a.operator, by=administrator, name="Autre nom")
    return "Autre nom"


@pytest.mark.parametrize("change", [_publish, _open, _enrol, _edit, _rename_operator])
def test_change_is_seen_at_once(a, planned, committed, change):
    before = _read()

    with committed():
        word = change(a, planned)

    assert word not in before
    assert word in _read()


def test_cancelled_cohort_and_unpublished_page_go_at_once(a, planned, committed):
    assert "9 places" in _read()
    with committed():
        cohort_actions.cancel_cohort(planned, by=a.manager, reason="Le centre ferme")
    assert "9 places" not in _read()

    with committed():
        a.bootcamp.unpublish()
    assert a.bootcamp.url not in _read()


def test_draft_is_no_news_for_visitors(a, planned, committed, django_assert_num_queries):
    _read()
    a.bootcamp.refresh_from_db()

    with committed():
        a.bootcamp.title = "Pas encore"
        a.bootcamp.save_revision()

    assert _is_kept(django_assert_num_queries, "/fr/formations/")


# What is never kept, or never shared


def test_signed_in_person_gets_their_own_page(a, salma, django_assert_num_queries):
    visitor = _read("/fr/")
    browser = Client()
    browser.force_login(salma)

    own = browser.get("/fr/")

    assert "no-store" in own.headers["Cache-Control"]
    assert f'data-user="{salma.pk}"' in own.content.decode()
    assert _read("/fr/") == visitor  # and leaves nothing of it to the next visitor


@pytest.mark.parametrize("address", ["/fr/?utm_source=x", "/fr/formations/?page=<b>", "/fr/nulle-part/"])
def test_other_addresses_go_past_the_cache(a, django_assert_num_queries, address):
    _read(address)

    assert not _is_kept(django_assert_num_queries, address)


def test_unknown_page_stays_404(a):
    assert [Client().get("/fr/nulle-part/").status_code for _ in range(2)] == [404, 404]


def test_each_language_and_appearance_is_kept_apart(a):
    pages = {_read("/fr/formations/"), _read("/ar/formations/"), _read("/en/formations/")}
    dark = Client()
    dark.cookies["theme"] = "dark"

    assert len(pages) == 3
    assert 'data-theme="dark"' in dark.get("/fr/formations/").content.decode()
    assert 'data-theme="dark"' not in _read("/fr/formations/")


def test_kept_page_holds_no_form_to_send_and_sets_no_cookie(a):
    for _ in range(2):
        reply = Client().get("/fr/")
        assert "csrfmiddlewaretoken" not in reply.content.decode()
        assert not reply.cookies


def test_head_is_answered_like_get(a):
    _read("/fr/")

    assert Client().head("/fr/").status_code == 200


def test_visitor_who_just_signed_out_reads_the_farewell(a, salma):
    """A message waits in a cookie: the page is made for them, and not kept for others."""
    browser = Client()
    browser.force_login(salma)
    browser.post("/accounts/logout/")

    browser.get("/fr/")

    assert "csrfmiddlewaretoken" not in _read("/fr/")
