"""What a draft asks before it leaves, on a phone, with scripts and without; an answer that is lost is no success."""

import io
import zipfile

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, expect_within
from tests.e2e.test_learner_and_mentor import state_of
from tests.e2e.test_teams import PROJECTS, begin_team
from tests.factories import PROGRAM

pytestmark = pytest.mark.anywhere

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


def archive(**files: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        for name, text in files.items():
            opened.writestr(name, text)
    return made.getvalue()


FRONT = archive(**{"front/LISEZMOI.md": "avant", "front/page.js": "1"})
BACK = archive(**{"back/LISEZMOI.md": "arrière", "back/app.py": "1"})


@pytest.fixture
def work(visit):
    """``work(scripts)``: Khalid's draft, alone in her team, on a phone; emptied at the end."""
    pages: list[Page] = []

    def open_work(scripts: bool) -> Page:
        page = visit("khalid.sqalli", PROJECTS, viewport=PHONE, java_script_enabled=scripts)
        begin_team(page, "Équipe Khalid")
        pages.append(page)
        return page

    yield open_work
    page = pages[0]
    if page.get_by_role("button", name="Retirer tous les fichiers").count():
        page.get_by_role("button", name="Retirer tous les fichiers").click()
        if page.get_by_role("dialog").count():
            page.get_by_role("dialog").get_by_role("button", name="Retirer tous les fichiers").click()
    for button in page.get_by_role("button", name="Ne pas l’ajouter").all():
        button.click()


def send(page: Page, scripts: bool, name: str, content: bytes) -> None:
    """Chosen files leave by themselves, or with the form."""
    chosen = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.get_by_label("Fichiers").set_input_files(chosen)
    if not scripts:
        page.get_by_role("button", name="Garder le brouillon").click()


def file_of(page: Page, path: str):
    return page.locator("#draft-files").get_by_role("link", name=path, exact=True)


@SCRIPTS
def test_settings_with_their_values_are_asked_about_once(work, scripts):
    page, name = work(scripts), ".env" if scripts else ".env.production"
    send(page, scripts, name, b"DB_PASSWORD=hunter2-et-le-reste\n")
    question = page.get_by_role("region", name=name, exact=True)
    expect(question).to_be_visible()
    expect_within(page, PHONE["width"])

    page.get_by_role("button", name="Déposer").click()
    expect(page.get_by_role("alert")).to_contain_text(f"« {name} » contient peut-être")
    expect(state_of(page)).to_have_text("Brouillon")
    question.get_by_role("button", name="Garder, c’est voulu").click()
    expect(question).to_have_count(0)
    page.get_by_role("button", name="Déposer").click()
    expect(state_of(page)).to_have_text("En file")

    page.get_by_role("button", name="Retirer", exact=True).click()
    if scripts:
        page.get_by_role("dialog").get_by_role("button", name="Retirer").click()
    expect(state_of(page)).to_have_text("Brouillon")


@SCRIPTS
def test_archive_whose_names_are_taken_waits_for_an_answer_then_all_is_replaced(work, scripts):
    page = work(scripts)
    send(page, scripts, "front.zip", FRONT)
    expect(file_of(page, "page.js")).to_be_visible()
    send(page, scripts, "back.zip", BACK)
    question = page.get_by_role("region", name="« back.zip » attend votre réponse")
    expect(question).to_contain_text("LISEZMOI.md")
    expect(file_of(page, "app.py")).to_have_count(0)
    expect_within(page, PHONE["width"])

    question.get_by_role("button", name="Ranger dans un dossier à part").click()
    expect(file_of(page, "back/app.py")).to_be_visible()
    expect(file_of(page, "LISEZMOI.md")).to_be_visible()

    page.get_by_label("remplace tout").check()
    send(page, scripts, "seul.py", b"x = 1\n")
    expect(file_of(page, "seul.py")).to_be_visible()
    expect(page.locator("#draft-files .files").last.get_by_role("listitem")).to_have_count(1)
    page.get_by_role("button", name="Retirer seul.py").click()
    expect(file_of(page, "seul.py")).to_have_count(0)


def test_lost_answer_to_the_last_piece_is_no_success(work):
    page = work(True)
    lost = []

    def lose_the_first(route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route("**/rendus/envois/*/", lose_the_first)
    send(page, True, "outil.exe", PROGRAM)

    expect(page.get_by_text("« outil.exe » est un programme")).to_be_visible()
    expect(file_of(page, "outil.exe")).to_have_count(0)
    assert lost == [422]
