"""A token made on a page, a program that works with it against the product itself."""

import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import ROOT
from tests.e2e.conftest import PASSPHRASE, PHONE, violations
from tests.e2e.test_teams import PROJECTS, begin_team

pytestmark = pytest.mark.anywhere

PIECE = 2**20


def confirm_passphrase(page: Page) -> None:
    """Signed in for long enough to be asked again, or not."""
    if "/reauthenticate/" in page.url:
        page.get_by_label("Phrase de passe").fill(PASSPHRASE)
        page.get_by_role("button", name="Confirmer").click()


def call(server: str, secret: str, method: str, path: str, data=None, raw: bytes = b"", **headers):
    """The code and the JSON of one request, as any program sends it."""
    body = raw if data is None else json.dumps(data).encode()
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    sent |= {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{server}/api/v1{path}", body or None, sent, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as reply:
            text = reply.read()
            return reply.status, json.loads(text) if text else None
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.loads(refusal.read())


def make_token(page: Page, name: str, scope: str = "Lire et écrire") -> str:
    """From the account's page to the secret."""
    page.get_by_role("link", name="Jetons pour programmes").click()
    page.get_by_role("link", name="Nouveau jeton").first.click()
    confirm_passphrase(page)
    page.get_by_label("Nom", exact=True).fill(name)
    page.get_by_label("Ce qu’il permet").select_option(label=scope)
    page.get_by_role("button", name="Créer le jeton").click()
    return page.get_by_label("Jeton", exact=True).input_value()


def learner(visit) -> Page:
    """Dounia on her account's page, with a team of her own: no other journey touches its work."""
    page = visit("dounia.guessous", PROJECTS)
    begin_team(page, "Équipe Dounia")
    page.goto("/compte/")
    return page


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without"])
def test_token_is_made_used_and_revoked(visit, server, script):
    page = visit("taha.sebti", "/compte/", java_script_enabled=script)
    name = f"script {script}"
    secret = make_token(page, name)

    assert call(server, secret, "GET", "/me")[1]["token"]["name"] == name
    if script:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.get_by_role("button", name="Copier").click()
        assert page.evaluate("navigator.clipboard.readText()") == secret
    page.get_by_role("link", name="Je l’ai gardé").click()
    expect(page.get_by_text(secret)).to_have_count(0)
    page.get_by_role("listitem").filter(has_text=name).get_by_role("button", name="Révoquer").click()
    if script:
        page.get_by_role("dialog").get_by_role("button", name="Révoquer").click()
    expect(page.get_by_text(f"Le jeton « {name} » n’ouvre plus rien.")).to_be_visible()

    assert call(server, secret, "GET", "/me")[0] == 401


def test_screens_fit_a_phone(visit):
    page = visit("taha.sebti", "/compte/", viewport=PHONE)
    wrong = []
    make_token(page, "Un nom fort long pour un script qui dépose chaque soir depuis la salle de travaux pratiques")
    for address in ("", "/compte/jetons/", "/compte/jetons/nouveau/"):
        if address:
            page.goto(address)
        wrong += violations(page)
        wrong += [address] if page.evaluate("document.documentElement.scrollWidth") > PHONE["width"] else []

    assert wrong == []


def test_program_hands_a_big_file_in(visit, server):
    secret = make_token(learner(visit), "dépôt")
    pk = call(server, secret, "GET", "/submissions")[1]["items"][0]["id"]
    content = b"-- une ligne de SQL, longue assez\n" * 60_000  # two pieces

    upload = call(
        server, secret, "POST", f"/submissions/{pk}/uploads", {"path": "api/grand.sql", "size": len(content)}
    )[1]
    address, received = f"/uploads/{upload['token']}", upload["received"]
    while received < len(content):
        piece = content[received : received + PIECE]
        code, told = call(server, secret, "PUT", address, raw=piece, Upload_Offset=str(received))
        assert code == 200, told
        received = told["received"]
    assert call(server, secret, "POST", f"{address}/finish")[0] == 200

    paths = [row["path"] for row in call(server, secret, "GET", f"/submissions/{pk}/draft/files")[1]["items"]]
    assert "api/grand.sql" in paths
    assert call(server, secret, "PUT", address, raw=b"x", Upload_Offset="0")[0] == 409


def _run(program: str, server: str, secret: str, folder) -> str:
    """What a program of the documentation prints."""
    env = {**os.environ, "MINWAL": f"{server}/api/v1", "JETON": secret}
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_programs_of_the_documentation_work(visit, server, tmp_path):
    text = (ROOT / "docs/how-to/utiliser-l-api.md").read_text()
    hand_in, review = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    with zipfile.ZipFile(tmp_path / "projet.zip", "w") as archive:
        archive.writestr("modele.py", "class Adherente: pass\n")

    secret = make_token(learner(visit), "déposer")
    told = _run(hand_in, server, secret, tmp_path)
    assert re.fullmatch(r"R-\d{6}-\d+ [0-9a-f]{64}\n", told)
    pk = call(server, secret, "GET", "/submissions")[1]["items"][0]["id"]

    start = hand_in.partition("rendus =")[0]
    told = _run(start + review, server, make_token(visit("hamza", "/compte/"), "relire"), tmp_path)
    assert "remarque" in told
    assert call(server, secret, "POST", f"/submissions/{pk}/withdraw")[0] == 200
