"""The files of a draft: one by one, a folder, or an archive that is unpacked."""

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Sum
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from accounts.models import User
from core import archives, uploads
from core.workflow import TransitionRefused
from projects.actions.contents import keep_inside
from projects.models import Blob, Submission, Version, VersionFile

EDITABLE = {Submission.State.DRAFT, Submission.State.QUEUED, Submission.State.CHANGES_REQUESTED}


def is_editable(submission: Submission) -> bool:
    """Its team may write a draft: nobody reviews it, and no second reading is asked for."""
    return submission.state in EDITABLE and not submission.disputed


def require_editing(submission: Submission, by: User) -> None:
    """Raises PermissionDenied for who is not of the team, TransitionRefused while the work is in review, disputed or
    done."""
    if not by.has_perm("projects.submit_submission", submission):
        raise PermissionDenied("projects.submit_submission")
    if not is_editable(submission):
        raise TransitionRefused(submission, "save_draft")


def keep_files(files: Iterable) -> dict[str, Blob]:
    """Path → content of the files sent with a form; an archive gives its own files.

    Raises ValidationError, with the field ``files``, that tells which are refused.
    """
    kept: dict[str, Blob] = {}
    try:
        files = list(files)
        uploads.check_files(files)
        for upload in files:
            kept |= keep_file(upload, uploads.clean_name(upload.name), keep_inside)
    except ValidationError as refusal:
        raise ValidationError({"files": refusal.messages}) from refusal
    return kept


def keep_file(upload, path: str, keep) -> dict[str, Blob]:
    """Path → content of one file, or of every file of an archive.

    Raises ValidationError for what is named as an archive and is none, or as ``archives.entries``.
    """
    content_type = uploads.content_type(upload)
    if not archives.looks_like(content_type, path):
        if archives.is_named_one(path):
            raise ValidationError(_("“%(name)s” cannot be opened as an archive: it is damaged.") % {"name": path})
        return {path: keep(upload)}
    bounds = archives.Bounds(settings.VERSION_MAX_FILES, settings.VERSION_MAX_BYTES)
    inside = {str(entry.name): keep_inside(entry) for entry in archives.entries(upload.file, content_type, bounds)}
    if not inside:
        raise ValidationError(_("“%(name)s” holds no file to review.") % {"name": path})
    return inside


def put_files(draft: Version, kept: dict[str, Blob]) -> None:
    """Lay the contents at their paths in the draft; what lay there before gives way.

    Raises ValidationError when the version would hold too many files or bytes.
    """
    VersionFile.objects.bulk_create(
        (VersionFile(version=draft, path=path, blob=blob) for path, blob in kept.items()),
        update_conflicts=True, unique_fields=["version", "path"], update_fields=["blob"], batch_size=500,
    )  # fmt: skip
    size = draft.files.aggregate(total=Sum("blob__size"))["total"] or 0
    if draft.files.count() > settings.VERSION_MAX_FILES:
        raise ValidationError(
            {"files": _("A version holds at most %(count)d files.") % {"count": settings.VERSION_MAX_FILES}}
        )
    if size > settings.VERSION_MAX_BYTES:
        limit = filesizeformat(settings.VERSION_MAX_BYTES)
        raise ValidationError({"files": _("A version holds at most %(limit)s.") % {"limit": limit}})


@transaction.atomic
def remove_draft_file(file: VersionFile, *, by: User) -> None:
    """Take a file out of the draft; its bytes go when nothing has held them for a day."""
    lock_draft(file.version, by)
    file.delete()


@transaction.atomic
def remove_draft_files(draft: Version, *, by: User) -> None:
    """Take every file out of the draft, to begin anew."""
    lock_draft(draft, by)
    draft.files.all().delete()


def lock_draft(draft: Version, by: User) -> None:
    """Inside a transaction: the draft stays one until its end. Raises as ``require_editing``."""
    submission = draft.submission
    require_editing(submission, by)
    # This update is the lock: a team-mate who hands the draft in comes before or after, with or without the file.
    if not Version.objects.filter(pk=draft.pk, submitted_at=None).update(number=F("number")):
        raise TransitionRefused(submission, "remove_file")
