"""The people of a cohort for programs."""

from django.http import QueryDict
from ninja import Router

from cohorts import actions
from cohorts.forms import ChosenForm
from cohorts.schemas import InvitationsIn, PlaceOut
from cohorts.views.common import find_cohort
from core.api import KEYED, answers, checked, once

router = Router()


@router.post("/cohorts/{slug:code}/invitations", response=answers(list[PlaceOut]), openapi_extra=KEYED)
def invite(request, code: str, payload: InvitationsIn):
    """Hold a seat for each address and invite it: all of them, or nobody and the sentence that says why."""
    cohort = find_cohort(request, code, "cohorts.change_cohort")
    asked = QueryDict(mutable=True)
    asked.setlist("chosen", [person.email for person in payload.people])
    asked.setlist("meant", [person.email for person in payload.people if person.meant])
    typed = checked(ChosenForm(asked))
    once(request, lambda: len(actions.invite_learners(cohort, by=request.user, **typed)))
    asked_for = [email.lower() for email in typed["emails"]]
    return cohort.enrolments.seated().filter(invitation__email__in=asked_for).select_related("invitation")
