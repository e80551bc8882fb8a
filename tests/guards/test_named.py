"""What the pages for whoever works on the code put in backticks is in the tree; their examples are the code itself."""

import importlib
import importlib.util
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands

from core.management.commands import diagrams
from tests.conftest import ROOT
from tests.guards.test_docs import CODE, CODED

pytestmark = pytest.mark.anywhere

PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted((ROOT / "docs/explanation").glob("*.md")),
    *sorted((ROOT / "docs/reference").glob("*.md")),
]
PACKAGES = (*settings.OWN_APPS, "lms", "benchmarks", "tests")
TOPS = (*PACKAGES, "docs", "templates", "static", "locale", "findings", ".ci")
FILES = (
    path for top in TOPS for path in (ROOT / top).rglob("*") if path.is_file() and path.suffix not in {".pyc", ".mo"}
)
TREE = sorted(str(path.relative_to(ROOT)) for path in (*FILES, *ROOT.glob("*.*"), ROOT / "Makefile") if path.is_file())
EXAMPLE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
PATH = re.compile(
    rf"[\w.-]+(/[\w.-]+)*(/|\.(py|md|toml|html|css|js|sh|txt|typ))|({'|'.join(map(re.escape, TOPS))})/[\w./-]+"
)
DOTTED = re.compile(r"[A-Za-z_]\w*(\.\w+)+")
WORD = re.compile(r"\w*_\w+|[A-Z]\w*[a-z]\w*[A-Z]\w*")  # snake_case or CamelCase: no word of a sentence
QUOTED = re.compile(r'"([a-z]+(?:\.[a-z_]+)+)"')
CALL = re.compile(r"([a-z_]\w*)\(.*\)")
SOURCES = [path for path in TREE if re.search(r"\.(py|html|js|typ)$|^(Makefile|requirements.*)$|^\.ci/", path)]
SOURCE = "\n".join((ROOT / path).read_text() for path in SOURCES if path != "tests/guards/test_named.py")
WORDS = {*re.findall(r"\w+", SOURCE), *(Path(path).stem for path in TREE)}
DEFINED = set(re.findall(r"\b(?:def|class)\s+(\w+)", SOURCE))


def _is_path(name: str) -> bool:
    """A file or a folder from the root, or the bare name of a file that several apps have."""
    return (ROOT / name).exists() or ("/" not in name and any(path.endswith(f"/{name}") for path in TREE))


def _attribute(thing, names: list[str]) -> bool:
    for name in names:
        thing = getattr(thing, name, None)
    return thing is not None


def _is_code(name: str) -> bool:
    """A module, or what it holds: ``app.module.Class.method``; a model by its label: ``app.Model.field``."""
    parts = name.split(".")
    for size in range(len(parts), 0, -1):
        module = ".".join(parts[:size])
        if _is_module(module):
            return _attribute(importlib.import_module(module), parts[size:]) or _is_model(parts)
    return False


def _is_module(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def _is_model(parts: list[str]) -> bool:
    try:
        return _attribute(apps.get_model(parts[0], parts[1]), parts[2:])
    except LookupError:
        return False


@cache
def _said() -> set[str]:
    """The dotted names that are no code: what the code says in quotes (permissions, events), and the moves of states."""
    moves = {f"{model._meta.label_lower}.{verb}" for model, table in diagrams.workflows() for verb in table.transitions}
    return {*moves, *(name for path in CODE for name in QUOTED.findall(path.read_text()))}


def _is_there(name: str) -> bool:
    if command := re.match(r"(?:.*/python )?manage\.py (\w+)", name):
        return command[1] in get_commands()
    if target := re.match(r"make (\w+)", name):
        return re.search(rf"^{target[1]}:", (ROOT / "Makefile").read_text(), re.MULTILINE) is not None
    if module := re.match(r"python -m ([\w.]+)", name):
        return _is_module(module[1])
    if PATH.fullmatch(name):
        return _is_path(name) or name.startswith("var/")
    if DOTTED.fullmatch(name) and name.partition(".")[0] in PACKAGES:
        return _is_code(name) or name in _said()
    if DOTTED.fullmatch(name) and name[0].isupper():
        return set(name.split(".")) <= WORDS
    if called := CALL.fullmatch(name):
        return called[1] in DEFINED
    return not WORD.fullmatch(name) or name in WORDS


def gone(text: str) -> list[str]:
    """What ``text`` puts in backticks and the tree does not hold."""
    return sorted({name for name in CODED.findall(FENCED.sub("", text)) if not _is_there(name)})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_page_names_nothing_that_is_gone(page):
    assert gone(page.read_text()) == []


@pytest.mark.parametrize(
    "name",
    [
        "core/stores.py", "journal.py", "projects/nowhere/", "templates/letters", "projects.actions.decide", "projects.settle_submission",
        "cohorts.session.reopen", "projects.Verdict", "manage.py reseed", "make demo", "python -m benchmarks.chat",
        "Submission.verdict_given", "_set", "settle_submission", "RulePolicyOfOld", "settle(row)",
    ],
)  # fmt: skip
def test_name_that_is_gone_is_seen(name):
    assert gone(f"Ask `{name}` first.") == [name]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_examples_are_quoted_from_the_code(page):
    parts = [part.strip("\n") for example in EXAMPLE.findall(page.read_text()) for part in example.split("\n\n")]

    assert [part for part in parts if part not in SOURCE] == []


@pytest.mark.parametrize("page", ["README.md", "LISEZMOI.md"])
def test_first_page_names_the_accounts_of_the_demonstration(page):
    text, demo = (ROOT / page).read_text(), tomllib.loads((ROOT / "home/demo/accounts.toml").read_text())
    named = re.findall(r"^\| [^|]+ \| ([^|]+) \| `([^`]+@[^`]+)` \|", text, re.MULTILINE)

    assert named == [(row["label"], row["email"]) for row in demo["accounts"]]
    assert f"**{demo['passphrase']}**" in " ".join(text.split())
