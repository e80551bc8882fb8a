"""A new mentor's first review goes through a trainer; the team sees its work in review, then what was decided."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_learner_and_mentor import NOTE, REPOSITORY, remark, state_of

pytestmark = pytest.mark.anywhere

CARD = "Carte de visite interactive"
PROJECTS = "/cohortes/DWFS-CASA-03/projets/"
MESSAGE, CURT, MENDED = "Votre page se lit sans effort.", "Contraste à revoir.", "Le gris du pied de page : mesurez-le."


def hand_in_card(visit, who: str, **options) -> Page:
    """The page of a learner who starts the first project, alone, and hands it in."""
    page = visit(who, PROJECTS, **options)
    page.get_by_role("link", name=CARD).click()
    page.get_by_role("button", name="Commencer le projet").click()
    page.get_by_label(REPOSITORY).fill("https://forge.example.ma/carte/page")
    page.get_by_label(NOTE).fill("Ma page, en français et en arabe.")
    page.get_by_role("button", name="Déposer").click()
    expect(state_of(page)).to_have_text("En file")
    return page


def row_of(page: Page, name: str):
    return page.get_by_role("main").get_by_role("listitem").filter(has_text=CARD).filter(has_text=name)


def take(page: Page, name: str) -> None:
    row_of(page, name).get_by_role("button", name="Prendre").click()
    expect(page.get_by_label("Message à l’équipe")).to_be_visible()


def score_all(page: Page, level: int) -> None:
    for group in page.locator(".rubric fieldset").all():
        group.get_by_role("radio").nth(level).check()


def open_proposal(page: Page) -> None:
    page.goto("/revues/")
    waiting = page.get_by_role("region", name="Premières revues à relire avant l’envoi")
    waiting.get_by_role("link", name=f"Ilham Bensouda — {CARD}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Première revue : Ilham Bensouda")


def test_review_is_taken_back_by_its_author_without_a_script(visit):
    """The one that waits in the demo, which waits again afterwards."""
    page = visit("ilham.bensouda", "/revues/?onglet=miennes", java_script_enabled=False)
    row = page.get_by_role("listitem").filter(has_text="Registre d’une coopérative")
    expect(row).to_contain_text("Attend un formateur")
    row.get_by_role("link", name="La relire").click()
    expect(page.get_by_role("button", name="Envoyer")).to_have_count(0)
    page.get_by_role("button", name="La reprendre pour la changer").click()

    expect(page.get_by_text("Votre première revue est relue par")).to_contain_text("Mehdi Tazi")
    page.get_by_role("button", name="Soumettre à un formateur : demander des changements").click()
    expect(page.get_by_text("Votre revue attend un formateur")).to_be_visible()


def test_review_is_given_back_then_sent(visit):
    learner, mentor = hand_in_card(visit, "bilal.lamrani"), visit("ilham.bensouda", "/revues/")
    learner.evaluate("window.never = 'reloaded'")
    take(mentor, "Bilal Lamrani")
    write(mentor)
    expect(learner.get_by_text("Ilham Bensouda relit votre travail")).to_be_visible()

    trainer = visit("mehdi")
    give_it_back(trainer)
    expect(state_of(learner)).to_have_text("En revue")
    mend(mentor)
    open_proposal(trainer)
    expect(trainer.get_by_role("main")).to_contain_text(MENDED)
    expect(learner.get_by_role("main")).not_to_contain_text(MENDED)
    trainer.get_by_role("button", name="Envoyer").click()
    expect(trainer.get_by_text("Envoyée, signée Ilham Bensouda : l’équipe est prévenue.")).to_be_visible()

    expect(state_of(learner)).to_have_text("À reprendre")
    review = learner.get_by_role("region", name="Revue de la version 1")
    expect(review).to_contain_text(MESSAGE)
    expect(review).to_contain_text(MENDED)
    expect(review).to_contain_text("Ilham Bensouda")
    for word in (CURT, "Mehdi Tazi", "Dites où regarder"):
        expect(learner.get_by_role("main")).not_to_contain_text(word)
    assert learner.evaluate("window.never") == "reloaded"


def write(page: Page) -> None:
    """She writes, scores and proposes; nothing can be changed until a lead has read it."""
    expect(page.get_by_text("Votre première revue est relue par")).to_contain_text("avant d’être envoyée à votre nom")
    score_all(page, 2)
    page.get_by_label("Message à l’équipe").fill(MESSAGE)
    remark(page, "À corriger", CURT)
    expect(page.get_by_text("Brouillon gardé à")).to_be_visible()
    page.get_by_role("button", name="Soumettre à un formateur : demander des changements").click()
    expect(page.get_by_text("Votre revue attend un formateur ; rien n’est encore parti vers l’équipe.")).to_be_visible()


def give_it_back(page: Page) -> None:
    """With a word: without one, the page says so beside the field."""
    open_proposal(page)
    expect(page.get_by_role("region", name="Décision proposée : Changements demandés")).to_contain_text(CURT)
    word = page.get_by_label("Ce qu’il faut reprendre")
    page.get_by_role("button", name="Rendre à son auteur").click()
    expect(word).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("alert")).to_contain_text("Certaines réponses sont à corriger.")
    word.fill("Dites où regarder, et finissez par une question.")
    page.get_by_role("button", name="Rendre à son auteur").click()
    expect(page.get_by_text("Rendue à Ilham Bensouda, avec votre mot.")).to_be_visible()


def mend(page: Page) -> None:
    """The word is beside the work; the curt remark gives way to another."""
    page.goto("/revues/?onglet=miennes")
    row_of(page, "Bilal Lamrani").get_by_role("link", name="Continuer").click()
    expect(page.get_by_text("Mehdi Tazi vous rend cette revue avant qu’elle parte.")).to_be_visible()
    expect(page.get_by_text("Dites où regarder, et finissez par une question.")).to_be_visible()
    page.locator(".say-box").filter(has_text=CURT).get_by_role("button", name="Retirer").click()
    expect(page.get_by_text(CURT)).to_have_count(0)
    remark(page, "À corriger", MENDED)
    page.get_by_role("button", name="Soumettre à un formateur : demander des changements").click()
    expect(page.get_by_text("Votre revue attend un formateur")).to_be_visible()
