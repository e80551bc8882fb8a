"""The cohorts that the public sees: on a bootcamp's page and in the catalogue."""

from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from cohorts.models import Cohort, CohortQuerySet, Enrolment


def today() -> date:
    """The day it is in Morocco."""
    return timezone.localdate(timezone=ZoneInfo(settings.TIME_ZONE))


def announced() -> CohortQuerySet:
    """Planned and running cohorts, earliest first, with their place and the seats that are left."""
    seated = Enrolment.objects.seated().filter(cohort=OuterRef("pk")).order_by().values("cohort")
    taken = Coalesce(Subquery(seated.annotate(count=Count("*")).values("count")), 0)
    return (
        Cohort.objects.public()
        .filter(ends_on__gte=today())
        .select_related("city__region")
        .annotate(seats_left=Greatest(F("seats") - taken, 0))
        .order_by("starts_on", "code")
    )


def is_upcoming(cohort: Cohort) -> bool:
    """Whether one can still join ``cohort`` from its first day."""
    return cohort.starts_on >= today()
