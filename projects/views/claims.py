"""Hold a submission: take it, keep it, give it back, hand it over."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cohorts.views.common import accepted, require
from core.times import moment
from core.workflow import TransitionRefused
from projects import actions, queries
from projects.forms import HandOverForm
from projects.models import Submission
from projects.views.endings import told_of_its_end, why_ended
from projects.views.queue import require_desk
from projects.views.work import find_submission

PLAIN = "text/plain; charset=utf-8"


@login_required
@require_POST
def claim(request, pk: int) -> HttpResponse:
    """Take a submission in hand; the loser of a race is told who has it."""
    found = find_submission(request, pk)
    actions.expire_claims(at=timezone.now())
    found.refresh_from_db()
    if request.user.has_perm("projects.await_second_reading", found):
        advice = _("The team contests your review of this work: somebody else reads it a second time.")
        return render(request, "403.html", {"advice": advice}, status=403)
    try:
        actions.claim(found, by=request.user)
    except TransitionRefused:
        return _taken(request, found)
    except ValidationError as error:
        return _refused(request, found, error.messages[0])
    return redirect("projects:review", pk)


def _taken(request, found: Submission) -> HttpResponse:
    held = found.claims.filter(released_at=None).select_related("holder").first()
    if held and held.holder_id == request.user.pk:
        return redirect("projects:review", found.pk)
    found.refresh_from_db()
    if held is None:
        return _refused(request, found, _("This work no longer waits for a review."))
    words = _("%(person)s is reviewing this work since %(when)s.")
    return _refused(request, found, words % {"person": held.holder, "when": moment(held.claimed_at)})


def _refused(request, found: Submission, message: str) -> HttpResponse:
    context = {"message": message, "thing": found, "back": reverse("projects:queue")}
    return render(request, "409.html", context, status=409)


@login_required
@require_POST
def claim_next(request) -> HttpResponse:
    """Take the most urgent submission."""
    require_desk(request)
    try:
        held = actions.claim_next(by=request.user, at=timezone.now())
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect("projects:queue")
    if held:
        return redirect("projects:review", held.submission_id)
    messages.success(request, _("Nothing waits for a review."))
    return redirect("projects:queue")


@login_required
@require_POST
def presence(request, pk: int) -> HttpResponse:
    """The workspace is still open: its claim lives ten minutes more; 409 with the reason when it has ended."""
    found = find_submission(request, pk)
    if relieved := told_of_its_end(request, found):
        return HttpResponse(relieved, status=409, content_type=PLAIN)
    if actions.keep_claim(found, by=request.user, at=timezone.now()):
        return HttpResponse(status=204)
    actions.expire_claims(at=timezone.now())
    return HttpResponse(why_ended(found, request.user), status=409, content_type=PLAIN)


@login_required
@require_POST
def release(request, pk: int) -> HttpResponse:
    """Give the submission back to the queue."""
    actions.release(find_submission(request, pk), by=request.user)
    messages.success(request, _("The work is back in the queue, at its place; your draft is kept."))
    return redirect("projects:queue")


@login_required
@require_http_methods(["GET", "POST"])
def hand_over(request, pk: int) -> HttpResponse:
    """Pass a review to a colleague, with a word for them."""
    found = find_submission(request, pk)
    require(request, "projects.release_submission", found)
    if found.state != Submission.State.IN_REVIEW:
        raise TransitionRefused(found, "hand_over")
    form = HandOverForm(request.POST or None, submission=found)

    def pass_on():
        actions.hand_over(found, by=request.user, **form.cleaned_data)

    if request.method == "POST" and accepted(form, pass_on):
        messages.success(
            request, _("%(person)s has the review now, and is told.") % {"person": form.cleaned_data["to"]}
        )
        return redirect("projects:queue")
    context = {"here": "queue", "submission": found, "form": form, "members": queries.names_of(found.team)}
    return render(request, "projects/hand_over.html", context, status=422 if form.errors else 200)
