"""What becomes of a learner: paused, gone, back, graduated, corrected."""

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.actions.common import lock, require
from cohorts.actions.history import moved, said
from cohorts.actions.seats import check_free
from cohorts.conditions import missing_for
from cohorts.models import Cohort, Enrolment
from core.rivals import unique_or
from core.visible import is_visible


def suspend(enrolment: Enrolment, *, by: User, reason: str) -> Enrolment:
    """The learner pauses, with a reason; the seat stays theirs."""
    with moved(enrolment, "suspend", by, said(reason)):
        return enrolment


def resume(enrolment: Enrolment, *, by: User) -> Enrolment:
    """The learner is back from a pause."""
    with moved(enrolment, "resume", by):
        return enrolment


def withdraw(enrolment: Enrolment, *, by: User, reason: str) -> Enrolment:
    """The learner leaves, with a reason; they stay in the denominators."""
    with moved(enrolment, "withdraw", by, said(reason)):
        return enrolment


def cancel(enrolment: Enrolment, *, by: User, reason: str) -> Enrolment:
    """The enrolment was a mistake: it leaves the figures, its trace is kept with the reason."""
    with moved(enrolment, "cancel", by, said(reason)):
        Enrolment.objects.filter(pk=enrolment.pk).update(enrolled_at=None)
        enrolment.enrolled_at = None
        return enrolment


@transaction.atomic
def complete(enrolment: Enrolment, *, by: User, reason: str = "") -> Enrolment:
    """Award the diploma, when the cohort's conditions hold or with a reason that is kept and shown.

    Raises ValidationError with what is missing when there is no reason.
    """
    require(by, "cohorts.change_enrolment", enrolment)
    lock(enrolment.cohort)
    cohort = Cohort.objects.select_related("bootcamp").get(pk=enrolment.cohort_id)
    with translation.override(settings.LANGUAGE_CODE):  # kept for whoever reads it, in the programme's language
        missing = missing_for(cohort, [enrolment])[enrolment.pk]
    if missing and not is_visible(reason):
        here = missing_for(cohort, [enrolment])[enrolment.pk]
        raise ValidationError(
            _("Not yet: %(missing)s. To award the diploma all the same, say why.") % {"missing": " ; ".join(here)}
        )
    with moved(enrolment, "complete", by, reason.strip() if missing else "", " ; ".join(missing)) as change:
        change.data["all_the_same"] = bool(missing)
    return enrolment


@transaction.atomic
def complete_all(cohort: Cohort, *, by: User, enrolments: Iterable[Enrolment]) -> int:
    """Award the diploma to those of ``enrolments`` whose conditions hold now; returns how many."""
    require(by, "cohorts.change_enrolment", Enrolment(cohort=cohort))
    lock(cohort)
    wanted = [row.pk for row in enrolments]
    may = [Enrolment.State.ACTIVE, Enrolment.State.ENDED]
    rows = list(cohort.enrolments.filter(pk__in=wanted, state__in=may).select_related("learner", "cohort"))
    missing = missing_for(cohort, rows)
    ready = [row for row in rows if not missing[row.pk]]
    for row in ready:
        with moved(row, "complete", by) as change:
            change.data["all_the_same"] = False
    return len(ready)


@transaction.atomic
def correct(enrolment: Enrolment, *, by: User, reason: str) -> Enrolment:
    """The diploma was a mistake: a new line says so; the person learns again, or ended without it in a closed cohort.

    Raises ValidationError without a reason, or when they follow another cohort meanwhile.
    """
    reason = said(reason)
    require(by, "cohorts.change_enrolment", enrolment)
    lock(enrolment.cohort)
    if Cohort.objects.get(pk=enrolment.cohort_id).is_final:
        with moved(enrolment, "correct_after", by, reason):
            return enrolment
    if enrolment.learner:
        check_free(enrolment.learner)
    elsewhere = _("This person already follows another cohort of the programme.")
    with unique_or(elsewhere), moved(enrolment, "correct", by, reason):
        return enrolment
