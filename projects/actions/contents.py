"""Contents: the bytes people hand in, each kept once."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from core import uploads
from projects.models import Blob, Thread, VersionFile

KEPT_UNUSED = timedelta(days=1)


def keep_content(upload) -> Blob:
    """The content of ``upload``, stored unless the same bytes are already there.

    Raises ValidationError for a file too big for a form, or a program.
    """
    return _keep(upload, uploads.check_file(upload))


def keep_inside(entry) -> Blob:
    """As ``keep_content``, for a file inside a project, whose size its version bounds."""
    return _keep(entry, uploads.content_type(entry))


def _keep(upload, content_type: str) -> Blob:
    digest = uploads.sha256(upload)
    # The update is the lock: the sweep of unused contents sees it young again, or has already taken it.
    if Blob.objects.filter(sha256=digest).update(made_at=timezone.now()):
        return Blob.objects.get(sha256=digest)
    try:
        with transaction.atomic():
            return Blob.objects.create(sha256=digest, size=upload.size, content_type=content_type, file=upload)
    except IntegrityError:
        return Blob.objects.get(sha256=digest)  # the same bytes came by another request


def forget_contents(*, at: datetime, limit: int = 500) -> int:
    """Drop contents that nothing has held for a day; returns how many. Their files are swept with the storage."""
    used = [VersionFile.objects.filter(blob=OuterRef("pk")), Thread.objects.filter(screenshot=OuterRef("pk"))]
    idle = Blob.objects.filter(~Exists(used[0]), ~Exists(used[1]), made_at__lt=at - KEPT_UNUSED)
    stale = list(idle.values_list("pk", flat=True)[:limit])
    return idle.filter(pk__in=stale).delete()[1].get("projects.Blob", 0)
