"""Reads of projects for screens."""

from projects.queries.assignments import (
    assignment_counts,
    assignments_for,
    frozen_brief,
    states_of,
    teams_of_assignment,
    without_team,
)
from projects.queries.dossiers import Dossier, dossier, draft_review, levels_of, submission_rows
from projects.queries.files import ListedFiles, listed_files, own_levels
from projects.queries.reviewers import present_reviewers_of, reviewers_of
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

__all__ = [
    "DONE",
    "MINE",
    "PAGE",
    "REDO",
    "TABS",
    "TAKE",
    "Dossier",
    "ListedFiles",
    "Queue",
    "QueueFilters",
    "QueueRow",
    "TodayWork",
    "assignment_counts",
    "assignments_for",
    "dossier",
    "draft_review",
    "for_today",
    "frozen_brief",
    "levels_of",
    "listed_files",
    "names_of",
    "own_levels",
    "present_reviewers_of",
    "queue",
    "queue_filters",
    "queue_summary",
    "review_figures",
    "reviewers_of",
    "same_rows",
    "states_of",
    "submission_rows",
    "teams_of_assignment",
    "waiting_in",
    "without_team",
]
