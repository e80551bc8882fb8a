"""What can be done with cohorts, their staff, their learners and their sessions."""

from cohorts.actions.cohorts import (
    assign_staff,
    cancel_cohort,
    complete_cohort,
    edit_cohort,
    open_cohort,
    start_cohort,
    unassign_staff,
)
from cohorts.actions.enrolments import (
    activate,
    complete,
    enrol,
    invite_learner,
    lapse,
    resume,
    suspend,
    withdraw,
)
from cohorts.actions.presence import (
    close_presences,
    keep_presences,
)
from cohorts.actions.sessions import (
    cancel_session,
    edit_session,
    end_session,
    open_session,
    schedule_session,
)
from cohorts.actions.time import (
    advance_time,
)

__all__ = [
    "activate",
    "advance_time",
    "assign_staff",
    "cancel_cohort",
    "cancel_session",
    "close_presences",
    "complete",
    "complete_cohort",
    "edit_cohort",
    "edit_session",
    "end_session",
    "enrol",
    "invite_learner",
    "keep_presences",
    "lapse",
    "open_cohort",
    "open_session",
    "resume",
    "schedule_session",
    "start_cohort",
    "suspend",
    "unassign_staff",
    "withdraw",
]
