"""Every block of a body has its look, and shows hostile words as text."""

import pytest
from django.template.loader import render_to_string
from wagtail.rich_text import RichText

from core.templatetags.ui import french_text
from courses.blocks import BodyBlock

BLOCKS = BodyBlock().child_blocks


def _shown(name: str, value) -> str:
    block = BLOCKS[name]
    return block.render(block.normalize(block.to_python(value) if isinstance(value, dict) else value))


@pytest.mark.parametrize("name", [name for name in BLOCKS if name not in ("image", "file", "video")])
def test_block_shows_its_sample(name):
    sample = BLOCKS[name].meta.preview_value

    assert _shown(name, sample).strip()


def test_words_of_a_rich_text_take_french_spaces_and_code_does_not():
    shown = french_text(RichText("<p>« Oui » : <code>a ; b</code> &amp; non ?</p>"))

    assert "«\u00a0Oui\u00a0»\u00a0:" in shown
    assert "<code>a ; b</code>" in shown
    assert "&amp;" in shown


def test_plain_string_is_escaped_before_it_is_marked():
    assert "<script>" not in french_text("<script>alert(1)</script>")


def test_code_is_shown_as_text():
    shown = _shown("code", {"language": "html", "caption": "<b>", "code": "<script>alert(1)</script>"})

    assert "<script>" not in shown
    assert "<b>" not in shown


def test_heading_takes_its_anchor():
    assert 'id="pourquoi"' in render_to_string("blocks/heading.html", {"value": "Pourquoi", "anchor": "pourquoi"})
