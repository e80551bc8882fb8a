"""Work and reviews for programs: the same actions, on what the same person may see."""

from projects.api import after, desk, remarks, uploads, work
from projects.api.conflicts import CONFLICTS

ROUTERS = {
    "Work": work.router,
    "Files": uploads.router,
    "Reviews": desk.router,
    "Remarks": remarks.router,
    "After": after.router,
}

__all__ = ["CONFLICTS", "ROUTERS"]
