"""What the story of a work says: how a reviewer's hold on it has ended, which remarks were opened again."""

from accounts.models import User
from core.models import Event
from projects import events
from projects.models import Submission, Thread, Version

ENDED = [
    events.SUBMISSION_RELEASE.name,
    events.SUBMISSION_HAND_OVER.name,
    events.SUBMISSION_APPROVE.name,
    events.SUBMISSION_REQUEST_CHANGES.name,
]
MOVED = [events.SUBMISSION_WITHDRAW.name, events.SUBMISSION_REPLACE.name, events.SUBMISSION_SUBMIT.name]


def end_of_claim(submission: Submission, holder: User) -> Event | None:
    """What ended the last claim of ``holder``, or what the team has done to its work since; None while it is open."""
    claim = submission.claims.filter(holder=holder).order_by("-pk").first()
    if claim is None or claim.released_at is None:
        return None
    since = Event.objects.about(submission).filter(at__gte=claim.released_at).select_related("actor")
    return since.filter(verb__in=MOVED).last() or since.filter(verb__in=ENDED).first()


def opened_again(threads: list[Thread], version: Version) -> set[int]:
    """The remarks that a reviewer of ``version`` has looked at and opened again."""
    if not threads:
        return set()
    pks = [thread.pk for thread in threads]
    reopened = Event.objects.filter(verb=events.THREAD_REOPEN.name, object_id__in=pks)
    return set(reopened.filter(at__gte=version.submitted_at).values_list("object_id", flat=True))
