"""What can be done with projects: assign them, hand work in, review it."""

from projects.actions.assignments import assign_project, change_team, form_team, start
from projects.actions.claims import claim, expire_claims, release, renew_claim
from projects.actions.contents import forget_contents, keep_content
from projects.actions.files import remove_draft_file, remove_draft_files
from projects.actions.reviews import (
    add_remark,
    answer,
    approve,
    confirm,
    delete_remark,
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
    "WrongOffset",
    "add_piece",
    "add_remark",
    "answer",
    "approve",
    "assign_project",
    "begin_upload",
    "change_team",
    "claim",
    "confirm",
    "delete_remark",
    "draft_of",
    "escalate_promises",
    "expire_claims",
    "finish_upload",
    "forget_contents",
    "forget_stale_uploads",
    "forget_upload",
    "form_team",
    "keep_content",
    "release",
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
    "start",
    "submit",
    "withdraw",
]
