"""Salma works in Arabic, then on her telephone: mirrored frame, French lessons, nothing sticking out."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, expect_mirrored, expect_within, violations

pytestmark = pytest.mark.anywhere

COHORT = "/cohortes/DWFS-CASA-03"


def test_arabic_mirrors_the_frame_and_not_the_lesson(arabic):
    arabic.goto("/aujourdhui/")
    expect_mirrored(arabic)
    expect(arabic.get_by_role("heading", level=1)).to_have_text("مرحبًا سلمى")
    assert violations(arabic) == []
    brand, tools = arabic.locator("header .brand").bounding_box(), arabic.locator("header .tools").bounding_box()
    assert brand["x"] > tools["x"]

    arabic.get_by_role("navigation", name="القائمة الرئيسية").get_by_role("link", name="مساري").click()
    expect_mirrored(arabic)
    arabic.get_by_role("link", name="متابعة").click()
    expect_mirrored(arabic)
    body = arabic.locator("article .prose[lang]").last
    expect(body).to_have_attribute("lang", "fr")
    expect(body).to_have_attribute("dir", "ltr")
    assert body.evaluate("node => getComputedStyle(node).direction") == "ltr"
    expect(arabic.get_by_role("button", name="تسجيل الدرس منجزًا")).to_be_visible()
    assert violations(arabic) == []


def test_language_of_the_account_wins_over_the_cookie_but_not_over_the_address(arabic, visit):
    other = visit("salma")
    other.context.add_cookies([{"name": "language", "value": "en", "url": arabic.url}])
    other.goto("/aujourdhui/")
    expect_mirrored(other)
    other.goto("/fr/formations/")
    expect(other.locator("html")).to_have_attribute("lang", "fr")


def pages_of_salma(page: Page) -> list[str]:
    """One page of each kind that a learner opens."""
    kinds = ("/parcours/", "/modules/", "/lecons/", "/projets/", "/seances/", "/rendus/", "/salle/")
    found = {"/aujourdhui/", "/compte/", "/notifications/", f"{COHORT}/parcours/", f"{COHORT}/projets/"}
    for path in sorted(found):
        page.goto(path)
        links = page.eval_on_selector_all("main a[href^='/']", "all => all.map(a => a.getAttribute('href'))")
        found |= {next((link for link in links if kind in link), path) for kind in kinds}
    return sorted(found)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_telephone_shows_everything_within_360_pixels(visit, request, language):
    if language == "ar":
        request.getfixturevalue("arabic")
    page = visit("salma", viewport=PHONE, has_touch=True, is_mobile=True)
    paths = pages_of_salma(page)
    assert len(paths) >= 10

    for path in paths:
        page.goto(path)
        expect_within(page, PHONE["width"])
        tabs = page.locator("nav.tabbar")
        expect(tabs).to_be_visible()
        box = tabs.bounding_box()
        assert box["y"] + box["height"] == pytest.approx(PHONE["height"], abs=1)
    expect(page.locator("header nav.nav")).to_be_hidden()
    tabs.get_by_role("link").nth(2).click()
    expect(page).to_have_url(re.compile(f"{COHORT}/projets/"))
    expect(page.locator("nav.tabbar a[aria-current=page]")).to_have_count(1)


def test_visitor_finds_the_menu_on_a_telephone(visit):
    page = visit("", "/fr/", viewport=PHONE)
    expect_within(page, PHONE["width"])
    page.get_by_label("Menu").first.click()
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="العربية").click()
    expect(page).to_have_url("/ar/")
    expect_mirrored(page)
    expect_within(page, PHONE["width"])


def test_present_tab_of_a_cohort_is_in_sight_on_a_phone(visit):
    page = visit("samira", f"{COHORT}/avancement/", viewport=PHONE)
    tab = page.locator(".tabs [aria-current]").bounding_box()

    assert tab["x"] >= 0
    assert tab["x"] + tab["width"] <= PHONE["width"]


def test_french_text_is_read_from_its_own_side(arabic):
    arabic.goto(f"{COHORT}/projets/")
    work = arabic.locator("main a[href^='/rendus/']").filter(has_text="Plateforme").get_attribute("href")
    arabic.goto(f"{work}versions/1/")
    words = arabic.locator("main .prose[dir=auto]").first

    expect(words).to_have_css("direction", "ltr")
    expect(words).to_have_css("text-align", "start")
