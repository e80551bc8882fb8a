"""First reviews of new mentors, before a lead."""

from ninja import Router, Status

from cohorts.views.common import require
from core.api import answers
from projects import actions, queries
from projects.desk_schemas import ProposalOut, ProposalRow
from projects.models import Proposal
from projects.payloads import ReturnIn
from projects.schemas import SentReview
from projects.views.proposals import find_proposal

router = Router()


@router.get("/proposals", response=answers(list[ProposalRow]))
def proposals(request):
    """Those that wait for one to read them, the oldest first."""
    return [ProposalRow.row(row) for row in queries.proposals_for(request.user)]


@router.get("/proposals/{int:pk}", response=answers(ProposalOut))
def proposal(request, pk: int):
    """One of them, or one's own, with the review as it would be sent."""
    found = find_proposal(request, pk)
    return ProposalRow.row(found) | _review(found)


def _review(found: Proposal) -> dict:
    if found.outcome or found.claim.released_at is not None:
        return {"message": "", "scores": [], "remarks": []}
    proposed = queries.proposed(found)
    for thread in proposed["threads"]:
        thread.said = []  # nobody has read it yet
    return {"message": found.review.message, "scores": proposed["scores"], "remarks": proposed["threads"]}


@router.post("/proposals/{int:pk}/send", response=answers(SentReview))
def send(request, pk: int):
    """Send the review in its author's name."""
    found = find_proposal(request, pk)
    require(request, "projects.pass_review", found.submission)
    return actions.send_proposal(found, by=request.user)


@router.post("/proposals/{int:pk}/return", response=answers(None))
def give_back(request, pk: int, payload: ReturnIn):
    """Give it back with a word, which the team never reads."""
    found = find_proposal(request, pk)
    require(request, "projects.pass_review", found.submission)
    actions.return_proposal(found, by=request.user, word=payload.word)
    return Status(204, None)


@router.post("/proposals/{int:pk}/take-back", response=answers(None))
def take_back(request, pk: int):
    """Go on with one's own review before a lead has decided."""
    actions.take_back(find_proposal(request, pk), by=request.user)
    return Status(204, None)
