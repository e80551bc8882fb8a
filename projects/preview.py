"""A file as a reviewer reads it: its lines, or what changed in them, with the remarks between; or a picture, a text
with its headings, a PDF, something to download."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from django.utils.safestring import SafeString

from core.encodings import NAMES, TEXT_BYTES
from core.highlighting import coloured_lines
from core.markdown import rendered
from core.uploads import PDF, PICTURES
from projects import diffs
from projects.models import Thread, VersionFile
from projects.notebooks import Cell, CellChange, changed_cells, notebook
from projects.texts import NOTEBOOK_BYTES, lines_of, text_of

# Lines of one page of a file; the next ones are asked for. Longer texts are not coloured, nor the two
# sides of a difference, which a reader waits for at each step.
LINES_LIMIT, COLOURED_CHARACTERS, COLOURED_SIDES = 2000, 200_000, 50_000
# Pieces (class, text) of a line in colours.
Colours = list[tuple[str, str]]
# Rows of a difference that a page shows.
ROWS_LIMIT = 4000
# A longer PDF is opened by its link: the page fetches by itself what it shows.
EMBEDDED_BYTES = 10 * 1024 * 1024
LANGUAGES = {
    ".py": "python", ".js": "javascript", ".html": "html", ".css": "css", ".sql": "sql", ".sh": "bash",
    ".json": "json", ".yml": "yaml", ".yaml": "yaml", ".diff": "diff", ".md": "markdown", ".ts": "typescript",
    ".java": "java", ".php": "php", ".toml": "toml", ".xml": "xml", ".tsx": "tsx", ".jsx": "jsx", ".c": "c",
    ".dart": "dart", ".kt": "kotlin", ".vue": "html", ".ini": "ini", ".scss": "scss",
}  # fmt: skip


@dataclass
class Remark:
    """A remark where it lies in the version on the screen; ``state`` is the anchor's word, "" on its own version."""

    thread: Thread
    path: str = ""
    line: int | None = None
    last_line: int | None = None
    state: str = ""
    mine: bool = False

    @property
    def end(self) -> int | None:
        """The line it is shown under."""
        return self.last_line or self.line


@dataclass
class Segment:
    """Rows, then the remarks that end there; the equal rows before them whose numbers are ``folded`` are not shown."""

    rows: list = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    folded: range = range(0)

    @property
    def fold(self) -> str:
        """The folded lines, as an address names them."""
        return f"{self.folded.start}-{self.folded.stop - 1}" if self.folded else ""


@dataclass
class FileView:
    """``kind`` is code, diff, text (rendered), notebook, cells (a notebook's difference), picture, pdf or other;
    ``next`` the first line of the next page."""

    file: VersionFile
    kind: str
    segments: list[Segment] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    html: SafeString | None = None
    cells: list[Cell] = field(default_factory=list)
    changed: list[CellChange] = field(default_factory=list)
    next: int | None = None
    total: int = 0
    cut: bool = False
    charset: str = ""
    old: list[Colours] = field(default_factory=list)
    new: list[Colours] = field(default_factory=list)

    @property
    def embedded(self) -> bool:
        """Whether the page shows the file by its browser's own viewer."""
        return self.kind == "pdf" and self.file.blob.size <= EMBEDDED_BYTES

    @property
    def is_unchanged(self) -> bool:
        """Of a difference, nothing but the place or spaces."""
        return self.kind == "diff" and not any(segment.rows for segment in self.segments)

    @property
    def columns(self) -> int:
        """Of a difference, its lines under each other."""
        return 2 if self.kind == "code" else 3

    @property
    def encoding(self) -> str:
        """How the text is written, where that is not as everywhere."""
        return NAMES.get(self.charset, "")

    def colours(self, row: diffs.Row) -> Colours:
        """The line of a difference in colours, of the side it stands on."""
        return self.old[row.old - 1] if row.kind == "-" and row.old else self.new[(row.new or 0) - 1]


def whole_view(file: VersionFile, remarks: list[Remark], *, first: int = 1, source: bool = False) -> FileView:
    """The file as it is, from its line ``first``."""
    if file.blob.content_type in PICTURES:
        return FileView(file, "picture", remarks=remarks)
    if file.blob.content_type == PDF:
        return FileView(file, "pdf", remarks=remarks)
    found = text_of(file.blob, most=_readable(file))
    if found is None:
        return FileView(file, "other", remarks=remarks)
    lines, charset = found
    on_lines = [remark for remark in remarks if remark.line]
    if _is_notebook(file) and not source and not on_lines and (told := notebook(lines)) is not None:
        return FileView(file, "notebook", remarks=remarks, cells=told[0], charset=charset, total=told[1])
    if file.blob.size > TEXT_BYTES:
        return FileView(file, "other", remarks=remarks)
    if file.path.lower().endswith(".md") and not source and not on_lines:
        html = rendered("\n".join(lines))
        if html is not None:
            return FileView(file, "text", remarks=remarks, html=html, charset=charset)
    view = _code_view(file, lines, remarks, max(1, first))
    view.charset = charset
    return view


