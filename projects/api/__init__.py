"""Work and reviews for programs: the same actions, on what the same person may see."""

from projects.api import after, assignments, desk, proposals, remarks, reviewers, teams, uploads, work
from projects.api.conflicts import CONFLICTS

ROUTERS = {
    "Assignments": assignments.router,
    "Teams": teams.router,
    "Work": work.router,
    "Files": uploads.router,
    "Reviews": desk.router,
    "Remarks": remarks.router,
    "Reviewers": reviewers.router,
    "First reviews": proposals.router,
    "After": after.router,
}

__all__ = ["CONFLICTS", "ROUTERS"]
