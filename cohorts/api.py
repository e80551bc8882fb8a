"""The people and the sessions of a cohort for programs."""

from django.http import QueryDict
from ninja import Router

from cohorts import actions, planning
from cohorts.forms import ChosenForm, PlanForm
from cohorts.models import Session
from cohorts.schemas import InvitationsIn, PlaceOut, SlotOut, WeeksIn
from cohorts.views.common import find_cohort, find_open_cohort
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


@router.post("/cohorts/{slug:code}/weeks", response=answers(list[SlotOut]), openapi_extra=KEYED)
def weeks(request, code: str, payload: WeeksIn):
    """Plan the sessions of a rule that nothing stands against, told once; each that is left out says why."""
    cohort = find_open_cohort(request, code, "cohorts.change_session")
    slots = planning.planned(cohort, **checked(PlanForm(payload.as_form(), cohort=cohort)))
    free = [slot.session for slot in slots if slot.is_free]
    if free and not payload.preview:
        once(request, lambda: len(actions.plan_sessions(cohort, by=request.user, sessions=free)))
    planned = set(cohort.sessions.filter(state=Session.State.SCHEDULED).values_list("starts_at", "ends_at"))
    return [SlotOut.of(slot, planned) for slot in slots]
