"""A reviewer's desk as its address says: which version, compared with which, in which way."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from accounts.models import User
from core.numbers import whole
from core.uploads import PDF
from projects.models import Reply, Submission, Thread, Version, VersionFile
from projects.preview import FileView, Remark, change_view, whole_view
from projects.queries import workspace
from projects.queries.dossiers import replies_in
from projects.tree import FileRow, Folder, place, tree_of

# What the page lists; the other files are reached by the tree. A bigger file comes after the page.
SECTIONS, FIRST_BYTES = 60, 40_000


@dataclass
class Section:
    """A file on the page: ``kind`` says what happened to it since the version compared with."""

    row: FileRow
    kind: str = ""
    before: str = ""
    count: int = 0
    viewed: bool = False
    view: FileView | None = None


@dataclass
class Desk:
    """What is open: ``shown`` compared with ``base``, or whole when that is None."""

    submission: Submission
    user: User
    versions: list[Version]
    shown: Version
    base: Version | None
    side: bool
    spaces: bool
    source: bool
    wanted: str = ""
    # The files that did not change are listed too.
    unchanged: bool = False
    # Whoever may see the work reads it as its team does, beside the remarks that were sent.
    reads: bool = False
    threads: list[Thread] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    questions: list[Reply] = field(default_factory=list)

    @property
    def is_current(self) -> bool:
        """Remarks are made on the last version only."""
        return self.shown.pk == self.versions[0].pk

    @property
    def earlier(self) -> list[Version]:
        return [version for version in self.versions if version.number < self.shown.number]

    def address(self, **changes) -> str:
        """The state as a query string, with what differs from it; a reader's address holds the version already."""
        newest, base = self.is_current or self.reads, self.base.number if self.base else 0
        state = {"v": "" if newest else self.shown.number, "depuis": (base or "") if self.reads else base}
        state |= {"vue": "cote" if self.side else "", "espaces": "" if self.spaces else 0}
        state |= {"inchanges": 1 if self.unchanged else "", **changes}
        return urlencode({name: value for name, value in state.items() if value != "" and value is not None})


def open_desk(submission: Submission, user: User, asked: Mapping[str, str]) -> Desk:
    """The reviewer's desk that ``asked`` (the address's query) describes; without a word it compares with the last
    review."""
    versions = workspace.handed_in(submission)
    shown = next((row for row in versions if row.number == whole(asked.get("v", ""))), versions[0])
    number = whole(asked["depuis"]) if "depuis" in asked else workspace.last_reviewed(submission, user)
    desk = _desk(submission, user, versions, shown, number, asked)
    replies = replies_in(submission)
    desk.threads = workspace.threads_seen(submission, user, shown, replies, own_draft=True)
    desk.questions = [row for row in replies if row.awaits and row.review.reviewer_id == user.pk]
    desk.remarks = workspace.placed(desk.threads, shown)
    return desk


def open_reading(submission: Submission, user: User, number: int, asked: Mapping[str, str]) -> Desk | None:
    """A version as whoever may see the work reads it; without a word, whole. None when there is no such version."""
    versions = workspace.handed_in(submission)
    shown = next((row for row in versions if row.number == number), None)
    if shown is None:
        return None
    desk = _desk(submission, user, versions, shown, whole(asked.get("depuis", "")), asked)
    desk.reads = True
    desk.threads = workspace.threads_seen(submission, user, shown, replies_in(submission))
    desk.remarks = workspace.placed(desk.threads, shown)
    return desk


def _desk(submission: Submission, user: User, versions, shown: Version, base: int | None, asked) -> Desk:
    return Desk(
        submission=submission,
        user=user,
        versions=versions,
        shown=shown,
        base=next((row for row in versions if row.number == base and row.number < shown.number), None),
        side=asked.get("vue") == "cote",
        spaces=asked.get("espaces") != "0",
        source=asked.get("source") == "1",
        wanted=asked.get("q", "").strip()[:100],
        unchanged=asked.get("inchanges") == "1",
    )


