"""What can be done with projects: assign them, hand work in, review it."""

from projects.actions.assignments import assign_project, change_team, form_team, start
from projects.actions.availability import come_back, leave_for_the_week, set_availability, step_aside, step_back
from projects.actions.claims import (
    claim,
    expire_claims,
    hand_over,
    keep_claim,
    release,
    release_claims_in,
    release_claims_of,
    renew_claim,
)
from projects.actions.contents import forget_contents, keep_content
from projects.actions.desk import (
    add_staff_note,
    amend_review,
    delete_comment,
    keep_comment,
    mark_viewed,
    may_amend,
    unmark_viewed,
)
from projects.actions.files import remove_draft_file, remove_draft_files
from projects.actions.remarks import add_remark, delete_remark
from projects.actions.reviews import (
    ReviewChangedMeanwhile,
    answer,
    approve,
    confirm,
    reopen,
    request_changes,
    resolve,
    save_review,
)
from projects.actions.submissions import (
    DraftChangedMeanwhile,
    draft_of,
    remind_teams,
    replace,
    save_draft,
    submit,
    withdraw,
)
from projects.actions.uploads import (
    WrongOffset,
    add_piece,
    begin_upload,
    finish_upload,
    forget_stale_uploads,
    forget_upload,
)
from projects.actions.waiting import escalate_promises

__all__ = [
    "DraftChangedMeanwhile",
    "ReviewChangedMeanwhile",
    "WrongOffset",
    "add_piece",
    "add_remark",
    "add_staff_note",
    "amend_review",
    "answer",
    "approve",
    "assign_project",
    "begin_upload",
    "change_team",
    "claim",
    "come_back",
    "confirm",
    "delete_comment",
    "delete_remark",
    "draft_of",
    "escalate_promises",
    "expire_claims",
    "finish_upload",
    "forget_contents",
    "forget_stale_uploads",
    "forget_upload",
    "form_team",
    "hand_over",
    "keep_claim",
    "keep_comment",
    "keep_content",
    "leave_for_the_week",
    "mark_viewed",
    "may_amend",
    "release",
    "release_claims_in",
    "release_claims_of",
    "remind_teams",
    "remove_draft_file",
    "remove_draft_files",
    "renew_claim",
    "reopen",
    "replace",
    "request_changes",
    "resolve",
    "save_draft",
    "save_review",
    "set_availability",
    "start",
    "step_aside",
    "step_back",
    "submit",
    "unmark_viewed",
    "withdraw",
]
