"""What the API says of a draft and of the files on their way to it."""

from typing import Annotated, Any, Literal

from ninja import Field, Schema

from accounts.schemas import Person
from core.api import Moment
from projects.queries import DraftReport

UploadState = Annotated[Literal["sending", "asked", "done", "refused"], Field(title="UploadState")]


class DraftOut(Schema):
    """The team's draft; ``saved_at`` is what ``seen_at`` says when it is saved again."""

    id: int
    number: int
    saved_at: Moment
    saved_by: Person | None
    note: str
    repository_url: str
    commit: str
    demo_url: str
    how_to_run: str
    own_levels: dict[int, int]

    @staticmethod
    def resolve_own_levels(row) -> dict[int, int]:
        return dict(row.own_levels.values_list("criterion_id", "level"))


class UploadOut(Schema):
    """A file on its way: where its pieces go, how much has arrived, how many files of an archive were read."""

    token: str
    path: str
    size: int
    received: int
    sha256: str
    batch: str
    state: UploadState
    files_read: int


class LeftOut(Schema):
    """How many files of an archive or a folder were left out, by what tools make."""

    source: str
    counts: dict[str, int]


class Suspected(Schema):
    """A file that may hold a secret: remove it, or keep it on purpose, before the draft is handed in."""

    id: int
    path: str
    secret: str


class AskedOut(Schema):
    """What waits for an answer: the files of an archive or a folder that would replace others."""

    source: str
    paths: list[str]


class ChangesOut(Schema):
    """A draft against version ``since``, none for a first one. ``replaced`` took the place of files sent before;
    ``no_files`` were pipes, sockets or devices of an archive, left out."""

    since: int | None
    added: list[str]
    changed: list[str]
    removed: list[str]
    replaced: list[str]
    unchanged: int
    unopened: list[str]
    left_out: list[LeftOut]
    no_files: list[str]
    suspects: list[Suspected]
    asked: list[AskedOut]

    @staticmethod
    def of(report: DraftReport) -> dict[str, Any]:
        """What the page says."""
        return {
            "since": report.since, "unchanged": report.unchanged, "unopened": report.unopened,
            "added": report.added.paths, "changed": report.changed.paths, "removed": report.removed.paths,
            "replaced": report.replaced.paths, "no_files": report.no_files,
            "left_out": [{"source": source, "counts": dict(made)} for source, made in report.left_out],
            "suspects": [{"id": row.pk, "path": row.path, "secret": row.suspect} for row in report.suspects],
            "asked": [{"source": row.source, "paths": row.paths} for row in report.asked],
        }  # fmt: skip
