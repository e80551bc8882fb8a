"""How a reviewer's hold on a work has ended."""

from accounts.models import User
from core.models import Event
from projects.models import Submission

ENDED = [f"projects.submission.{verb}" for verb in ("release", "hand_over", "approve", "request_changes")]
MOVED = [f"projects.submission.{verb}" for verb in ("withdraw", "replace", "submit")]


def end_of_claim(submission: Submission, holder: User) -> Event | None:
    """What ended the last claim of ``holder``, or what the team has done to its work since; None while it is open."""
    claim = submission.claims.filter(holder=holder).order_by("-pk").first()
    if claim is None or claim.released_at is None:
        return None
    since = Event.objects.about(submission).filter(at__gte=claim.released_at).select_related("actor")
    return since.filter(verb__in=MOVED).last() or since.filter(verb__in=ENDED).first()
