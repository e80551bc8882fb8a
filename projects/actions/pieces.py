"""The bytes of an upload: pieces that lie in the private storage until they are one file."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from tempfile import TemporaryFile

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import paths
from projects.actions.files import SameNames
from projects.models import Submission, Upload, UploadPiece

# Small enough for a phone's network to carry one between two cuts.
PIECE = 1 * 2**20


def keep_piece(upload: Upload, offset: int, data: bytes) -> None:
    """Store the bytes of ``upload`` from ``offset``."""
    with File(BytesIO(data), name="piece") as bytes_read:  # closed, or the row holds them until it is freed
        UploadPiece.objects.create(upload=upload, offset=offset, size=len(data), file=bytes_read)


class PiecesGone(Exception):
    """Another request has ended this upload, or given it up, while its bytes were read."""


@contextmanager
def whole(upload: Upload) -> Iterator[File]:
    """The pieces joined, on disk. Raises PiecesGone; ValidationError when they are not the bytes that were
    announced."""
    digest = hashlib.sha256()
    with TemporaryFile() as joined:
        for data in _stored(upload):
            digest.update(data)
            joined.write(data)
        if joined.tell() != upload.size:
            raise PiecesGone
        if upload.sha256 and digest.hexdigest() != upload.sha256:
            raise spoilt(upload)
        joined.seek(0)
        file = File(joined, name=upload.path)
        file.size = upload.size
        yield file


def spoilt(upload: Upload) -> ValidationError:
    """The sentence for bytes that are not those announced."""
    return ValidationError(_("“%(name)s” did not arrive as it was sent: choose it again.") % {"name": upload.path})


def _stored(upload: Upload) -> Iterator[bytes]:
    for piece in upload.pieces.all():
        try:
            with piece.file.open("rb") as stored:
                yield stored.read()
        except FileNotFoundError as error:
            raise PiecesGone from error


def ask_about(submission: Submission, file, same: SameNames, *, by: User) -> Upload:
    """Keep a file that a form has brought until its team says what becomes of those it would replace."""
    known = {"submission": submission, "by": by, "path": paths.lone_path(paths.last_of(file.name)), "size": file.size}
    token = secrets.token_hex(16)
    asked = Upload.objects.create(
        **known, token=token, batch=token, received=file.size, state=Upload.State.ASKED, told=same.paths
    )
    file.seek(0)
    offset = 0
    while data := file.read(PIECE):
        keep_piece(asked, offset, data)
        offset += len(data)
    return asked


def forget_pieces(upload: Upload) -> None:
    """Drop the bytes of an upload once it is committed that they are not needed."""
    stored = [piece.file for piece in upload.pieces.all()]
    upload.pieces.all().delete()

    def forget_bytes():
        for file in stored:
            file.storage.delete(file.name)

    transaction.on_commit(forget_bytes, robust=True)
