"""Hands-on projects: assignments to a cohort, teams, submissions in versions, claims and reviews."""

from projects.models.assignments import Assignment, AssignmentCriterion, Extension, Team, TeamMember, TeamWish
from projects.models.contents import Blob, SmallContent
from projects.models.desk import Recusal, ReviewerProfile, SavedComment, StaffNote
from projects.models.disputes import Dispute
from projects.models.proposals import Proposal
from projects.models.reviews import (
    Amendment,
    Anchor,
    Claim,
    CriterionScore,
    Reply,
    Review,
    Thanks,
    Thread,
    ViewedFile,
)
from projects.models.submissions import (
    SelfAssessment,
    Submission,
    Version,
    VersionFile,
)
from projects.models.suggestions import AppliedSuggestion
from projects.models.uploads import Upload, UploadPiece

__all__ = [
    "Amendment",
    "Anchor",
    "AppliedSuggestion",
    "Assignment",
    "AssignmentCriterion",
    "Blob",
    "Claim",
    "CriterionScore",
    "Dispute",
    "Extension",
    "Proposal",
    "Recusal",
    "Reply",
    "Review",
    "ReviewerProfile",
    "SavedComment",
    "SelfAssessment",
    "SmallContent",
    "StaffNote",
    "Submission",
    "Team",
    "TeamMember",
    "TeamWish",
    "Thanks",
    "Thread",
    "Upload",
    "UploadPiece",
    "Version",
    "VersionFile",
    "ViewedFile",
]