@dataclass
class Files:
    """The files of the version on the screen: the tree of all, sections of those to read, those that are the same."""

    rows: list[FileRow]
    tree: Folder
    counts: Counter
    viewed: set[tuple[int, str]]
    sections: list[Section]
    same: list[Section]

    @property
    def shown(self) -> list[Section]:
        return self.sections[:SECTIONS]

    @property
    def same_shown(self) -> list[Section]:
        return self.same[:SECTIONS]

    @property
    def same_hidden(self) -> int:
        return max(0, len(self.same) - SECTIONS)

    @property
    def hidden(self) -> int:
        return max(0, len(self.sections) - SECTIONS)

    @property
    def hold_pdf(self) -> bool:
        """Whether a file that can be opened here, of this version or gone since the other, is a PDF."""
        return any(row.content_type == PDF for row in [*self.rows, *(section.row for section in self.sections)])

    @property
    def read(self) -> int:
        return _read(self.rows, self.viewed)


def files_of(desk: Desk) -> Files:
    """The files of the desk's version, in three queries (five when two versions are compared for the first time)."""
    rows = sorted(workspace.file_rows(desk.shown), key=lambda row: place(row.path))
    counts = Counter(remark.path for remark in desk.remarks if remark.path)
    viewed = set() if desk.reads else workspace.viewed_keys(desk.submission, desk.user)
    sections = _changed(desk, desk.base, rows) if desk.base else [Section(row) for row in rows]
    for section in sections:
        section.count = counts[section.row.path]
        section.viewed = (section.row.blob_id, section.row.path) in viewed
    same = [section for section in sections if section.kind == "same" and not section.count]
    read = [section for section in sections if section.kind != "same" or section.count]
    return Files(rows, tree_of(rows), counts, viewed, read, same)


def count_read(version: Version, user: User) -> tuple[int, int]:
    """How many files the version has, and how many of them ``user`` has read."""
    rows = workspace.file_rows(version)
    viewed = workspace.viewed_keys(version.submission, user)
    return len(rows), _read(rows, viewed)


def _read(rows: list[FileRow], viewed: set[tuple[int, str]]) -> int:
    return sum((row.blob_id, row.path) in viewed for row in rows)


def _changed(desk: Desk, base: Version, rows: list[FileRow]) -> list[Section]:
    """What became of each file of both versions, in the order of the tree."""
    new = {row.path: row for row in rows}
    old: dict[str, FileRow] = {}
    sections = []
    for change in workspace.changes(base, desk.shown):
        if change.new:
            moved_from = (change.old or "") if change.kind == "moved" else ""
            sections.append(Section(new[change.new], change.kind, moved_from))
        else:
            old = old or {row.path: row for row in workspace.file_rows(base)}
            sections.append(Section(old[change.path], change.kind))
    return sorted(sections, key=lambda section: place(section.row.path))


def open_first(desk: Desk, files: Files, path: str = "") -> None:
    """Of the files on the page one is open from the start: the one at ``path``, else the first not read yet."""
    waiting = [section for section in files.shown if not section.viewed]
    section = next((section for section in files.sections if section.row.path == path), None)
    if section is None and waiting and waiting[0].row.size <= FIRST_BYTES:
        section = waiting[0]
    if section is None:
        return
    if section not in files.shown:
        files.sections.remove(section)
        files.sections.insert(0, section)
    version = desk.base if desk.base and section.kind == "removed" else desk.shown
    section.view = view_file(desk, workspace.file_of(section.row, version))


def view_file(desk: Desk, file: VersionFile, *, first: int = 1, unfold: range = range(0)) -> FileView:
    """One file of the desk's version, or of the one compared with when it is gone."""
    if file.version_id != desk.shown.pk:
        return change_view(file, None, [], spaces=desk.spaces, removed=True)
    remarks = [remark for remark in desk.remarks if remark.path == file.path]
    if desk.base is None:
        return whole_view(file, remarks, first=first, source=desk.source)
    change = next((row for row in workspace.changes(desk.base, desk.shown) if row.new == file.path), None)
    if change is None or change.kind in ("same", "added"):
        return whole_view(file, remarks, first=first, source=desk.source)
    before = desk.base.files.select_related("blob__small").get(path=change.old)
    return change_view(file, before, remarks, spaces=desk.spaces, unfold=unfold, source=desk.source)


def unfolded(asked: str) -> range:
    """The numbers of the lines that an address unfolds: "12-40"."""
    first, _dash, last = asked.partition("-")
    return range(whole(first) or 0, (whole(last) or -1) + 1)
