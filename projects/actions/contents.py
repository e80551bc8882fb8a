"""Contents: the bytes people hand in, each kept once."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from core import suspects, uploads
from core.stores import keep_bytes
from projects.models import Blob, Thread, VersionFile

KEPT_UNUSED = timedelta(days=1)
# How many small files are held to be stored together, and how many bytes of them.
AT_ONCE, HELD_FILE, HELD_BYTES = 200, 256 * 1024, 4 * 2**20


@dataclass(frozen=True)
class Kept:
    """A content that is stored, and the secret that it may hold under its name."""

    blob: Blob
    suspect: str = ""


def keep_content(upload) -> Blob:
    """The content of ``upload``, stored unless the same bytes are already there.

    Raises ValidationError for a file too big for a form, or a program.
    """
    uploads.check_size(upload)
    return next(iter(keep_contents([upload]).values())).blob


def keep_contents(files: Iterable) -> dict[str, Kept]:
    """Name → content of files that are read one after the other, stored some at a time with few queries.

    Raises ValidationError for a program.
    """
    kept: dict[str, Kept] = {}
    waiting: list[_Read] = []
    held = 0
    for file in files:
        read = _Read.of(file)
        if file.size > HELD_FILE:
            kept |= _store([read])  # its bytes are read from where they lie
            continue
        file.seek(0)
        waiting.append(replace(read, file=file.read()))
        held += file.size
        if len(waiting) >= AT_ONCE or held > HELD_BYTES:
            kept |= _store(waiting)
            waiting, held = [], 0
    return kept | _store(waiting)


@dataclass(frozen=True)
class _Read:
    name: str
    file: Any  # or its bytes, where they are few
    size: int
    sha256: str
    content_type: str
    suspect: str

    @classmethod
    def of(cls, file) -> "_Read":
        content_type, head = uploads.content_type(file), file.read(suspects.LOOKED_AT)
        suspect = suspects.suspected(str(file.name), head)
        return cls(str(file.name), file, file.size, uploads.sha256(file), content_type, suspect)


def _store(read: list[_Read]) -> dict[str, Kept]:
    if not read:
        return {}
    by_content = {row.sha256: row for row in read}
    # The update is the lock: the sweep of unused contents sees them young again, or has already taken them.
    Blob.objects.filter(sha256__in=by_content).update(made_at=timezone.now())
    blobs = _found(by_content)
    for sha256, blob in blobs.items():
        if blob.content_type != by_content[sha256].content_type:  # told by an older reader
            Blob.objects.filter(pk=blob.pk).update(content_type=by_content[sha256].content_type)
    new = [_written(row) for sha256, row in by_content.items() if sha256 not in blobs]
    if new:
        Blob.objects.bulk_create(new, ignore_conflicts=True)
        blobs |= _found([row.sha256 for row in new])
    return {row.name: Kept(blobs[row.sha256], row.suspect) for row in read}


def _written(row: _Read) -> Blob:
    """A row whose bytes lie in the storage; where the same came by another request, they are swept with it."""
    blob = Blob(sha256=row.sha256, size=row.size, content_type=row.content_type)
    if isinstance(row.file, bytes):
        blob.file = keep_bytes(uploads.private_storage(), uploads.random_name(blob, row.name), row.file)
    else:
        row.file.seek(0)
        blob.file.save(row.name, row.file, save=False)
    return blob


def _found(contents: Iterable[str]) -> dict[str, Blob]:
    return {blob.sha256: blob for blob in Blob.objects.filter(sha256__in=list(contents))}


def forget_contents(*, at: datetime, limit: int = 500) -> int:
    """Drop contents that nothing has held for a day; returns how many. Their files are swept with the storage."""
    used = [VersionFile.objects.filter(blob=OuterRef("pk")), Thread.objects.filter(screenshot=OuterRef("pk"))]
    idle = Blob.objects.filter(~Exists(used[0]), ~Exists(used[1]), made_at__lt=at - KEPT_UNUSED)
    stale = list(idle.values_list("pk", flat=True)[:limit])
    return idle.filter(pk__in=stale).delete()[1].get("projects.Blob", 0)
