"""The dates of a cohort that has things planned: what is to come follows, whole or not at all, told once."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts import events, redating
from cohorts.actions.cohorts import NAMED, begin_change, check_inside
from cohorts.actions.plans import move
from cohorts.conditions import Move
from cohorts.models import Cohort
from core.events import emit


@transaction.atomic
def shift_cohort(
    cohort: Cohort, *, by: User, days: int, all_the_same: bool = False, meant: bool = False, **fields
) -> Cohort:
    """Change the cohort as ``edit_cohort`` and move all that is to come ``days`` later, as its first day.

    ``days`` is what was shown: it is refused if the cohort has moved meanwhile. What has begun never moves.
    ``all_the_same`` says that holidays and shared places are meant. Raises ValidationError when anything cannot follow.
    """
    begin_change(cohort, by=by, meant=meant, fields=fields)
    plan = redating.shifted(cohort, at=timezone.now())
    if plan.days != days:
        raise ValidationError(_("The cohort’s dates have just changed: read the list again."))
    _refuse([*redating.reasons(plan.slots), *redating.reasons(plan.moves)])
    cohort.save(update_fields=[*fields])
    move(plan.slots, meant=all_the_same)
    _write(plan.moves, by)
    check_inside(cohort)
    moved = {"days": days, "sessions": [slot.session.pk for slot in plan.slots], **_told(plan.moves)}
    emit(events.COHORT_SHIFT, target=cohort, actor=by, data={"fields": sorted(fields), **moved})
    return cohort


@transaction.atomic
def fit_cohort(cohort: Cohort, *, by: User, meant: bool = False, **fields) -> Cohort:
    """Change the cohort as ``edit_cohort``, call off its sessions to come outside the new dates and bring the rest in.

    Raises ValidationError when anything cannot follow: what has begun never does.
    """
    begin_change(cohort, by=by, meant=meant, fields=fields)
    plan = redating.fitted(cohort, at=timezone.now())
    _refuse([*redating.reasons(plan.sessions), *redating.reasons(plan.moves)])
    cohort.save(update_fields=[*fields])
    for slot in plan.sessions:
        with slot.session.workflow.apply(slot.session, "call_off", by=by):
            pass
    _write(plan.moves, by)
    check_inside(cohort)
    called = {"sessions": [slot.session.pk for slot in plan.sessions], **_told(plan.moves)}
    emit(events.COHORT_FIT, target=cohort, actor=by, data={"fields": sorted(fields), **called})
    return cohort


def _refuse(reasons: list[str]) -> None:
    if reasons:
        raise ValidationError(_("%(list)s. Nothing was changed.") % {"list": " ; ".join(reasons[:NAMED])})


def _write(moves: Iterable[Move], by: User) -> None:
    for row in moves:
        row.write(by)


def _told(moves: Iterable[Move]) -> dict[str, list]:
    """What moved besides the sessions, and to when."""
    return {"others": [[row.title, *(moment.isoformat() for moment in row.moments)] for row in moves if not row.apart]}
