"""Remarks: made and taken out at the desk, answered by the team, confirmed or opened again."""

from django.core.files.base import ContentFile
from django.http import HttpResponse
from ninja import Router, Status

from core import uploads
from core.api import BYTES, KEYED, answers, checked, once
from projects import actions
from projects.forms import RemarkChangeForm, RemarkForm
from projects.models import Thread
from projects.payloads import AnswerIn, RemarkChangeIn, RemarkIn
from projects.schemas import AnswerOut, AppliedOut, RemarkOut, RemarkState
from projects.views.after import find_remark
from projects.views.desk import held
from projects.views.remarks import find_own, find_pictured, find_sent, find_written

router = Router()


@router.post("/submissions/{int:pk}/remarks", response=answers(RemarkOut), openapi_extra=KEYED)
def add(request, pk: int, payload: RemarkIn):
    """Add a remark to the draft review; with an ``Idempotency-Key``, once however often it is sent."""
    found, _holds = held(request, pk)
    picture = {"screenshot": ContentFile(payload.screenshot, "capture")} if payload.screenshot else None
    typed = checked(RemarkForm(payload.dict(exclude={"screenshot"}), picture, submission=found))
    typed.pop("keep_as")
    return Thread.objects.get(pk=once(request, lambda: actions.add_remark(found, by=request.user, **typed).pk))


@router.put("/submissions/{int:pk}/remarks/{int:number}", response=answers(RemarkOut))
def change(request, pk: int, number: int, payload: RemarkChangeIn):
    """Say a remark of the draft review otherwise, until it is sent."""
    found, _holds = held(request, pk)
    thread = find_written(request, found, number)
    picture = {"screenshot": ContentFile(payload.screenshot, "capture")} if payload.screenshot else None
    typed = checked(RemarkChangeForm(payload.dict(exclude={"screenshot"}), picture, thread=thread))
    return actions.change_remark(thread, by=request.user, **typed)


@router.delete("/submissions/{int:pk}/remarks/{int:number}", response=answers(None))
def delete(request, pk: int, number: int):
    """Take a remark out of the draft review."""
    actions.delete_remark(find_own(request, pk, number), by=request.user)
    return Status(204, None)


@router.post("/submissions/{int:pk}/remarks/{int:number}/confirm", response=answers(RemarkState))
def confirm(request, pk: int, number: int):
    """The correction is good."""
    return actions.confirm(find_sent(request, pk, number), by=request.user)


@router.post("/submissions/{int:pk}/remarks/{int:number}/reopen", response=answers(RemarkState))
def reopen(request, pk: int, number: int):
    """The remark still stands."""
    return actions.reopen(find_sent(request, pk, number), by=request.user)


@router.post("/remarks/{int:pk}/answers", response=answers(AnswerOut), openapi_extra=KEYED)
def answer(request, pk: int, payload: AnswerIn):
    """Answer a remark, as its team; with an ``Idempotency-Key``, once however often it is sent."""
    thread = find_remark(request, pk)
    number = once(request, lambda: actions.answer(thread, by=request.user, **payload.dict()).pk)
    return thread.replies.select_related("author").get(pk=number)


@router.post("/remarks/{int:pk}/resolve", response=answers(RemarkState))
def resolve(request, pk: int):
    """Say, as the team, that a remark is dealt with."""
    return actions.resolve(find_remark(request, pk), by=request.user)


@router.get("/remarks/{int:pk}/screenshot", openapi_extra=BYTES)
def screenshot(request, pk: int) -> HttpResponse:
    """The picture of a remark, as an inert attachment."""
    return uploads.serve(find_pictured(request, pk).screenshot.content, f"capture-{pk}")


@router.post("/remarks/{int:pk}/suggestion", response=answers(AppliedOut))
def apply_suggestion(request, pk: int):
    """Lay the lines that the remark suggests into the team's draft; what stands there already is not laid twice."""
    thread = find_remark(request, pk)
    return AppliedOut.of(actions.apply_suggestions(thread.submission, by=request.user, threads=[thread]))
