"""Every screen of every role: it opens, no script fails, axe finds nothing, nothing sticks out of a phone."""

import pytest

from tests.e2e.conftest import DESKTOP, PHONE, violations

pytestmark = pytest.mark.anywhere

START = {
    "": ["/fr/", "/fr/formations/", "/recherche/?q=python", "/accounts/login/", "/accounts/signup/", "/fr/contact/"],
    "salma": [
        "/aujourdhui/",
        "/compte/",
        "/compte/jetons/",
        "/notifications/",
        "/accounts/password/change/",
        "/accounts/2fa/",
    ],
    "hamza": [
        "/aujourdhui/",
        "/revues/",
        "/revues/?onglet=miennes",
        "/revues/?onglet=reprise",
        "/revues/?onglet=terminees",
        "/revues/disponibilite/",
        "/revues/heures/",
    ],
    "mehdi": ["/aujourdhui/", "/revues/", "/cohortes/DWFS-CASA-03/avancement/", "/cohortes/DWFS-CASA-03/revues/"],
    # His pair contests a decision; she may judge it; she waits for a trainer to read her first review.
    "othmane.drissi": ["/cohortes/DWFS-CASA-03/projets/"],
    "nour-el-houda.saidi": ["/revues/?q=Othmane"],
    "ilham.bensouda": ["/revues/?onglet=miennes"],
    "samira": [
        "/operateur/",
        "/operateur/cohortes/nouvelle/",
        "/operateur/equipe/",
        "/cohortes/DWFS-CASA-03/",
        "/cohortes/DWFS-CASA-03/personnes/",
        "/cohortes/DWFS-CASA-03/personnes/invitations/",
        "/cohortes/DWFS-CASA-03/seances/semaines/",
    ],
    "nabil": ["/programme/", "/programme/chiffres-de-depart/"],
    "omar": ["/administration/operateurs/", "/styleguide/"],
}
# Followed from the pages above: the first address that begins so.
FOLLOW = {
    "": ["/fr/formations/atlas-code/"],
    "salma": [
        "/cohortes/DWFS-CASA-03/parcours/",
        "/cohortes/DWFS-CASA-03/modules/",
        "/cohortes/DWFS-CASA-03/lecons/",
        "/cohortes/DWFS-CASA-03/projets/",
        "/cohortes/DWFS-CASA-03/seances/",
        "/rendus/",
        "/seances/",
    ],
    "hamza": ["/revues/"],
    "mehdi": ["/cohortes/DWFS-CASA-03/projets/", "/cohortes/DWFS-CASA-03/seances/", "/revues/propositions/"],
    "othmane.drissi": ["/rendus/"],
    "nour-el-houda.saidi": ["/rendus/"],
    "ilham.bensouda": ["/rendus/", "/revues/propositions/"],
    "samira": [
        "/cohortes/DWFS-CASA-03/personnes/",
        "/cohortes/DWFS-CASA-03/modification/",
        "/cohortes/DWFS-CASA-03/etat/complete/",
        "/cohortes/DWFS-CASA-03/suppression/",
    ],
    "omar": ["/administration/operateurs/"],
}


def _addresses(page, who: str) -> list[str]:
    """The starting addresses, then one of each kind that they link to."""
    found = list(START[who])
    for path in START[who]:
        page.goto(path)
        links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
        for prefix in FOLLOW.get(who, []):
            match = next((link for link in links if link.startswith(prefix) and link not in found), None)
            if match and not any(known.startswith(prefix) and known not in START[who] for known in found):
                found.append(match)
    return found


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("who", START)
def test_screens(visit, who, size):
    page = visit(who, viewport=size, reduced_motion="reduce")
    wrong = []
    for path in _addresses(page, who):
        answer = page.goto(path)
        if answer.status != 200:
            wrong.append(f"{path}: {answer.status}")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            wrong += [f"{path} ({scheme}): {found}" for found in violations(page)]
        if _width(page) > size["width"]:
            wrong.append(f"{path}: wider than the screen")

    assert wrong == []


@pytest.mark.parametrize("path", ["/ar/", "/ar/formations/", "/ar/contact/"])
def test_arabic_is_mirrored(visit, path):
    page = visit("", path)

    assert page.get_attribute("html", "dir") == "rtl"
    assert page.get_attribute("html", "lang") == "ar"
    assert violations(page) == []


def test_every_lesson_fits_a_phone(visit):
    """Whatever day it is: the long file names, tables and listings of all the lessons stay inside 360 pixels."""
    page = visit("salma", "/cohortes/DWFS-CASA-03/parcours/", viewport=PHONE)
    modules = _paths(page, "/modules/")
    lessons = {path for module in modules if page.goto(module) for path in _paths(page, "/lecons/")}
    assert len(lessons) > 30

    wide = [path for path in lessons if page.goto(path) and _width(page) > PHONE["width"]]

    assert wide == []


def _paths(page, part: str) -> list[str]:
    return page.eval_on_selector_all(f"main a[href*='{part}']", "all => [...new Set(all.map(a => a.pathname))]")


def _width(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth")
