"""What happens to cohorts, their staff, their learners and their sessions."""

from typing import NotRequired

from cohorts.models import Cohort, Enrolment, Session, StaffAssignment
from core.events import event
from core.workflow import event_of

COHORT_CREATE = event("cohorts.cohort.create", Cohort, "A cohort is announced.")
COHORT_CHANGE = event(
    "cohorts.cohort.change", Cohort, "Its dates, its city or its seats change.", {"fields": list[str]}
)
# ``others``: of each other thing that moved, its title and its new moments.
COHORT_SHIFT = event(
    "cohorts.cohort.shift",
    Cohort,
    "Its dates change, and all that is to come moves with them.",
    {"fields": list[str], "days": int, "sessions": list[int], "others": list[list[str]]},
)
COHORT_FIT = event(
    "cohorts.cohort.fit",
    Cohort,
    "Its dates change, and what lies outside them is called off or brought in.",
    {"fields": list[str], "sessions": list[int], "others": list[list[str]]},
)
COHORT_START = event_of(Cohort, "start", "Its first day has come.")
COHORT_COMPLETE = event_of(
    Cohort,
    "complete",
    "It is closed and holds nobody any more.",
    {"people": list[int], "diplomas": int, "sessions": int},
)
COHORT_CANCEL = event_of(Cohort, "cancel", "It will not take place.", {"people": list[int], "sessions": int})
COHORT_REMOVE = event(
    "cohorts.cohort.remove", Cohort, "Announced by mistake, it is taken away with nothing on it.", {"code": str}
)
COHORT_EXPORT = event(
    "cohorts.cohort.export",
    Cohort,
    "Somebody takes its progress, its figures or its decisions away in a file.",
    {"format": str, "table": NotRequired[str]},
)
COHORT_PLAN_SESSIONS = event(
    "cohorts.cohort.plan_sessions", Cohort, "Sessions are planned together, by a rule.", {"sessions": list[int]}
)
COHORT_SHIFT_SESSIONS = event(
    "cohorts.cohort.shift_sessions",
    Cohort,
    "Sessions are moved together, by days or each to the moment of the next.",
    {"sessions": list[int], "days": NotRequired[int], "slots": NotRequired[bool]},
)
COHORT_FREE_SESSIONS = event(
    "cohorts.cohort.free_sessions",
    Cohort,
    "Who was to lead sessions to come works with the cohort no more: they have no trainer.",
    {"sessions": list[int]},
)

STAFFASSIGNMENT_CREATE = event(
    "cohorts.staffassignment.create",
    StaffAssignment,
    "A person works with a cohort from now on.",
    {"user": int, "role": str},
)
STAFFASSIGNMENT_REMOVE = event(
    "cohorts.staffassignment.remove", StaffAssignment, "A person works with a cohort no more.", {"user": int}
)

ENROLMENT_INVITE = event("cohorts.enrolment.invite", Enrolment, "A seat is held for an address, which is invited.")
ENROLMENT_INVITE_AGAIN = event_of(Enrolment, "invite_again", "Who had left is invited to come back to their place.")
# Given at once, without an invitation, a seat has no state before.
ENROLMENT_ACTIVATE = event_of(Enrolment, "activate", "A seat is taken: the person learns in the cohort.")
ENROLMENT_HOLD = event(
    "cohorts.enrolment.hold",
    Enrolment,
    "Who accepts cannot take the seat as things are: a manager decides.",
    {"why": str},
)
DECLINED = {"declined": NotRequired[bool]}
ENROLMENT_LAPSE = event_of(Enrolment, "lapse", "An invitation without an answer, or declined, is closed.", DECLINED)
ENROLMENT_STAY_AWAY = event_of(
    Enrolment, "stay_away", "The same for who had already left: they do not come back.", DECLINED
)
ENROLMENT_SUSPEND = event_of(Enrolment, "suspend", "The learner pauses; the seat stays theirs.")
ENROLMENT_RESUME = event_of(Enrolment, "resume", "The learner is back from a pause.")
ENROLMENT_WITHDRAW = event_of(Enrolment, "withdraw", "The learner leaves the cohort.")
ENROLMENT_COME_BACK = event_of(Enrolment, "come_back", "Who had left is back at their place.")
ENROLMENT_COMPLETE = event_of(
    Enrolment,
    "complete",
    "The diploma is awarded, its conditions met or all the same, for a reason.",
    {"all_the_same": bool},
)
ENROLMENT_CORRECT = event_of(Enrolment, "correct", "A diploma recorded by mistake is corrected: they learn again.")
ENROLMENT_CORRECT_AFTER = event_of(
    Enrolment, "correct_after", "The same in a cohort that is closed: they ended without a diploma."
)
ENROLMENT_END = event_of(Enrolment, "end", "The cohort is closed, and the learner ends without a diploma.")
ENROLMENT_CANCEL = event_of(Enrolment, "cancel", "The enrolment was a mistake: it leaves the figures.")

SESSION_SCHEDULE = event("cohorts.session.schedule", Session, "A session is planned.")
SESSION_CHANGE = event("cohorts.session.change", Session, "A session moves, or is said otherwise.")
SESSION_PLAN = event("cohorts.session.plan", Session, "A session is planned with others, by a rule.")
SESSION_SHIFT = event(
    "cohorts.session.shift",
    Session,
    "A session moves with those that follow.",
    {"days": NotRequired[int], "slots": NotRequired[bool]},
)
SESSION_OPEN = event_of(Session, "open", "The room is open.")
SESSION_END = event_of(Session, "end", "The session is over.")
SESSION_CLOSE = event_of(Session, "close", "Its cohort ends while it is held.")
SESSION_CALL_OFF = event_of(Session, "call_off", "Its cohort ends before it is held, or no longer has that day.")
SESSION_CANCEL = event_of(Session, "cancel", "The session will not take place.")
