"""A new mentor's first review is read by a lead before it is sent in the mentor's name."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.events import emit
from core.visible import is_visible
from core.workflow import TransitionRefused
from programme.calendar import next_working_day
from programme.queries import work_calendar
from projects import events
from projects.actions.desk import NOTE_LENGTH
from projects.actions.reviews import (
    approve,
    check_approval,
    check_request,
    draft_review_of,
    request_changes,
    require_holding,
)
from projects.models import Claim, Proposal, Review, ReviewerProfile, StaffNote, Submission

Decision, Outcome = Review.Decision, Proposal.Outcome
CHECKS = {Decision.APPROVED: check_approval, Decision.CHANGES_REQUESTED: check_request}
DECIDE = {Decision.APPROVED: approve, Decision.CHANGES_REQUESTED: request_changes}


def expect_first_review(mentor: User) -> None:
    """Have the first review of a mentor read by a lead; one who has sent a review anywhere is no longer new."""
    if not Review.objects.sent().filter(reviewer=mentor).exists():
        ReviewerProfile.objects.update_or_create(user=mentor, defaults={"is_new": True})


def let_send_alone(mentor: User) -> None:
    """From their first review on, a mentor sends alone."""
    ReviewerProfile.objects.filter(user=mentor, is_new=True).update(is_new=False)


@transaction.atomic
def propose(submission: Submission, *, by: User, decision: str) -> Proposal:
    """Lay one's review before a lead, with what one would decide; the team hears nothing of it.

    The work stays held while they read. Raises TransitionRefused when ``by`` does not hold it or sends alone,
    ValidationError as the decision itself would.
    """
    require_holding(submission, by)
    if not by.has_perm("projects.propose_review", submission):
        raise TransitionRefused(submission, "propose")
    now = timezone.now()
    until = next_working_day(now, work_calendar(now))
    held = Claim.objects.filter(submission=submission, holder=by, released_at=None, expires_at__gt=now)
    # This update is the lock: the claim expires before it, or waits for the lead.
    if not held.update(expires_at=until) or Proposal.objects.waiting().filter(claim__submission=submission).exists():
        raise TransitionRefused(submission, "propose")
    review = draft_review_of(submission, by)
    CHECKS[Decision(decision)](submission, review)
    proposal = Proposal.objects.create(claim=held.get(), review=review, decision=decision, due_at=until)
    emit(events.PROPOSAL_CREATE, target=proposal, actor=by, data={"review": review.pk, "decision": decision})
    return proposal


@transaction.atomic
def take_back(proposal: Proposal, *, by: User) -> None:
    """The author takes their review in hand again, before a lead has decided."""
    if proposal.claim.holder_id != by.pk:
        raise PermissionDenied("projects.decide_submission")
    now = timezone.now()
    _settle(proposal, Outcome.TAKEN_BACK, by, now)
    _hold_until(proposal, now + Claim.DURATION)
    emit(events.PROPOSAL_TAKE_BACK, target=proposal, actor=by)


@transaction.atomic
def send_proposal(proposal: Proposal, *, by: User) -> Review:
    """Send the review in its author's name, by all the rules of a decision; from now on they send alone.

    Raises PermissionDenied for who is no lead of it, TransitionRefused when it no longer waits, ValidationError as
    ``request_changes`` and ``approve``.
    """
    _require_lead(proposal, by)
    # The work before its claim, as every transition takes them: a release at the same time waits, and nothing locks.
    Submission.objects.filter(pk=proposal.claim.submission_id).update(state=F("state"))
    _settle(proposal, Outcome.SENT, by, timezone.now())
    _hold_until(proposal, proposal.claim.expires_at)
    author = User.objects.get(pk=proposal.claim.holder_id)
    review = DECIDE[Decision(proposal.decision)](proposal.submission, by=author)
    emit(events.PROPOSAL_SEND, target=proposal, actor=by, data={"review": review.pk})
    return review


@transaction.atomic
def return_proposal(proposal: Proposal, *, by: User, word: str) -> None:
    """Give the review back to its author with a word, which the team never reads; they have a working day.

    Raises PermissionDenied for who is no lead of it, ValidationError without a word, TransitionRefused when it no
    longer waits.
    """
    _require_lead(proposal, by)
    if not is_visible(word):
        raise ValidationError({"word": _("Say what is to be mended.")})
    if len(word) > NOTE_LENGTH:
        raise ValidationError({"word": _("A note holds at most 2,000 characters.")})
    now = timezone.now()
    _settle(proposal, Outcome.RETURNED, by, now)
    _hold_until(proposal, next_working_day(now, work_calendar(now)))
    StaffNote.objects.create(submission=proposal.submission, author=by, body=word.strip())
    emit(events.PROPOSAL_RETURN, target=proposal, actor=by)


def _require_lead(proposal: Proposal, by: User) -> None:
    if not by.has_perm("projects.pass_review", proposal.submission):
        raise PermissionDenied("projects.pass_review")


def _settle(proposal: Proposal, outcome: str, by: User, at: datetime) -> None:
    """Compare-and-set: of two leads, or a lead and the author, one decides."""
    open_still = Proposal.objects.filter(pk=proposal.pk, outcome="")
    if not open_still.update(outcome=outcome, settled_by=by, settled_at=at):
        raise TransitionRefused(proposal.submission, outcome)


def _hold_until(proposal: Proposal, moment: datetime) -> None:
    """Its author still holds the work; a claim that was released meanwhile took the proposal with it."""
    if not Claim.objects.filter(pk=proposal.claim_id, released_at=None).update(expires_at=moment):
        raise TransitionRefused(proposal.submission, "propose")


def escalate_proposals(*, at: datetime) -> int:
    """Tell the managers of each review that no lead has read by the end of the working day after, then daily."""
    due = Proposal.objects.waiting().filter(due_at__lte=at).select_related("claim__submission__assignment__cohort")
    return sum(_escalate(proposal, at) for proposal in due[:200])


@transaction.atomic
def _escalate(proposal: Proposal, at: datetime) -> bool:
    unchanged = Proposal.objects.filter(pk=proposal.pk, outcome="", due_at=proposal.due_at)
    if not unchanged.update(due_at=next_working_day(at, work_calendar(at))):
        return False
    emit(events.PROPOSAL_OVERDUE, target=proposal, actor=User.system())
    return True
