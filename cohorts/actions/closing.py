"""The end of a cohort reaches what hangs on it: people, invitations, sessions."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts import events
from cohorts.actions.common import lock, require
from cohorts.actions.enrolments import complete_all
from cohorts.actions.history import moved, said
from cohorts.actions.seats import lapse
from cohorts.actions.sessions import call_off_sessions
from cohorts.models import CLOSED, Cohort, Enrolment, Session
from core.events import emit
from core.uses import keeping

RUNNING = [Enrolment.State.ACTIVE, Enrolment.State.SUSPENDED]
HELD = [*RUNNING, Enrolment.State.INVITED]


@transaction.atomic
def complete_cohort(cohort: Cohort, *, by: User, graduating: Iterable[Enrolment] = ()) -> Cohort:
    """The cohort is over and holds nobody: those of ``graduating`` whose conditions hold get their diploma, the others
    end without one; invitations close, sessions to come are called off. Its pages stay readable.
    """
    lock(cohort)
    with cohort.workflow.apply(cohort, "complete", by=by) as change:
        cohort.closed_on = timezone.localdate()
        Cohort.objects.filter(pk=cohort.pk).update(closed_on=cohort.closed_on)
        people = list(cohort.enrolments.filter(state__in=RUNNING).values_list("learner", flat=True))
        diplomas = complete_all(cohort, by=by, enrolments=graduating)
        change.data |= {"people": people, "diplomas": diplomas, "sessions": _empty(cohort, by, "end", "")}
    return cohort


@transaction.atomic
def cancel_cohort(cohort: Cohort, *, by: User, reason: str) -> Cohort:
    """The cohort will not take place, with a reason: enrolments are cancelled, invitations close, sessions are called
    off, and those concerned are told once."""
    reason = said(reason)
    lock(cohort)
    with cohort.workflow.apply(cohort, "cancel", by=by) as change:
        Cohort.objects.filter(pk=cohort.pk).update(closed_on=timezone.localdate())
        people = _expecting(cohort)
        change.data |= {"people": people, "sessions": _empty(cohort, by, "cancel", reason)}
    return cohort


def _expecting(cohort: Cohort) -> list[int]:
    """Who learns in it, and who has an account and was to answer its invitation."""
    invited = cohort.enrolments.filter(state=Enrolment.State.INVITED).values("invitation__email")
    learning = Q(enrolments__cohort=cohort, enrolments__state__in=RUNNING)
    people = User.objects.filter(learning | Q(email__in=invited)).distinct()
    return list(people.order_by("pk").values_list("pk", flat=True))


def _empty(cohort: Cohort, by: User, verb: str, reason: str) -> int:
    """Release everyone whom the cohort still holds; returns how many sessions are called off."""
    for enrolment in cohort.enrolments.filter(state__in=HELD).select_related("learner", "invitation", "cohort"):
        if enrolment.state == Enrolment.State.INVITED:
            lapse(enrolment, by=by)
        else:
            with moved(enrolment, verb, by, reason):
                pass
    if verb == "cancel":  # what never began is in no figure
        cohort.enrolments.filter(state=Enrolment.State.CANCELLED).update(enrolled_at=None)
    return call_off_sessions(cohort, by=by)


def release_left_over(*, by: User) -> int:
    """Release what cohorts that were over already still hold; returns how many cohorts held something."""
    people = Enrolment.objects.filter(cohort=OuterRef("pk"), state__in=HELD)
    announced = Session.objects.filter(cohort=OuterRef("pk"), state__in=[Session.State.SCHEDULED, Session.State.LIVE])
    found = list(Cohort.objects.filter(Exists(people) | Exists(announced), state__in=CLOSED))
    for cohort in found:
        with transaction.atomic():
            lock(cohort)
            _empty(cohort, by, "end" if cohort.state == Cohort.State.COMPLETED else "cancel", "")
    return len(found)


@transaction.atomic
def remove_cohort(cohort: Cohort, *, by: User) -> None:
    """Take a cohort made by mistake away, as long as nothing hangs on it.

    Raises ValidationError with what does.
    """
    require(by, "cohorts.change_cohort", cohort)
    lock(cohort)
    if kinds := keeping(cohort):
        raise ValidationError(
            _("This cohort is not empty: it has %(things)s. Close it, or cancel it.")
            % {"things": get_text_list(kinds, _("and"))}
        )
    emit(events.COHORT_REMOVE, target=cohort, actor=by, data={"code": cohort.code})
    Cohort.objects.get(pk=cohort.pk).delete()
