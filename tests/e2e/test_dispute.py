"""A learner contests a decision: someone else judges the work without knowing what the first one saw."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import violations
from tests.e2e.test_first_review import hand_in_card, row_of, score_all, take
from tests.e2e.test_learner_and_mentor import NOTE, remark, state_of

pytestmark = pytest.mark.anywhere

SECRET, ASKED = "Je n’ai pas vu la version arabe.", "Où passe-t-on d’une langue à l’autre ?"
REASON = "Le lien « العربية » est en haut, à gauche : capture dans le dépôt."
TOO_EARLY = "Dites ce que vous contestez, et pourquoi."


def reviewed(visit, who: str, name: str, **options) -> tuple[Page, Page]:
    """The learner's page and Sanaa's, once she has asked for changes."""
    learner, first = hand_in_card(visit, who, **options), visit("sanaa.berrada", "/revues/", **options)
    take(first, name)
    remark(first, "À corriger", ASKED)
    score_all(first, 1)
    first.get_by_label("Message à l’équipe").fill(SECRET)
    first.get_by_role("button", name="Demander des changements").click()
    expect(first.get_by_text("Changements demandés : l’équipe est prévenue.")).to_be_visible()
    return learner, first


def contest(page: Page, reason: str) -> None:
    page.get_by_label("Ce que vous contestez, et pourquoi").fill(reason)
    page.get_by_role("button", name="Demander une deuxième lecture").click()


def contest_with_a_reason(page: Page) -> None:
    """Without one the page says so beside the field, and keeps what is typed."""
    page.get_by_text("Contester cette décision").click()
    contest(page, "   ")
    reason = page.get_by_label("Ce que vous contestez, et pourquoi")
    expect(reason).to_be_visible()
    expect(reason).to_have_attribute("aria-invalid", "true")
    expect(reason).to_have_value("   ")
    expect(reason).to_have_accessible_description(TOO_EARLY)
    contest(page, REASON)
    expect(page.get_by_text("Quelqu’un d’autre va lire votre travail : réponse prévue")).to_be_visible()
    expect(state_of(page)).to_have_text("En file")


def expect_unread(page: Page) -> None:
    """Nothing of the first review, nor of what the team says of it."""
    for word in (SECRET, ASKED, "العربية"):
        expect(page.get_by_role("main")).not_to_contain_text(word)


def expect_blind_desk(page: Page) -> None:
    expect(page.get_by_text("Deuxième lecture : l’équipe conteste la première revue de cette version")).to_be_visible()
    expect_unread(page)
    expect(page.locator(".rubric input:checked")).to_have_count(0)
    expect(page.get_by_label("Message à l’équipe")).to_have_value("")


def approve(page: Page) -> None:
    score_all(page, 2)
    page.get_by_label("Message à l’équipe").fill("Les deux langues sont là, et le lien se voit.")
    page.get_by_role("button", name="Garder le brouillon").click()
    expect(page.get_by_text("Tout est en place pour valider.")).to_be_visible()
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_text("Validé : l’équipe est prévenue.")).to_be_visible()


def expect_outcome(page: Page) -> None:
    """Both reviews are there; the second counts."""
    expect(state_of(page)).to_have_text("Validé")
    second = page.get_by_role("region", name="Deuxième lecture de la version 1")
    expect(second).to_contain_text("Hamza Aït Lahcen")
    first = page.get_by_role("region", name="Revue de la version 1", exact=True)
    expect(first).to_contain_text("La deuxième lecture change la première")
    expect(first).to_contain_text(SECRET)


def test_contested_decision_is_judged_anew(visit):
    learner, first = reviewed(visit, "hanane.guessous", "Hanane Guessous")
    second = visit("hamza", "/revues/")
    expect(state_of(learner)).to_have_text("À reprendre")
    learner.get_by_label(NOTE).fill("Écrit avant de contester.")
    expect(learner.get_by_text("Brouillon gardé à")).to_be_visible()
    contest_with_a_reason(learner)
    learner.evaluate("window.never = 'reloaded'")

    second.get_by_role("link", name="1 nouveau dépôt.").click()
    expect(row_of(second, "Hanane Guessous")).to_contain_text("deuxième lecture")
    the_first_mentor_cannot_take_it(first, learner.url)
    row_of(second, "Hanane Guessous").locator("a.hit").click()
    expect(second.get_by_role("button", name="Prendre cette revue")).to_be_visible()
    expect_unread(second)
    second.get_by_role("button", name="Prendre cette revue").click()
    expect_blind_desk(second)
    expect(learner.get_by_text("Hamza Aït Lahcen relit votre travail")).to_be_visible()
    approve(second)

    expect_outcome(learner)
    assert learner.evaluate("window.never") == "reloaded"
    assert violations(learner) == []
    first.reload()
    expect(first.get_by_role("region", name="Deuxième lecture de la version 1")).to_contain_text("Hamza Aït Lahcen")


def the_first_mentor_cannot_take_it(page: Page, address: str) -> None:
    """It is not in her queue, the page offers no button, and the door behind the button is shut."""
    page.goto("/revues/")
    expect(row_of(page, "Hanane Guessous")).to_have_count(0)
    page.goto(address)
    expect(page.get_by_role("region", name="Revue de la version 1")).to_contain_text(SECRET)
    expect(page.get_by_role("button", name="Prendre cette revue")).to_have_count(0)
    number, token = re.search(r"/rendus/(\d+)/", address)[1], page.locator("[name=csrfmiddlewaretoken]").first
    fields = {"csrfmiddlewaretoken": token.get_attribute("value")}
    answer = page.request.post(f"/revues/{number}/prise/", form=fields, headers={"Referer": page.url})
    assert answer.status == 403


def test_everything_works_without_a_script(visit):
    learner, _first = reviewed(visit, "saad.drissi", "Saad Drissi", java_script_enabled=False)
    learner.reload()
    contest_with_a_reason(learner)
    second = visit("hamza", "/revues/", java_script_enabled=False)
    expect(row_of(second, "Saad Drissi")).to_contain_text("deuxième lecture")
    take(second, "Saad Drissi")
    expect_blind_desk(second)
    approve(second)

    learner.reload()
    expect_outcome(learner)


def test_withdrawn_dispute_is_no_longer_to_take_in_the_open_queue(visit):
    learner, _first = reviewed(visit, "khalid.sqalli", "Khalid Sqalli")
    contest_with_a_reason_at_once(learner)
    second = visit("hamza", "/revues/")
    expect(row_of(second, "Khalid Sqalli")).to_have_count(1)

    learner.get_by_role("button", name="Retirer la contestation").click()
    learner.get_by_role("dialog").get_by_role("button", name="Retirer la contestation").click()
    expect(learner.get_by_text("Votre contestation est retirée")).to_be_visible()
    expect(state_of(learner)).to_have_text("À reprendre")
    expect(learner.get_by_text("Contester cette décision")).to_have_count(0)
    expect(row_of(second, "Khalid Sqalli")).to_contain_text("À reprendre")
    expect(row_of(second, "Khalid Sqalli").get_by_role("button", name="Prendre")).to_have_count(0)
    second.reload()
    expect(row_of(second, "Khalid Sqalli")).to_have_count(0)


def contest_with_a_reason_at_once(page: Page) -> None:
    page.get_by_text("Contester cette décision").click()
    contest(page, REASON)
    expect(state_of(page)).to_have_text("En file")
