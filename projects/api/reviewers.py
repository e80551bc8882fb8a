"""What reviewers keep: their time, whom they know, what they have read, notes and ready-made comments."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from accounts.models import Organisation, User
from cohorts.views.common import require
from core.api import KEYED, Number, answers, checked, once
from projects import actions, queries
from projects.desk_schemas import AvailabilityOut, CommentOut, NoteOut, RecusalOut
from projects.forms import AvailabilityForm, CommentForm
from projects.models import StaffNote
from projects.payloads import AsideIn, AvailabilityIn, CommentIn, NewCommentIn, NoteIn
from projects.views.comments import find_comment
from projects.views.files import find_review_file
from projects.views.queue import require_desk
from projects.views.work import find_submission

router = Router()


# Time


@router.get("/availability", response=answers(AvailabilityOut))
def availability(request):
    """Hours a week, works held at once, until when one is away."""
    require_desk(request)
    return queries.profile_of(request.user)


@router.put("/availability", response=answers(AvailabilityOut))
def set_availability(request, payload: AvailabilityIn):
    """Say it anew; without ``away_until`` one is here."""
    require_desk(request)
    form = AvailabilityForm(payload.dict(), instance=queries.profile_of(request.user))
    return actions.set_availability(by=request.user, **checked(form))


# People one knows


@router.get("/recusals", response=answers(list[RecusalOut]))
def recusals(request):
    """The learners whose work one leaves to others."""
    return list(queries.recusals_of(request.user))


@router.post("/submissions/{int:pk}/step-aside", response=answers(RecusalOut))
def step_aside(request, pk: int, payload: AsideIn):
    """Leave the work of a learner of this team to others; what one holds of it goes back to the queue."""
    found = find_submission(request, pk)
    learner = User.objects.filter(pk=payload.learner).first()
    if learner is None:
        raise PermissionDenied("projects.review_submission")
    return actions.step_aside(found, by=request.user, learner=learner)


@router.delete("/recusals/{int:pk}", response=answers(None))
def step_back(request, pk: int):
    """Review that learner's work again."""
    actions.step_back(get_object_or_404(request.user.recusals, pk=pk), by=request.user)
    return Status(204, None)


# Beside a review


@router.put("/submissions/{int:pk}/files/{int:number}/viewed", response=answers(None))
def mark_viewed(request, pk: int, number: int):
    """One has read this file, as it is in every version that keeps it so."""
    actions.mark_viewed(find_review_file(request, pk, number)[1], by=request.user)
    return Status(204, None)


@router.delete("/submissions/{int:pk}/files/{int:number}/viewed", response=answers(None))
def unmark_viewed(request, pk: int, number: int):
    """One wants to read it again."""
    actions.unmark_viewed(find_review_file(request, pk, number)[1], by=request.user)
    return Status(204, None)


@router.get("/submissions/{int:pk}/notes", response=answers(list[NoteOut]))
def notes(request, pk: int):
    """The words of reviewers to each other, the latest first."""
    found = find_submission(request, pk)
    require(request, "projects.review_submission", found)
    return queries.beside(found, request.user).notes


@router.post("/submissions/{int:pk}/notes", response=answers(NoteOut), openapi_extra=KEYED)
def add_note(request, pk: int, payload: NoteIn):
    """Leave one, which the team never reads; with an ``Idempotency-Key``, once."""
    found = find_submission(request, pk)
    number = once(request, lambda: actions.add_staff_note(found, by=request.user, body=payload.body).pk)
    return StaffNote.objects.select_related("author").get(pk=number)


# Ready-made comments


@router.get("/comments", response=answers(list[CommentOut]))
def comments(request, after: Query[Number | None] = None):
    """Those of the operators where one reviews or manages, with what they led to: fifty after number ``after``."""
    return queries.comments_after(request.user, after)


@router.post("/comments", response=answers(CommentOut))
def keep_comment(request, payload: NewCommentIn):
    """Keep one for all the operator's reviewers; a title is taken once."""
    operators = Organisation.objects.filter(pk__in=[pk for _role, pk in request.user.roles()])
    operator = get_object_or_404(operators, pk=payload.operator)
    typed = checked(CommentForm(payload.dict(exclude={"operator"})))
    return actions.keep_comment(operator, by=request.user, **typed)


@router.put("/comments/{int:pk}", response=answers(CommentOut))
def change_comment(request, pk: int, payload: CommentIn):
    """Say it better."""
    comment = find_comment(request, pk)
    typed = checked(CommentForm(payload.dict(), instance=comment))
    return actions.keep_comment(comment.operator, by=request.user, comment=comment, **typed)


@router.delete("/comments/{int:pk}", response=answers(None))
def delete_comment(request, pk: int):
    """Take it out of the bank; the remarks made with it stay."""
    actions.delete_comment(find_comment(request, pk), by=request.user)
    return Status(204, None)
