"""The order of the queue: who waits longest comes first, and some count as if they had waited longer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from projects.models import Assignment

CLOSES_SOON = timedelta(hours=48)


@dataclass(frozen=True)
class Urgency:
    """What makes a submission more urgent than its wait alone."""

    again: bool = False
    is_gate: bool = False
    closes_soon: bool = False


# What each reason is worth, as a wait. A team that corrected is still in its work; a gate holds up all that
# follows; a project that closes leaves no time for another round.
WORTH = {"again": timedelta(hours=4), "is_gate": timedelta(hours=8), "closes_soon": timedelta(hours=12)}


def urgency(assignment: Assignment, *, again: bool, at: datetime) -> Urgency:
    """What is urgent about a work that entered the queue at ``at``; ``again`` after an earlier review."""
    return Urgency(again, assignment.is_gate, at <= assignment.closes_at < at + CLOSES_SOON)


def rank(urgent: Urgency, queued_at: datetime) -> datetime:
    """The place in the queue: the instant since when the work counts as waiting."""
    return queued_at - sum((worth for reason, worth in WORTH.items() if getattr(urgent, reason)), timedelta(0))
