"""A real-shaped project is handed in: sixty files in an archive, names of two alphabets, a network that cuts."""

import io
import zipfile

from playwright.sync_api import Page, expect

from tests.e2e.test_learner_and_mentor import NOTE, attach, open_work, state_of

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


def send(page: Page, name: str, content: bytes) -> None:
    page.get_by_label("Fichiers").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )


def test_archive_becomes_the_files_of_the_version(visit):
    page = open_work(visit, "nabil.rami.bis")
    send(page, "projet.zip", project())
    expect(page.get_by_text("60 fichiers")).to_be_visible()
    page.get_by_label("Comment lancer").fill("python manage.py runserver")
    page.get_by_role("button", name="Garder le brouillon").click()
    expect(page.get_by_text("Brouillon gardé.")).to_be_visible()

    page.get_by_role("button", name="Retirer tous les fichiers").click()
    page.get_by_role("dialog").get_by_role("button", name="Retirer tous les fichiers").click()
    expect(page.get_by_text("60 fichiers")).to_have_count(0)


def test_upload_goes_on_after_a_cut_and_the_form_waits_for_it(visit):
    page = open_work(visit, "nabil.rami.bis")
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
    page = open_work(visit, "nabil.rami.bis")
    send(page, "outil.exe", b"MZ" + bytes(200))
    expect(page.get_by_text("« outil.exe » est un programme")).to_be_visible()
    attach(page, "lisez-moi.md", "# Bonjour\n")
    expect(page.get_by_role("link", name="lisez-moi.md")).to_be_visible()
    page.get_by_role("button", name="Retirer lisez-moi.md").click()
    expect(page.get_by_role("link", name="lisez-moi.md")).to_have_count(0)


def test_script_that_sends_comes_when_the_draft_is_reached_for(visit):
    page = open_work(visit, "nabil.rami.bis")
    page.mouse.move(1, 1)
    asked = []
    page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[-1].split(".")[0]))
    page.reload(wait_until="networkidle")
    assert "choosing" in asked
    assert "upload" not in asked

    with page.expect_request("**/js/upload*.js"):
        page.get_by_label(NOTE).focus()


def test_submission_waits_for_the_script_that_a_cut_held_back(visit):
    page = open_work(visit, "nabil.rami.bis")
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
