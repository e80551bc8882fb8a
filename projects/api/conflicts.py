"""What has changed meanwhile, as the API tells it: nothing is written over."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from core.api import told
from projects import actions
from projects.draft_schemas import DraftOut
from projects.models import Upload
from projects.schemas import Score


def draft_changed(request, exception: actions.DraftChangedMeanwhile) -> HttpResponse:
    """A team-mate's draft: ``draft`` is what they saved."""
    return told(409, exception.messages[0], draft=DraftOut.from_orm(exception.draft).dict())


def review_changed(request, exception: actions.ReviewChangedMeanwhile) -> HttpResponse:
    """One's own draft review, saved from elsewhere: ``review`` is what it holds now."""
    review = exception.review
    scores = [Score.from_orm(row).dict() for row in review.scores.all()]
    now = {"revision": review.revision, "message": review.message, "scores": scores}
    return told(409, exception.messages[0], review=now)


def wrong_offset(request, exception: actions.WrongOffset) -> HttpResponse:
    """A piece that does not continue what has arrived: ``received`` says from which byte to go on."""
    return told(409, _("Go on from byte %(received)d.") % {"received": exception.received}, received=exception.received)


def given_up(request, exception: Upload.DoesNotExist) -> HttpResponse:
    """An upload that another page gave up, or began anew, while this one went on."""
    return told(404)


CONFLICTS = {
    Upload.DoesNotExist: given_up,
    actions.DraftChangedMeanwhile: draft_changed,
    actions.ReviewChangedMeanwhile: review_changed,
    actions.WrongOffset: wrong_offset,
}
