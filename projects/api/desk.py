"""A reviewer's desk: the queue, what one holds, the review."""

from django.http import Http404
from django.utils import timezone
from ninja import Query, Router, Status

from accounts.schemas import Person
from cohorts.views.common import require
from core.api import answers, checked
from core.workflow import TransitionRefused
from projects import actions, queries
from projects.desk_schemas import ProposalRow
from projects.forms import HandOverForm
from projects.models import Submission
from projects.payloads import AmendIn, HandOverIn, ProposalIn, QueueFilter, ReviewIn
from projects.schemas import Changed, ClaimOut, DraftReview, QueueItem, QueuePage, SentReview, StateOut
from projects.views.desk import find_own_review, held, judgement
from projects.views.queue import require_desk
from projects.views.work import find_submission

router = Router()


@router.get("/queue", response=answers(QueuePage))
def queue(request, filters: Query[QueueFilter]):
    """What one may review, in the order and with the filters of the page, by pages of fifty."""
    require_desk(request)
    found = queries.queue(request.user, queries.QueueFilters(**filters.dict()))
    return {"items": [QueueItem.of(row) for row in found.rows], "next": found.more}


@router.post("/queue/next", response=answers(ClaimOut, 204))
def claim_next(request):
    """Take the most urgent work; 204 when nothing waits."""
    require_desk(request)
    return actions.claim_next(by=request.user, at=timezone.now()) or Status(204, None)


@router.post("/submissions/{int:pk}/claim", response=answers(ClaimOut))
def claim(request, pk: int):
    """Take a work in hand for half an hour; 409 when someone has it."""
    found = find_submission(request, pk)
    actions.expire_claims(at=timezone.now())
    found.refresh_from_db()
    return actions.claim(found, by=request.user)


@router.post("/submissions/{int:pk}/keep", response=answers(None))
def keep(request, pk: int):
    """The program still works on it: ten minutes more; 409 when the claim has ended."""
    found = find_submission(request, pk)
    require(request, "projects.review_submission", found)
    if not actions.keep_claim(found, by=request.user, at=timezone.now()):
        raise TransitionRefused(found, "keep")
    return Status(204, None)


@router.post("/submissions/{int:pk}/release", response=answers(StateOut))
def release(request, pk: int):
    """Give the work back to the queue, at its place; the draft review is kept."""
    return actions.release(find_submission(request, pk), by=request.user)


def _held_by_somebody(request, pk: int) -> Submission:
    found = find_submission(request, pk)
    require(request, "projects.release_submission", found)
    if found.state != Submission.State.IN_REVIEW:
        raise TransitionRefused(found, "hand_over")
    return found


@router.get("/submissions/{int:pk}/successors", response=answers(list[Person]))
def successors(request, pk: int):
    """To whom the review can be handed over."""
    return list(queries.successors_of(_held_by_somebody(request, pk)))


@router.post("/submissions/{int:pk}/hand-over", response=answers(ClaimOut))
def hand_over(request, pk: int, payload: HandOverIn):
    """Pass the review to a colleague, with a word that the team never reads."""
    found = _held_by_somebody(request, pk)
    return actions.hand_over(found, by=request.user, **checked(HandOverForm(payload.dict(), submission=found)))


def _draft_review(request, found: Submission, holds: bool) -> dict:
    if queries.draft_review(found, request.user) is None:
        raise Http404
    judged = judgement(found, request.user, queries.open_desk(found, request.user, {}).threads)
    return {
        "holds": holds,
        "revision": judged["revision"],
        "message": judged["message"],
        "scores": judged["draft"].scores.all(),
        "remarks": judged["own"],
        "obstacles": judged["obstacles"],
    }


@router.get("/submissions/{int:pk}/review", response=answers(DraftReview))
def review(request, pk: int):
    """One's own draft review of the version in hand; 404 while there is none."""
    found = find_submission(request, pk)
    require(request, "projects.review_submission", found)
    return _draft_review(request, found, request.user.has_perm("projects.decide_submission", found))


@router.put("/submissions/{int:pk}/review", response=answers(DraftReview))
def save_review(request, pk: int, payload: ReviewIn):
    """Keep the draft review. With ``revision``, 409 when it was saved from elsewhere since.

    What comes after the claim has ended is kept, and ``holds`` is false: take the work again to send it.
    """
    found, holds = held(request, pk)
    actions.save_review(found, by=request.user, **payload.dict())
    return _draft_review(request, found, holds)


def _in_hand(request, pk: int) -> Submission:
    """A work that one holds; 409 for any other that one may review."""
    found, holds = held(request, pk)
    if not holds:
        raise TransitionRefused(found, "review")
    return found


@router.post("/submissions/{int:pk}/request-changes", response=answers(SentReview))
def request_changes(request, pk: int):
    """Send the review: the team corrects and hands in again."""
    return actions.request_changes(_in_hand(request, pk), by=request.user)


@router.post("/submissions/{int:pk}/approve", response=answers(SentReview))
def approve(request, pk: int):
    """Send the review: the work is accepted. 422 says what the scores still forbid."""
    return actions.approve(_in_hand(request, pk), by=request.user)


@router.post("/submissions/{int:pk}/propose", response=answers(ProposalRow))
def propose(request, pk: int, payload: ProposalIn):
    """Lay a new mentor's first review before a lead, who sends it in their name; 409 for who sends alone."""
    return ProposalRow.row(actions.propose(_in_hand(request, pk), by=request.user, decision=payload.decision))


@router.patch("/reviews/{int:pk}", response=answers(Changed))
def amend(request, pk: int, payload: AmendIn):
    """Mend the words of one's sent review, for a quarter of an hour."""
    found = find_own_review(request, pk)[0]
    return {"changed": actions.amend_review(found, by=request.user, at=timezone.now(), **payload.dict())}
