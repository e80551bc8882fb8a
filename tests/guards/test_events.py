"""Events are contracts: each is declared by the app where it happens, said by it alone, somewhere, and by no string."""

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

from core.events import EventKind, declared
from core.management.commands import diagrams, events
from core.notices import topics
from tests.conftest import ROOT

pytestmark = pytest.mark.anywhere

MODULES = {app: import_module(f"{app}.events") for app in settings.OWN_APPS if (ROOT / app / "events.py").exists()}
CONTRACTS = {
    (app, constant): kind
    for app, module in MODULES.items()
    if app != "core"
    for constant, kind in vars(module).items()
    if isinstance(kind, EventKind)
}
NAMES = {kind.name for kind in CONTRACTS.values()}
MOVES = {f"{model._meta.label_lower}.{verb}" for model, table in diagrams.workflows() for verb in table.transitions}
# What may say that something happened: views, forms and models leave it to an action.
SPEAKERS = re.compile(r"^\w+/(?:actions(?:\.py|/\w+\.py)|subscribers\.py)$|^core/workflow\.py$")


def _sources(app: str) -> dict[str, str]:
    paths = [path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts and path.name != "events.py"]
    return {path.relative_to(ROOT).as_posix(): path.read_text() for path in sorted(paths)}


def _emits(text: str) -> list[ast.expr]:
    """The first argument of each call of ``emit``."""
    calls = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    return [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "emit"]


def test_page_is_written_from_the_declarations():
    """Written anew by ``python manage.py events --write``."""
    assert events.PAGE.read_text() == events.page()


def test_each_app_declares_what_happens_in_it_under_its_own_name():
    strange = {
        (app, constant): kind.name
        for (app, constant), kind in CONTRACTS.items()
        if kind.name != f"{app}.{kind.name.split('.')[1]}.{kind.name.split('.')[2]}"
        or constant.lower() != "_".join(kind.name.split(".")[1:])
    }

    assert len(CONTRACTS) > 90
    assert strange == {}
    assert {kind.name for kind in declared()} == NAMES


def test_each_says_what_it_means_in_a_sentence():
    assert [kind.name for kind in CONTRACTS.values() if not re.fullmatch(r"[A-Z][^\n|]+\.", kind.means)] == []


def test_every_transition_is_declared():
    assert not MOVES - NAMES


def test_every_event_happens_somewhere():
    """A transition where its verb is applied, any other where its name is emitted."""
    texts = {app: "\n".join(text for path, text in _sources(app).items() if SPEAKERS.match(path)) for app in MODULES}
    silent = [
        kind.name
        for (app, constant), kind in CONTRACTS.items()
        if not re.search(rf'"{kind.name.split(".")[2]}"' if kind.name in MOVES else rf"\b{constant}\b", texts[app])
    ]

    assert silent == []


@pytest.mark.parametrize("app", [app for app in settings.OWN_APPS if app != "core"])
def test_only_actions_speak_and_only_of_their_own_app(app):
    spoken = {path: _emits(text) for path, text in _sources(app).items()}
    strange = [
        f"{path}:{said.lineno}: {ast.unparse(said)}"
        for path, said_there in spoken.items()
        for said in said_there
        if not SPEAKERS.match(path)
        or not re.search(rf"^from {app} import (?:\w+, )*events\b", (ROOT / path).read_text(), re.MULTILINE)
        or not re.fullmatch(r"events\.[A-Z_]+|kind|TOLD\[reached\]", ast.unparse(said))
    ]

    assert strange == []


def _written(text: str) -> set[str]:
    """The names of events that a text writes out."""
    models = {kind.name.rpartition(".")[0] for kind in CONTRACTS.values()}
    return {
        name for name in re.findall(r"""["']([a-z]+\.[a-z]+\.[a-z_]+)["']""", text) if name.rpartition(".")[0] in models
    }


def test_names_that_the_code_writes_out_are_declared():
    paths = [
        *(ROOT / "benchmarks").rglob("*.py"),
        *(ROOT / "templates").rglob("*.html"),
        *(ROOT / "static").rglob("*.js"),
    ]
    texts = [text for app in settings.OWN_APPS for text in _sources(app).values()] + [
        Path(path).read_text() for path in paths
    ]
    written = set().union(*map(_written, texts))

    assert len(written) > 20
    assert written - NAMES == set()


def test_topics_gather_declared_events():
    assert {verb for topic in topics.values() for verb in topic.verbs} - NAMES == set()
