"""What a draft says of itself: what it changes, what was left out, what it asks."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from core.paths import is_unopened
from projects.models import Submission, Upload, Version, VersionFile
from projects.queries.files import SHOWN, listed_files

NAMED = 20


@dataclass(frozen=True)
class Change:
    """Files of one kind of change: the first paths, how many there are."""

    paths: list[str]

    @property
    def count(self) -> int:
        return len(self.paths)

    @property
    def shown(self) -> list[str]:
        return self.paths[:NAMED]

    @property
    def more(self) -> int:
        return max(0, self.count - NAMED)


@dataclass(frozen=True)
class SameNames:
    """What waits for an answer: the archive or the folder, and the paths that it would replace."""

    batch: str
    source: str
    paths: list[str]

    @property
    def shown(self) -> list[str]:
        return self.paths[:SHOWN]

    @property
    def more(self) -> int:
        return len(self.paths[SHOWN:])


@dataclass
class DraftReport:
    """A draft against the last version handed in (``since``, None for a first one)."""

    since: int | None = None
    added: Change = field(default_factory=lambda: Change([]))
    changed: Change = field(default_factory=lambda: Change([]))
    removed: Change = field(default_factory=lambda: Change([]))
    replaced: Change = field(default_factory=lambda: Change([]))
    unchanged: int = 0
    unopened: list[str] = field(default_factory=list)
    suspects: list[VersionFile] = field(default_factory=list)
    left_out: list[tuple[str, list[tuple[str, int]]]] = field(default_factory=list)
    no_files: list[str] = field(default_factory=list)
    asked: list[SameNames] = field(default_factory=list)


def draft_files(draft: Version | None) -> dict[str, Any]:
    """What the page of a draft lists: its first files, and what it says of itself."""
    return {"listed": listed_files(draft), "report": draft_report(draft)}


def draft_report(draft: Version | None) -> DraftReport:
    """In five queries, however many files there are."""
    if draft is None:
        return DraftReport()
    last = (
        Version.objects.filter(submission=draft.submission_id, submitted_at__isnull=False).order_by("-number").first()
    )
    now, before = _contents(draft), _contents(last) if last else {}
    report = DraftReport(
        since=last.number if last else None,
        added=Change(sorted(now.keys() - before.keys())),
        changed=Change(sorted(path for path in now.keys() & before.keys() if now[path] != before[path])),
        removed=Change(sorted(before.keys() - now.keys())),
        replaced=Change(list(draft.files.filter(is_replaced=True).values_list("path", flat=True))),
        unopened=sorted(path for path in now if is_unopened(path)),
        left_out=_counted(draft),
        no_files=[name for made in draft.left_out.values() for name, count in made.items() if not count],
        asked=asked_of(draft.submission),
        suspects=list(draft.files.exclude(suspect="").filter(is_wanted=False)[:NAMED]),
    )
    report.unchanged = len(now) - report.added.count - report.changed.count
    return report


def _counted(draft: Version) -> list[tuple[str, list[tuple[str, int]]]]:
    """What was left out of each archive and folder; pipes and devices are no files to count."""
    counted = ((source, [row for row in made.items() if row[1]]) for source, made in draft.left_out.items())
    return [(source, made) for source, made in counted if made]


def _contents(version: Version) -> dict[str, int]:
    return dict(version.files.values_list("path", "blob_id"))


def asked_of(submission: Submission) -> list[SameNames]:
    """The archives and the folders that wait for an answer."""
    waiting = Upload.objects.filter(submission=submission, state=Upload.State.ASKED).order_by("pk")
    batches: dict[tuple[str, str], list[str]] = defaultdict(list)
    for upload in waiting:
        batches[upload.batch, upload.source or upload.path].extend(upload.told)
    return [SameNames(batch, source, paths) for (batch, source), paths in batches.items()]
