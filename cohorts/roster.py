"""A list of people as one pastes or attaches it: addresses, with the names beside them."""

import re
from dataclasses import dataclass

from core import sheets
from core.folding import fold

# How the columns are called, as ``fold`` spells them, in French, English and Arabic.
EMAIL = {
    "email", "e mail", "mail", "courriel", "adresse", "adresse electronique", "adresse email", "adresse e mail",
    "adresse mail", "email address", "address", "البريد", "البريد الالكتروني", "عنوان البريد الالكتروني", "الايميل",
}  # fmt: skip
FIRST_NAME = {"prenom", "first name", "firstname", "given name", "الاسم الشخصي"}
LAST_NAME = {
    "nom",
    "nom de famille",
    "name",
    "last name",
    "lastname",
    "surname",
    "family name",
    "الاسم العائلي",
    "النسب",
}
FULL_NAME = {"nom complet", "nom et prenom", "prenom et nom", "full name", "الاسم", "الاسم الكامل"}
HEADERS = EMAIL | FIRST_NAME | LAST_NAME | FULL_NAME
ANGLED = re.compile(r"^(?P<name>[^<>]*)<\s*(?P<email>[^<>]*?)\s*>$")
PARTS = re.compile(r"[,;\t|]")
INSIDE_A_WORD = re.compile(r"\.\S")
MARKS = "\"'“”«» "


@dataclass(frozen=True)
class Entry:
    """One line of the list, as it was read; ``email`` may be no address at all."""

    email: str
    name: str = ""

    def __str__(self):
        return f"{self.name} <{self.email}>" if self.name else self.email


def entries_of_file(upload) -> list[Entry]:
    """Who is in a CSV or a workbook; raises ValidationError with a sentence for a person."""
    return _entries_of_rows(sheets.rows_of_file(upload))


def entries_of_text(text: str) -> list[Entry]:
    """Who is in a pasted list: addresses parted by lines, commas or semicolons, with names or without, or a CSV."""
    rows = sheets.bounded([row for row in map(str.strip, text.splitlines()) if row])
    if rows and _is_header(PARTS.split(rows[0])):
        return _entries_of_rows(sheets.rows_of_text("\n".join(rows)))
    return sheets.bounded([entry for row in rows for entry in _entries_of_line(row)])


def _is_header(cells: list[str]) -> bool:
    named = [fold(cell) for cell in cells]
    return any(cell in EMAIL for cell in named) and not any("@" in cell for cell in cells)


def _entries_of_rows(rows: list[list[str]]) -> list[Entry]:
    if not rows or not _is_header(rows[0]):
        return [entry for row in rows for entry in _entries_of_cells([cell for cell in row if cell])]
    columns = [fold(cell) for cell in rows[0]]
    return [_entry_under(columns, row) for row in rows[1:]]


def _entry_under(columns: list[str], row: list[str]) -> Entry:
    under = [(column, cell) for column, cell in zip(columns, row, strict=False) if cell]
    email = next((cell for column, cell in under if column in EMAIL), "")
    name = [cell for kind in (FIRST_NAME, LAST_NAME, FULL_NAME) for column, cell in under if column in kind]
    return Entry(email, _joined(*name)) if email else Entry(_joined(*row))


def _entries_of_line(line: str) -> list[Entry]:
    parts = sheets.bounded(PARTS.split(line))
    return _entries_of_cells([part.strip(MARKS) for part in parts if part.strip(MARKS)])


def _entries_of_cells(cells: list[str]) -> list[Entry]:
    """A name stands before its address, or after the only one of the line; what is neither is told."""
    lone = sum("@" in cell for cell in cells) == 1
    found: list[Entry] = []
    names: list[str] = []
    for place, cell in enumerate(cells):
        if "@" in cell or "<" in cell:
            first, *others = _addresses(cell)
            found += [Entry(first.email, _joined(*names, first.name)), *others]
            names = []
        elif _may_be_name(cell) and (lone or any("@" in later for later in cells[place:])):
            names.append(cell)
        else:
            found.append(Entry(cell))
    return [Entry(row.email, _joined(row.name, *names)) if "@" in row.email else row for row in found]


def _addresses(cell: str) -> list[Entry]:
    """« Salma Benali <salma@…> », « Salma Benali salma@… », or several addresses with spaces between them."""
    if angled := ANGLED.match(cell):
        return [Entry(angled["email"], angled["name"].strip(MARKS))]
    words = [word.removeprefix("mailto:").strip("<>()[]") for word in cell.split()]
    names = _joined(*(word for word in words if "@" not in word))
    found = [Entry(word) for word in words if "@" in word]
    return [Entry(found[0].email, names)] if len(found) == 1 else found or [Entry(cell)]


def _joined(*names: str) -> str:
    return " ".join(filter(None, names))


def _may_be_name(cell: str) -> bool:
    """Letters, and what joins them: « El Idrissi », « J. Alami », not « hamza.example.ma »."""
    letters = all(char.isalpha() or char in " .'’ʼ-" for char in cell)
    return letters and not INSIDE_A_WORD.search(cell.replace(". ", " "))
