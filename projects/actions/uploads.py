"""Big files arrive in pieces: what has arrived is kept when the network is cut, and the rest follows.

An upload is known by its path, its size and its content: other bytes under the same name begin anew.
"""

import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min, Q
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import paths
from projects.actions.files import (
    Arrival,
    SameNames,
    check_bounds,
    keep_file,
    lock_draft,
    lock_work,
    note_left_out,
    put_files,
    require_editing,
    take_others_out,
)
from projects.actions.pieces import PIECE, PiecesGone, forget_pieces, keep_piece, spoilt, whole
from projects.actions.submissions import draft_of
from projects.models import Submission, Upload, Version, VersionFile

MOST_UNFINISHED = 200
KEPT_UNFINISHED, KEPT_ENDED = timedelta(days=7), timedelta(days=1)
SHA256, BATCH = re.compile(r"[0-9a-f]{64}"), re.compile(r"[0-9a-f]{8,32}")
# What becomes of files of the same names: they give way, or what comes lies in a folder of its own.
REPLACE, BESIDE = "replace", "beside"
OPEN = [Upload.State.SENDING, Upload.State.ASKED]


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
    if begun and _join(begun, source, batch, replaces_all):
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
    same = there.filter(path=upload.path, blob__sha256=upload.sha256)
    if same.update(batch=upload.batch, source=upload.source, laid_at=timezone.now()):
        upload.received, upload.state = upload.size, Upload.State.DONE


def _check_marks(sha256: str, batch: str) -> None:
    if sha256 and not SHA256.fullmatch(sha256):
        raise ValidationError(_("A SHA-256 is 64 digits and letters from a to f."))
    if batch and not BATCH.fullmatch(batch):
        raise ValidationError(_("A batch is 8 to 32 digits and letters from a to f."))


def _begun(same_path, size: int, sha256: str) -> Upload | None:
    """The unfinished upload of the very same file; another one of its path is dropped."""
    found = None
    for upload in same_path.filter(state__in=OPEN):
        if sha256 and (upload.size, upload.sha256) == (size, sha256) and not found:
            found = upload
        else:
            forget_upload(upload)
    return found


def _join(upload: Upload, source: str, batch: str, replaces_all: bool) -> bool:
    """What goes on is part of what it is now sent with; whether it still goes on."""
    now = {"source": source[:200], "batch": batch or upload.batch, "replaces_all": replaces_all}
    now["begun_at"] = timezone.now()
    for name, value in now.items():
        setattr(upload, name, value)
    return bool(Upload.objects.filter(pk=upload.pk, state__in=OPEN).update(**now))


def add_piece(upload: Upload, *, by: User, offset: int, data: bytes) -> Upload:
    """Keep the bytes of ``upload`` from ``offset``; pieces come in order, each once.

    Raises WrongOffset with what is there for a piece out of order or sent twice, ValidationError for
    bytes past the announced size, Upload.DoesNotExist once it was given up.
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
    those announced; Upload.DoesNotExist once it was given up.
    """
    require_editing(upload.submission, by)
    if upload.received != upload.size:
        raise WrongOffset(upload.received)
    try:
        return _verdict(upload, by) or _put(upload, by, same_names)
    except SameNames as same:
        _end(upload, Upload.State.ASKED, same.paths)
        raise
    except ValidationError as refusal:
        _end(upload, Upload.State.REFUSED, refusal.messages)  # sent again it would be refused again
        raise


def _verdict(upload: Upload, by: User) -> Version | None:
    """How an upload has ended; None while it has not."""
    if upload.state == Upload.State.REFUSED:
        raise ValidationError(upload.told)
    return draft_of(upload.submission, by=by) if upload.state == Upload.State.DONE else None


def _put(upload: Upload, by: User, same_names: str) -> Version:
    arrival = _arrival(upload)
    with transaction.atomic():
        lock_work(upload.submission, by)
        # Whoever sent the last piece twice, or gave it up, comes before or after.
        held = Upload.objects.select_for_update(no_key=True)
        upload.refresh_from_db(fields=["state", "told", "batch", "replaces_all", "begun_at"], from_queryset=held)
        if ended := _verdict(upload, by):
            return ended
        if arrival is None:
            raise spoilt(upload)
        return _lay(upload, arrival.beside() if same_names == BESIDE else arrival, by, same_names == REPLACE)


def _arrival(upload: Upload) -> Arrival | None:
    def tell(count: int) -> None:
        Upload.objects.filter(pk=upload.pk).update(files_read=count)

    try:
        with whole(upload) as file:
            return keep_file(file, upload.path, source=upload.source, told=tell)
    except PiecesGone:
        return None


def _lay(upload: Upload, arrival: Arrival, by: User, replaces: bool) -> Version:
    draft = draft_of(upload.submission, by=by)
    lock_draft(draft, by)
    put_files(draft, arrival, batch=upload.batch, replaces=replaces or upload.replaces_all)
    if upload.replaces_all:
        take_others_out(draft, upload.batch, since=upload.begun_at)
    check_bounds(draft)
    Version.objects.filter(pk=draft.pk).update(saved_by=by)
    _end(upload, Upload.State.DONE, [])
    return draft


@transaction.atomic
def _end(upload: Upload, state: str, told: list[str]) -> None:
    """The first end counts; bytes that wait for an answer stay."""
    upload.state, upload.told = state, told
    if Upload.objects.filter(pk=upload.pk, state__in=OPEN).update(state=state, told=told) and state not in OPEN:
        forget_pieces(upload)


def answer_same_names(submission: Submission, *, by: User, batch: str, answer: str) -> None:
    """Say what becomes of what came with ``batch`` and waits: ``REPLACE``, ``BESIDE``, or anything else to drop it."""
    require_editing(submission, by)
    for upload in submission.uploads.filter(batch=batch, state=Upload.State.ASKED):
        if answer not in (REPLACE, BESIDE):
            forget_upload(upload)
            continue
        with suppress(Upload.DoesNotExist):  # a team-mate answered otherwise
            finish_upload(upload, by=by, same_names=answer)


@transaction.atomic
def close_batch(
    submission: Submission, *, by: User, batch: str, replaces_all: bool, source: str, left_out: Mapping[str, int]
) -> Version:
    """All that was sent together has arrived: take the rest out of the draft where it ``replaces_all``, and keep what
    the sender left out."""
    draft = draft_of(submission, by=by)
    lock_draft(draft, by)
    if replaces_all:
        began = submission.uploads.filter(batch=batch).aggregate(first=Min("begun_at"))["first"]
        take_others_out(draft, batch, since=began or timezone.now())
    if left_out:
        note_left_out(draft, source, left_out)
    return draft


def forget_upload(upload: Upload) -> None:
    """Drop an upload and its pieces: given up, or never finished."""
    with transaction.atomic():
        # A piece that comes at the same instant comes before, and is dropped too, or finds nothing to go on with.
        list(Upload.objects.select_for_update().filter(pk=upload.pk))
        forget_pieces(upload)
        Upload.objects.filter(pk=upload.pk).delete()


def forget_stale_uploads(*, at: datetime, limit: int = 50) -> int:
    """Drop the uploads that nobody has finished in a week, and those ended a day ago; returns how many."""
    ended = Q(state__in=[Upload.State.DONE, Upload.State.REFUSED], begun_at__lt=at - KEPT_ENDED)
    stale = list(Upload.objects.filter(ended | Q(begun_at__lt=at - KEPT_UNFINISHED))[:limit])
    for upload in stale:
        forget_upload(upload)
    return len(stale)
