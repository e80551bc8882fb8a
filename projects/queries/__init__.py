"""Reads of projects for screens."""

from projects.queries.assignments import (
    assignments_for,
    frozen_brief,
    given_projects,
    open_teams,
    projects_to_give,
    proposed_dates,
    states_of,
    teams_of_assignment,
)
from projects.queries.dossiers import Dossier, dossier, draft_review, levels_of, submission_rows
from projects.queries.today import TodayWork, for_today
from projects.queries.waiting import Queue, QueueRow, names_of, queue, queue_filters, queue_summary, waiting_in

__all__ = [
    "Dossier",
    "Queue",
    "QueueRow",
    "TodayWork",
    "assignments_for",
    "dossier",
    "draft_review",
    "for_today",
    "frozen_brief",
    "given_projects",
    "levels_of",
    "names_of",
    "open_teams",
    "projects_to_give",
    "proposed_dates",
    "queue",
    "queue_filters",
    "queue_summary",
    "states_of",
    "submission_rows",
    "teams_of_assignment",
    "waiting_in",
]
