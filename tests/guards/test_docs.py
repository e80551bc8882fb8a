"""The documentation names what the code holds, and leads nowhere that is not there."""

import re

import pytest
import rules.permissions
from django.conf import settings

from core.management.commands import diagrams
from courses.blocks import BodyBlock
from tests.conftest import ROOT
from tests.guards.test_addresses import own_addresses

pytestmark = pytest.mark.anywhere

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
CODE = sorted(path for folder in (*settings.OWN_APPS, "lms", "benchmarks") for path in (ROOT / folder).rglob("*.py"))
# The lessons of the demo speak of their own projects' files.
SPOKEN = [*CODE, *(ROOT / "templates").rglob("*.html"), *(ROOT / "static").glob("*/*.[jc]s*"), ROOT / "run.py"]
LINK = re.compile(r"\]\(([^)\s]+)\)")
MENTION = re.compile(r"(?<![\w/])docs/[\w./-]*\w")
READ = re.compile(r'(?:\benv(?:\.\w+)?|environ\.get)\(\s*"([A-Z_]+)"')
CODED = re.compile(r"`([^`\n]+)`")


def reference(name: str) -> set[str]:
    """The words that a reference page puts in code."""
    return set(CODED.findall((ROOT / "docs/reference" / name).read_text()))


def _anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as a forge makes them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _dead(page) -> list[str]:
    """The relative links of ``page`` whose file or heading is not there."""
    dead = []
    for link in LINK.findall(page.read_text()):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if re.match(r"\w+:", link):
            continue
        if not target.exists() or (anchor and anchor not in _anchors(target.read_text())):
            dead.append(link)
    return dead


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_resolve(page):
    assert _dead(page) == []


def test_files_that_the_code_speaks_of_exist():
    spoken = {(path.name, found) for path in SPOKEN for found in MENTION.findall(path.read_text())}

    assert spoken
    assert {row for row in spoken if not (ROOT / row[1]).exists()} == set()


def test_pictures_are_shown_and_light():
    pictures = set((ROOT / "docs/images").iterdir())
    shown = {(page.parent / link).resolve() for page in PAGES for link in LINK.findall(page.read_text())}

    assert pictures - shown == set()
    assert [picture.name for picture in pictures if picture.stat().st_size > 200_000] == []


def test_states_are_drawn_from_the_tables():
    """Written anew by ``python manage.py diagrams --write``."""
    assert diagrams.PAGE.read_text() == diagrams.page()


def test_settings_names_every_variable_that_is_read():
    read = {
        name
        for path in ("lms/settings.py", "lms/server.py", "run.py")
        for name in READ.findall((ROOT / path).read_text())
    }

    assert len(read) > 20
    assert read - reference("settings.md") == set()


def test_commands_names_every_command():
    own = {f"manage.py {path.stem}" for path in ROOT.glob("*/management/commands/[a-z]*.py")}
    made = {f"make {target}" for target in re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE)}

    assert (own | made) - reference("commands.md") == set()


def test_addresses_names_every_address():
    assert set(own_addresses()) - reference("addresses.md") == set()


def test_permissions_names_every_rule():
    own = {name for name in rules.permissions.permissions if name.split(".")[0] in settings.OWN_APPS}

    assert own - reference("permissions.md") == set()


def test_blocks_names_every_block():
    assert set(BodyBlock().child_blocks) - reference("blocks.md") == set()
