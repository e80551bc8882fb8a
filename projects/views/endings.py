"""A claim that ended while its holder was at work: what is said of it, in words."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.models import Event
from projects import queries
from projects.models import Submission


def why_ended(submission: Submission, holder: User) -> str:
    """Who or what ended the claim of ``holder``, in a sentence for them."""
    event = queries.end_of_claim(submission, holder)
    verb = event.verb.rpartition(".")[2] if event else ""
    own = event is not None and event.actor_id == holder.pk
    return WORDS.get(verb, _unknown)(event, own)


def why_not_held(submission: Submission, user: User) -> str:
    """Why ``user`` does not stand at the desk of a work, in a sentence for them."""
    if submission.claims.filter(holder=user).exists():
        return why_ended(submission, user)
    return _("Take this review first: its files open then at the desk.")


def why_relieved(submission: Submission, user: User) -> str:
    """What became of the claim of somebody who lost the right to review; nothing where it ended otherwise."""
    event = queries.end_of_claim(submission, user)
    return str(GIVEN_BACK["left"]) if event and "left" in event.data else ""


def told_of_its_end(request, submission: Submission) -> str:
    """Nothing for who may review the work, why they may no more for who held it; PermissionDenied for all others."""
    if request.user.has_perm("projects.review_submission", submission):
        return ""
    if words := why_relieved(submission, request.user):
        return words
    raise PermissionDenied("projects.review_submission")


def _unknown(_event: Event, _own: bool) -> str:
    return _("You no longer hold this review; your draft is kept.")


def _released(event: Event, own: bool) -> str:
    if own:
        return _("You gave this review back; your draft is kept: take the work again to go on.")
    if "expired" in event.data:
        return _(
            "Your page had been closed for ten minutes, or had asked for nothing for half an hour without JavaScript: "
            "the work is back in the queue. Your draft is kept: take the work again to go on."
        )
    if "gone" in event.data:
        return _("Nobody of this team is left in the cohort: the work is out of the queue; your draft is kept.")
    for reason in ("left", "over", "withdrawn"):
        if reason in event.data:
            return str(GIVEN_BACK[reason])
    words = _("%(person)s has released this review; your draft is kept: take the work again to go on.")
    return words % {"person": event.actor}


def _handed_over(event: Event, own: bool) -> str:
    to = User.objects.get(pk=event.data["to"])
    if own:
        return _("You handed this review over to %(to)s; your draft is kept.") % {"to": to}
    words = _("%(person)s has handed this review over to %(to)s; your draft is kept.")
    return words % {"person": event.actor, "to": to}


def _withdrawn(_event: Event, _own: bool) -> str:
    return _("The team has taken its work back since; your draft is kept.")


def _replaced(_event: Event, _own: bool) -> str:
    return _("The team has handed in another version since; your draft is kept: take the work again to read it.")


def _sent(_event: Event, _own: bool) -> str:
    return _("This review has been sent.")


GIVEN_BACK = {
    "left": gettext_lazy(
        "You could no longer review this work: others are named for it, or you left it to others or left the "
        "cohort’s team. It is back in the queue; your draft is kept."
    ),
    "over": gettext_lazy(
        "The cohort has closed: the work is back in the queue. Your draft is kept: take the work again to go on."
    ),
    "withdrawn": gettext_lazy("The project was withdrawn: its works are out of the queue; your draft is kept."),
}
WORDS = {
    "release": _released,
    "hand_over": _handed_over,
    "withdraw": _withdrawn,
    "replace": _replaced,
    "submit": _replaced,
    "approve": _sent,
    "request_changes": _sent,
}


def lapsed(request, found: Submission) -> HttpResponse:
    """The claim had ended while its holder was writing: their words are kept, and they are told."""
    message = why_ended(found, request.user)
    if request.htmx:
        context = {"problem": message, "submission": found, "ended": True}
        return render(request, "projects/_review_state.html", context, status=409)
    back = reverse("projects:submission", args=[found.pk])
    return render(request, "409.html", {"message": message, "thing": found, "back": back}, status=409)
