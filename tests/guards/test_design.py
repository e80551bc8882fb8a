"""The laws of screens: no inline code, one small sheet that mirrors itself, colours in one place."""

import gzip
import re
from pathlib import Path

import django_htmx
import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.anywhere

SHEET = ROOT / "static/css/app.css"
TEMPLATES = sorted([*(ROOT / "templates").rglob("*.html"), *ROOT.glob("*/templates/**/*.html")])
HTMX = Path(django_htmx.__file__).parent / "static/django_htmx/htmx-2.min.js"
CORE_SCRIPTS = [HTMX, *(ROOT / "static/js" / f"{name}.js" for name in ("socket", "live", "app"))]  # base.html loads
SHEET_LIMIT, SCRIPT_LIMIT = 14 * 1024, 22 * 1024

INLINE = {
    "a style": re.compile(r"<style|(?<![\w-])style\s*=", re.IGNORECASE),
    "a script": re.compile(r"<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE),
    "a handler": re.compile(r"""(?<![\w-])on[a-z]+\s*=\s*["']|hx-on|hx-vals=["']js:|hx-vars""", re.IGNORECASE),
}
# Code runs left to right in every language: its lines, its gutters and its differences are not mirrored.
ALWAYS_LTR = re.compile(r"(?<![\w-])(pre\b|\.pad\b|\.diff\b|\.source\b)")
PHYSICAL = re.compile(
    r"""(?:^|;)\s*(
        (?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right|top|bottom)[\w-]*(?=\s*:)
        | border-(?:top|bottom)-(?:left|right)-radius(?=\s*:)
        | (?:left|right|top|bottom|width|height|min-width|max-width|min-height|max-height)(?=\s*:)
        | (?:float|clear|text-align):\s*(?:left|right)
    )""",
    re.VERBOSE,
)
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|color-mix|light-dark)\("
    r"|:[^;{}]*(?<![\w-])(?:white|black|red|green|blue|gr[ae]y|yellow|orange|purple|pink|silver)(?![\w-])",
    re.IGNORECASE,
)
# A picture's ground is dark by day as by night.
OWN_COLOURS = re.compile(r"^\.stage\b")


def _sheet() -> str:
    return re.sub(r"/\*.*?\*/", "", SHEET.read_text(), flags=re.DOTALL)


def _rules(text: str) -> list[tuple[str, str]]:
    """(selector, declarations) of every rule, inside whatever layer or media query it lies."""
    return [(selector.strip(), body) for selector, body in re.findall(r"([^{};]+)\{([^{}]*)\}", text)]


def _layer(name: str) -> str:
    """What lies between the braces of ``@layer name { … }``."""
    text = _sheet()
    start = text.index(f"@layer {name} {{") + len(f"@layer {name} {{")
    depth = 1
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return text[start:place]
    raise AssertionError(name)


@pytest.mark.parametrize("what", INLINE)
def test_no_template_holds(what):
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in TEMPLATES
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if INLINE[what].search(line)
    ]

    assert TEMPLATES
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("what", "bad"),
    [
        ("a style", '<p style="color: red">'),
        ("a style", "<style>"),
        ("a script", "<script>alert(1)</script>"),
        ("a script", '<a href="javascript:void(0)">'),
        ("a handler", '<button onclick="go()">'),
        ("a handler", '<button hx-on:click="go()">'),
    ],
)
def test_guard_sees(what, bad):
    assert INLINE[what].search(bad)


def test_every_moment_is_written_for_machines_too():
    bare = [path.name for path in TEMPLATES if re.search(r"<time(?![^>]*\sdatetime=)", path.read_text())]

    assert bare == []


def test_scripts_write_no_markup_from_data():
    """A script puts words in as text: ``textContent``, never ``innerHTML`` nor a style."""
    banned = re.compile(
        r"(?:inner|outer)HTML\s*\+?=|insertAdjacentHTML|document\.write|\beval\(|new Function|\.style\b"
    )
    found = [
        f"{path.name}:{number}: {line.strip()[:80]}"
        for path in (ROOT / "static/js").glob("*.js")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if banned.search(line)
    ]

    assert not found, "\n".join(found)


def test_sheet_has_logical_properties_only():
    """Arabic mirrors the page by itself: nothing says left or right but code."""
    found = [
        f"{selector}: {match[1]}"
        for selector, body in _rules(_sheet())
        if not ALWAYS_LTR.search(selector) and not selector.startswith("@")
        for match in PHYSICAL.finditer(body)
    ]

    assert not found, "\n".join(found)


@pytest.mark.parametrize("bad", ["margin-left: 0;", "width: 1rem", "text-align: left;", "right: 0"])
def test_guard_sees_physical_properties(bad):
    assert any(PHYSICAL.search(body) for _selector, body in _rules(f".card {{ {bad} }}"))


def test_both_dark_blocks_are_equal():
    """The person's choice and the device's give the same night."""
    rules = dict(_rules(_layer("tokens")))
    chosen, device = rules['[data-theme="dark"]'], rules[":root:not([data-theme])"]

    assert chosen.split() == device.split()


def test_every_colour_of_the_day_has_its_night():
    rules = _rules(_layer("tokens"))
    day = next(body for selector, body in rules if selector == ":root")
    night = dict(rules)['[data-theme="dark"]']
    coloured = {name for name, value in re.findall(r"(--[\w-]+):([^;]+)", day) if COLOUR.search(f":{value}")}

    # The ink on saffron is the same by day and by night, and says so in both.
    assert coloured - set(re.findall(r"(--[\w-]+):", night)) == set()


def test_colours_are_written_in_the_tokens_only():
    elsewhere = _sheet().replace(_layer("tokens"), "")
    found = [
        f"{selector}: {match[0]}"
        for selector, body in _rules(elsewhere)
        if not OWN_COLOURS.search(selector)
        for match in COLOUR.finditer(f":{body}")
    ]

    assert not found, "\n".join(found)


def _zipped(*paths: Path) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


def test_sheet_is_light():
    assert _zipped(SHEET) <= SHEET_LIMIT


def test_scripts_of_every_page_are_light():
    base = (ROOT / "templates/base.html").read_text()

    assert {path.name for path in CORE_SCRIPTS} == set(re.findall(r"(?:js|django_htmx)/([\w.-]+\.js)'", base))
    assert _zipped(*CORE_SCRIPTS) <= SCRIPT_LIMIT
