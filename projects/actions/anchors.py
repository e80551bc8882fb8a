"""Remarks follow their lines from version to version."""

from projects.diffs import Following, Place, starts
from projects.models import Anchor, AppliedSuggestion, Thread, Version, VersionFile
from projects.pairing import pair_files
from projects.texts import fetch_small, lines_of


def place_remarks(version: Version) -> list[Anchor]:
    """Say where each remark still standing has its lines in ``version``, which has just been handed in."""
    standing = Thread.objects.filter(
        review__version__submission=version.submission_id, review__sent_at__isnull=False
    ).exclude(state=Thread.State.CONFIRMED)
    threads = list(standing.exclude(path="").select_related("review"))
    files = {row.path: row for row in version.files.select_related("blob")} if threads else {}
    earlier = Earlier(files)
    return Anchor.objects.bulk_create(
        (_anchor(thread, version, *earlier.place(thread)) for thread in threads), ignore_conflicts=True
    )


def _anchor(thread: Thread, version: Version, path: str, place: Place) -> Anchor:
    return Anchor(thread=thread, version=version, state=place.state, path=path, line=place.first, last_line=place.last)


def forget_lost_suggestions(version: Version) -> None:
    """A version says that it applies a suggestion only while the lines stand in it."""
    applied = version.applied.select_related("thread", "version")
    rows = list(applied)
    named = version.files.filter(path__in=[row.path for row in rows])
    files = {row.path: row for row in named.select_related("blob__small")}
    lost = [row.pk for row in rows if not stands(row.thread, version, files)]
    applied.filter(pk__in=lost).delete()


def stands(thread: Thread, version: Version, files: dict[str, VersionFile]) -> bool:
    """Whether the suggestion was applied to this version, and holds: its lines still are in the file, or those that
    should go stand there less often than where the remark was made."""
    applied = AppliedSuggestion.objects.filter(thread=thread, version=version).first()
    if applied is None or applied.path not in files:
        return False
    lines = lines_of(files[applied.path].blob) or []
    if not thread.removes_lines:
        return bool(starts(thread.suggested_lines, lines))
    gone, before = thread.quote.split("\n"), thread.review.version.files.filter(path=thread.path).first()
    return before is not None and len(starts(gone, lines)) < len(starts(gone, lines_of(before.blob) or []))


class Earlier:
    """The versions that remarks were made on, each read once."""

    def __init__(self, files: dict[str, VersionFile]):
        self.files = files
        self.versions: dict[int, tuple[dict[str, VersionFile], dict[str, str | None]]] = {}
        self.texts: dict[int, list[str] | None] = {}
        self.compared: dict[tuple[int, int], Following | None] = {}

    def place(self, thread: Thread) -> tuple[str, Place]:
        """The path and the lines of ``thread`` now."""
        before, paths = self._version(thread.review.version_id)
        path = paths.get(thread.path)
        if path is None or thread.path not in before:
            return "", Place("outdated")
        if thread.line is None:
            return path, Place("kept" if path == thread.path else "moved")
        following = self._following(before[thread.path], self.files[path])
        if following is None:
            return path, Place("outdated")
        place = following.place(thread.line, thread.last_line or thread.line)
        moved_file = place.state == "kept" and path != thread.path
        return path, Place("moved", place.first, place.last) if moved_file else place

    def _version(self, pk: int):
        """A version's files by path, and the path that each has now."""
        if pk not in self.versions:
            before = {row.path: row for row in VersionFile.objects.filter(version=pk).select_related("blob")}
            moved = before.keys() ^ self.files.keys()
            fetch_small(row for side in (before, self.files) for path, row in side.items() if path in moved)
            changes = pair_files(
                {path: row.blob.sha256 for path, row in before.items()},
                {path: row.blob.sha256 for path, row in self.files.items()},
                lines=lambda path, side: lines_of((before if side == "old" else self.files)[path].blob),
            )
            self.versions[pk] = before, {change.old: change.new for change in changes if change.old}
        return self.versions[pk]

    def _following(self, before: VersionFile, now: VersionFile) -> Following | None:
        """The difference of two files, worked out once for all their remarks."""
        key = before.blob_id, now.blob_id
        if key not in self.compared:
            old, new = self._lines(before), self._lines(now)
            self.compared[key] = None if old is None or new is None else Following(old, new)
        return self.compared[key]

    def _lines(self, row: VersionFile) -> list[str] | None:
        if row.blob_id not in self.texts:
            self.texts[row.blob_id] = lines_of(row.blob)
        return self.texts[row.blob_id]
