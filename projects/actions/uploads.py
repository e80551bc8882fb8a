"""Big files arrive in pieces: what has arrived is kept when the network is cut, and the rest follows.

An upload is known by its path, its size and its content: other bytes under the same name begin anew.
"""

import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from accounts.models import User
from core import paths
from projects.actions.files import (
    SameNames,
    check_bounds,
    keep_file,
    lock_draft,
    note_left_out,
    put_files,
    require_editing,
    take_others_out,
)
from projects.actions.pieces import PIECE, forget_pieces, keep_piece, whole
from projects.actions.submissions import draft_of
from projects.models import Submission, Upload, Version, VersionFile

MOST_UNFINISHED = 200
KEPT_UNFINISHED, KEPT_ENDED = timedelta(days=7), timedelta(days=1)
SHA256, BATCH = re.compile(r"[0-9a-f]{64}"), re.compile(r"[0-9a-f]{8,32}")
# What becomes of files of the same names: they give way, or what comes lies in a folder of its own.
REPLACE, BESIDE = "replace", "beside"


class WrongOffset(Exception):
    """The piece does not continue what has arrived; ``received`` bytes are there."""

    def __init__(self, received: int):
        super().__init__(received)
        self.received = received


def begin_upload(
    submission: Submission,
    *,
    by: User,
    path: str,
    size: int,
    sha256: str = "",
    source: str = "",
    batch: str = "",
    replaces_all: bool = False,
) -> Upload:
    """Announce a file of ``size`` bytes for the draft; the very same one, unfinished, goes on where it was.

    ``sha256`` is the content's; without it an upload begins anew. ``source`` is the folder and ``batch`` what it is
    sent with. Raises PermissionDenied and TransitionRefused as ``save_draft``, ValidationError for a path outside the
    project, what tools make, an impossible size or digest, or too many unfinished uploads.
    """
    require_editing(submission, by)
    path = paths.lone_path(path)
    if not 0 <= size <= settings.VERSION_MAX_BYTES:
        limit = filesizeformat(settings.VERSION_MAX_BYTES)
        raise ValidationError(_("A version holds at most %(limit)s.") % {"limit": limit})
    _check_marks(sha256, batch)
    mine = Upload.objects.filter(submission=submission, by=by)
    begun = _begun(mine.filter(path=path), size, sha256)
    if begun:
        _join(begun, source, batch, replaces_all)
        return begun
    if mine.filter(state=Upload.State.SENDING).count() >= MOST_UNFINISHED:
        raise ValidationError(_("Too many files are on their way at once: wait until some have arrived."))
    token = secrets.token_hex(16)
    how = {"sha256": sha256, "source": source[:200], "batch": batch or token, "replaces_all": replaces_all}
    begun = Upload(submission=submission, by=by, path=path, size=size, token=token, **how)
    if sha256 and not replaces_all and not paths.is_unpacked(path):
        _take_as_sent(begun)
    begun.save()
    return begun


def _take_as_sent(upload: Upload) -> None:
    """The draft holds that very file at that place: there is nothing to send."""
    there = VersionFile.objects.filter(version__submission=upload.submission, version__submitted_at=None)
    if there.filter(path=upload.path, blob__sha256=upload.sha256).update(batch=upload.batch, source=upload.source):
        upload.received, upload.state = upload.size, Upload.State.DONE


def _check_marks(sha256: str, batch: str) -> None:
    if sha256 and not SHA256.fullmatch(sha256):
        raise ValidationError(_("A SHA-256 is 64 digits and letters from a to f."))
    if batch and not BATCH.fullmatch(batch):
        raise ValidationError(_("A batch is 8 to 32 digits and letters from a to f."))


def _begun(same_path, size: int, sha256: str) -> Upload | None:
    """The unfinished upload of the very same file; another one of its path is dropped."""
    open_states = [Upload.State.SENDING, Upload.State.ASKED]
    found = None
    for upload in same_path.filter(state__in=open_states):
        if sha256 and (upload.size, upload.sha256) == (size, sha256) and not found:
            found = upload
        else:
            forget_upload(upload)
    return found


def _join(upload: Upload, source: str, batch: str, replaces_all: bool) -> None:
    """What goes on is part of what it is now sent with."""
    upload.source, upload.batch, upload.replaces_all = source[:200], batch or upload.batch, replaces_all
    upload.save(update_fields=["source", "batch", "replaces_all"])


