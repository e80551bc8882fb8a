"""A trainer writes a lesson in the editor, leads a session, and follows the cohort."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.anywhere

COHORT = "/cohortes/DWFS-CASA-03"
LESSON = "Dix failles courantes (OWASP) et leurs parades"
OTHER = "NumPy et pandas"  # a lesson of another operator
OTHER_PATH = "/fr/formations/fes-ia/developpeur-en-intelligence-artificielle/"
WORDS = "Rejouez chaque faille sur votre propre application."


def search_pages(page: Page, words: str) -> None:
    page.goto("/admin/pages/search/")
    page.get_by_role("main").get_by_label("Terme de recherche").fill(words)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?q="))


def test_editor_holds_the_pages_of_ones_own_operator_only(visit):
    page = visit("mehdi", "/aujourdhui/")
    page.get_by_role("navigation", name="Principal").get_by_role("link", name="Éditer les parcours").click()
    expect(page).to_have_url("/admin/")  # the same account: no second door

    page.get_by_role("button", name="Pages", exact=True).click()
    explorer = page.get_by_role("dialog", name="Explorateur")
    expect(explorer.get_by_role("link", name="Atlas Code Academy")).to_be_visible()
    expect(explorer.get_by_role("heading", level=3)).to_have_text(re.compile("Développeur·se web full-stack"))
    page.goto("/admin/pages/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Atlas Code Academy")
    expect(page.get_by_role("main")).not_to_contain_text("Fès IA Factory")

    search_pages(page, LESSON.split()[2])
    expect(page.get_by_role("link", name=LESSON, exact=True)).to_be_visible()
    search_pages(page, "pandas")
    expect(page.get_by_text("aucune page ne correspond")).to_be_visible()


def test_chooser_offers_the_pages_of_ones_own_operator_only(visit):
    page = visit("mehdi")

    page.goto("/admin/choose-page/search/?q=failles")
    expect(page.get_by_role("link", name=LESSON)).to_be_visible()
    page.goto("/admin/choose-page/search/?q=pandas")
    expect(page.get_by_role("alert")).to_have_text("Il y a 0 correspondance")


def test_pages_of_another_operator_lead_nowhere(visit):
    stranger, page = visit("ghizlane.el-fassi"), visit("mehdi")
    search_pages(stranger, "pandas")
    stranger.get_by_role("link", name=OTHER, exact=True).click()
    expect(stranger).to_have_url(re.compile(r"/edit/$"))
    edit = stranger.url

    for address in (edit, edit.replace("/edit/", "/"), edit.replace("/edit/", "/history/"), edit + "preview/"):
        assert page.goto(address).status == 404, address
        expect(page.get_by_text(OTHER)).to_have_count(0)


def test_lesson_is_edited_previewed_and_published(visit):
    page = visit("mehdi")
    search_pages(page, LESSON)
    page.get_by_role("link", name=LESSON, exact=True).click()
    expect(page.get_by_text("Part de pratique de la formation : 96 %")).to_be_visible()
    number = re.search(r"/pages/(\d+)/", page.url)[1]
    learner = visit("rachid.amrani", f"{COHORT}/lecons/{number}/")
    expect(learner.get_by_role("heading", level=1)).to_have_text(LESSON)
    expect(learner.get_by_text(WORDS)).to_have_count(0)

    page.get_by_role("button", name="Insérer un bloc").last.click()
    page.get_by_role("option", name="Encadré").click()
    block = page.get_by_role("region", name=re.compile("^Encadré")).last
    block.get_by_label("Nature").select_option("Attention")
    block.get_by_label("Titre").fill("Avant de partir")
    text = block.get_by_role("textbox").last
    text.click()
    expect(text).to_be_focused()
    text.press_sequentially(WORDS)
    expect(text).to_contain_text(WORDS)
    page.get_by_role("button", name="Afficher/masquer la prévisualisation").click()
    preview = page.frame_locator("#w-preview-iframe")
    expect(preview.get_by_text("Aperçu : voici comment un apprenant lira la leçon.")).to_be_visible()
    expect(preview.get_by_text(WORDS)).to_be_visible()
    learner.reload()
    expect(learner.get_by_text(WORDS)).to_have_count(0)

    page.get_by_role("button", name="Plus d’actions").click()
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.get_by_role("status").get_by_text("publié")).to_be_visible()
    learner.reload()
    callout = learner.get_by_role("note").filter(has_text="Avant de partir")
    expect(callout).to_contain_text(WORDS)


# Types the last words of the objective at the instant when the answer to an autosave arrives.
LAST_WORDS = """(words) => {
  const send = window.fetch, field = document.querySelector("[name=objective]");
  window.fetch = async (...sent) => {
    const reply = await send(...sent);
    if (sent[1]?.headers?.Accept === "application/json" && sent[1].method === "post" && words) {
      field.value += words;
      words = "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    return reply;
  };
}"""


def test_words_typed_as_the_autosave_answers_are_saved_and_previewed(visit):
    page = visit("mehdi")
    search_pages(page, LESSON)
    page.get_by_role("link", name=LESSON, exact=True).click()
    objective = page.locator("[name=objective]")
    page.get_by_role("button", name="Afficher/masquer la prévisualisation").click()
    preview = page.frame_locator("#w-preview-iframe")
    expect(preview.get_by_text("Aperçu : voici comment un apprenant lira la leçon.")).to_be_visible()
    page.wait_for_timeout(2500)  # the editor looks at its form from then on
    page.evaluate(LAST_WORDS, " jusqu’au bout")

    objective.press("Control+End")
    objective.press_sequentially(" Et vous les rejouez")
    expect(objective).to_have_value(re.compile("rejouez jusqu’au bout$"))
    expect(preview.get_by_text("rejouez jusqu’au bout")).to_be_visible()
    expect(page.locator("[data-w-autosave-state-value=saved]").first).to_be_visible()
    page.reload()
    expect(objective).to_have_value(re.compile("rejouez jusqu’au bout$"))


def test_progress_of_the_cohort_is_a_table(visit):
    page = visit("mehdi", f"{COHORT}/")
    page.get_by_role("link", name="Avancement").click()

    table = page.get_by_role("table", name="Avancement de DWFS-CASA-03")
    expect(table.get_by_role("rowheader")).to_have_count(24)
    row = table.get_by_role("row").filter(has_text="Salma Benali")
    cells = row.get_by_role("cell").all_inner_texts()
    assert int(cells[0]) > 30
    assert cells[1] == "5/5"
    assert cells[10:12] == ["Validé", "Validé"]
