"""What actions of a cohort begin with."""

from django.core.exceptions import PermissionDenied
from django.db.models import F

from accounts.models import User
from cohorts.models import Cohort
from core.workflow import TransitionRefused


def require(by: User, permission: str, thing=None) -> None:
    """Raise PermissionDenied unless ``by`` has the permission on ``thing``."""
    if not by.has_perm(permission, thing):
        raise PermissionDenied(permission)


def lock(cohort: Cohort) -> None:
    """Make rivals for the cohort's seats follow each other, on every database: an update is a lock."""
    Cohort.objects.filter(pk=cohort.pk).update(seats=F("seats"))


def lock_dates(cohort: Cohort) -> None:
    """As ``lock``; what is planned is then checked against the dates that hold now, which may have moved meanwhile.

    Raises TransitionRefused once the cohort is over: nothing more is planned in it.
    """
    lock(cohort)
    cohort.refresh_from_db(fields=["starts_on", "ends_on", "state"])
    check_going_on(cohort, "plan")


def check_going_on(cohort: Cohort, verb: str) -> None:
    """Raise TransitionRefused for a cohort that is closed or cancelled."""
    if cohort.is_final:
        raise TransitionRefused(cohort, verb)
