"""Remarks of a draft review: on the work, on a file, on lines of it."""

from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import uploads
from core.visible import is_visible
from core.workflow import TransitionRefused
from projects.actions.contents import keep_content
from projects.actions.reviews import MAX_LENGTH, check_text, draft_review, require_holding
from projects.models import AssignmentCriterion, Blob, Review, SavedComment, Submission, Thread, Version
from projects.texts import lines_of


@dataclass
class _Lines:
    """What a remark lies on; ``first`` is None for a whole file."""

    path: str = ""
    first: int | None = None
    last: int | None = None
    texts: list[str] = field(default_factory=list)

    @property
    def quote(self) -> str:
        return "\n".join(self.texts)


@transaction.atomic
def add_remark(
    submission: Submission,
    *,
    by: User,
    body: str,
    kind: str,
    path: str = "",
    line: int | None = None,
    last_line: int | None = None,
    criterion: AssignmentCriterion | None = None,
    suggestion: str = "",
    removes_lines: bool = False,
    screenshot=None,
    saved_comment: SavedComment | None = None,
) -> Thread:
    """Add a remark to the draft review: general, on a file, or on its lines ``line`` to ``last_line``.

    ``suggestion`` is what those lines could become, unless it ``removes_lines``; ``screenshot`` an uploaded picture.
    Raises ValidationError for an empty remark, a file or a line that the version does not hold, or what is no picture;
    and as ``draft_review``.
    """
    review = _locked_draft(submission, by)
    _check_words(submission, body, criterion, saved_comment)
    place = _place(review.version, path, line, last_line)
    _check_suggestion(suggestion, removes_lines, place)
    return Thread.objects.create(
        review=review,
        body=body.strip(),
        kind=kind,
        path=place.path,
        line=place.first,
        last_line=place.last,
        quote=place.quote[:MAX_LENGTH],
        criterion=criterion,
        suggestion=suggestion,
        removes_lines=removes_lines,
        screenshot=_picture(screenshot) if screenshot else None,
        saved_comment=saved_comment,
    )


def _locked_draft(submission: Submission, by: User) -> Review:
    """The draft review: it is sent with this remark as it is now, or the remark is refused."""
    review = draft_review(submission, by=by)
    if not Review.objects.filter(pk=review.pk, sent_at=None).update(saved_at=timezone.now()):
        raise TransitionRefused(submission, "review")
    return review


@transaction.atomic
def change_remark(
    thread: Thread,
    *,
    by: User,
    body: str,
    kind: str,
    line: int | None = None,
    last_line: int | None = None,
    criterion: AssignmentCriterion | None = None,
    suggestion: str = "",
    removes_lines: bool = False,
    screenshot=None,
) -> Thread:
    """Say a remark of one's own draft review otherwise; its file stays, and its picture unless another is given.

    Raises ValidationError and TransitionRefused as ``add_remark``, and PermissionDenied for who did not write it.
    """
    if thread.review.reviewer_id != by.pk:
        raise PermissionDenied("projects.decide_submission")
    submission = thread.review.version.submission
    if _locked_draft(submission, by).pk != thread.review_id:
        raise TransitionRefused(submission, "change_remark")
    _check_words(submission, body, criterion, None)
    place = _place(thread.review.version, thread.path, line, last_line)
    _check_suggestion(suggestion, removes_lines, place)
    thread.body, thread.kind, thread.criterion = body.strip(), kind, criterion
    thread.suggestion, thread.removes_lines = suggestion, removes_lines
    thread.line, thread.last_line, thread.quote = place.first, place.last, place.quote[:MAX_LENGTH]
    thread.screenshot = _picture(screenshot) if screenshot else thread.screenshot
    thread.save()
    return thread


def _check_words(submission: Submission, body: str, criterion, saved_comment) -> None:
    if not is_visible(body):
        raise ValidationError({"body": _("Write the remark first.")})
    check_text(body, "body")
    if criterion is not None and criterion.assignment_id != submission.assignment_id:
        raise ValidationError({"criterion": _("This criterion is not of this project.")})
    if saved_comment is not None and saved_comment.operator_id != submission.cohort.operator_id:
        raise PermissionDenied("projects.keep_comments")


def _place(version: Version, path: str, line: int | None, last_line: int | None) -> _Lines:
    if not path:
        return _Lines()
    file = version.files.filter(path=path).select_related("blob__small").first()
    if file is None:
        raise ValidationError({"path": _("This version has no such file.")})
    if line is None:
        return _Lines(path)
    first, last = sorted((line, last_line or line))
    texts = lines_of(file.blob) or []
    if not 1 <= first <= last <= len(texts):
        raise ValidationError({"line": _("“%(path)s” has no line %(line)d.") % {"path": path, "line": last}})
    return _Lines(path, first, last, texts[first - 1 : last])


def _check_suggestion(suggestion: str, removes_lines: bool, place: _Lines) -> None:
    if not (suggestion or removes_lines):
        return
    if suggestion and removes_lines:
        raise ValidationError({"suggestion": _("Suggest other lines, or that these should go: not both.")})
    check_text(suggestion, "suggestion")
    if place.first is None:
        raise ValidationError({"suggestion": _("Choose the lines that the suggestion replaces.")})
    if len(place.quote) > MAX_LENGTH:
        raise ValidationError({"suggestion": _("Choose fewer lines: a suggestion stays short.")})


def _picture(upload) -> Blob:
    try:
        if uploads.content_type(upload) not in uploads.PICTURES:
            raise ValidationError(_("A screenshot is a picture: PNG, JPEG, GIF or WebP."))
        return keep_content(upload)
    except ValidationError as error:
        raise ValidationError({"screenshot": error.messages}) from error


@transaction.atomic
def delete_remark(thread: Thread, *, by: User) -> None:
    """Take a remark out of a review not yet sent."""
    submission = thread.review.version.submission
    require_holding(submission, by)
    if thread.review.reviewer_id != by.pk:
        raise PermissionDenied("projects.decide_submission")
    if thread.review.sent_at is not None:
        raise TransitionRefused(submission, "delete_remark")
    thread.delete()
