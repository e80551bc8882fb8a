"""The house's shape: short functions, short files, words where they are owed, nothing of the builder's machine."""

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.conftest import ROOT

pytestmark = pytest.mark.anywhere

LONGEST_FUNCTION, LONGEST_FILE = 60, 400
# What the tools and the running product leave in the folder (.gitignore), and packages of others.
NOT_OURS = {".git", ".venv", ".hypothesis", "var", "node_modules", "vendor", "__pycache__", "test-results"}
TEXTS = {".py", ".html", ".txt", ".css", ".js", ".md", ".toml", ".cfg", ".ini", ".yml", ".yaml", ".json", ".po", ".svg"}
TEXTS |= {".sh", ".env", ".example", ".importlinter", ""}
# The only places that say of a text that it is safe, and why it is.
MARKED_SAFE = {
    "core/templatetags/ui.py": "icons are constants of ours; French spaces change no markup",
    "core/highlighting.py": "every token is escaped before it is coloured",
    "core/markdown.py": "raw HTML is off: the renderer escapes every text",
    "projects/templatetags/desk_tags.py": "names and words are escaped one by one; the lists are too long for templates",
}
# Messages of plain text, where an escaped accent would be read as written.
PLAIN_TEXT = {"templates/emails", "templates/account/email"}


def product() -> list[Path]:
    """Our Python files, without the tests and the migrations, which are generated."""
    folders = [ROOT / name for name in [*settings.OWN_APPS, "lms"]]
    found = [path for folder in folders for path in folder.rglob("*.py") if "migrations" not in path.parts]
    return sorted([*found, ROOT / "run.py", ROOT / "manage.py"])


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function) -> int:
    return function.end_lineno - function.lineno + 1


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file of the project."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        hidden_cache = any(part in NOT_OURS or part.endswith("_cache") for part in parts)
        if path.is_file() and not hidden_cache and path.suffix in TEXTS:
            yield path, path.read_text(errors="replace")


def test_functions_are_short():
    long = [
        f"{name(path)}: {function.name} has {length(function)} lines"
        for path in [*product(), *(ROOT / "tests").rglob("*.py")]
        for function in functions(path)
        if length(function) > LONGEST_FUNCTION
    ]

    assert not long, "\n".join(long)


def test_most_functions_are_very_short():
    """The house's target: median at most 6 lines, 95 of 100 at most 30."""
    lengths = sorted(length(function) for path in product() for function in functions(path))

    assert statistics.median(lengths) <= 6
    assert lengths[len(lengths) * 95 // 100] <= 30


def test_files_are_short():
    folders = ("tests", "benchmarks")
    files = [*product(), *(path for folder in folders for path in (ROOT / folder).rglob("*.py"))]
    long = [f"{name(path)}: {lines}" for path in files if (lines := len(path.read_text().splitlines())) > LONGEST_FILE]

    assert not long, "\n".join(long)


def owes_words(path: Path) -> bool:
    """Actions, queries and the core say what their signatures cannot (style, rule 20)."""
    return path.relative_to(ROOT).parts[0] == "core" or {"actions", "queries"} & {path.stem, path.parent.name} != set()


def test_public_functions_of_actions_queries_and_core_are_described():
    silent = [
        f"{name(path)}: {node.name}"
        for path in product()
        if owes_words(path)
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if not node.name.startswith("_") and not ast.get_docstring(node)
    ]

    assert not silent, "\n".join(silent)


def test_every_module_says_what_it_holds():
    modules = {name(path): path.read_text() for path in product()}

    assert [name for name, text in modules.items() if text.strip() and not ast.get_docstring(ast.parse(text))] == []


def test_only_listed_files_mark_a_text_as_safe():
    marks = re.compile(r"\bmark_safe\(|SafeString\(|\bhtml_safe\b|@mark_safe")
    marked = {name(path) for path in product() if marks.search(path.read_text())}

    assert marked == set(MARKED_SAFE)


def test_no_template_marks_a_text_as_safe():
    unsafe = re.compile(r"\|\s*(?:safe|safeseq)\b|\{%\s*autoescape\s+off")
    found = [
        name(path)
        for path, text in texts()
        if path.suffix in {".html", ".txt"} and "templates" in path.parts and unsafe.search(text)
        if not name(path).startswith(tuple(PLAIN_TEXT)) or path.suffix == ".html"
    ]

    assert found == []


MACHINE = re.compile(r"""(?:^|[\s"'`=(:,<])/(?:work|root|Users|home/\w+)/""", re.MULTILINE)
REGISTRY = re.compile(
    r"pypi\.org/simple|files\.pythonhosted\.org|registry\.npmjs\.org|(?:extra-)?index[-]url|registry\s*=\s*http"
    r"|https?://[\w.-]*(?:artifactory|nexus|jfrog|devpi|verdaccio|proxy)[\w.-]*[/:]",
    re.IGNORECASE,
)


def test_no_file_knows_the_builders_machine_or_a_registry():
    """What is installed from where is the reader's choice, not ours."""
    here = Path(__file__).resolve()
    found = [
        f"{name(path)}:{text[: match.start()].count(chr(10)) + 1}: {match[0].strip()}"
        for path, text in texts()
        if path.resolve() != here
        for pattern in (MACHINE, REGISTRY)
        for match in pattern.finditer(text)
    ]

    assert not found, "\n".join(found)


def test_guard_sees_machines_and_registries():
    assert MACHINE.search("see /home/someone/project")
    assert MACHINE.search('"/root/x"')
    assert not MACHINE.search("https://example.org/home/page/")
    assert REGISTRY.search("--index" + "-url https://x")
    assert REGISTRY.search("https://nexus.corp.example/repository")
