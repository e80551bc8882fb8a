"""The one writer of tables for spreadsheets: every cell is inert."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.translation import get_language
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

# A cell that begins so is a formula for spreadsheets (OWASP, CSV injection).
ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def inert(value) -> str | int | float:
    """The value as a cell that no spreadsheet runs; numbers stay numbers."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    text = "" if value is None else ILLEGAL_CHARACTERS_RE.sub("", str(value))
    return f"'{text}" if text.startswith(ACTIVE) else text


def to_csv(name: str, header: Sequence[str], rows: Iterable[Sequence]) -> HttpResponse:
    """A table as CSV in UTF-8 with its mark, which spreadsheets need for accents."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow([inert(cell) for cell in header])
    writer.writerows([_with_comma(inert(cell)) for cell in row] for row in rows)
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    return _named(response, f"{name}.csv")


def _with_comma(cell: str | int | float) -> str | int | float:
    """A spreadsheet reads a CSV as its language writes numbers; English alone has a point."""
    return str(cell).replace(".", ",") if isinstance(cell, float) and get_language() != "en" else cell


def to_xlsx(name: str, header: Sequence[str], rows: Iterable[Sequence]) -> HttpResponse:
    """A table as a workbook of one sheet; texts are typed as texts."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    for row in [header, *rows]:
        sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return _named(HttpResponse(out.getvalue(), content_type=XLSX), f"{name}.xlsx")


WRITERS = {"csv": to_csv, "xlsx": to_xlsx}


def _cell(sheet, value) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=inert(value))
    if isinstance(cell.value, str):
        cell.data_type = "s"
    return cell


def _named(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
