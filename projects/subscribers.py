"""What the system does by itself with projects."""

from django.urls import reverse
from django.utils import timezone

from core.tick import every_tick
from courses.models import ProjectPage
from courses.reading import reader
from projects import actions
from projects.models import Assignment


@every_tick
def expire_claims() -> None:
    actions.expire_claims(at=timezone.now())


@every_tick
def escalate_promises() -> None:
    actions.escalate_promises(at=timezone.now())


@every_tick
def forget_contents() -> None:
    actions.forget_contents(at=timezone.now())


@every_tick
def forget_stale_uploads() -> None:
    actions.forget_stale_uploads(at=timezone.now())


@every_tick
def remind_teams() -> None:
    actions.remind_teams(at=timezone.now())


@reader
def brief_address(page, user) -> str | None:
    """A project's brief under the latest cohort of the reader it was given to."""
    if not isinstance(page, ProjectPage) or not user.is_authenticated:
        return None
    assignment = (
        Assignment.objects.visible_to(user).filter(project=page).select_related("cohort").order_by("-opens_at").first()
    )
    return reverse("projects:brief", args=[assignment.cohort.code, assignment.pk]) if assignment else None
