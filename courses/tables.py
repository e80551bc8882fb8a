"""Tables typed or pasted as text: one line for a row, cells parted by tabs (as a spreadsheet copies them) or by |."""

import re

from django import forms
from django.utils.functional import cached_property
from wagtail.blocks import FieldBlock

TAB, BAR = "\t", "|"
# A bar that is part of a cell is written \|.
BARS = re.compile(r"(?<!\\)\|")


def cells_of(line: str) -> list[str]:
    """The cells of one line, without the spaces around them."""
    parts = line.split(TAB) if TAB in line else BARS.split(line)
    return [part.replace(rf"\{BAR}", BAR).strip() for part in parts]


def line_of(cells: list[str]) -> str:
    """The line that ``cells_of`` reads as these cells."""
    return f" {BAR} ".join(cell.replace(BAR, rf"\{BAR}") for cell in cells)


def plain(value) -> list:
    """Lists of lists of texts, whether they were kept so or, as before, each item with its own id."""
    if not isinstance(value, list):
        return value
    return [plain(item["value"] if isinstance(item, dict) else item) for item in value]


class LinesBlock(FieldBlock):
    """Cells edited in a box of text. ``several`` lines make a list of rows, one line a list of cells."""

    def __init__(self, required=True, several=True, help_text=None, **kwargs):
        self.field_options = {"required": required, "help_text": help_text}
        self.several = several
        super().__init__(**kwargs)

    @cached_property
    def field(self) -> forms.Field:
        widget = forms.Textarea(attrs={"rows": 8}) if self.several else forms.TextInput()
        return forms.CharField(widget=widget, strip=False, **self.field_options)

    def value_from_form(self, value: str) -> list:
        rows = [cells_of(line) for line in (value or "").splitlines() if line.strip()]
        return rows if self.several else (rows or [[]])[0]

    def value_for_form(self, value: list | None) -> str:
        rows = plain(value or [])
        return "\n".join(line_of(row) for row in rows) if self.several else line_of(rows)

    def to_python(self, value) -> list:
        return plain(value or [])

    def bulk_to_python(self, values) -> list:
        return [self.to_python(value) for value in values]

    def normalize(self, value) -> list:
        return plain(value or [])

    def get_searchable_content(self, value: list) -> list[str]:
        return [cell for row in value for cell in row] if self.several else list(value)
