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
from projects.queries.today import TodayWork, for_today
from projects.queries.waiting import Queue, QueueRow, names_of, queue, queue_filters, queue_summary, waiting_in
from projects.queries.workspace import beside, search_version, standing_fixes, viewed_keys

__all__ = [
    "Desk",
    "Dossier",
    "Queue",
    "QueueRow",
    "TodayWork",
    "assignment_counts",
    "assignments_for",
    "beside",
    "comment_bank",
    "comments_of",
    "dossier",
    "draft_review",
    "files_of",
    "for_today",
    "frozen_brief",
    "levels_of",
    "names_of",
    "open_desk",
    "queue",
    "queue_filters",
    "queue_summary",
    "search_version",
    "standing_fixes",
    "states_of",
    "submission_rows",
    "teams_of_assignment",
    "view_file",
    "viewed_keys",
    "waiting_in",
    "without_team",
]