def add_piece(upload: Upload, *, by: User, offset: int, data: bytes) -> Upload:
    """Keep the bytes of ``upload`` from ``offset``; pieces come in order, each once.

    Raises WrongOffset with what is there for a piece out of order or sent twice, ValidationError for
    bytes past the announced size.
    """
    require_editing(upload.submission, by)
    if offset != upload.received or (upload.state != Upload.State.SENDING and data):
        raise WrongOffset(upload.received)
    if offset + len(data) > upload.size or len(data) > PIECE:
        raise ValidationError(_("More arrived than was announced: choose the file again."))
    if not data:
        return upload
    with transaction.atomic():
        free = Upload.objects.filter(pk=upload.pk, received=offset)
        if not free.update(received=offset + len(data)):
            raise WrongOffset(Upload.objects.get(pk=upload.pk).received)
        keep_piece(upload, offset, data)
    upload.received = offset + len(data)
    return upload


def finish_upload(upload: Upload, *, by: User, same_names: str = "") -> Version:
    """Put the whole file, or the files of an archive, into the draft; a refusal leaves the draft as it was. Asked
    again, it answers the same.

    Raises SameNames, until ``same_names`` says what becomes of them, when files would replace those of another archive
    or folder; ValidationError for a program, a broken or hostile archive, a version too large, bytes that are not
    those announced.
    """
    submission = upload.submission
    require_editing(submission, by)
    if upload.received != upload.size:
        raise WrongOffset(upload.received)
    if upload.state == Upload.State.REFUSED:
        raise ValidationError(upload.told)
    if upload.state == Upload.State.DONE:
        return draft_of(submission, by=by)
    try:
        return _put(upload, by, same_names)
    except SameNames as same:
        _end(upload, Upload.State.ASKED, same.paths)
        raise
    except ValidationError as refusal:
        forget_pieces(upload)
        _end(upload, Upload.State.REFUSED, refusal.messages)  # sent again it would be refused again
        raise


def _put(upload: Upload, by: User, same_names: str) -> Version:
    def tell(count: int) -> None:
        Upload.objects.filter(pk=upload.pk).update(files_read=count)

    with whole(upload) as file:
        arrival = keep_file(file, upload.path, source=upload.source, told=tell)
    if same_names == BESIDE:
        arrival = arrival.beside()
    with transaction.atomic():
        draft = draft_of(upload.submission, by=by)
        lock_draft(draft, by)
        replaces = same_names == REPLACE or upload.replaces_all
        put_files(draft, arrival, batch=upload.batch, replaces=replaces)
        if upload.replaces_all:
            take_others_out(draft, upload.batch)
        check_bounds(draft)
        Version.objects.filter(pk=draft.pk).update(saved_by=by)
        forget_pieces(upload)
        _end(upload, Upload.State.DONE, [])
    return draft


def _end(upload: Upload, state: str, told: list[str]) -> None:
    upload.state, upload.told = state, told
    Upload.objects.filter(pk=upload.pk).update(state=state, told=told)


def answer_same_names(submission: Submission, *, by: User, batch: str, answer: str) -> None:
    """Say what becomes of what came with ``batch`` and waits: ``REPLACE``, ``BESIDE``, or anything else to drop it."""
    require_editing(submission, by)
    for upload in submission.uploads.filter(batch=batch, state=Upload.State.ASKED):
        if answer in (REPLACE, BESIDE):
            finish_upload(upload, by=by, same_names=answer)
        else:
            forget_upload(upload)


@transaction.atomic
def close_batch(
    submission: Submission, *, by: User, batch: str, replaces_all: bool, source: str, left_out: Mapping[str, int]
) -> Version:
    """All that was sent together has arrived: take the rest out of the draft where it ``replaces_all``, and keep what
    the sender left out."""
    draft = draft_of(submission, by=by)
    lock_draft(draft, by)
    if replaces_all:
        take_others_out(draft, batch)
    if left_out:
        note_left_out(draft, source, left_out)
    return draft


def forget_upload(upload: Upload) -> None:
    """Drop an upload and its pieces: given up, or never finished."""
    with transaction.atomic():
        forget_pieces(upload)
        upload.delete()


def forget_stale_uploads(*, at: datetime, limit: int = 50) -> int:
    """Drop the uploads that nobody has finished in a week, and those ended a day ago; returns how many."""
    ended = Q(state__in=[Upload.State.DONE, Upload.State.REFUSED], begun_at__lt=at - KEPT_ENDED)
    stale = list(Upload.objects.filter(ended | Q(begun_at__lt=at - KEPT_UNFINISHED))[:limit])
    for upload in stale:
        forget_upload(upload)
    return len(stale)
