"""Every action is a form with a button: a learner's and a mentor's day without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_teams import begin_team

pytestmark = pytest.mark.anywhere

COHORT = "/cohortes/DWFS-CASA-03"


@pytest.fixture
def plain(visit):
    """``visit``, in a browser without JavaScript."""
    return lambda who, path: visit(who, path, java_script_enabled=False)


def state_of(page: Page):
    return page.locator("#submission .head .pill")


def lessons_done(page: Page) -> int:
    """Of the module of the lesson that is shown."""
    page.get_by_role("main").get_by_role("link").nth(1).click()
    counted = page.get_by_text(re.compile(r"\d+ sur \d+ faites")).inner_text()
    page.go_back()
    return int(counted.split()[0])


def test_lesson_is_marked_done_and_undone(plain):
    page = plain("taha.sebti", f"{COHORT}/parcours/")
    page.get_by_role("link", name="Continuer").click()
    title = page.get_by_role("heading", level=1).inner_text()
    before = lessons_done(page)
    page.get_by_role("button", name="Marquer comme faite").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("#done .pill")).to_have_text("Faite")
    expect(page.get_by_role("link", name="Leçon suivante")).to_be_visible()
    assert lessons_done(page) == before + 1

    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_role("button", name="Marquer comme faite")).to_be_visible()
    assert lessons_done(page) == before


def test_draft_is_kept_handed_in_once_and_withdrawn(plain):
    page = plain("sara.belhaj", f"{COHORT}/projets/")
    begin_team(page, "Équipe Sara")
    page.get_by_label("Un mot à votre mentor").fill("Écrit sans un seul script.")
    page.get_by_label("Adresse de votre dépôt Git").fill("https://forge.example.ma/equipe4/sante")
    page.get_by_role("button", name="Garder le brouillon").click()
    expect(page.get_by_text("Brouillon gardé.")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Un mot à votre mentor")).to_have_value("Écrit sans un seul script.")

    before = handed_in(page).count()
    page.get_by_role("button", name="Déposer").dblclick()
    expect(state_of(page)).to_have_text("En file")
    expect(handed_in(page)).to_have_count(before + 1)
    page.get_by_role("button", name="Retirer", exact=True).click()
    expect(state_of(page)).to_have_text("Brouillon")


def handed_in(page: Page):
    return page.get_by_role("region", name="Versions déposées").locator("ol > li")


def test_review_is_taken_written_and_given_back(plain):
    page = plain("sanaa.berrada", "/revues/")
    row = page.get_by_role("listitem").filter(has_text="Salma Benali, Rachid Amrani").filter(has_text="Registre")
    row.get_by_role("button", name="Prendre").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Registre d’une coopérative")
    page.get_by_role("group", name="Jeu de tests").get_by_role("radio", name="2").check()
    page.get_by_label("Message à l’équipe").fill("Lecture commencée.")
    page.get_by_role("button", name="Garder le brouillon").click()
    expect(page.get_by_text("4 critères restent à noter.")).to_be_visible()

    remark = page.get_by_role("region", name="Ajouter une remarque")
    remark.get_by_label("Remarque", exact=True).fill("Donnez un nom à chaque contrainte.")
    remark.get_by_role("radio", name="Suggestion").check()
    remark.get_by_role("button", name="Ajouter").click()
    expect(page.locator(".say-box").filter(has_text="Donnez un nom")).to_contain_text("Suggestion")
    expect(page.get_by_label("Message à l’équipe")).to_have_value("Lecture commencée.")
    page.get_by_role("button", name="Rendre", exact=True).click()
    expect(
        page.get_by_text("Le travail est revenu dans la file, à sa place ; votre brouillon est gardé.")
    ).to_be_visible()

    row.get_by_role("button", name="Prendre").click()
    expect(page.get_by_role("group", name="Jeu de tests").get_by_role("radio", name="2")).to_be_checked()
    page.locator(".say-box").filter(has_text="Donnez un nom").get_by_role("button", name="Retirer").click()
    page.get_by_role("button", name="Rendre", exact=True).click()
    expect(row.get_by_role("button", name="Prendre")).to_be_visible()


def test_queue_is_filtered_with_its_button(plain):
    page = plain("sanaa.berrada", "/revues/")
    page.get_by_label("Projet").select_option("Carte de visite interactive")
    page.get_by_role("button", name="Filtrer").click()

    expect(page.get_by_text("Aucun rendu ne correspond")).to_be_visible()
    page.get_by_role("link", name="Effacer les filtres").click()
    expect(page.get_by_role("listitem").filter(has_text="Registre d’une coopérative")).not_to_have_count(0)


def test_appearance_and_language_are_chosen_from_the_menu(plain):
    page = plain("zineb.berrada", "/aujourdhui/")
    page.get_by_text("Zineb Berrada, mon compte").locator("..").click()
    page.get_by_role("button", name="Apparence sombre").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_text("Zineb Berrada, mon compte").locator("..").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello Zineb")
