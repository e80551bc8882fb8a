"""What follows a review: read, asked about, explained, thanked for."""

from django.shortcuts import get_object_or_404
from ninja import Router, Status

from core.api import KEYED, answers, once
from projects import actions, queries
from projects.models import AssignmentCriterion, Reply
from projects.payloads import DisputeIn, ExplanationIn, QuestionIn, ThanksIn
from projects.schemas import AnswerOut, AppliedOut, StateOut
from projects.views.after import find_question, find_review
from projects.views.work import find_submission

router = Router()


@router.post("/reviews/{int:pk}/acknowledge", response=answers(None))
def acknowledge(request, pk: int):
    """Say, as the team, that the review is read; a second time changes nothing."""
    actions.acknowledge(find_review(request, pk), by=request.user)
    return Status(204, None)


@router.post("/reviews/{int:pk}/thanks", response=answers(None))
def thank(request, pk: int, payload: ThanksIn):
    """Thank the reviewer, as the team, once for a review."""
    actions.thank(find_review(request, pk), by=request.user, word=payload.word)
    return Status(204, None)


@router.post("/reviews/{int:pk}/questions", response=answers(AnswerOut), openapi_extra=KEYED)
def ask(request, pk: int, payload: QuestionIn):
    """Ask what the review, or the level of ``criterion``, means; with an ``Idempotency-Key``, once."""
    review, number = find_review(request, pk), payload.criterion
    criterion = None if number is None else get_object_or_404(AssignmentCriterion, pk=number)

    def act() -> int:
        return actions.ask(review, by=request.user, body=payload.body, criterion=criterion).pk

    return Reply.objects.select_related("author").get(pk=once(request, act))


@router.post("/reviews/{int:pk}/suggestions", response=answers(AppliedOut))
def apply_suggestions(request, pk: int):
    """Lay every line that the review suggests into the team's draft."""
    review = find_review(request, pk)
    threads = queries.suggestions_of(review)
    return AppliedOut.of(actions.apply_suggestions(review.version.submission, by=request.user, threads=threads))


@router.post("/reviews/{int:pk}/dispute", response=answers(StateOut))
def dispute(request, pk: int, payload: DisputeIn):
    """Ask, as the team, for a second reading of the last review; the second one counts, milder or not."""
    return actions.dispute(find_review(request, pk), by=request.user, reason=payload.reason).submission


@router.post("/submissions/{int:pk}/dispute/withdraw", response=answers(StateOut))
def withdraw_dispute(request, pk: int):
    """Keep the first decision, while nobody has the second reading in hand."""
    return actions.withdraw_dispute(find_submission(request, pk), by=request.user)


@router.post("/questions/{int:pk}/explanation", response=answers(AnswerOut))
def explain(request, pk: int, payload: ExplanationIn):
    """Answer what a team asked, once."""
    return actions.explain(find_question(request, pk), by=request.user, body=payload.body)
