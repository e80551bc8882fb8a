"""A team contests a decision; a second reviewer, who does not read the first one's scores, decides."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.events import emit
from core.visible import is_visible
from core.workflow import TransitionRefused
from projects import events
from projects.actions.reviews import levels_of
from projects.actions.waiting import wait_again
from projects.models import Dispute, Review, Submission


def dispute(review: Review, *, by: User, reason: str, at: datetime | None = None) -> Dispute:
    """Ask for a second reading of the last review: the work waits again, for anyone but its first reviewer.

    Until the second review is sent, the first one is read by the team and its author alone; then the second counts,
    whether it is milder or not. Raises PermissionDenied for who is not of the team, ValidationError without a reason,
    TransitionRefused when the review is not the last, is older than a week, or was disputed already.
    """
    submission, at = review.version.submission, at or timezone.now()
    reason = reason.strip()
    if not is_visible(reason):
        raise ValidationError({"reason": _("Say what you contest, and why.")})
    if len(reason) > Dispute.MAX_LENGTH:
        raise ValidationError(
            {"reason": _("A reason holds at most %(limit)d characters.") % {"limit": Dispute.MAX_LENGTH}}
        )
    with submission.workflow.apply(submission, "dispute", by=by) as change:
        if submission.disputable != review.pk:
            raise TransitionRefused(submission, "dispute")
        promised_at = wait_again(submission, at=at)
        change.data["review"] = review.pk
        return Dispute.objects.create(review=review, reason=reason, opened_by=by, opened_at=at, promised_at=promised_at)


def withdraw_dispute(submission: Submission, *, by: User) -> Submission:
    """The team keeps the first decision, while no second reviewer has the work in hand; it was its only dispute.

    Raises PermissionDenied for who is not of the team, TransitionRefused when there is no dispute, or it is in hand.
    """
    verb = "keep_approval" if submission.disputed == Review.Decision.APPROVED else "keep_changes"
    with submission.workflow.apply(submission, verb, by=by) as change:
        found = Dispute.objects.open().get(review__version__submission=submission)
        Dispute.objects.filter(pk=found.pk).update(outcome=Dispute.Outcome.WITHDRAWN, closed_at=timezone.now())
        change.data["review"] = found.review_id
    return submission


def settle_dispute(submission: Submission, second: Review, *, by: User) -> None:
    """The second reading of a disputed review counts; whether it says the same is recorded, and its author told."""
    found = Dispute.objects.open().filter(review__version__submission=submission).select_related("review").first()
    if found is None:
        return
    same = found.review.decision == second.decision and levels_of(found.review) == levels_of(second)
    outcome = Dispute.Outcome.UPHELD if same else Dispute.Outcome.CHANGED
    Dispute.objects.filter(pk=found.pk).update(outcome=outcome, second=second, closed_at=second.sent_at)
    data = {"review": found.review_id, "outcome": outcome}
    emit(events.SUBMISSION_SETTLE_DISPUTE, target=submission, actor=by, data=data)
