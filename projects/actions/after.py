"""After a review is sent: the team has read it, answers it, asks about it, gives thanks for it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.events import emit
from core.rivals import unique_or
from core.visible import is_visible
from projects import events
from projects.actions.reviews import check_text, resolve
from projects.models import AssignmentCriterion, Reply, Review, Submission, Thanks, Thread

# What an empty answer is told, by what it wanted to say.
MISSING = {
    Reply.Stance.SAYS: gettext_lazy("Write your answer first."),
    Reply.Stance.DISAGREES: gettext_lazy("Say why you do not agree."),
    Reply.Stance.ASKS: gettext_lazy("Say what you would like explained."),
}


def _require_team(review: Review, by: User) -> Submission:
    """The work of a sent review; PermissionDenied for who is not of its team."""
    submission = review.version.submission
    if review.sent_at is None or not by.has_perm("projects.answer_submission", submission):
        raise PermissionDenied("projects.answer_submission")
    return submission


@transaction.atomic
def acknowledge(review: Review, *, by: User) -> Review:
    """The team has read the review; the first member to say so is kept, a second time changes nothing.

    Raises PermissionDenied for who is not of the team.
    """
    submission = _require_team(review, by)
    now = timezone.now()
    unread = Review.objects.filter(pk=review.pk, acknowledged_at=None)
    if unread.update(acknowledged_at=now, acknowledged_by=by):
        review.acknowledged_at, review.acknowledged_by = now, by
        emit(events.SUBMISSION_ACKNOWLEDGE, target=submission, actor=by, data={"review": review.pk})
    return review


def acknowledge_all(submission: Submission, *, by: User) -> None:
    """The team has read all the reviews that it was sent; raises as ``acknowledge``."""
    sent = Review.objects.sent().filter(version__submission=submission, acknowledged_at=None)
    for review in sent.select_related("version__submission__assignment__cohort"):
        acknowledge(review, by=by)


@transaction.atomic
def answer(thread: Thread, *, by: User, body: str, stance: str = Reply.Stance.SAYS) -> Reply:
    """The team answers a remark of a review it received: says, "corrected here", why it does not agree, or asks.

    Raises PermissionDenied for who is not of the team, ValidationError for an empty answer.
    """
    submission = _require_team(thread.review, by)
    if stance == Reply.Stance.CORRECTED:
        body = body.strip() or _("Corrected.")
    words = _said(body, stance)
    reply = Reply.objects.create(review=thread.review, thread=thread, author=by, body=words, stance=stance)
    if stance == Reply.Stance.CORRECTED and thread.state == Thread.State.OPEN:
        resolve(thread, by=by)
    acknowledge(thread.review, by=by)
    kind = events.SUBMISSION_ASK if stance == Reply.Stance.ASKS else events.SUBMISSION_ANSWER
    emit(kind, target=submission, actor=by, data={"review": thread.review_id, "thread": thread.pk})
    return reply


@transaction.atomic
def ask(review: Review, *, by: User, body: str, criterion: AssignmentCriterion | None = None) -> Reply:
    """The team asks its reviewer to explain the review, or the level of ``criterion``; it costs nothing.

    Raises PermissionDenied for who is not of the team, ValidationError for an empty question or a criterion
    of another project.
    """
    submission = _require_team(review, by)
    if criterion is not None and criterion.assignment_id != submission.assignment_id:
        raise ValidationError({"criterion": _("This criterion is not of this project.")})
    words = _said(body, Reply.Stance.ASKS)
    reply = Reply.objects.create(
        review=review, criterion=criterion, author=by, body=words, stance=Reply.Stance.ASKS
    )  # fmt: skip
    acknowledge(review, by=by)
    emit(events.SUBMISSION_ASK, target=submission, actor=by, data={"review": review.pk})
    return reply


@transaction.atomic
def explain(question: Reply, *, by: User, body: str) -> Reply:
    """The reviewer, or the cohort's trainer, answers what a team asked; whether they hold the work or not.

    Raises PermissionDenied for anyone else, ValidationError for an empty answer or a question already answered.
    """
    review = question.review
    if question.stance != Reply.Stance.ASKS or not by.has_perm("projects.explain_review", review):
        raise PermissionDenied("projects.explain_review")
    words = _said(body, Reply.Stance.SAYS)
    with unique_or({"body": _("This question is already answered.")}):
        reply = Reply.objects.create(
            review=review,
            thread=question.thread,
            criterion=question.criterion,
            question=question,
            author=by,
            body=words,
        )
    emit(events.SUBMISSION_EXPLAIN, target=review.version.submission, actor=by, data={"review": review.pk})
    return reply


@transaction.atomic
def thank(review: Review, *, by: User, word: str = "") -> Thanks:
    """The team thanks its reviewer, once for a review: a second time finds the first.

    Raises PermissionDenied for who is not of the team, ValidationError for too long a word.
    """
    submission = _require_team(review, by)
    if len(word) > Thanks.MAX_LENGTH:
        raise ValidationError({"word": _("A word holds at most %(limit)d characters.") % {"limit": Thanks.MAX_LENGTH}})
    thanks, is_first = Thanks.objects.get_or_create(review=review, defaults={"by": by, "word": word.strip()})
    if is_first:
        acknowledge(review, by=by)
        emit(events.SUBMISSION_THANK, target=submission, actor=by, data={"review": review.pk})
    return thanks


def _said(body: str, stance: str) -> str:
    """The words of an answer, trimmed; ValidationError when there is none or too many."""
    body = body.strip()
    if not is_visible(body):
        raise ValidationError({"body": MISSING[Reply.Stance(stance)]})
    check_text(body, "body")
    return body
