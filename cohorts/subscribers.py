"""What cohorts hear: invitations accepted, time passing."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from accounts.events import INVITATION_ACCEPT, MEMBERSHIP_REMOVE
from accounts.models import Invitation, Membership, Role, User
from cohorts import actions, events, queries
from cohorts.models import Enrolment, StaffAssignment
from core.events import Event, emit, group_source, subscribe
from core.tick import every_tick
from core.uses import Use, use_finder


@use_finder
def people_in_training(model, pks) -> list[Use]:
    """Who follows the bootcamps among those pages now."""
    if not issubclass(model, Page):
        return []
    return [Use(_("people in training"), Enrolment.objects.active().filter(cohort__bootcamp__in=pks).count())]


@group_source
def cohort_groups(user_ids: set[int]) -> Iterator[tuple[int, str]]:
    """Signals of the cohorts one learns in, staffs or manages."""
    learned = Enrolment.objects.active().filter(learner__in=user_ids).values_list("learner", "cohort")
    staffed = StaffAssignment.objects.filter(user__in=user_ids).values_list("user", "cohort")
    managers = Membership.objects.filter(user__in=user_ids, role=Role.MANAGER, organisation__cohorts__isnull=False)
    led = {*staffed, *managers.values_list("user", "organisation__cohorts")}
    yield from ((pk, f"cohort-{cohort}") for pk, cohort in {*learned, *led})
    yield from ((pk, f"cohort-{cohort}-staff") for pk, cohort in led)


@subscribe(INVITATION_ACCEPT)
def take_seat(event: Event) -> None:
    """Whoever accepted a learner's invitation takes the seat held for them."""
    invitation = Invitation.objects.select_related("accepted_by").get(pk=event.object_id)
    enrolment = Enrolment.objects.filter(invitation=invitation).select_related("cohort").first()
    if enrolment is None:
        return
    try:
        actions.activate(enrolment, by=invitation.accepted_by)
    except ValidationError as error:
        # They follow another cohort meanwhile: the manager decides, the seat stays held; told once, heard twice or not.
        if not Event.objects.about(enrolment).filter(verb=events.ENROLMENT_HOLD.name).exists():
            why = {"why": error.messages[0]}
            emit(events.ENROLMENT_HOLD, target=enrolment, actor=invitation.accepted_by, data=why)


@subscribe(MEMBERSHIP_REMOVE)
def leave_cohorts(event: Event) -> None:
    """Whoever lost a role at an operator no longer works in it with the operator's cohorts."""
    lost = event.data
    for assignment in queries.assignments_without_role(lost["organisation"], lost["user"], lost["role"]):
        actions.unassign_staff(assignment, by=User.system())


@every_tick
def advance_time() -> None:
    actions.advance_time(at=timezone.now())
