"""The product itself, started by its own command on a freshly seeded database, and Chromium."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from run import BROWSERS
from tests.conftest import ROOT, STORE, postgres_copy, sqlite_copy

PASSPHRASE = "un métier à tisser"
PEOPLE = {
    "salma": "salma.benali",
    "hamza": "hamza.ait-lahcen",
    "mehdi": "mehdi.tazi",
    "samira": "samira.benjelloun",
    "nabil": "nabil.skalli",
    "omar": "omar.jazouli",
}
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}


def _database_url(place: str) -> str:
    database = connections.databases["default"]
    if database["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{sqlite_copy(place)}"
    name = postgres_copy(place, database)
    secret = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
    return f"postgres://{database['USER']}{secret}@{database['HOST']}:{database['PORT'] or 5432}/{name}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def place(request) -> str:
    """Each test process has a product of its own: database, files, letters, port."""
    return f"e2e_{request.config.place}"


@pytest.fixture(scope="session")
def server(place):
    """The address of a running Minwal with its demo."""
    folder = STORE / place
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    port = _free_port()
    address = f"http://localhost:{port}"
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "lms.settings",
        "PYTHONWARNINGS": "ignore",
        "DATABASE_URL": _database_url(place),
        "REDIS_PREFIX": f"test-{place}",
        "VAR_DIR": str(folder),
        "PORT": str(port),
        "BASE_URL": address,
        "DEMO": "1",
        "DEBUG": "0",
        "SECRET_KEY": "only-for-this-run-" + "x" * 40,
    }
    subprocess.run([sys.executable, "manage.py", "seed_demo"], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
    log = (folder / "server.log").open("w")
    commands = [[sys.executable, "-m", "lms.server"], [sys.executable, "manage.py", "worker"]]
    running = [subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log) for command in commands]
    try:
        _wait_for(f"{address}/healthz")
        yield address
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(20)
        log.close()


def _wait_for(address: str) -> None:
    for _ in range(150):
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"{address} does not answer")


@pytest.fixture(scope="session")
def mails(place) -> Path:
    return STORE / place / "mail"


@pytest.fixture
def letters(mails):
    """``letters("a@example.org", 2, "tasse")`` → the texts with that word sent there, once there are at least two."""

    def wait_for(address: str, count: int = 1, about: str = "") -> list[str]:
        for _ in range(200):
            texts = [letter.get_content() for letter in _sent(mails) if address in letter["To"]]
            found = [text for text in texts if about in text]
            if len(found) >= count:
                return found
            time.sleep(0.2)
        raise AssertionError(f"{len(found)} letters to {address} instead of {count}")

    return wait_for


def _sent(folder: Path) -> list[EmailMessage]:
    """Every letter of the folder, in the order they left; one still being written is left out."""
    end = b"\n" + b"-" * 79 + b"\n"
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime_ns)
    return [
        message_from_bytes(part.lstrip(), policy=policy.default)
        for path in files
        for part in path.read_bytes().split(end)[:-1]
    ]


def link_in(letter: str, prefix: str) -> str:
    """The address of a letter whose path begins with ``prefix``, without its host."""
    return re.search(rf"https?://[^/\s]+({prefix}\S+)", letter)[1]


@pytest.fixture(scope="session")
def browser():
    expect.set_options(timeout=20_000)  # a machine may have other things to do
    program = next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield launched
        launched.close()


def email_of(who: str) -> str:
    """The address of a person of the demo: one of ``PEOPLE``, or by the part before its @."""
    return f"{PEOPLE.get(who, who)}@demo.example"


class Visitors:
    """Opens pages as people of the demo; each sign-in is done once."""

    def __init__(self, browser: Browser, server: str):
        self.browser, self.server = browser, server
        self.states: dict[str, dict] = {}
        self.open: list[BrowserContext] = []

    def page(self, who: str = "", path: str = "", **options) -> Page:
        """A page in a context of its own, signed in as ``who`` (nobody: a visitor)."""
        options.setdefault("viewport", DESKTOP)
        context = self.browser.new_context(base_url=self.server, locale="fr-FR", **options)
        context.set_default_timeout(30_000)
        self.open.append(context)
        if who:
            if who not in self.states:
                self.states[who] = self._sign_in(who)
            context.add_cookies(self.states[who]["cookies"])
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        if path:
            page.goto(path)
        return page

    errors: list[str] = []

    def _sign_in(self, who: str) -> dict:
        context = self.browser.new_context(base_url=self.server)
        page = context.new_page()
        page.goto("/aujourdhui/")
        sign_in(page, email_of(who))
        expect(page).to_have_url(re.compile(r"/(aujourdhui|programme|administration)/"))
        state = context.storage_state()
        context.close()
        return state

    def close(self) -> None:
        for context in self.open:
            context.close()
        self.open.clear()


def sign_in(page: Page, email: str, passphrase: str = PASSPHRASE) -> None:
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", passphrase)
    page.click("main button[type=submit]")


def reload_until(page: Page, sought: Locator) -> None:
    """Without JavaScript, what the worker brings (a notice) is there at one of the next loads."""
    for _ in range(40):
        if sought.count():
            return
        time.sleep(0.25)
        page.reload()
    expect(sought).to_be_visible()


@pytest.fixture(scope="session")
def _visitors(browser, server):
    return Visitors(browser, server)


@pytest.fixture
def visit(_visitors):
    """``visit("salma", "/aujourdhui/")`` → a Playwright page; a script's error fails the test."""
    _visitors.errors.clear()
    yield _visitors.page
    _visitors.close()
    assert _visitors.errors == []


def violations(page: Page) -> list[str]:
    """What axe finds on the page (WCAG 2.2 A and AA)."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
        ".then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).slice(0, 3).join(' | ')))"
    )


def expect_mirrored(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")


def expect_within(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


ZOOMED = {"width": 320, "height": 200}  # 1280 × 800 at 400 %
# The share of the height under bars that stay, of those at least as wide as half the screen.
COVERED = """() => {
  const rows = new Array(innerHeight).fill(0);
  for (const node of document.querySelectorAll("body *")) {
    const style = getComputedStyle(node), box = node.getBoundingClientRect();
    if (!["fixed", "sticky"].includes(style.position) || box.width < innerWidth / 2) continue;
    if (style.insetBlockStart === "auto" && style.insetBlockEnd === "auto") continue;
    for (let y = Math.max(0, Math.round(box.top)); y < Math.min(innerHeight, box.bottom); y += 1) rows[y] = 1;
  }
  return rows.reduce((sum, row) => sum + row, 0) / innerHeight;
}"""


def expect_little_under_bars(page: Page) -> None:
    """Down the whole page, a fifth of the height at most is under bars that stay."""
    for part in range(5):
        page.evaluate(f"scrollTo(0, document.documentElement.scrollHeight * {part / 4})")
        page.wait_for_timeout(100)
        assert page.evaluate(COVERED) <= 0.2, (page.url, part)


@pytest.fixture
def arabic(visit):
    """Salma's account, in Arabic for the length of a test."""
    page = visit("salma", "/compte/")
    page.get_by_label("Langue").select_option("العربية")
    page.get_by_role("button", name="Enregistrer mon compte").click()
    expect(page.get_by_text("تم تحيين حسابك.")).to_be_visible()
    yield page
    page.goto("/compte/")
    page.get_by_label("اللغة").select_option("Français")
    page.get_by_role("button", name="حفظ حسابي").click()
    expect(page.get_by_text("Votre compte est à jour.")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
