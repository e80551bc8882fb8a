"""What can be done with projects: assign them, hand work in, review it."""

from projects.actions.assignments import assign_project, change_team, form_team, start
from projects.actions.reviews import (
    add_remark,
    answer,
    approve,
    claim,
    delete_remark,
    expire_claims,
    release,
    renew_claim,
    request_changes,
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

__all__ = [
    "DraftChangedMeanwhile",
    "add_remark",
    "answer",
    "approve",
    "assign_project",
    "carry_file",
    "change_team",
    "claim",
    "delete_remark",
    "draft_of",
    "expire_claims",
    "form_team",
    "release",
    "remove_draft_file",
    "renew_claim",
    "replace",
    "request_changes",
    "save_draft",
    "save_review",
    "start",
    "submit",
    "withdraw",
]
