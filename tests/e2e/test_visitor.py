"""A visitor: the home page, the catalogue, a bootcamp, the search, the standing pages."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from playwright.sync_api import expect

pytestmark = pytest.mark.anywhere

WEB = "Développeur·se web full-stack Python & JavaScript"
CYBER, DATA, AI = "cybersécurité", "Analyste de données", "intelligence artificielle"
WEB_PATH = "/fr/formations/atlas-code/developpeur-web-full-stack-python-javascript/"


def cards(page):
    return page.get_by_role("region", name="Formations").get_by_role("article")


def test_home_leads_to_the_catalogue(visit):
    page = visit("", "/")

    expect(page).to_have_url("/fr/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Apprendre un métier du numérique en le pratiquant")
    page.get_by_role("link", name="Choisir une formation").click()

    expect(page).to_have_url("/fr/formations/")
    expect(page.get_by_role("status").filter(has_text="sur 4")).to_have_text("4 sur 4")
    expect(cards(page)).to_have_count(4)


def test_catalogue_is_filtered_by_domain_and_region(visit):
    page = visit("", "/fr/formations/")

    page.get_by_role("navigation", name="Domaines").get_by_role("link", name="Cybersécurité").click()
    expect(cards(page)).to_have_count(1)
    expect(cards(page)).to_contain_text(CYBER)

    page.get_by_label("Région").select_option("Souss-Massa")
    page.get_by_role("button", name="Filtrer").click()
    expect(cards(page)).to_have_count(0)
    expect(page.get_by_text("Aucune formation ne correspond à ces filtres")).to_be_visible()

    page.get_by_role("navigation", name="Domaines").get_by_role("link", name="Tous").click()
    expect(cards(page)).to_have_count(1)
    expect(cards(page)).to_contain_text(DATA)
    expect(page.get_by_label("Région")).to_have_value("souss-massa")


def test_catalogue_is_filtered_by_month(visit):
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    starts = monday + timedelta(weeks=5)  # the demo's next cohort of data analysts
    page = visit("", "/fr/formations/")

    page.get_by_label("Début").select_option(f"{starts:%Y-%m}")
    page.get_by_role("button", name="Filtrer").click()

    expect(cards(page).filter(has_text=DATA)).to_be_visible()
    expect(cards(page).filter(has_text=CYBER)).to_have_count(0)


def test_bootcamp_says_what_one_must_know(visit):
    page = visit("", "/fr/formations/")
    page.get_by_role("link", name=WEB).click()

    expect(page).to_have_url(WEB_PATH)
    for term, value in (("Durée", "16 semaines"), ("Heures", "534 h"), ("Part de pratique", "96 %"), ("Projets", "5")):
        figure = page.locator("dl > div").filter(has=page.get_by_role("term").get_by_text(term, exact=True))
        expect(figure.get_by_role("definition")).to_have_text(value)
    expect(page.get_by_role("region", name="Programme").get_by_role("listitem")).to_have_count(9)
    expect(page.get_by_role("region", name="Les projets que vous ferez").get_by_role("article")).to_have_count(5)
    aside = page.get_by_role("complementary", name="À savoir avant de commencer")
    expect(aside.get_by_role("listitem").filter(has_text="Mohammédia")).to_contain_text("En cours")
    aside.get_by_role("link", name="Atlas Code Academy").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Atlas Code Academy")


def test_module_outline_is_public_but_not_its_lessons(visit):
    page = visit("", WEB_PATH)
    page.get_by_role("link", name="Bases de données relationnelles").click()

    plan = page.get_by_role("region", name="Plan du module")
    expect(plan.get_by_role("listitem")).to_have_count(5)
    expect(plan.get_by_text("Registre d’une coopérative")).to_be_visible()
    expect(plan.get_by_role("link")).to_have_count(0)
    page.get_by_role("navigation", name="Modules").get_by_role("link", name="Django : l’application").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Module 6")

    for closed in ("module-5/lecon-1/", "module-5/projet-3/"):
        assert page.goto(WEB_PATH + closed).status == 404
    assert page.goto("/cohortes/DWFS-CASA-03/parcours/").status == 200
    expect(page).to_have_url("/accounts/login/?next=/cohortes/DWFS-CASA-03/parcours/")


def test_search_finds_public_pages_whatever_the_accents(visit):
    page = visit("", "/fr/")
    page.get_by_role("link", name="Recherche").click()
    page.get_by_label("Métier, compétence ou sujet").fill("DONNEES")
    page.get_by_role("button", name="Chercher").click()

    results = page.get_by_role("region", name="Résultats")
    expect(results.get_by_role("link", name=DATA, exact=True)).to_be_visible()
    results.get_by_role("link", name=DATA, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(DATA)

    page.goto("/recherche/?q=xylophone")
    expect(page.get_by_text("Rien ne correspond à « xylophone »")).to_be_visible()
    expect(page.get_by_role("link", name="Voir tout le catalogue")).to_be_visible()


def test_search_does_not_show_lessons_to_a_stranger(visit):
    title = "Modéliser : entités, relations, cardinalités"
    visitor = visit("", "/recherche/?q=cardinalités")
    learner = visit("salma", "/recherche/?q=cardinalités")

    expect(learner.get_by_role("link", name=title)).to_be_visible()
    expect(visitor.get_by_text("Rien ne correspond")).to_be_visible()
    expect(visitor.get_by_text(title)).to_have_count(0)


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Contact", "contact@minwal.example"),
        ("Mentions légales et données personnelles", "loi 09-08"),
        ("Accessibilité", "clavier"),
        ("À propos", "Minwal"),
    ],
)
def test_standing_pages_are_one_click_away(visit, title, words):
    page = visit("", "/fr/")
    page.get_by_role("navigation", name="À propos de ce site").get_by_role("link", name=title, exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_role("main")).to_contain_text(words)


@pytest.mark.parametrize("start", ["/fr/", "/ar/", "/en/", "/recherche/", "/accounts/login/"])
def test_no_link_of_head_and_foot_is_dead(visit, start):
    page = visit("", start)
    links = page.eval_on_selector_all("header a[href], footer a[href]", "all => all.map(a => a.href)")

    assert len(links) > 5
    assert {link: page.request.get(link).status for link in links if page.request.get(link).status != 200} == {}


def test_robots_read_the_public_pages_and_no_other(visit):
    page = visit("", "/fr/")
    robots = page.request.get("/robots.txt").text()
    assert "Disallow: /compte/" in robots
    sitemap = robots.split("Sitemap: ")[1].strip()

    tree = ElementTree.fromstring(page.request.get(sitemap).text())
    addresses = {node.text for node in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    others = {node.get("href") for node in tree.iter("{http://www.w3.org/1999/xhtml}link")}

    assert any(address.endswith(f"{WEB_PATH}module-5/") for address in addresses)
    assert not any("lecon-" in address or "projet-" in address for address in addresses)
    french = [address for address in addresses | others if "/ar/" not in address and "/en/" not in address]
    assert {address: page.request.get(address).status for address in french} == dict.fromkeys(french, 200)
