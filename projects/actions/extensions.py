"""More time for a team."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.events import emit
from core.visible import is_visible
from projects.deadlines import end_of, in_figures, is_past
from projects.models import Extension, Submission


@transaction.atomic
def grant_extension(
    submission: Submission, *, by: User, due_at: datetime, reason: str, at: datetime | None = None
) -> Extension:
    """Give a team a later due date, and a closing no earlier than it; the latest extension counts.

    A version already handed in keeps its mark. Raises PermissionDenied unless ``by`` trains or manages
    the cohort; ValidationError for a moment that is past, not later than everybody's due date or after
    the cohort's last day, without a reason, and for work that is approved.
    """
    if not by.has_perm("projects.grant_extension", submission):
        raise PermissionDenied("projects.grant_extension")
    if submission.state == Submission.State.APPROVED:
        raise ValidationError(_("This work is approved: it needs no more time."))
    errors = _due_errors(submission, due_at, at or timezone.now())
    if not is_visible(reason):
        errors["reason"] = _("Say why, for the team and for the next person.")
    if errors:
        raise ValidationError(errors)
    extension = Extension.objects.create(team=submission.team, due_at=due_at, reason=reason.strip(), granted_by=by)
    emit("projects.submission.extend", target=submission, actor=by, data={"due": due_at.isoformat()})
    return extension


def _due_errors(submission: Submission, due_at: datetime, at: datetime) -> dict[str, str]:
    assignment = submission.assignment
    if is_past(due_at, at):
        return {"due_at": _("This moment is past.")}
    if due_at <= assignment.due_at:
        return {
            "due_at": _("Everybody has until %(day)s: choose a later moment.") % {"day": in_figures(assignment.due_at)}
        }
    if due_at > end_of(assignment.cohort):
        day = assignment.cohort.ends_on.strftime("%d/%m/%Y")
        return {"due_at": _("The cohort ends on %(day)s: close by that evening.") % {"day": day}}
    return {}
