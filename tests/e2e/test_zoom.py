"""At 400 %, a screen of 1280 × 800 is 320 × 200: what stays on it leaves the page to its words."""

import re

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import ZOOMED, expect_little_under_bars, expect_within

pytestmark = pytest.mark.anywhere

COHORT = "/cohortes/DWFS-CASA-03"
# Who, where they start, and the links that they follow from there.
KINDS = {
    "day": ("salma", "/aujourdhui/", []),
    "work": ("salma", f"{COHORT}/projets/", [r"/rendus/\d+/$"]),
    "reader": ("salma", f"{COHORT}/projets/", [r"/rendus/\d+/$", r"/rendus/\d+/versions/\d+/$"]),
    "desk": ("hamza", "/revues/?onglet=miennes", [r"/revues/\d+/$"]),
    "queue": ("hamza", "/revues/", []),
    "cohort": ("samira", f"{COHORT}/", []),
    "people": ("samira", f"{COHORT}/personnes/", []),
    "weeks of sessions": ("samira", f"{COHORT}/seances/semaines/", []),
    "progress": ("mehdi", f"{COHORT}/avancement/", []),
    "programme": ("nabil", "/programme/", []),
}


def _follow(page: Page, pattern: str) -> None:
    links = page.eval_on_selector_all("main a[href]", "all => all.map(a => a.getAttribute('href'))")
    page.goto(next(link for link in links if re.search(pattern, link)))


@pytest.mark.parametrize("kind", KINDS)
def test_bars_that_stay_take_a_fifth_of_the_height_at_most(visit, kind):
    who, path, links = KINDS[kind]
    page = visit(who, path, viewport=ZOOMED)
    for pattern in links:
        _follow(page, pattern)

    expect_within(page, ZOOMED["width"])
    expect_little_under_bars(page)


def test_chosen_words_are_not_cut_in_arabic(arabic):
    """The dots under the letters of a choice stand inside its box."""
    arabic.goto("/notifications/reglages/")

    cut = arabic.eval_on_selector_all(
        "main select",
        """all => all.filter(node => {
          const style = getComputedStyle(node), pads = parseFloat(style.paddingTop) + parseFloat(style.paddingBottom);
          return node.clientHeight - pads < 1.5 * parseFloat(style.fontSize);
        }).length""",
    )

    assert cut == 0
