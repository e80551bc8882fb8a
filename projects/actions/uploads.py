"""Big files arrive in pieces: what has arrived is kept when the network is cut, and the rest follows."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import BytesIO
from tempfile import TemporaryFile

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from accounts.models import User
from core import archives
from projects.actions.contents import keep_inside
from projects.actions.files import keep_file, lock_draft, put_files, require_editing
from projects.actions.submissions import draft_of
from projects.models import Submission, Upload, UploadPiece, Version

# Small enough for a phone's network to carry one between two cuts.
PIECE = 1 * 2**20
MOST_UNFINISHED = 200
KEPT_UNFINISHED = timedelta(days=7)


class WrongOffset(Exception):
    """The piece does not continue what has arrived; ``received`` bytes are there."""

    def __init__(self, received: int):
        super().__init__(received)
        self.received = received


def begin_upload(submission: Submission, *, by: User, path: str, size: int) -> Upload:
    """Announce a file of ``size`` bytes for the draft; one announced before and unfinished goes on where it was.

    Raises PermissionDenied and TransitionRefused as ``save_draft``, ValidationError for a path outside the
    project, an impossible size, or too many unfinished uploads.
    """
    require_editing(submission, by)
    path = archives.clean_path(path)
    if not 0 <= size <= settings.VERSION_MAX_BYTES:
        limit = filesizeformat(settings.VERSION_MAX_BYTES)
        raise ValidationError(_("A version holds at most %(limit)s.") % {"limit": limit})
    mine = Upload.objects.filter(submission=submission, by=by)
    begun = mine.filter(path=path, size=size).first()
    if begun:
        return begun
    if mine.count() >= MOST_UNFINISHED:
        raise ValidationError(_("Too many files are on their way at once: wait until some have arrived."))
    return Upload.objects.create(submission=submission, by=by, path=path, size=size, token=secrets.token_hex(16))


def add_piece(upload: Upload, *, by: User, offset: int, data: bytes) -> Upload:
    """Keep the bytes of ``upload`` from ``offset``; pieces come in order, each once.

    Raises WrongOffset with what is there for a piece out of order or sent twice, ValidationError for
    bytes past the announced size.
    """
    require_editing(upload.submission, by)
    if offset != upload.received:
        raise WrongOffset(upload.received)
    if offset + len(data) > upload.size or len(data) > PIECE:
        raise ValidationError(_("More arrived than was announced: choose the file again."))
    with transaction.atomic():
        free = Upload.objects.filter(pk=upload.pk, received=offset)
        if not free.update(received=offset + len(data)):
            raise WrongOffset(Upload.objects.get(pk=upload.pk).received)
        with File(BytesIO(data), name="piece") as bytes_read:  # closed, or the row holds them until it is freed
            UploadPiece.objects.create(upload=upload, offset=offset, size=len(data), file=bytes_read)
    upload.received = offset + len(data)
    return upload


def finish_upload(upload: Upload, *, by: User) -> Version:
    """Put the whole file, or the files of an archive, into the draft; a refusal leaves the draft as it was.

    Raises ValidationError for a refused type, a broken or hostile archive, a version too large.
    """
    submission = upload.submission
    require_editing(submission, by)
    if upload.received != upload.size:
        raise WrongOffset(upload.received)
    try:
        with _whole(upload) as file:
            kept = keep_file(file, upload.path, keep_inside)
        with transaction.atomic():
            draft = draft_of(submission, by=by)
            lock_draft(draft, by)
            put_files(draft, kept)
            Version.objects.filter(pk=draft.pk).update(saved_by=by)
            forget_upload(upload)
    except ValidationError:
        forget_upload(upload)  # sent again it would be refused again
        raise
    return draft


@contextmanager
def _whole(upload: Upload) -> Iterator[File]:
    """The pieces joined, on disk."""
    with TemporaryFile() as joined:
        for piece in upload.pieces.all():
            with piece.file.open("rb") as stored:
                joined.write(stored.read())
        yield File(joined, name=upload.path)


def forget_upload(upload: Upload) -> None:
    """Drop an upload and its pieces: finished, given up, or never finished."""
    stored = [piece.file for piece in upload.pieces.all()]
    upload.delete()

    def forget_bytes():
        for file in stored:
            file.storage.delete(file.name)

    transaction.on_commit(forget_bytes, robust=True)


def forget_stale_uploads(*, at: datetime, limit: int = 50) -> int:
    """Drop the uploads that nobody has finished in a week; returns how many."""
    stale = list(Upload.objects.filter(begun_at__lt=at - KEPT_UNFINISHED)[:limit])
    for upload in stale:
        forget_upload(upload)
    return len(stale)
