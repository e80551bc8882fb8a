"""Every move of an enrolment leaves a line: who, when, why."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.models import Enrolment, EnrolmentChange
from core.permissions import forget
from core.visible import is_visible
from core.workflow import Change


@contextmanager
def moved(enrolment: Enrolment, verb: str, by: User, reason: str = "", missing: str = "") -> Iterator[Change]:
    """Apply ``verb`` with its line of history; everything in the body commits with it or not at all."""
    before = enrolment.state
    with enrolment.workflow.apply(enrolment, verb, by=by) as change:
        now = timezone.now()
        EnrolmentChange.objects.create(
            enrolment=enrolment, verb=verb, before=before, after=change.transition.target,
            reason=reason, missing=missing, by=by, at=now,
        )  # fmt: skip
        enrolment.reason, enrolment.changed_at = reason, now
        Enrolment.objects.filter(pk=enrolment.pk).update(reason=reason, changed_at=now)
        if enrolment.learner:
            forget(enrolment.learner)
        yield change


def said(reason: str) -> str:
    """The reason without what surrounds it; raises ValidationError when there is none."""
    if not is_visible(reason):
        raise ValidationError({"reason": _("Say why, in a few words.")})
    return reason.strip()
