"""Reads of projects for screens."""

from projects.queries.assignments import (
    assignment_counts,
    assignments_for,
    frozen_brief,
    states_of,
    teams_of_assignment,
    without_team,
)
from projects.queries.comments import comment_bank, comments_of
from projects.queries.desk import Desk, files_of, open_desk, view_file
from projects.queries.dossiers import Dossier, dossier, draft_review, levels_of, submission_rows
from projects.queries.figures import CohortReviews, cohort_reviews, in_hours
from projects.queries.files import ListedFiles, listed_files, own_levels
from projects.queries.reviewers import present_reviewers_of, profile_of, recusals_of, reviewers_of, successors_of
from projects.queries.today import TodayWork, for_today
from projects.queries.waiting import (
    DONE,
    MINE,
    PAGE,
    REDO,
    TABS,
    TAKE,
    Queue,
    QueueFilters,
    QueueRow,
    names_of,
    queue,
    queue_filters,
    queue_summary,
    review_figures,
    same_rows,
    waiting_in,
)
from projects.queries.workspace import beside, search_version, standing_fixes

__all__ = [
    "DONE",
    "MINE",
    "PAGE",
    "REDO",
    "TABS",
    "TAKE",
    "CohortReviews",
    "Desk",
    "Dossier",
    "ListedFiles",
    "Queue",
    "QueueFilters",
    "QueueRow",
    "TodayWork",
    "assignment_counts",
    "assignments_for",
    "beside",
    "cohort_reviews",
    "comment_bank",
    "comments_of",
    "dossier",
    "draft_review",
    "files_of",
    "for_today",
    "frozen_brief",
    "in_hours",
    "levels_of",
    "listed_files",
    "names_of",
    "open_desk",
    "own_levels",
    "present_reviewers_of",
    "profile_of",
    "queue",
    "queue_filters",
    "queue_summary",
    "recusals_of",
    "review_figures",
    "reviewers_of",
    "same_rows",
    "search_version",
    "standing_fixes",
    "states_of",
    "submission_rows",
    "successors_of",
    "teams_of_assignment",
    "view_file",
    "waiting_in",
    "without_team",
]
