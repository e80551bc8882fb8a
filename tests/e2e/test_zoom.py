"""At 400 %, a screen of 1280 × 800 is 320 × 200: what stays on it leaves the page to its words."""

import re

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import expect_within

pytestmark = pytest.mark.anywhere

ZOOMED = {"width": 320, "height": 200}
COHORT = "/cohortes/DWFS-CASA-03"
MOST = 0.2
# The share of the height under bars that stay, of those at least as wide as half the screen.
COVERED = """() => {
  const rows = new Array(innerHeight).fill(0);
  for (const node of document.querySelectorAll("body *")) {
    const style = getComputedStyle(node), box = node.getBoundingClientRect();
    if (!["fixed", "sticky"].includes(style.position) || box.width < innerWidth / 2) continue;
    if (style.insetBlockStart === "auto" && style.insetBlockEnd === "auto") continue;
    for (let y = Math.max(0, Math.round(box.top)); y < Math.min(innerHeight, box.bottom); y += 1) rows[y] = 1;
  }
  return rows.reduce((sum, row) => sum + row, 0) / innerHeight;
}"""
# Who, where they start, and the links that they follow from there.
KINDS = {
    "day": ("salma", "/aujourdhui/", []),
    "work": ("salma", f"{COHORT}/projets/", [r"/rendus/\d+/$"]),
    "reader": ("salma", f"{COHORT}/projets/", [r"/rendus/\d+/$", r"/rendus/\d+/versions/\d+/$"]),
    "room": ("salma", "/aujourdhui/", [r"/seances/\d+/salle/$"]),
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
    for part in range(5):
        page.evaluate(f"scrollTo(0, document.documentElement.scrollHeight * {part / 4})")
        page.wait_for_timeout(100)
        assert page.evaluate(COVERED) <= MOST, (page.url, part)


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
