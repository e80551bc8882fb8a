"""What people are told about their cohort."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cohorts.models import Enrolment, Session
from core.notices import declare


def _learners(cohort_id: int):
    return User.objects.filter(enrolments__cohort=cohort_id, enrolments__state=Enrolment.State.ACTIVE)


def _session_people(event):
    return _learners(event.target.cohort_id)


def _session_data(event) -> dict:
    session: Session = event.target
    return {"title": session.title, "cohort": session.cohort.code}


def _session_url(event) -> str:
    return reverse("cohorts:sessions", args=[event.target.cohort.code])


def _room_url(event) -> str:
    return reverse("live:room", args=[event.object_id])


SESSION = {"recipients": _session_people, "data": _session_data}
declare("cohorts.session.schedule", _("New session: %(title)s."), url=_session_url, email=False, **SESSION)
declare(
    "cohorts.session.change", _("The session “%(title)s” has changed: check its time."), url=_session_url, **SESSION
)
declare("cohorts.session.cancel", _("The session “%(title)s” is cancelled."), url=_session_url, **SESSION)
declare("cohorts.session.open", _("“%(title)s” begins: the room is open."), url=_room_url, email=False, **SESSION)
declare(
    "cohorts.enrolment.activate",
    _("You are now a learner in cohort %(cohort)s."),
    recipients=lambda event: [event.target.learner],
    url=lambda event: reverse("learning:path", args=[event.target.cohort.code]),
    data=lambda event: {"cohort": event.target.cohort.code},
)
declare(
    "cohorts.staffassignment.create",
    _("You now work with cohort %(cohort)s."),
    recipients=lambda event: [event.target.user],
    url=lambda event: reverse("cohorts:detail", args=[event.target.cohort.code]),
    data=lambda event: {"cohort": event.target.cohort.code},
)
declare(
    "cohorts.enrolment.hold",
    _("Someone accepted an invitation to %(cohort)s but follows another cohort: you decide."),
    recipients=lambda event: User.objects.filter(
        memberships__organisation=event.target.cohort.operator_id, memberships__role="manager"
    ),
    url=lambda event: reverse("cohorts:people", args=[event.target.cohort.code]),
    data=lambda event: {"cohort": event.target.cohort.code},
)
