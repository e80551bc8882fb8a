"""Hold work while it is reviewed: take it, keep it, give it back."""

from datetime import datetime

from django.utils import timezone

from accounts.models import User
from core.workflow import TransitionRefused
from projects.models import Claim, Submission


def claim(submission: Submission, *, by: User) -> Claim:
    """Take a waiting submission in hand for half an hour; of two mentors one wins.

    Raises PermissionDenied for who may not review it, TransitionRefused when someone else has it.
    """
    with submission.workflow.apply(submission, "claim", by=by):
        return Claim.objects.create(submission=submission, holder=by, expires_at=timezone.now() + Claim.DURATION)


def renew_claim(submission: Submission, *, by: User, at: datetime) -> bool:
    """Each request of the holder prolongs the claim; says whether ``by`` still holds it."""
    mine = Claim.objects.filter(submission=submission, holder=by, released_at=None, expires_at__gt=at)
    return bool(mine.update(expires_at=at + Claim.DURATION))


def release(submission: Submission, *, by: User) -> Submission:
    """Give the submission back to the queue, at its old place; the draft review is kept."""
    with submission.workflow.apply(submission, "release", by=by):
        Claim.objects.filter(submission=submission, released_at=None).update(released_at=timezone.now())
    return submission


def expire_claims(*, at: datetime) -> int:
    """Give back what its holder left for too long; returns how many."""
    stale = Claim.objects.filter(released_at=None, expires_at__lte=at).select_related("submission__assignment")
    return sum(_expire(found, at) for found in stale[:200])


def _expire(found: Claim, at: datetime) -> bool:
    submission = found.submission
    try:
        with submission.workflow.apply(submission, "release", by=User.system()) as change:
            change.data["expired"] = True
            still_stale = Claim.objects.filter(pk=found.pk, released_at=None, expires_at__lte=at)
            if not still_stale.update(released_at=at):
                raise TransitionRefused(submission, "release")  # renewed in the meantime
    except TransitionRefused:
        return False
    return True
