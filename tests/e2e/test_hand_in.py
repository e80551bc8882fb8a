"""A real-shaped project is handed in: sixty files in an archive, names of two alphabets, a network that cuts."""

import io
import zipfile

from playwright.sync_api import Page, expect

from tests.e2e.test_learner_and_mentor import NOTE, attach, state_of
from tests.e2e.test_teams import PROJECTS, begin_team
from tests.factories import PROGRAM

FOLDERS = ("rendezvous", "rendezvous/migrations", "gabarits/rendezvous", "tests", "docs", "statique/css")


def project() -> bytes:
    """Sixty files, as an archive of one folder."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("projet/manage.py", "import sys\n")
        opened.writestr("projet/docs/Guide d’installation.md", "# Installer\n")
        opened.writestr("projet/docs/دليل-الاستعمال.md", "# دليل\n")
        opened.writestr("projet/rendezvous/__init__.py", "")
        opened.writestr("projet/.git/config", "[core]\n")
        for number in range(56):
            opened.writestr(f"projet/{FOLDERS[number % len(FOLDERS)]}/fichier_{number}.py", f"NOMBRE = {number}\n")
    return made.getvalue()


def open_work(visit) -> Page:
    """Hanane's, alone in her team: no other journey touches it."""
    page = visit("hanane.guessous", PROJECTS)
    begin_team(page, "Équipe Hanane")
    return page


def send(page: Page, name: str, content: bytes) -> None:
    page.get_by_label("Fichiers").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )


def test_archive_becomes_the_files_of_the_version(visit):
    page = open_work(visit)
    send(page, "projet.zip", project())
    expect(page.get_by_text("60 fichiers")).to_be_visible()
    page.get_by_label("Comment lancer").fill("python manage.py runserver")
    page.get_by_role("button", name="Garder le brouillon").click()
    expect(page.get_by_text("Brouillon gardé.")).to_be_visible()

    page.get_by_role("button", name="Retirer tous les fichiers").click()
    page.get_by_role("dialog").get_by_role("button", name="Retirer tous les fichiers").click()
    expect(page.get_by_text("60 fichiers")).to_have_count(0)


def test_upload_goes_on_after_a_cut_and_the_form_waits_for_it(visit):
    page = open_work(visit)
    page.context.set_offline(True)
    attach(page, "grand.sql", "SELECT 1;\n" * 2000)
    expect(page.get_by_text("Le réseau est coupé")).to_be_visible()

    page.get_by_label(NOTE).fill("Envoyé du train.")
    page.get_by_role("button", name="Garder le brouillon").click()
    page.context.set_offline(False)

    expect(page.get_by_text("Brouillon gardé.")).to_be_visible()
    expect(page.get_by_role("link", name="grand.sql")).to_be_visible()
    expect(page.get_by_label(NOTE)).to_have_value("Envoyé du train.")
    expect(state_of(page)).to_have_text("Brouillon")
    page.get_by_role("button", name="Retirer grand.sql").click()
    expect(page.get_by_role("link", name="grand.sql")).to_have_count(0)


def test_refused_file_says_why_and_the_others_arrive(visit):
    page = open_work(visit)
    send(page, "outil.exe", PROGRAM)
    expect(page.get_by_text("« outil.exe » est un programme")).to_be_visible()
    attach(page, "lisez-moi.md", "# Bonjour\n")
    expect(page.get_by_role("link", name="lisez-moi.md")).to_be_visible()
    page.get_by_role("button", name="Retirer lisez-moi.md").click()
    expect(page.get_by_role("link", name="lisez-moi.md")).to_have_count(0)


def test_words_typed_before_the_scripts_came_are_kept_too(visit):
    page = open_work(visit)
    held = []

    def hold(route) -> None:
        held.append(route)

    page.route("**/js/app*.js", hold)
    page.reload(wait_until="commit")
    page.get_by_label(NOTE).fill("Tapé dès l’arrivée.")
    with page.expect_response("**/brouillon/"):
        held.pop().continue_()
    page.unroute_all()
    page.reload()
    expect(page.get_by_label(NOTE)).to_have_value("Tapé dès l’arrivée.")


def test_words_of_this_device_reach_the_server(visit):
    """Written without a network, found again on the next visit, they are sent without another key pressed."""
    page = open_work(visit)
    page.context.set_offline(True)
    page.get_by_label("Adresse d’une démonstration").fill("https://demo.example.ma/")
    page.context.set_offline(False)
    with page.expect_response("**/brouillon/") as sent:
        page.reload()
    assert "demo.example.ma" in sent.value.request.post_data
    expect(page.get_by_label("Adresse d’une démonstration")).to_have_value("https://demo.example.ma/")


def test_script_that_sends_comes_when_the_draft_is_reached_for(visit):
    page = open_work(visit)
    page.mouse.move(1, 1)
    asked = []
    page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[-1].split(".")[0]))
    page.reload(wait_until="networkidle")
    assert "choosing" in asked
    assert "upload" not in asked

    with page.expect_request("**/js/upload*.js"):
        page.get_by_label(NOTE).focus()


def test_submission_waits_for_the_script_that_a_cut_held_back(visit):
    page = open_work(visit)
    page.mouse.move(1, 1)
    page.route("**/js/upload*.js", lambda route: route.abort())
    page.reload(wait_until="networkidle")
    attach(page, "tunnel.md", "# Dans le tunnel\n")
    expect(page.get_by_text("Le réseau est coupé")).to_be_visible()

    page.context.set_offline(True)
    page.get_by_role("button", name="Garder le brouillon").click()
    page.unroute("**/js/upload*.js")
    page.context.set_offline(False)

    expect(page.get_by_text("Brouillon gardé.")).to_be_visible()
    expect(page.get_by_role("link", name="tunnel.md")).to_be_visible()
    page.get_by_role("button", name="Retirer tunnel.md").click()
    expect(page.get_by_role("link", name="tunnel.md")).to_have_count(0)
