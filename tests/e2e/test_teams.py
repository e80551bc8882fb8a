"""Teams as people make them: learners without JavaScript, a trainer who draws them and gives more time."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, reload_until, violations

pytestmark = pytest.mark.anywhere

PROJECT = "Plateforme de rendez-vous d’un centre de santé"
COMPANY = "Projet d’entreprise (chef-d’œuvre)"
PROJECTS = "/cohortes/DWFS-CASA-03/projets/"


def begin_team(page: Page, name: str) -> None:
    """From the cohort's projects of someone who has no team yet to the work of their own."""
    page.get_by_role("link", name=PROJECT).click()
    if page.get_by_role("link", name="Trouver mon équipe").count():
        page.get_by_role("link", name="Trouver mon équipe").click()
        page.get_by_label("Nom de l’équipe").fill(name)
        page.get_by_role("button", name="Créer une équipe").click()
        expect(page.get_by_role("heading", name=name)).to_be_visible()
        page.goto(PROJECTS)
        page.get_by_role("link", name=PROJECT).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(PROJECT)


def test_learners_make_their_team_without_javascript_on_a_phone(visit):
    """Bilal begins a team and keeps Zineb a place; she joins it, then leaves."""
    bilal = visit("bilal.lamrani", PROJECTS, java_script_enabled=False, viewport=PHONE)
    bilal.get_by_role("link", name=PROJECT).click()
    bilal.get_by_role("link", name="Trouver mon équipe").click()
    bilal.get_by_label("Nom de l’équipe").fill("Équipe Souss")
    bilal.get_by_role("button", name="Créer une équipe").click()
    expect(bilal.get_by_role("heading", name="Équipe Souss")).to_be_visible()
    bilal.get_by_role("button", name="Inviter Zineb Berrada").click()
    expect(bilal.get_by_text("L’invitation est partie.")).to_be_visible()

    zineb = visit("zineb.berrada", "/notifications/", java_script_enabled=False, viewport=PHONE)
    notice = zineb.get_by_text("Bilal Lamrani vous garde une place")
    reload_until(zineb, notice)
    notice.click()
    zineb.get_by_role("button", name="Rejoindre Équipe Souss").click()
    expect(zineb.get_by_text("Vous êtes dans l’équipe.")).to_be_visible()
    zineb.get_by_role("button", name="Quitter l’équipe").click()
    expect(zineb.get_by_text("Vous avez quitté l’équipe.")).to_be_visible()


def test_trainer_gives_a_project_draws_its_teams_and_gives_more_time(visit):
    page = visit("mehdi", PROJECTS)
    page.get_by_role("link", name=f"Donner {COMPANY}").click()
    expect(page.get_by_label("Projet", exact=True)).to_contain_text(COMPANY)
    page.get_by_label("Composition des équipes").select_option("at_random")
    page.get_by_role("button", name="Donner le projet").click()

    page.get_by_role("link", name="Tirer les équipes au sort").click()
    expect(page.locator("#plan > li")).not_to_have_count(0)
    drawn = page.locator("#plan bdi").all_inner_texts()
    page.get_by_role("button", name="Composer ces équipes").click()
    expect(page.get_by_text(re.compile(r"\d+ équipes sont composées"))).to_be_visible()
    assert all(name in page.get_by_role("main").inner_text() for name in drawn)

    page.get_by_role("link", name="Délai").first.click()
    later = datetime.fromisoformat(page.get_by_label("Nouvelle échéance").input_value()) + timedelta(hours=1)
    page.get_by_label("Nouvelle échéance").fill(f"{later:%Y-%m-%dT%H:%M}")
    page.get_by_label("Motif").fill("Panne du réseau au centre")
    page.get_by_role("button", name="Accorder un délai").click()
    expect(page.get_by_text("délai accordé")).to_be_visible()


@pytest.mark.parametrize("path", ["", "nouveau/", "4/equipes/", "4/tirage/", "4/modification/"])
def test_trainers_screens_are_sound(visit, path):
    """Axe finds nothing by day or night, and nothing sticks out of a phone."""
    page = visit("mehdi", PROJECTS, viewport=PHONE, reduced_motion="reduce")
    number = page.get_by_role("link", name=PROJECT).first.get_attribute("href").rstrip("/").rpartition("/")[2]
    page.goto(PROJECTS + path.replace("4/", f"{number}/"))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
