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
    carry_file,
    draft_of,
    remove_draft_file,
    replace,
    save_draft,
    submit,
    withdraw,
)
from projects.actions.waiting import escalate_promises

__all__ = [
    "DraftChangedMeanwhile",
    "add_remark",
    "answer",
    "approve",
    "assign_project",
    "carry_file",
    "change_team",
    "claim",
    "come_back",
    "confirm",
    "delete_remark",
    "draft_of",
    "escalate_promises",
    "expire_claims",
    "forget_contents",
    "form_team",
    "hand_over",
    "keep_claim",
    "keep_content",
    "leave_for_the_week",
    "release",
    "release_claims_in",
    "release_claims_of",
    "remove_draft_file",
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
    "withdraw",
]
