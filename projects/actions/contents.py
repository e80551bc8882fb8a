"""Contents: the bytes people hand in, each kept once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from core import suspects, uploads
from projects.models import Blob, SmallContent, Thread, VersionFile

KEPT_UNUSED = timedelta(days=1)
# Most sources are of a few kilobytes: up to here the bytes lie in the database (decision 0052).
SMALL = 32 * 1024
AT_ONCE = 200  # small ones are held to be stored together


@dataclass(frozen=True)
class Kept:
    """A content that is stored, by the number of its row, and the secret that it may hold under its name."""

    blob_id: int
    suspect: str = ""


def keep_content(upload) -> Blob:
    """The content of ``upload``, stored unless the same bytes are already there.

    Raises ValidationError for a file too big for a form, or a program.
    """
    uploads.check_size(upload)
    return Blob.objects.get(pk=next(iter(keep_contents([upload]).values())).blob_id)


def keep_contents(files: Iterable) -> dict[str, Kept]:
    """Name → content of files that are read one after the other, stored some at a time with few queries.

    Raises ValidationError for a program.
    """
    kept: dict[str, Kept] = {}
    waiting: list[_Read] = []
    for file in files:
        read = _Read.of(file)
        if read.data is None:
            kept |= _store([read])  # its bytes are read from where they lie
            continue
        waiting.append(read)
        if len(waiting) >= AT_ONCE:
            kept |= _store(waiting)
            waiting = []
    return kept | _store(waiting)


@dataclass(frozen=True)
class _Read:
    name: str
    file: Any
    data: bytes | None  # of a small one
    size: int
    sha256: str
    content_type: str
    suspect: str

    @classmethod
    def of(cls, file) -> "_Read":
        content_type, name = uploads.content_type(file), str(file.name)
        data = file.read() if file.size <= SMALL else None
        suspect = suspects.suspected(name, data if data is not None else file.read(suspects.LOOKED_AT))
        return cls(name, file if data is None else None, data, file.size, uploads.sha256(file), content_type, suspect)


def _store(read: list[_Read]) -> dict[str, Kept]:
    if not read:
        return {}
    by_content = {row.sha256: row for row in read}
    # The update is the lock: the sweep of unused contents sees them young again, or has already taken them.
    Blob.objects.filter(sha256__in=by_content).update(made_at=timezone.now())
    numbers = {}
    for blob in Blob.objects.filter(sha256__in=list(by_content)):
        numbers[blob.sha256] = blob.pk
        if blob.content_type != by_content[blob.sha256].content_type:  # told by an older reader
            Blob.objects.filter(pk=blob.pk).update(content_type=by_content[blob.sha256].content_type)
    numbers |= _written([row for sha256, row in by_content.items() if sha256 not in numbers])
    return {row.name: Kept(numbers[row.sha256], row.suspect) for row in read}


def _written(read: list[_Read]) -> dict[str, int]:
    """Rows with their bytes; where the same came by another request its row is taken, and a file is swept."""
    if not read:
        return {}
    made = {row.sha256: _row(row) for row in read}
    with transaction.atomic():
        Blob.objects.bulk_create(made.values(), ignore_conflicts=True)
        numbers = dict(Blob.objects.filter(sha256__in=list(made)).values_list("sha256", "pk"))
        small = [SmallContent(blob_id=numbers[row.sha256], data=row.data) for row in read if row.data is not None]
        SmallContent.objects.bulk_create(small, ignore_conflicts=True)
    return numbers


def _row(read: _Read) -> Blob:
    blob = Blob(sha256=read.sha256, size=read.size, content_type=read.content_type)
    if read.data is None:
        read.file.seek(0)
        blob.file.save(read.name, read.file, save=False)
    return blob


def forget_contents(*, at: datetime, limit: int = 500) -> int:
    """Drop contents that nothing has held for a day; returns how many. Their files are swept with the storage."""
    used = [VersionFile.objects.filter(blob=OuterRef("pk")), Thread.objects.filter(screenshot=OuterRef("pk"))]
    idle = Blob.objects.filter(~Exists(used[0]), ~Exists(used[1]), made_at__lt=at - KEPT_UNUSED)
    stale = list(idle.values_list("pk", flat=True)[:limit])
    return idle.filter(pk__in=stale).delete()[1].get("projects.Blob", 0)
