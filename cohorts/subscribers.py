"""What cohorts hear: invitations accepted, time passing."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Invitation, User
from cohorts import actions, queries
from cohorts.models import Cohort, Enrolment
from core.events import Event, emit, group_source, subscribe
from core.tick import every_tick

HOLD = "cohorts.enrolment.hold"


@group_source
def cohort_groups(user) -> list[str]:
    """Signals of the cohorts one learns in, staffs or manages."""
    learned = user.enrolments.filter(state=Enrolment.State.ACTIVE).values_list("cohort", flat=True)
    staffed = set(user.staff_assignments.values_list("cohort", flat=True))
    managed = set(Cohort.objects.managed_by(user).values_list("pk", flat=True))
    return [
        *(f"cohort-{pk}" for pk in {*learned, *staffed, *managed}),
        *(f"cohort-{pk}-staff" for pk in staffed | managed),
    ]


@subscribe("accounts.invitation.accept")
def take_seat(event: Event) -> None:
    """Whoever accepted a learner's invitation takes the seat held for them."""
    invitation = Invitation.objects.select_related("accepted_by").get(pk=event.object_id)
    enrolment = Enrolment.objects.filter(invitation=invitation).select_related("cohort").first()
    if enrolment is None:
        return
    try:
        actions.activate(enrolment, by=invitation.accepted_by)
    except ValidationError as error:
        # The person follows another cohort: the manager decides, the seat stays held; told once, heard twice or not.
        if not Event.objects.about(enrolment).filter(verb=HOLD).exists():
            emit(HOLD, target=enrolment, actor=invitation.accepted_by, data={"why": error.messages[0]})


@subscribe("accounts.membership.remove")
def leave_cohorts(event: Event) -> None:
    """Whoever lost a role at an operator no longer works in it with the operator's cohorts."""
    lost = event.data
    for assignment in queries.assignments_without_role(lost["organisation"], lost["user"], lost["role"]):
        actions.unassign_staff(assignment, by=User.system())


@every_tick
def advance_time() -> None:
    actions.advance_time(at=timezone.now())