def _is_notebook(file: VersionFile) -> bool:
    return file.path.lower().endswith(".ipynb")


def _readable(file: VersionFile) -> int:
    return NOTEBOOK_BYTES if _is_notebook(file) else TEXT_BYTES


def _code_view(file: VersionFile, lines: list[str], remarks: list[Remark], first: int) -> FileView:
    last = first + LINES_LIMIT - 1
    rows = list(enumerate(_coloured(file.path, lines)[first - 1 : last], first))
    here = [remark for remark in remarks if remark.line and first <= (remark.end or 0) <= last]
    view = FileView(file, "code", list(_segments(rows, here, lambda row: row[0])), total=len(lines))
    view.remarks = [remark for remark in remarks if not remark.line]
    view.next = last + 1 if len(lines) > last else None
    return view


def _coloured(path: str, lines: list[str], limit: int = COLOURED_CHARACTERS) -> list[Colours]:
    """Each line in colours; as it is where there are none for it."""
    text = "\n".join(lines)
    language = LANGUAGES.get(PurePosixPath(path).suffix.lower())
    if language is None or len(text) > limit:
        return _plain(lines)
    coloured = list(coloured_lines(text, language))
    # The colouring reads a lone carriage return as the end of a line, and drops a mark of byte order.
    return coloured if ["".join(text for _name, text in line) for line in coloured] == lines else _plain(lines)


def _plain(lines: list[str]) -> list[Colours]:
    return [[("", line)] for line in lines]


def _segments(rows: Iterable, remarks: list[Remark], number_of) -> Iterator[Segment]:
    """Rows up to each line that a remark ends on, with that line's remarks."""
    ends: dict[int, list[Remark]] = {}
    for remark in remarks:
        ends.setdefault(remark.end or 0, []).append(remark)
    segment = Segment()
    for row in rows:
        segment.rows.append(row)
        number = number_of(row)
        if number in ends:
            segment.remarks = ends.pop(number)
            yield segment
            segment = Segment()
    if segment.rows:
        yield segment


# Differences


def change_view(
    file: VersionFile,
    before: VersionFile | None,
    remarks: list[Remark],
    *,
    spaces: bool = True,
    removed: bool = False,
    unfold: range = range(0),
    source: bool = False,
) -> FileView:
    """What changed in ``file`` since ``before`` (None: it is new), and its equal lines to ``unfold``; all of it when it
    was ``removed``. A notebook's cells, unless its ``source`` is asked for or a remark is on its lines."""
    found = text_of(file.blob, most=_readable(file))
    old = lines_of(before.blob, most=_readable(before)) if before else []
    if found is None or old is None:
        return whole_view(file, remarks)
    lines, charset = found
    if removed:
        old, lines = lines, []
    remarked = {remark.end for remark in remarks if remark.end}
    plain = source or remarked or unfold or not _is_notebook(file)
    if not plain and (changed := changed_cells(old, lines, ignore_space=not spaces)) is not None:
        return FileView(file, "cells", remarks=remarks, changed=changed, charset=charset)
    if max(row.blob.size for row in (file, before or file)) > TEXT_BYTES:
        return whole_view(file, remarks, source=source)
    rows = diffs.rows(old, lines, ignore_space=not spaces)
    hunks = diffs.hunks(rows, keep=lambda row: row.new in remarked or row.new in unfold)
    view = FileView(file, "diff", total=len(lines), charset=charset)
    view.remarks = [remark for remark in remarks if not remark.line]
    view.old = _coloured(before.path if before else file.path, old, COLOURED_SIDES)
    view.new = _coloured(file.path, lines, COLOURED_SIDES)
    for hunk in _within(hunks, view):
        made = list(_segments(hunk.rows, [remark for remark in remarks if remark.line], lambda row: row.new))
        made = made or [Segment()]
        made[0].folded = hunk.folded
        view.segments += made
    return view


def folded_rows(view: FileView, unfold: range) -> list[Segment]:
    """Of a difference, the lines to unfold alone."""
    return [Segment([row for segment in view.segments for row in segment.rows if row.new in unfold])]


def _within(hunks: list[diffs.Hunk], view: FileView) -> Iterator[diffs.Hunk]:
    left = ROWS_LIMIT
    for hunk in hunks:
        if left <= 0:
            view.cut = True
            return
        view.cut = len(hunk.rows) > left
        yield diffs.Hunk(hunk.folded, hunk.rows[:left])
        left -= len(hunk.rows)
