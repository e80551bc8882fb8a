"""Figures from before as one sends them, a line for a region: read, and judged before any is written."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass, field, replace
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import sheets
from core.folding import fold
from core.typography import listed
from programme.models import Programme, Region
from reports.actions import check_figure
from reports.models import ImportedFigure

# How the columns are called in French, English and Arabic; ``as_of`` and ``reason`` may be said once for all lines.
NAMES = {
    "region": ["région", "code", "code région", "région code", "region code", "الجهة", "رمز الجهة"],
    "as_of": ["compté le", "date", "date d’arrêt", "arrêté au", "au", "jour", "counted on", "day", "cut-off date",
              "التاريخ", "تاريخ الحساب"],
    "trained": ["formés", "formées", "personnes formées", "diplômés", "trained", "graduates", "أتموا التكوين",
                "المكونون"],
    "in_training": ["en formation", "personnes en formation", "in training", "قيد التكوين", "في طور التكوين"],
    "reason": ["motif", "raison", "source", "reason", "السبب"],
}  # fmt: skip
COLUMNS = {fold(word): name for name, words in NAMES.items() for word in words}
NEEDED = ["region", "trained", "in_training"]
DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d %H:%M:%S"]
WHOLE = re.compile(r"(\d{1,3}( \d{3})+|\d{1,9})(\.0)?")


@dataclass(frozen=True)
class Entry:
    """One line of the list, in the words it was read in."""

    region: str = ""
    as_of: str = ""
    trained: str = ""
    in_training: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Line:
    """A line and what becomes of it: refused for ``errors``, left out when it ``stands`` already, else written."""

    entry: Entry
    figure: dict
    errors: list[str] = field(default_factory=list)
    before: ImportedFigure | None = None

    @property
    def stands(self) -> bool:
        """The entry that counts says the same: sending a list twice writes it once."""
        names = ("as_of", "trained", "in_training")
        return self.before is not None and all(getattr(self.before, name) == self.figure[name] for name in names)

    @property
    def goes(self) -> bool:
        return not self.errors and not self.stands


@dataclass(frozen=True)
class CountList:
    """The list, line by line; it is written whole or not at all."""

    lines: list[Line]

    @property
    def going(self) -> list[Line]:
        return [line for line in self.lines if line.goes]

    @property
    def refused(self) -> int:
        return sum(bool(line.errors) for line in self.lines)

    @property
    def stands(self) -> int:
        return sum(line.stands and not line.errors for line in self.lines)

    @property
    def text(self) -> str:
        """The list as a table that reads the same again."""
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";")
        writer.writerow(words[0] for words in NAMES.values())
        writer.writerows(astuple(line.entry) for line in self.lines)
        return out.getvalue()


def entries_of_file(upload) -> list[Entry]:
    """The lines of a CSV or a workbook; raises ValidationError with a sentence for a person."""
    return _entries(sheets.rows_of_file(upload))


def entries_of_text(text: str) -> list[Entry]:
    """The lines of a pasted table, whatever parts its cells; raises as ``entries_of_file``."""
    return _entries(sheets.bounded(sheets.rows_of_text(text)))


def _entries(rows: Sequence[list[str]]) -> list[Entry]:
    if not rows:
        return []
    columns = [COLUMNS.get(fold(cell)) for cell in rows[0]]
    if missing := [NAMES[name][0] for name in NEEDED if columns.count(name) != 1]:
        told = _("The first line names the columns; these are missing, or there twice: %(columns)s.")
        raise ValidationError(told % {"columns": listed(missing)})
    return [Entry(**{name: cell for name, cell in zip(columns, row, strict=False) if name}) for row in rows[1:]]


def judged(programme: Programme, entries: Sequence[Entry]) -> CountList:
    """What writing these lines would do, in a fixed number of queries."""
    regions = {fold(word): row for row in Region.objects.all() for word in (row.code, row.name_fr, row.name_ar) if word}
    standing = {row.region_id: row for row in ImportedFigure.objects.filter(programme=programme).in_force()}
    lines, seen = [], set()
    for entry in entries:
        line = _line(programme, entry, regions.get(fold(entry.region)))
        region = line.figure["region"]
        if region and region.pk in seen:
            line.errors.append(_("This region is twice in the list: add up its domains and cohorts in one line."))
        lines.append(replace(line, before=standing.get(region.pk)) if region else line)
        seen.add(region and region.pk)
    return CountList(lines)


def _line(programme: Programme, entry: Entry, region: Region | None) -> Line:
    figure = {
        "region": region,
        "as_of": _day(entry.as_of),
        "trained": _count(entry.trained),
        "in_training": _count(entry.in_training),
        "reason": entry.reason,
    }
    if None in figure.values():
        return Line(entry, figure, _unread(figure))
    try:
        check_figure(programme, **{name: figure[name] for name in ("as_of", "trained", "in_training", "reason")})
    except ValidationError as error:
        return Line(entry, figure, error.messages)
    return Line(entry, figure)


def _unread(figure: dict) -> list[str]:
    """A sentence for each cell that could not be read."""
    told = {
        "region": _("No region has this name or code."),
        "as_of": _("The day is written as 30/09/2026 or 2026-09-30."),
        "trained": _("“Trained” is a whole number."),
        "in_training": _("“In training” is a whole number."),
    }
    return [sentence for name, sentence in told.items() if figure[name] is None]


def _day(typed: str) -> date | None:
    for form in DAYS:
        try:
            return datetime.strptime(typed, form).date()
        except ValueError:
            continue
    return None


def _count(typed: str) -> int | None:
    """A whole number, its thousands parted or not, as a workbook or a person writes it."""
    plain = " ".join(typed.split())
    return int(plain.removesuffix(".0").replace(" ", "")) if WHOLE.fullmatch(plain) else None
