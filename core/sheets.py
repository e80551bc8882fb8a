"""Sheets as people send them, CSV or XLSX: rows of words, read within bounds; every file is hostile."""

import codecs
import csv
import io
import zipfile
from typing import TypeVar
from xml.etree.ElementTree import ParseError

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from core.uploads import charset_of, clean_name

T = TypeVar("T")
ROWS, COLUMNS = 500, 30
BYTES, UNPACKED, PARTS = 2**20, 16 * 2**20, 200
DELIMITERS = ";,\t|"
ZIP = b"PK\x03\x04"
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# What openpyxl says of what is no workbook, each in its own way.
NO_WORKBOOK = (
    zipfile.BadZipFile, InvalidFileException, ParseError, OSError, EOFError,
    KeyError, ValueError, TypeError, IndexError, AttributeError, NotImplementedError, RuntimeError,
)  # fmt: skip


def rows_of_file(upload) -> list[list[str]]:
    """The rows of a sheet, the first one of a workbook; raises ValidationError with a sentence for a person."""
    name = clean_name(upload.name)
    if upload.size > BYTES:
        raise ValidationError(
            _("“%(name)s” is larger than %(limit)s.") % {"name": name, "limit": filesizeformat(BYTES)}
        )
    data = upload.read()
    rows = _rows_of_workbook(data, name) if data.startswith(ZIP) else rows_of_text(_decoded(data, name))
    return bounded(rows)


def bounded(rows: list[T]) -> list[T]:
    """The rows, or the sentence for too many."""
    if len(rows) > ROWS:
        raise ValidationError(_("At most %(count)d lines can be read at once.") % {"count": ROWS})
    return rows


def rows_of_text(text: str) -> list[list[str]]:
    """The rows of a CSV, whatever parts its cells: what the first line that has any has most of."""
    head = next((line for line in text.splitlines() if any(mark in line for mark in DELIMITERS)), "")
    delimiter = max(DELIMITERS, key=head.count)
    try:
        rows = [[cell.strip() for cell in row[:COLUMNS]] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    except csv.Error as error:
        raise ValidationError(
            _("This list cannot be read: a quotation mark is missing, or a line is too long.")
        ) from error
    return [row for row in rows if any(row)]


def _decoded(data: bytes, name: str) -> str:
    encoding = "utf-16" if data.startswith(UTF_16) else charset_of(data)
    try:
        text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise ValidationError(_("“%(name)s” is neither a CSV nor an Excel sheet.") % {"name": name})
    return text


def _rows_of_workbook(data: bytes, name: str) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            sizes = [part.file_size for part in parts.infolist()]
        if len(sizes) > PARTS or sum(sizes) > UNPACKED:  # zipfile reads no part beyond the size it declares
            raise ValidationError(_("Unpacked, “%(name)s” is too large: keep the list alone.") % {"name": name})
        return _first_sheet(data)
    except NO_WORKBOOK as error:
        raise ValidationError(_("“%(name)s” is neither a CSV nor an Excel sheet.") % {"name": name}) from error


def _first_sheet(data: bytes) -> list[list[str]]:
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what it declares is not believed
        found = []
        for row in sheet.iter_rows(max_col=COLUMNS, values_only=True):
            cells = ["" if value is None else str(value).strip()[:300] for value in row]
            if any(cells):
                found.append(cells)
            if len(found) > ROWS:
                break
        return found
    finally:
        book.close()
