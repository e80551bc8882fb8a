"""What reviewers keep beside a review: what they have read, notes to each other, ready-made comments; and a
review mended after it was sent."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from core.events import emit
from core.visible import is_visible
from projects import events
from projects.actions.reviews import check_text
from projects.models import Amendment, Review, SavedComment, StaffNote, Submission, Thread, VersionFile, ViewedFile

NOTE_LENGTH = 2000


def _require_reviewing(submission: Submission, by: User) -> None:
    if not by.has_perm("projects.review_submission", submission):
        raise PermissionDenied("projects.review_submission")


def mark_viewed(file: VersionFile, *, by: User) -> None:
    """``by`` has read these bytes; the mark holds in every version that keeps them at this path."""
    submission = file.version.submission
    _require_reviewing(submission, by)
    ViewedFile.objects.get_or_create(submission=submission, user=by, blob=file.blob, path=file.path)


def unmark_viewed(file: VersionFile, *, by: User) -> None:
    """``by`` wants to read this file again."""
    submission = file.version.submission
    _require_reviewing(submission, by)
    ViewedFile.objects.filter(submission=submission, user=by, blob=file.blob, path=file.path).delete()


def add_staff_note(submission: Submission, *, by: User, body: str) -> StaffNote:
    """A word to the next reviewer, which the team never reads; raises ValidationError when it is empty."""
    _require_reviewing(submission, by)
    if not is_visible(body):
        raise ValidationError({"body": _("Write the note first.")})
    if len(body) > NOTE_LENGTH:
        raise ValidationError({"body": _("A note holds at most 2,000 characters.")})
    return StaffNote.objects.create(submission=submission, author=by, body=body.strip())


# A sent review


def may_amend(review: Review, by: User, at: datetime) -> bool:
    """Its author, for a quarter of an hour."""
    return review.reviewer_id == by.pk and review.sent_at is not None and at < review.sent_at + Amendment.TIME


@transaction.atomic
def amend_review(review: Review, *, by: User, message: str, remarks: Mapping[int, str], at: datetime) -> int:
    """Mend the words of a sent review; ``remarks`` maps a remark's number to its text. Returns how many changed.

    What was there before stays readable by both sides. Raises PermissionDenied for who did not write it,
    ValidationError once a quarter of an hour has passed, or when a remark is left empty.
    """
    if review.reviewer_id != by.pk or review.sent_at is None:
        raise PermissionDenied("projects.decide_submission")
    if not may_amend(review, by, at):
        raise ValidationError(_("A quarter of an hour has passed since you sent it: the review stays as it is."))
    check_text(message, "message")
    changed = _amend(Review, review, None, message.strip(), by_field="message")
    for thread in review.threads.filter(pk__in=remarks):
        text = remarks[thread.pk].strip()
        if not text:
            raise ValidationError(_("A remark stays: say it otherwise rather than leaving it empty."))
        check_text(text, "message")
        changed += _amend(Thread, review, thread, text, by_field="body")
    if changed:
        submission = review.version.submission
        emit(events.SUBMISSION_AMEND, target=submission, actor=by, data={"review": review.pk})
    return changed


def _amend(model, review: Review, thread: Thread | None, text: str, *, by_field: str) -> int:
    row = thread or review
    before = getattr(row, by_field)
    # The comparison in the update is the lock: of two tabs, the second finds another text.
    if text == before or not model.objects.filter(pk=row.pk, **{by_field: before}).update(**{by_field: text}):
        return 0
    Amendment.objects.create(review=review, thread=thread, before=before)
    return 1


# Ready-made comments


def _require_comments(operator: Organisation, by: User) -> None:
    if not by.has_perm("projects.keep_comments", operator):
        raise PermissionDenied("projects.keep_comments")


def keep_comment(
    operator: Organisation, *, by: User, title: str, kind: str, body: str, comment: SavedComment | None = None
) -> SavedComment:
    """Keep a ready-made comment of the operator, or change ``comment``.

    Raises ValidationError when the operator has another one of that title.
    """
    _require_comments(operator, by)
    kept = comment or SavedComment(operator=operator, author=by)
    kept.title, kept.kind, kept.body = title.strip(), kind, body.strip()
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError as error:
        raise ValidationError({"title": _("Another comment has this title.")}) from error
    return kept


def delete_comment(comment: SavedComment, *, by: User) -> None:
    """Take a comment out of the bank; the remarks made with it stay."""
    _require_comments(comment.operator, by)
    comment.delete()
