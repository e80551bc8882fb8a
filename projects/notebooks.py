"""A Jupyter notebook as a reader sees it: its cells and what they gave, inert."""

import base64
import binascii
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

import filetype
from django.utils.safestring import SafeString

from core.highlighting import coloured_lines
from core.markdown import rendered
from core.uploads import PICTURES
from projects import diffs

CELLS_SHOWN, OUTPUT_LENGTH = 400, 20_000
# The colours that a terminal would read.
TERMINAL = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
# What can be shown of an output, the most telling first; markup of a page is shown as text.
TEXTS = ("text/plain", "text/markdown", "text/html", "text/latex", "application/json", "application/javascript")

# What nbformat 3 calls them.
OLD_KINDS = {
    "text": "text/plain", "html": "text/html", "latex": "text/latex", "json": "application/json",
    "javascript": "application/javascript", "png": "image/png", "jpeg": "image/jpeg",
}  # fmt: skip


@dataclass
class Output:
    """What a cell gave: words, or a picture of ``size`` bytes, the output number ``place`` of its cell."""

    place: int
    text: str = ""
    kind: str = ""
    size: int = 0
    cut: bool = False


@dataclass
class Cell:
    """``rows`` are the numbered lines of code in colours, ``html`` a text, ``raw`` what is neither."""

    place: int
    html: SafeString | None = None
    rows: list[tuple[int, list[tuple[str, str]]]] = field(default_factory=list)
    raw: str = ""
    outputs: list[Output] = field(default_factory=list)


def notebook(lines: Sequence[str]) -> tuple[list[Cell], int] | None:
    """The first cells, and how many there are; None for what is no notebook."""
    found = _read(lines)
    if found is None:
        return None
    language, cells = _language(found), found["cells"]
    return [_cell(place, row, language) for place, row in enumerate(cells[:CELLS_SHOWN])], len(cells)


@dataclass
class CellChange:
    """What became of a cell between two versions: ``kind`` is added, removed or changed, ``rows`` its lines, ``place``
    its number, from 1, in the notebook that has it; ``gave_other`` when other outputs alone, or as well, are there."""

    kind: str
    place: int
    rows: list[diffs.Row]
    gave_other: bool = False


def changed_cells(old: Sequence[str], new: Sequence[str], *, ignore_space: bool = False) -> list[CellChange] | None:
    """The cells that differ between two notebooks, in order, no line standing for none; None when one of them is no
    notebook, or too long."""
    sides = [_read(side) if side else {"cells": []} for side in (old, new)]
    if any(side is None or len(side["cells"]) > CELLS_SHOWN for side in sides):
        return None
    before, now = (side["cells"] for side in sides if side)
    found: list[CellChange] = []
    known = [[_known(cell) for cell in cells] for cells in (before, now)]
    for block in diffs.blocks(*known, ignore_space=ignore_space):
        for one, other in zip_longest(block.old, block.new):
            change = _change(one, other, before, now, ignore_space)
            found += [change] if change.rows or change.gave_other else []
    return found


def _known(cell: dict) -> str:
    """The words by which a cell is found again in another version."""
    return f"{cell.get('cell_type')} {_text(cell.get('source'))}"


def _change(one: int | None, other: int | None, before: list[dict], now: list[dict], ignore_space: bool) -> CellChange:
    was = _lines(before[one]) if one is not None else []
    lines = _lines(now[other]) if other is not None else []
    if one is None or other is None:
        kind, place = ("added", other) if one is None else ("removed", one)
        return CellChange(kind, (place or 0) + 1, diffs.rows(was, lines))
    retyped = before[one].get("cell_type") != now[other].get("cell_type")
    rows = diffs.rows(was, lines, ignore_space=ignore_space)
    rows = rows if retyped or any(row.kind != " " for row in rows) else []
    gave_other = _listed(before[one].get("outputs")) != _listed(now[other].get("outputs"))
    return CellChange("changed", other + 1, rows, gave_other)


def _lines(cell: dict) -> list[str]:
    return _text(cell.get("source")).splitlines()


def picture(lines: Sequence[str], cell: int, output: int) -> tuple[bytes, str] | None:
    """The bytes of a picture that a cell gave, and their type as they tell it; None when there is none."""
    found = _read(lines)
    cells = found["cells"][cell : cell + 1] if found else []
    outputs = _listed(cells[0].get("outputs")) if cells else []
    return _picture(outputs[output]) if output < len(outputs) else None


def _read(lines: Sequence[str]) -> dict | None:
    try:
        found = json.loads("\n".join(lines))
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or "nbformat" not in found:
        return None
    if isinstance(sheets := found.get("worksheets"), list):
        found["cells"] = [_modern(cell) for sheet in _listed(sheets) for cell in _listed(sheet.get("cells"))]
    cells = found.get("cells")
    return found if isinstance(cells, list) and all(isinstance(cell, dict) for cell in cells) else None


def _modern(cell: dict) -> dict:
    """A cell of nbformat 3 as nbformat 4 writes it (nbformat.v4.convert)."""
    if cell.get("cell_type") == "heading":
        level = cell.get("level") if cell.get("level") in range(1, 7) else 1
        return {"cell_type": "markdown", "source": f"{'#' * int(level or 1)} {_text(cell.get('source'))}"}
    if cell.get("cell_type") != "code":
        return cell
    outputs = [{**row, "data": _data(row)} if "traceback" not in row else row for row in _listed(cell.get("outputs"))]
    return {"cell_type": "code", "source": cell.get("input"), "outputs": outputs}


def _data(row: dict) -> dict:
    return {kind: row[name] for name, kind in OLD_KINDS.items() if name in row}


def _language(found: dict) -> str:
    named = found.get("metadata")
    for key in ("language_info", "name"):
        named = named.get(key) if isinstance(named, dict) else None
    return named if isinstance(named, str) and named else "python"


def _listed(value) -> list[dict]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _text(value) -> str:
    """Texts are kept whole, or line by line."""
    return "".join(map(str, value)) if isinstance(value, list) else value if isinstance(value, str) else ""


def _cell(place: int, row: dict, language: str) -> Cell:
    source = _text(row.get("source"))
    if row.get("cell_type") == "markdown" and (html := rendered(source)) is not None:
        return Cell(place, html=html)
    if row.get("cell_type") != "code":
        return Cell(place, raw=source)
    rows = list(enumerate(coloured_lines(source, language), 1)) if source else []
    return Cell(place, rows=rows, outputs=list(_outputs(_listed(row.get("outputs")))))


def _outputs(rows: list[dict]) -> Iterator[Output]:
    for place, row in enumerate(rows):
        shown = _picture(row)
        if shown:
            yield Output(place, kind=shown[1], size=len(shown[0]))
        elif text := _words(row):
            text = TERMINAL.sub("", text)
            yield Output(place, text[:OUTPUT_LENGTH], cut=len(text) > OUTPUT_LENGTH)


def _words(row: dict) -> str:
    data = row.get("data")
    if not isinstance(data, dict):
        return _text(row.get("text")) or "\n".join(map(str, row.get("traceback") or ()))
    return next((text for kind in TEXTS if (text := _text(data.get(kind)))), "")


def _picture(row: dict) -> tuple[bytes, str] | None:
    data = row.get("data")
    coded = next((_text(data[kind]) for kind in PICTURES if kind in data), "") if isinstance(data, dict) else ""
    try:
        content = base64.b64decode("".join(coded.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    told = filetype.guess(content) if content else None
    return (content, told.mime) if told and told.mime in PICTURES else None
