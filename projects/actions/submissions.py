"""Hand work in: drafts, versions, their files."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import uploads
from core.workflow import TransitionRefused
from projects.actions.anchors import place_remarks
from projects.actions.contents import keep_content
from projects.deadlines import check_takes
from projects.models import Blob, Submission, Version, VersionFile

EDITABLE = {Submission.State.DRAFT, Submission.State.QUEUED, Submission.State.CHANGES_REQUESTED}


class DraftChangedMeanwhile(ValidationError):
    """A team-mate saved the draft after the page was opened; ``draft`` is what they saved."""

    def __init__(self, draft: Version):
        super().__init__(
            _("%(person)s changed this draft meanwhile. Both texts are below; keep what you need, then save again.")
            % {"person": draft.saved_by}
        )
        self.draft = draft


def _require_editing(submission: Submission, by: User) -> None:
    if not by.has_perm("projects.submit_submission", submission):
        raise PermissionDenied("projects.submit_submission")
    if submission.state not in EDITABLE:
        raise TransitionRefused(submission, "save_draft")


def draft_of(submission: Submission, *, by: User) -> Version:
    """The team's draft, begun from the addresses of the last version when there is none."""
    _require_editing(submission, by)
    draft = submission.versions.filter(submitted_at=None).first()
    return draft or _begin_draft(submission, by)


def _begin_draft(submission: Submission, by: User) -> Version:
    last = submission.versions.order_by("-number").first()
    number = (submission.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            return Version.objects.create(
                submission=submission,
                number=number,
                saved_by=by,
                repository_url=last.repository_url if last else "",
                demo_url=last.demo_url if last else "",
            )
    except IntegrityError:
        return submission.versions.get(submitted_at=None)  # a team-mate began it first


@transaction.atomic
def save_draft(
    submission: Submission,
    *,
    by: User,
    note: str = "",
    repository_url: str = "",
    demo_url: str = "",
    files: Iterable = (),
    seen_at: datetime | None = None,
) -> Version:
    """Keep what the team is writing; ``files`` are added to those already there.

    ``seen_at`` is when the page last saw the draft: DraftChangedMeanwhile is raised when a team-mate
    saved after it. ValidationError tells which files are refused, and none is kept then.
    """
    draft = Version.objects.select_for_update(of=("self",)).get(pk=draft_of(submission, by=by).pk)
    if draft.submitted_at is not None:
        raise TransitionRefused(submission, "save_draft")  # a team-mate handed it in meanwhile
    if seen_at and draft.saved_by_id not in (None, by.pk) and draft.saved_at > seen_at:
        raise DraftChangedMeanwhile(draft)
    draft.note, draft.repository_url, draft.demo_url, draft.saved_by = note, repository_url, demo_url, by
    draft.save()
    _add_files(draft, list(files))
    return draft


def _add_files(draft: Version, files: list) -> None:
    names = {uploads.clean_name(upload.name) for upload in files}
    limit = settings.UPLOAD_MAX_FILES
    if draft.files.exclude(path__in=names).count() + len(names) > limit:
        raise ValidationError(_("A version holds at most %(count)d files.") % {"count": limit})
    uploads.check_files(files)
    for upload in files:
        _put_file(draft, uploads.clean_name(upload.name), keep_content(upload))


def _put_file(draft: Version, path: str, blob: Blob) -> VersionFile:
    """The file at ``path``; what lay there before gives way."""
    return VersionFile.objects.update_or_create(version=draft, path=path, defaults={"blob": blob})[0]


@transaction.atomic
def carry_file(submission: Submission, *, by: User, file: VersionFile) -> VersionFile:
    """Take a file of an earlier version into the draft; the stored bytes are the same."""
    draft = draft_of(submission, by=by)
    if file.version.submission_id != submission.pk:
        raise PermissionDenied("projects.submit_submission")
    limit = settings.UPLOAD_MAX_FILES
    if draft.files.exclude(path=file.path).count() >= limit:
        raise ValidationError(_("A version holds at most %(count)d files.") % {"count": limit})
    return _put_file(draft, file.path, file.blob)


@transaction.atomic
def remove_draft_file(file: VersionFile, *, by: User) -> None:
    """Take a file out of the draft; its bytes go when nothing has held them for a day."""
    submission = file.version.submission
    _require_editing(submission, by)
    # This update is the lock: a team-mate who hands the draft in comes before or after, with or without the file.
    if not Version.objects.filter(pk=file.version_id, submitted_at=None).update(number=F("number")):
        raise TransitionRefused(submission, "remove_file")
    file.delete()


def submit(submission: Submission, *, by: User, at: datetime | None = None) -> Version:
    """Hand the draft in for review: it gets its number and its instant, and waits in the queue.

    Raises PermissionDenied for who is not of the team, TransitionRefused unless the submission is a
    draft or to redo, ValidationError when the assignment is closed or the draft is empty.
    """
    at = at or timezone.now()
    with submission.workflow.apply(submission, "submit", by=by) as change:
        version = _hand_in(submission, by, at)
        _set(submission, queued_at=at, rank_at=at)
        change.data |= {"version": version.number}
    return version


def replace(submission: Submission, *, by: User, at: datetime | None = None) -> Version:
    """Hand in a newer version while the earlier one waits; the place in the queue is kept."""
    with submission.workflow.apply(submission, "replace", by=by) as change:
        version = _hand_in(submission, by, at or timezone.now())
        change.data |= {"version": version.number}
    return version


def withdraw(submission: Submission, *, by: User) -> Submission:
    """Take the work back while nobody reviews it; the version stays in the history."""
    with submission.workflow.apply(submission, "withdraw", by=by):
        _set(submission, queued_at=None, rank_at=None)
    return submission


def _hand_in(submission: Submission, by: User, at: datetime) -> Version:
    draft = submission.versions.filter(submitted_at=None).first()
    deadline = check_takes(submission, at)
    if draft is None or not (draft.repository_url or draft.demo_url or draft.files.exists()):
        raise ValidationError(_("There is nothing to review yet: add a file or the address of your repository."))
    draft.submitted_at, draft.submitted_by, draft.is_late = at, by, deadline.is_late(at)
    draft.save(update_fields=["submitted_at", "submitted_by", "is_late"])
    place_remarks(draft)
    return draft


def _set(submission: Submission, **fields) -> None:
    for name, value in fields.items():
        setattr(submission, name, value)
    Submission.objects.filter(pk=submission.pk).update(**fields)
