"""What people write to each other: one small Markdown, where typed code stays as it was typed and nothing acts."""

import re
import time
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.markdown import SMALL, is_plain, tree, written

pytestmark = pytest.mark.anywhere

PYTHON = "Essayez :\nfor x in liste:\n    if x > 0:\n        total += x\n    print(total)"


def words_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def test_typed_code_keeps_its_lines_and_its_indentation():
    assert words_of(written(PYTHON)) == PYTHON


@pytest.mark.parametrize(
    "typed",
    [
        "def __init__(self, *args, **kwargs):",
        "aire = 2*x*3",
        "# un commentaire",
        ">>> print(1)",
        "C:\\nouveau\\*.py",
        "if a < b && c > d",
        "x = dico[cle](valeur)",
        "&nbsp; &lt;",
        "a\n---\nb",
        "| a | b |",
        "\tindenté",
    ],
)
def test_code_typed_without_a_fence_loses_no_character(typed):
    assert words_of(written(f"Voici :\n{typed}")) == f"Voici :\n{typed}"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("**gras** et *penché*", "<strong>gras</strong> et <em>penché</em>"),
        ("`x < 1`", "<code>x &lt; 1</code>"),
        ("- un\n- deux", "<li>un</li>"),
        ("1. un\n2. deux", "<ol"),
        ("```python\nimport os\n```", '<span class="k">import</span>'),
        ("```inconnu\nx <b>\n```", "x &lt;b&gt;"),
        (
            "Voir https://example.org/a_b?c=1.",
            '<a href="https://example.org/a_b?c=1" rel="nofollow noreferrer noopener">',
        ),
        ("[la doc](https://example.org/)", ">la doc</a>"),
        ("سلام", '<p dir="auto">'),
    ],
)
def test_small_markup_is_rendered(text, kept):
    assert kept in written(text)


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](vbscript:x)",
        "![x](https://example.org/x.png)",
        "<img src=x onerror=alert(1)>",
        "<script>alert(1)</script>",
        '[x](https://example.org/"onmouseover="alert(1))',
        "https://example.org/<script>",
        'https://example.org/"onclick="x',
        "```<script>\nalert(1)\n```",
        '```"onclick="x\nalert(1)\n```',
    ],
)
def test_written_words_cannot_act(text):
    tags = " ".join(re.findall(r"<[^>]*>", written(text)))

    assert not re.search(r"<(?:script|img)|\son\w+=|href=\"(?!https?://|mailto:)", tags)


@pytest.mark.parametrize("piece", ["[", "*a ", "`", "- ", "[a](", "\n    x", "```\n", "(", "**a**b", "> ", "https://"])
def test_hostile_words_cost_little(piece):
    """Bounded work however it is nested: the longest that is rendered."""
    before = time.process_time()

    SMALL.render((piece * 5000)[:5000])

    assert time.process_time() - before < 5


def test_endless_words_are_shown_as_they_are():
    assert written("*a* " * 50_000).count("<") == 2


@given(st.text(alphabet="ab *`[]()<>\n-1.\t_~#&\"'", max_size=80))
def test_tree_says_the_same_as_the_markup(text):
    def flat(node) -> str:
        return node if isinstance(node, str) else "".join(map(flat, node[2:]))

    assert "".join("".join(map(flat, tree(text))).split()) == "".join(words_of(written(text)).split())
    if is_plain(text):
        assert words_of(written(text)) == text.strip("\n").rstrip()


def test_address_keeps_the_brackets_that_it_opens():
    html = written("voir (https://fr.wikipedia.org/wiki/Git_(logiciel)), puis https://x.ma/(a).")

    assert 'href="https://fr.wikipedia.org/wiki/Git_(logiciel)"' in html
    assert 'href="https://x.ma/(a)"' in html
