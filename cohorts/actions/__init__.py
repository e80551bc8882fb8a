"""What can be done with cohorts, their staff, their learners and their sessions."""

from cohorts.actions.closing import cancel_cohort, complete_cohort, release_left_over, remove_cohort
from cohorts.actions.cohorts import (
    assign_staff,
    check_change,
    edit_cohort,
    open_cohort,
    record_export,
    start_cohort,
    unassign_staff,
)
from cohorts.actions.dates import fit_cohort, shift_cohort
from cohorts.actions.enrolments import cancel, complete, complete_all, correct, resume, suspend, withdraw
from cohorts.actions.plans import plan_sessions, shift_sessions, shift_to_slots
from cohorts.actions.presence import close_presences, keep_presences
from cohorts.actions.seats import accept, activate, come_back, decline, enrol, invite_learner, invite_learners, lapse
from cohorts.actions.sessions import (
    call_off_sessions,
    cancel_session,
    edit_session,
    end_session,
    open_session,
    schedule_session,
)
from cohorts.actions.time import advance_time

__all__ = [
    "accept",
    "activate",
    "advance_time",
    "assign_staff",
    "call_off_sessions",
    "cancel",
    "cancel_cohort",
    "cancel_session",
    "check_change",
    "close_presences",
    "come_back",
    "complete",
    "complete_all",
    "complete_cohort",
    "correct",
    "decline",
    "edit_cohort",
    "edit_session",
    "end_session",
    "enrol",
    "fit_cohort",
    "invite_learner",
    "invite_learners",
    "keep_presences",
    "lapse",
    "open_cohort",
    "open_session",
    "plan_sessions",
    "record_export",
    "release_left_over",
    "remove_cohort",
    "resume",
    "schedule_session",
    "shift_cohort",
    "shift_sessions",
    "shift_to_slots",
    "start_cohort",
    "suspend",
    "unassign_staff",
    "withdraw",
]
