"""What the API says of what reviewers keep, and of first reviews that wait for a lead."""

from datetime import date
from typing import Any

from ninja import Schema

from accounts.schemas import Person
from core.api import Moment
from projects.models import Proposal, Review, Thread
from projects.schemas import RemarkOut, Score


class ProposalRow(Schema):
    """A first review before a lead: ``due_at`` is until when the work stays held for them."""

    id: int
    submission: int
    author: Person
    decision: Review.Decision
    made_at: Moment
    due_at: Moment
    outcome: str

    @staticmethod
    def row(found: Proposal) -> dict[str, Any]:
        """What a list says of it."""
        return {
            "id": found.pk, "submission": found.claim.submission_id, "author": found.claim.holder,
            "decision": found.decision, "made_at": found.made_at, "due_at": found.due_at, "outcome": found.outcome,
        }  # fmt: skip


class ProposalOut(ProposalRow):
    """With the review as it would be sent; empty once it no longer waits."""

    message: str
    scores: list[Score]
    remarks: list[RemarkOut]


class NoteOut(Schema):
    """A word between reviewers, which the team never reads."""

    id: int
    author: Person
    body: str
    at: Moment


class CommentOut(Schema):
    """A ready-made comment: it asked for ``asked`` corrections, of which ``at_once`` were right at the first try."""

    id: int
    operator: int
    title: str
    kind: Thread.Kind
    body: str
    asked: int
    at_once: int

    @staticmethod
    def resolve_operator(row) -> int:
        return row.operator_id

    @staticmethod
    def resolve_asked(row) -> int:
        return getattr(row, "asked", 0)

    @staticmethod
    def resolve_at_once(row) -> int:
        return getattr(row, "at_once", 0)


class AvailabilityOut(Schema):
    weekly_hours: int
    most_held: int
    away_until: date | None


class RecusalOut(Schema):
    """A learner whose work one leaves to others."""

    id: int
    learner: Person
