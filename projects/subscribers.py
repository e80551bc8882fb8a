"""What the system does by itself with projects."""

from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from core.events import Event, subscribe
from core.tick import every_tick
from courses.models import ProjectPage
from courses.reading import document_reader, reader
from projects import actions, queries
from projects.models import Assignment


@every_tick
def expire_claims() -> None:
    actions.expire_claims(at=timezone.now())


@every_tick
def escalate_promises() -> None:
    actions.escalate_promises(at=timezone.now())


@every_tick
def escalate_proposals() -> None:
    actions.escalate_proposals(at=timezone.now())


@every_tick
def forget_contents() -> None:
    actions.forget_contents(at=timezone.now())


@every_tick
def forget_stale_uploads() -> None:
    actions.forget_stale_uploads(at=timezone.now())


@every_tick
def remind_teams() -> None:
    actions.remind_teams(at=timezone.now())


@subscribe("cohorts.staffassignment.remove")
def give_back_what_they_held(event: Event) -> None:
    """Who no longer works with a cohort holds none of its work."""
    actions.release_claims_of(User.objects.get(pk=event.data["user"]))


@subscribe("cohorts.cohort.complete", "cohorts.cohort.cancel")
def give_back_what_is_held(event: Event) -> None:
    """A cohort that is over leaves no work in a hand that may have gone home."""
    actions.release_claims_in(event.target)


@subscribe("cohorts.staffassignment.remove")
def forget_who_left(event) -> None:
    """Who works with the cohort no more is named to review no more."""
    actions.forget_reviewer(event.data["user"])


@subscribe("cohorts.staffassignment.create")
def read_the_first_review(event: Event) -> None:
    """The first review of a new mentor is read by a lead before it is sent."""
    if event.data["role"] == Role.MENTOR:
        actions.expect_first_review(User.objects.get(pk=event.data["user"]))


@reader
def brief_address(page, user) -> str | None:
    """A project's brief under the latest cohort of the reader it was given to."""
    if not isinstance(page, ProjectPage) or not user.is_authenticated:
        return None
    assignment = (
        Assignment.objects.visible_to(user).filter(project=page).select_related("cohort").order_by("-opens_at").first()
    )
    return reverse("projects:brief", args=[assignment.cohort.code, assignment.pk]) if assignment else None


@document_reader
def document_of_a_brief(document, user) -> bool:
    """A given brief stays as it was that day: its documents are read by whom it was given to."""
    return user.is_authenticated and queries.brief_shows(document, user)
