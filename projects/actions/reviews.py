"""Review work: hold it, judge it, send the judgement."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.visible import is_visible
from core.workflow import TransitionRefused
from projects import rubric
from projects.actions.waiting import leave_queue
from projects.models import (
    Claim,
    CriterionScore,
    Proposal,
    Review,
    Submission,
    Thread,
    Version,
)

MAX_LENGTH = 5000


class ReviewChangedMeanwhile(ValidationError):
    """The same draft was saved from another tab; ``review`` is what it holds now."""

    def __init__(self, review: Review):
        super().__init__(_("You changed this draft in another tab. Both texts are here: keep the one you want."))
        self.review = review


def require_holding(submission: Submission, by: User) -> None:
    """Raise PermissionDenied for who may not review it, TransitionRefused for who does not hold it now."""
    if not by.has_perm("projects.review_submission", submission):
        raise PermissionDenied("projects.review_submission")
    if submission.state != Submission.State.IN_REVIEW or not by.has_perm("projects.decide_submission", submission):
        raise TransitionRefused(submission, "review")
    _require_pen(submission, by)


def _require_pen(submission: Submission, by: User) -> None:
    """While a lead reads a review its author does not change it."""
    if Proposal.objects.waiting().filter(claim__submission=submission, claim__holder=by).exists():
        raise TransitionRefused(submission, "review")


def latest_version(submission: Submission) -> Version:
    """The version in review: the last one handed in."""
    return submission.versions.exclude(submitted_at=None).latest("number")


def draft_review(submission: Submission, *, by: User) -> Review:
    """The unsent review of the version in hand, of who holds the work or has held it.

    What is typed after a claim has lapsed is still kept, for the day its author takes the work again;
    only the holder can send it. Raises TransitionRefused when ``by`` never held it, has sent the review, or has laid it
    before a lead.
    """
    if not by.has_perm("projects.review_submission", submission):
        raise PermissionDenied("projects.review_submission")
    if not submission.claims.filter(holder=by).exists():
        raise TransitionRefused(submission, "review")
    _require_pen(submission, by)
    review = Review.objects.get_or_create(version=latest_version(submission), reviewer=by)[0]
    if review.sent_at is not None:
        raise TransitionRefused(submission, "review")
    return review


@transaction.atomic
def save_review(
    submission: Submission, *, by: User, message: str, scores: Mapping[int, int], revision: int | None = None
) -> Review:
    """Keep the draft review: ``scores`` maps a criterion's number to a level from 0 to 3.

    ``revision`` is the one that the page shows; ReviewChangedMeanwhile is raised, and nothing is kept, when
    another tab has saved since. Raises ValidationError for a level or a criterion that does not exist or a
    message too long, and as ``draft_review``.
    """
    check_text(message, "message")
    review = draft_review(submission, by=by)
    rubric.check_levels(submission.assignment.criteria.all(), scores)
    shown = review.revision if revision is None else revision
    kept = Review.objects.filter(pk=review.pk, revision=shown, sent_at=None)
    if not kept.update(message=message, saved_at=timezone.now(), revision=shown + 1):
        review.refresh_from_db()
        raise ReviewChangedMeanwhile(review)
    review.message, review.revision = message, shown + 1
    for criterion_id, level in scores.items():
        CriterionScore.objects.update_or_create(review=review, criterion_id=criterion_id, defaults={"level": level})
    return review


def check_text(text: str, field: str) -> None:
    """Nothing is cut in silence; a NUL, which no database holds, is refused."""
    if "\0" in text:
        raise ValidationError({field: ProhibitNullCharactersValidator.message})
    if len(text) > MAX_LENGTH:
        raise ValidationError({field: _("A message holds at most %(limit)d characters.") % {"limit": MAX_LENGTH}})


def request_changes(submission: Submission, *, by: User) -> Review:
    """Send the review: the team is to correct and hand in again.

    Raises ValidationError when nothing says what to change.
    """
    with submission.workflow.apply(submission, "request_changes", by=by) as change:
        review = draft_review_of(submission, by)
        check_request(submission, review)
        _send(submission, review, Review.Decision.CHANGES_REQUESTED)
        change.data |= {"review": review.pk, "version": review.version.number}
    return review


def approve(submission: Submission, *, by: User) -> Review:
    """Send the review: the work is accepted (rule of ``projects.rubric``).

    Raises ValidationError that says what the scores still forbid.
    """
    with submission.workflow.apply(submission, "approve", by=by) as change:
        review = draft_review_of(submission, by)
        check_approval(submission, review)
        _send(submission, review, Review.Decision.APPROVED)
        change.data |= {"review": review.pk, "version": review.version.number}
    return review


def check_request(_submission: Submission, review: Review) -> None:
    """Raise ValidationError when nothing in the review says what to change."""
    if not is_visible(review.message) and not review.threads.filter(kind=Thread.Kind.MUST_FIX).exists():
        raise ValidationError(_("Say what is to change: a message, or a remark to fix."))


def check_approval(submission: Submission, review: Review) -> None:
    """Raise ValidationError with what the scores and the remarks still forbid."""
    levels = levels_of(review)
    fixes = review.threads.filter(kind=Thread.Kind.MUST_FIX).count()
    standing = Thread.objects.standing().filter(review__version__submission=submission).count()
    if sentences := rubric.obstacles(submission.assignment.criteria.all(), levels, fixes, standing):
        raise ValidationError(sentences)


def draft_review_of(submission: Submission, by: User) -> Review:
    """The unsent review, inside a transition that has already judged the right."""
    review = Review.objects.get_or_create(version=latest_version(submission), reviewer=by)[0]
    # This update is the lock: a remark or a save on its way comes before, and counts, or is refused after.
    Review.objects.filter(pk=review.pk).update(saved_at=F("saved_at"))
    review.refresh_from_db()
    return review


def _send(submission: Submission, review: Review, decision: str) -> None:
    now = timezone.now()
    Review.objects.filter(pk=review.pk).update(decision=decision, sent_at=now)
    review.decision, review.sent_at = decision, now
    Claim.objects.filter(submission=submission, released_at=None).update(released_at=now)
    leave_queue(submission, decided_at=now)


def levels_of(review: Review) -> dict[int, int]:
    """The level of each criterion that the review scores."""
    return dict(review.scores.values_list("criterion_id", "level"))


def resolve(thread: Thread, *, by: User) -> Thread:
    """The team says that a remark is dealt with; the mentor confirms it, or opens it again."""
    with thread.workflow.apply(thread, "resolve", by=by):
        thread.resolved_at, thread.resolved_by = timezone.now(), by
        Thread.objects.filter(pk=thread.pk).update(resolved_at=thread.resolved_at, resolved_by=by)
    return thread


def confirm(thread: Thread, *, by: User) -> Thread:
    """A reviewer has seen the correction: the remark no longer stands in the way."""
    with thread.workflow.apply(thread, "confirm", by=by):
        pass
    return thread


def reopen(thread: Thread, *, by: User) -> Thread:
    """A reviewer says that the remark still stands."""
    with thread.workflow.apply(thread, "reopen", by=by):
        thread.resolved_at = thread.resolved_by = None
        Thread.objects.filter(pk=thread.pk).update(resolved_at=None, resolved_by=None)
    return thread
