"""What teams and mentors are told about projects."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cohorts.models import Enrolment
from core.notices import declare
from projects import queries


def _team(event):
    return User.objects.filter(pk__in=event.target.member_ids())


def _present_reviewers(event):
    return queries.present_reviewers_of(event.target)


def _holder_or_reviewers(event):
    """Whoever holds the work; while nobody does, all who could take it."""
    holder = User.objects.filter(claims__submission=event.target, claims__released_at=None)
    return holder if holder.exists() else _present_reviewers(event)


def _trainers(event):
    cohort = event.target.assignment.cohort_id
    return User.objects.filter(staff_assignments__cohort=cohort, staff_assignments__role="trainer")


def _managers(event):
    operator = event.target.assignment.cohort.operator_id
    return User.objects.filter(memberships__organisation=operator, memberships__role="manager")


def _reviewer(event):
    """Whoever made the remark, unless they answer themselves."""
    reviewers = User.objects.filter(reviews__threads=event.data["thread"])
    return reviewers.exclude(pk=event.actor_id)


def _data(event) -> dict:
    submission = event.target
    names = ", ".join(str(person) for person in User.objects.filter(pk__in=submission.member_ids()))
    return {"project": submission.assignment.title, "team": names, "person": str(event.actor or "")}


def _promise(event) -> dict:
    promised = timezone.localtime(datetime.fromisoformat(event.data["promised_at"]))
    return {**_data(event), "when": promised.strftime("%d/%m %H:%M")}


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
    recipients=_present_reviewers,
    url=_url,
    data=_data,
    email=False,
)
declare(
    "projects.submission.promise_at_risk",
    _("“%(project)s” by %(team)s: an answer is promised before %(when)s."),
    recipients=_holder_or_reviewers,
    url=_url,
    data=_promise,
    email=False,
)
declare(
    "projects.submission.promise_missed",
    _("“%(project)s” by %(team)s still waits: the answer was promised before %(when)s."),
    recipients=_trainers,
    url=_url,
    data=_promise,
)
declare(
    "projects.submission.promise_overdue",
    _("“%(project)s” by %(team)s: a working day has passed since the promised hour, %(when)s."),
    recipients=_managers,
    url=_url,
    data=_promise,
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
