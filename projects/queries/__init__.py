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
from projects.queries.today import TodayWork, for_today
from projects.queries.waiting import Queue, QueueRow, names_of, queue, queue_filters, queue_summary, waiting_in

__all__ = [
    "Dossier",
    "ListedFiles",
    "Queue",
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
    "queue",
    "queue_filters",
    "queue_summary",
    "states_of",
    "submission_rows",
    "teams_of_assignment",
    "waiting_in",
    "without_team",
]
