"""A learner on a phone understands a review without downloading anything: reads, applies, hands in, compares."""

import re

import pytest
from playwright.sync_api import Page, expect

from home.demo.works import MODELS_PY
from tests.e2e.conftest import PHONE, expect_mirrored, expect_within, violations
from tests.e2e.test_learner_and_mentor import PROJECT, attach, state_of

pytestmark = pytest.mark.anywhere

PROJECTS = "/cohortes/DWFS-CASA-03/projets/"


def faults(page: Page) -> list[str]:
    page.evaluate("scrollTo(0, 0)")
    return violations(page)


def test_review_is_read_beside_the_code_in_arabic(arabic):
    arabic.set_viewport_size(PHONE)
    arabic.goto(PROJECTS)
    arabic.get_by_role("link", name=PROJECT).click()
    arabic.get_by_role("link", name="views.py:7").click()

    expect(arabic.locator("tr.say .say-box").filter(has_text="get_object_or_404").first).to_be_visible()
    expect_mirrored(arabic)
    expect_within(arabic, PHONE["width"])
    assert faults(arabic) == []
    suggested = arabic.locator("tr.say .diff td").first
    assert suggested.evaluate("cell => getComputedStyle(cell).direction") == "ltr"
    assert suggested.evaluate("cell => getComputedStyle(cell.closest('.say-box')).direction") == "rtl"


def test_focus_stays_on_a_file_that_comes_under_it(visit):
    """Its content replaces the link that was reached: the next Tab goes on inside, not at the top of the page."""
    page = visit("salma", PROJECTS, viewport=PHONE)
    page.get_by_role("link", name=PROJECT).click()
    page.get_by_role("link", name="Lire le code").first.click()
    page.locator("[data-waiting] a").last.focus()

    section = page.locator("[data-file]").last
    expect(section.get_by_role("link", name="Brut")).to_be_visible()
    page.wait_for_timeout(100)
    page.keyboard.press("Tab")
    expect(section.get_by_role("link", name="Brut")).to_be_focused()


def test_learner_reads_applies_a_suggestion_and_hands_in_without_a_download(visit):
    page = visit("salma", PROJECTS, viewport=PHONE)
    page.get_by_role("link", name=PROJECT).click()
    page.get_by_role("link", name="views.py:7").click()
    read_the_remark_and_apply(page)

    page.get_by_role("navigation").or_(page.locator(".crumbs")).get_by_role("link", name=PROJECT).click()
    attach(page, "models.py", MODELS_PY.replace("from django.db import models", "from django.db import models as m"))
    page.get_by_role("button", name="Déposer").click()
    expect(state_of(page)).to_have_text("En file")
    expect(page.get_by_text("applique 1 suggestion")).to_be_visible()

    compare_with_the_first_version(page)
    page.goto(PROJECTS)
    page.get_by_role("link", name=PROJECT).click()
    page.get_by_role("button", name="Retirer").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Retirer").click()
    expect(state_of(page)).to_have_text("Brouillon")


def read_the_remark_and_apply(page: Page) -> None:
    """The remark stands under its line, coloured; the button answers in place."""
    expect(page).to_have_url(re.compile(r"/versions/1/\?fichier=views\.py#remarque-\d+$"))
    box = page.locator("tr.say .say-box").filter(has_text="Proposé à la place").filter(has_text="la page plante")
    expect(box).to_be_visible()
    expect(page.locator("table.source .k").first).to_be_visible()
    expect_within(page, PHONE["width"])
    assert faults(page) == []
    box.get_by_role("button", name="Appliquer au brouillon").click()
    expect(box.get_by_text("Appliquée au brouillon par Salma Benali")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/versions/1/"))


def compare_with_the_first_version(page: Page) -> None:
    """What was applied is marked; the lines between unfold where they are."""
    page.get_by_role("link", name="Lire le code version 2").click()
    page.get_by_role("link", name="depuis la version 1").click()
    page.get_by_role("region", name="views.py").scroll_into_view_if_needed()
    expect(page.locator("ins").filter(has_text="get_object_or_404").first).to_be_visible()
    models = page.get_by_role("region", name="models.py")
    models.get_by_role("link", name=re.compile("Déplier 1. lignes")).click()
    expect(models.get_by_text("debut = models.DateTimeField()")).to_be_visible()
    expect(models.get_by_role("link", name=re.compile("Déplier"))).to_have_count(0)
    expect_within(page, PHONE["width"])
    assert faults(page) == []
