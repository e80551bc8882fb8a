"""More time for a team."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.events import emit
from core.visible import is_visible
from projects import events
from projects.deadlines import check_stands, in_figures, is_beyond, is_past, past_the_end
from projects.models import Extension, Submission


@transaction.atomic
def grant_extension(
    submission: Submission, *, by: User, due_at: datetime, reason: str, at: datetime | None = None
) -> Extension:
    """Give a team a later due date, and a closing no earlier than it; the latest extension counts.

    A version already handed in keeps its mark. Raises PermissionDenied unless ``by`` trains or manages
    the cohort; ValidationError for a moment that is past, not later than everybody's due date or after
    the cohort's last day, without a reason, for work that is approved, contested or not, a project taken back and a
    cohort that is over.
    """
    if not by.has_perm("projects.grant_extension", submission):
        raise PermissionDenied("projects.grant_extension")
    if submission.state == Submission.State.APPROVED:
        raise ValidationError(_("This work is approved: it needs no more time."))
    if submission.disputed == Submission.State.APPROVED:
        raise ValidationError(_("This work is approved and waits for a second reading: more time comes after it."))
    check_stands(submission.assignment)
    if submission.cohort.is_final:
        raise ValidationError(_("This cohort is over: nothing more is handed in."))
    errors = _due_errors(submission, due_at, at or timezone.now())
    if not is_visible(reason):
        errors["reason"] = _("Say why, for the team and for the next person.")
    if errors:
        raise ValidationError(errors)
    extension = Extension.objects.create(team=submission.team, due_at=due_at, reason=reason.strip(), granted_by=by)
    emit(events.SUBMISSION_EXTEND, target=submission, actor=by, data={"due": due_at.isoformat()})
    return extension


def _due_errors(submission: Submission, due_at: datetime, at: datetime) -> dict[str, str]:
    assignment = submission.assignment
    if is_past(due_at, at):
        return {"due_at": _("This moment is past.")}
    if due_at <= assignment.due_at:
        return {
            "due_at": _("Everybody has until %(day)s: choose a later moment.") % {"day": in_figures(assignment.due_at)}
        }
    if is_beyond(due_at, assignment.cohort.ends_on):
        return {"due_at": past_the_end(assignment.cohort)}
    return {}


@transaction.atomic
def move_extension(extension: Extension, *, by: User, to: datetime) -> Extension:
    """Give the team another date with its cohort's, for the same reason; it is told, the others are not.

    Raises ValidationError when a later extension was granted since this one was read.
    """
    submission = Submission.objects.select_related("assignment__cohort").get(team=extension.team_id)
    if not by.has_perm("projects.grant_extension", submission):
        raise PermissionDenied("projects.grant_extension")
    if Extension.objects.filter(team=extension.team_id, pk__gt=extension.pk).exists():
        sentence = _("The dates of “%(title)s” have just changed: read the list again.")
        raise ValidationError(sentence % {"title": submission.assignment.title})
    moved = Extension.objects.create(team=extension.team, due_at=to, reason=extension.reason, granted_by=by)
    emit(events.SUBMISSION_EXTEND, target=submission, actor=by, data={"due": to.isoformat()})
    return moved
