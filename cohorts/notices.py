"""What people are told about their cohort."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from cohorts.models import Enrolment, Session
from core.notices import declare, topic
from core.told import day, moment, titled


def _learners(cohort_id: int):
    return User.objects.filter(enrolments__cohort=cohort_id, enrolments__state=Enrolment.State.ACTIVE)


def _either(some, others):
    return User.objects.filter(Q(pk__in=some.values("pk")) | Q(pk__in=others.values("pk")))


def _session_learners(event):
    return _learners(event.target.cohort_id)


def _session_people(event):
    """Who learns in the cohort, and who was to lead the session."""
    return _either(_session_learners(event), User.objects.filter(pk=event.target.trainer_id))


def _session_data(event) -> dict:
    session: Session = event.target
    return {"title": session.title, "cohort": session.cohort.code, "when": moment(session.starts_at)}


def _session_url(event) -> str:
    return reverse("cohorts:sessions", args=[event.target.cohort.code])


def _room_url(event) -> str:
    return reverse("live:room", args=[event.object_id])


SESSION = {"recipients": _session_learners, "data": _session_data}
MOVED = SESSION | {"recipients": _session_people, "url": _session_url}
declare("cohorts.session.schedule", _("New session: %(title)s, on %(when)s."), url=_session_url, email=False, **SESSION)
declare(
    "cohorts.session.change",
    _("The session “%(title)s” has changed: it begins on %(when)s."),
    **MOVED,
)
declare("cohorts.session.cancel", _("The session “%(title)s” of %(when)s is cancelled."), **MOVED)
declare("cohorts.session.open", _("“%(title)s” begins: the room is open."), url=_room_url, email=False, **SESSION)


def _together(event) -> dict:
    """The sessions as they are now, earliest first."""
    rows = Session.objects.filter(pk__in=event.data["sessions"]).order_by("starts_at")
    return {"cohort": event.target.code, "sessions": titled((row.title, row.starts_at) for row in rows)}


def _people_together(event):
    """Who learns in the cohort, and who is to lead one of the sessions."""
    leading = Session.objects.filter(pk__in=event.data["sessions"], trainer__isnull=False).values("trainer")
    return _either(_learners(event.object_id), User.objects.filter(pk__in=leading))


def _cohort_managers(event):
    return User.objects.filter(
        memberships__organisation=event.target.operator_id, memberships__role="manager"
    ).distinct()


TOGETHER = {
    "recipients": lambda event: _learners(event.object_id),
    "url": lambda event: reverse("cohorts:sessions", args=[event.target.code]),
    "data": _together,
}
declare("cohorts.cohort.plan_sessions", _("New sessions in cohort %(cohort)s: %(sessions)s."), email=False, **TOGETHER)
declare(
    "cohorts.cohort.shift_sessions",
    _("Sessions of cohort %(cohort)s have moved: %(sessions)s."),
    **TOGETHER | {"recipients": _people_together},
)
declare(
    "cohorts.cohort.free_sessions",
    _("Sessions of cohort %(cohort)s have no trainer any more: %(sessions)s."),
    **TOGETHER | {"recipients": _cohort_managers},
)


def _with_staff(event):
    """Who learns in the cohort, and who works with it."""
    staff = User.objects.filter(staff_assignments__cohort=event.object_id)
    return _either(_learners(event.object_id), staff)


def _followed(event) -> dict:
    """The cohort's days, its sessions and the dates of its projects, as they are now."""
    cohort, others = event.target, event.data["others"]
    projects = [(title, *map(datetime.fromisoformat, moments)) for title, *moments in others]
    days = {"first": day(cohort.starts_on), "last": day(cohort.ends_on)}
    return {**_together(event), **days, "projects": titled(projects)}


REDATED = TOGETHER | {"recipients": _with_staff, "data": _followed}
declare(
    "cohorts.cohort.shift",
    _("Cohort %(cohort)s is now from %(first)s to %(last)s. Sessions moved: %(sessions)s. Projects: %(projects)s."),
    **REDATED,
)
declare(
    "cohorts.cohort.fit",
    _("Cohort %(cohort)s is now from %(first)s to %(last)s. Sessions cancelled: %(sessions)s. Projects: %(projects)s."),
    **REDATED,
)


def _code(event) -> dict:
    return {"cohort": event.target.cohort.code}


def _learner(event):
    return [event.target.learner] if event.target.learner else []


def _path_url(event) -> str:
    return reverse("learning:path", args=[event.target.cohort.code])


def _people_url(event) -> str:
    return reverse("cohorts:people", args=[event.target.cohort.code])


def _managers(event):
    return User.objects.filter(
        memberships__organisation=event.target.cohort.operator_id, memberships__role="manager"
    ).distinct()


def _today_url(event) -> str:
    return reverse("today")


