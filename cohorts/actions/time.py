"""What the system does by itself."""

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from cohorts.actions.closing import complete_cohort, release_left_over
from cohorts.actions.cohorts import start_cohort
from cohorts.actions.seats import lapse
from cohorts.actions.sessions import end_session
from cohorts.models import Cohort, Enrolment, Session
from core.workflow import TransitionRefused

AUTO_END_AFTER = timedelta(minutes=30)


def advance_time(*, at: datetime) -> None:
    """Start the cohorts whose day has come, close those that are over, end sessions left open."""
    system, today = User.system(), timezone.localdate(at)
    for cohort in Cohort.objects.filter(state=Cohort.State.PLANNED, starts_on__lte=today):
        _unless_refused(start_cohort, cohort, system)
    for cohort in Cohort.objects.filter(state=Cohort.State.RUNNING, ends_on__lt=today):
        _unless_refused(complete_cohort, cohort, system)
    for session in Session.objects.filter(state=Session.State.LIVE, ends_at__lt=at - AUTO_END_AFTER):
        _unless_refused(end_session, session, system)
    for enrolment in Enrolment.objects.filter(
        state=Enrolment.State.INVITED, invitation__expires_at__lt=at - timedelta(days=7)
    ):
        _unless_refused(lapse, enrolment, system)
    release_left_over(by=system)


def _unless_refused(action, thing, by) -> None:
    try:
        action(thing, by=by)
    except TransitionRefused:
        return  # someone did it in the meantime
