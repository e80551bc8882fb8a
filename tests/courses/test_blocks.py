"""Every block of a body has its look, and shows hostile words as text."""

import pytest
from django.template.loader import render_to_string
from wagtail.blocks.struct_block import StructBlockValidationError
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


def _table(**typed):
    block = BLOCKS["table"]
    value = block.value_from_datadict({f"t-{name}": text for name, text in typed.items()}, {}, "t")
    return block.clean(value)


@pytest.mark.parametrize(
    "rows",
    [
        "Type | Exemple | Taille\nint | 7 | 28\nstr | 'sept' | 53",
        "Type\tExemple\tTaille\r\nint\t7\t28\r\nstr\t'sept'\t53\r\n",
    ],
)
def test_table_is_typed_or_pasted_at_once(rows):
    table = _table(caption="", header="", rows=rows)

    assert table["header"] == ["Type", "Exemple", "Taille"]
    assert table["rows"] == [["int", "7", "28"], ["str", "'sept'", "53"]]


def test_empty_cells_and_bars_are_kept():
    table = _table(caption="", header="Filtre | Sens", rows="a \\| b | ou\n\tvide à gauche")

    assert table["rows"] == [["a | b", "ou"], ["", "vide à gauche"]]
    assert BLOCKS["table"].child_blocks["rows"].value_for_form(table["rows"]).splitlines()[0] == "a \\| b | ou"


def test_row_with_a_cell_too_many_or_too_few_is_told():
    with pytest.raises(StructBlockValidationError) as refused:
        _table(caption="", header="Type | Exemple", rows="int | 7\nstr\nlist | [] | 3")

    told = refused.value.block_errors["rows"].messages
    assert told == ["La ligne 2 a 1 case, l’en-tête 2.", "La ligne 3 a 3 cases, l’en-tête 2."]


def test_table_written_before_keeps_its_cells():
    def item(value):
        return {"type": "item", "value": value, "id": "x"}

    stored = {"caption": "", "header": [item("Type")], "rows": [item([item("int")]), item([item("str")])]}

    shown = _shown("table", stored)

    assert shown.count("<th ") == 3
    assert "int" in shown
    assert "str" in shown


def test_words_of_a_table_are_found():
    block = BLOCKS["table"]
    value = block.to_python({"caption": "", "header": ["Type"], "rows": [["entier"]]})

    assert "entier" in block.get_searchable_content(value)
