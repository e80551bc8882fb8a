"""What teams and mentors are told about projects."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cohorts.models import Enrolment
from core.notices import declare


def _team(event):
    return User.objects.filter(pk__in=event.target.member_ids())


def _staff(event):
    return User.objects.filter(staff_assignments__cohort=event.target.assignment.cohort_id).distinct()


def _reviewer(event):
    """Whoever made the remark, unless they answer themselves."""
    reviewers = User.objects.filter(reviews__threads=event.data["thread"])
    return reviewers.exclude(pk=event.actor_id)


def _data(event) -> dict:
    submission = event.target
    names = ", ".join(str(person) for person in User.objects.filter(pk__in=submission.member_ids()))
    return {"project": submission.assignment.title, "team": names, "person": str(event.actor or "")}


def _url(event) -> str:
    return reverse("projects:submission", args=[event.object_id])


TEAM = {"recipients": _team, "url": _url, "data": _data}
declare("projects.submission.create", _("You have a team for “%(project)s”."), email=False, **TEAM)
declare("projects.submission.claim", _("%(person)s is reviewing “%(project)s”."), email=False, **TEAM)
declare("projects.submission.request_changes", _("“%(project)s”: changes are asked for. Read the review."), **TEAM)
declare(
    "projects.submission.remind",
    _("Your team is awaited on “%(project)s”: read the review, then hand in again."),
    **TEAM,
)
declare("projects.submission.approve", _("“%(project)s” is approved."), **TEAM)
declare(
    "projects.submission.submit",
    _("%(team)s handed in “%(project)s”."),
    recipients=_staff,
    url=_url,
    data=_data,
    email=False,
)
declare(
    "projects.submission.answer",
    _("%(person)s answered a remark on “%(project)s”."),
    recipients=_reviewer,
    url=_url,
    data=_data,
    email=False,
)
declare(
    "projects.assignment.create",
    _("A new project is open: “%(project)s”."),
    recipients=lambda event: User.objects.filter(
        enrolments__cohort=event.target.cohort_id, enrolments__state=Enrolment.State.ACTIVE
    ),
    url=lambda event: reverse("projects:brief", args=[event.target.cohort.code, event.object_id]),
    data=lambda event: {"project": event.target.title},
)
