"""Tables for spreadsheets: whatever a person typed is a text, and numbers stay numbers."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from core.exports import ACTIVE, inert, to_csv, to_xlsx

pytestmark = pytest.mark.anywhere

# What people type, and what an attacker does: any text, half of the time behind a sign that begins a formula.
TYPED = st.builds(str.__add__, st.sampled_from(["", *ACTIVE]), st.text(st.characters(codec="utf-8"), max_size=30))
ROWS = st.lists(st.tuples(TYPED, st.integers(-(10**9), 10**9)), min_size=1, max_size=5)


def _csv(rows) -> list[list[str]]:
    text = to_csv("table", ["Nom", "Nombre"], rows).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def _sheet(rows):
    return load_workbook(io.BytesIO(to_xlsx("table", ["Nom", "Nombre"], rows).content)).active


@given(ROWS)
def test_no_csv_cell_begins_a_formula_and_nothing_is_lost(rows):
    header, *read = _csv(rows)

    assert header == ["Nom", "Nombre"]
    assert len(read) == len(rows)
    for (text, number), (cell, figure) in zip(rows, read, strict=True):
        assert not cell.startswith(ACTIVE)
        assert cell.removeprefix("'") == ILLEGAL_CHARACTERS_RE.sub("", text).removeprefix("'")
        assert figure == str(number)


@given(ROWS)
def test_no_workbook_cell_is_a_formula(rows):
    for cells in _sheet(rows).iter_rows(min_row=2):
        assert all(cell.data_type != "f" for cell in cells)
        assert not str(cells[0].value or "").startswith(ACTIVE)
        assert cells[1].data_type == "n"


@pytest.mark.parametrize("text", ["#REF!", "#N/A", "#DIV/0!", "0012", "TRUE", "2026-11-30"])
def test_text_that_looks_like_something_else_stays_a_text(text):
    cell = _sheet([(text, 1)]).cell(2, 1)

    assert (cell.value, cell.data_type) == (text, "s")


@pytest.mark.parametrize("text", ["=1+1", "+33", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "=cmd|' /C calc'!A0"])
def test_formula_is_shown_as_it_was_typed(text):
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize(("value", "cell"), [(0, 0), (-3, -3), (2.5, 2.5), (None, ""), (True, "True"), ("é", "é")])
def test_other_values_stay_what_they_are(value, cell):
    assert inert(value) == cell
    assert type(inert(value)) is type(cell)


def test_cells_with_the_separator_lines_and_quotes_stay_whole():
    text = 'a;b\n"c"'

    assert _csv([(text, 1)])[1] == [text, "1"]


def test_answer_is_an_attachment():
    for reply, name in ((to_csv("table", ["a"], []), "table.csv"), (to_xlsx("table", ["a"], []), "table.xlsx")):
        assert reply.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert reply.headers["X-Content-Type-Options"] == "nosniff"


def test_names_of_sheets_are_cut_to_what_a_workbook_holds():
    reply = to_xlsx("DWFS-CASA-03-avec-un-nom-tres-long-2026-11-25", ["a"], [])

    title = load_workbook(io.BytesIO(reply.content)).active.title
    assert re.fullmatch(r"[\w-]{31}", title)
