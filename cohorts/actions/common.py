"""What actions of a cohort begin with."""

from django.core.exceptions import PermissionDenied
from django.db.models import F

from accounts.models import User
from cohorts.models import Cohort


def require(by: User, permission: str, thing=None) -> None:
    """Raise PermissionDenied unless ``by`` has the permission on ``thing``."""
    if not by.has_perm(permission, thing):
        raise PermissionDenied(permission)


def lock(cohort: Cohort) -> None:
    """Make rivals for the cohort's seats follow each other, on every database: an update is a lock."""
    Cohort.objects.filter(pk=cohort.pk).update(seats=F("seats"))


def lock_dates(cohort: Cohort) -> None:
    """As ``lock``; what is planned is then checked against the dates that hold now, which may have moved meanwhile."""
    lock(cohort)
    cohort.refresh_from_db(fields=["starts_on", "ends_on"])