OWN = {"recipients": _learner, "data": _code}
declare("cohorts.enrolment.activate", _("You are now a learner in cohort %(cohort)s."), url=_path_url, **OWN)
# The e-mail is the invitation itself.
INVITED = _("You are invited to learn in cohort %(cohort)s: say yes or no.")
ADDRESSED = {
    "recipients": lambda event: User.objects.filter(email=event.target.invitation.email),
    "url": lambda event: reverse("cohorts:invitation", args=[event.object_id]),
    "data": _code,
    "email": False,
}
declare("cohorts.enrolment.invite", INVITED, **ADDRESSED)
declare("cohorts.enrolment.invite_again", INVITED, **ADDRESSED)
AGAIN = _("You are a learner in cohort %(cohort)s again.")
declare("cohorts.enrolment.come_back", AGAIN, url=_path_url, **OWN)
declare(
    "cohorts.enrolment.suspend",
    _("Your place in cohort %(cohort)s is paused: it stays yours. Talk to your operator to come back."),
    url=_today_url,
    **OWN,
)
declare("cohorts.enrolment.resume", AGAIN, url=_path_url, **OWN)
declare(
    "cohorts.enrolment.withdraw",
    _("You have left cohort %(cohort)s. If that is a mistake, talk to your operator."),
    url=_today_url,
    **OWN,
)
declare("cohorts.enrolment.complete", _("Cohort %(cohort)s: your diploma is awarded."), url=_path_url, **OWN)
CORRECTED = _("Cohort %(cohort)s: your diploma was recorded by mistake and is corrected. Talk to your operator.")
declare("cohorts.enrolment.correct", CORRECTED, url=_path_url, **OWN)
declare("cohorts.enrolment.correct_after", CORRECTED, url=_path_url, **OWN)
declare(
    "cohorts.enrolment.cancel",
    _("Your enrolment in cohort %(cohort)s is cancelled."),
    recipients=lambda event: [] if event.target.cohort.is_final else _learner(event),
    url=_today_url,
    data=_code,
)
DECLINED = {
    "recipients": lambda event: _managers(event) if event.data.get("declined") else [],
    "url": _people_url,
    "data": lambda event: {**_code(event), "email": event.target.invitation.email},
    "email": False,
}
declare("cohorts.enrolment.lapse", _("%(email)s declines the seat in cohort %(cohort)s."), **DECLINED)
declare("cohorts.enrolment.stay_away", _("%(email)s declines the seat in cohort %(cohort)s."), **DECLINED)


def _concerned(event):
    """Who was in the cohort as it ended, its staff and its operator's managers."""
    people = Q(pk__in=event.data["people"]) | Q(staff_assignments__cohort=event.object_id)
    managers = Q(memberships__organisation=event.target.operator_id, memberships__role="manager")
    return User.objects.filter(people | managers).distinct()


ENDED = {
    "recipients": _concerned,
    "url": lambda event: reverse("cohorts:detail", args=[event.target.code]),
    "data": lambda event: {"cohort": event.target.code, "sessions": event.data["sessions"]},
}
declare(
    "cohorts.cohort.complete",
    _("Cohort %(cohort)s is closed: its pages stay open to read, sessions to come will not take place."),
    **ENDED,
)
CANCELLED = ENDED | {"url": _today_url}
declare("cohorts.cohort.cancel", _("Cohort %(cohort)s is cancelled: it will not take place."), **CANCELLED)
declare(
    "cohorts.staffassignment.create",
    _("You now work with cohort %(cohort)s."),
    recipients=lambda event: [event.target.user],
    url=lambda event: reverse("cohorts:detail", args=[event.target.cohort.code]),
    data=lambda event: {"cohort": event.target.cohort.code},
)
declare(
    "cohorts.enrolment.hold",
    _("%(email)s accepted an invitation to %(cohort)s but cannot take the seat as things are: you decide."),
    recipients=_managers,
    url=_people_url,
    data=lambda event: {**_code(event), "email": event.target.invitation.email},
)


topic("planned", _("New sessions"), "cohorts.session.schedule", "cohorts.cohort.plan_sessions")
topic(
    "sessions",
    _("Sessions moved or cancelled"),
    "cohorts.cohort.shift_sessions",
    "cohorts.cohort.shift",
    "cohorts.cohort.fit",
    "cohorts.session.change",
    "cohorts.session.cancel",
    "cohorts.cohort.free_sessions",
)
topic("session_open", _("A session begins"), "cohorts.session.open")
topic(
    "enrolment",
    _("My place and my diploma"),
    "cohorts.enrolment.activate",
    "cohorts.enrolment.come_back",
    "cohorts.enrolment.suspend",
    "cohorts.enrolment.resume",
    "cohorts.enrolment.withdraw",
    "cohorts.enrolment.complete",
    "cohorts.enrolment.correct",
    "cohorts.enrolment.correct_after",
    "cohorts.enrolment.cancel",
    essential=True,
)
topic(
    "invitations",
    _("Invitations to a cohort"),
    "cohorts.enrolment.invite",
    "cohorts.enrolment.invite_again",
    essential=True,
)
topic("cohort", _("A cohort is closed or cancelled"), "cohorts.cohort.complete", "cohorts.cohort.cancel")
topic("seats", _("Seats declined"), "cohorts.enrolment.lapse", "cohorts.enrolment.stay_away", roles={Role.MANAGER})
topic("held", _("Seats that wait for my decision"), "cohorts.enrolment.hold", roles={Role.MANAGER})
topic("staff", _("I am assigned to a cohort"), "cohorts.staffassignment.create", roles={Role.TRAINER, Role.MENTOR})
