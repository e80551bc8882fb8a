"""What the API is told of work and reviews."""

import base64
from datetime import date
from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import BeforeValidator

from core.api import Number, Payload, Text, When
from projects.models import Assignment, Reply, Thread
from projects.queries import TABS

# More than any class or rubric holds.
Numbers = Annotated[list[Number], Field(max_length=500)]
Levels = Annotated[dict[Number, Number], Field(max_length=100)]


def _from_base64(text: Any) -> bytes:
    return base64.b64decode(text, validate=True) if isinstance(text, str) else b""


Picture = Annotated[bytes, BeforeValidator(_from_base64)]


class DraftIn(Payload):
    """The whole draft: what is left out is emptied. ``own_levels``: criterion → 0 to 3."""

    note: Text = ""
    repository_url: Text = ""
    commit: Text = ""
    demo_url: Text = ""
    how_to_run: Text = ""
    own_levels: Levels = {}
    seen_at: Text = ""

    def typed(self) -> dict[str, Any]:
        """As the form of the page sends it; without ``seen_at``, what stands there is written over."""
        fields = self.dict(exclude={"own_levels"})
        return fields | {f"own-{pk}": str(level) for pk, level in self.own_levels.items()}


class UploadIn(Payload):
    """``sha256`` of the whole file, in hexadecimal; ``batch`` and ``source`` (a folder) tell what is sent together."""

    path: Text
    size: Number
    sha256: Text = ""
    source: Text = ""
    batch: Text = ""
    replaces_all: bool = False


class BatchIn(Payload):
    batch: Text


class AnswerIn(Payload):
    body: Text = ""
    stance: Reply.Stance = Reply.Stance.SAYS


class ThanksIn(Payload):
    word: Text = ""


class QuestionIn(Payload):
    body: Text
    criterion: Number | None = None


class DisputeIn(Payload):
    reason: Text


class ExplanationIn(Payload):
    body: Text


class HandOverIn(Payload):
    to: Number
    note: Text = ""


class ReviewIn(Payload):
    """``scores``: criterion → 0 to 3. ``revision`` is the one that was read."""

    message: Text
    scores: Levels = {}
    revision: Number | None = None


class ProposalIn(Payload):
    """What a new mentor would decide."""

    decision: Literal["approved", "changes_requested"]


class RemarkIn(Payload):
    """``suggestion``: what the lines could become; ``removes_lines``: they should go. ``screenshot``: a picture in base
    64; ``saved_comment``: the ready-made comment it was made with."""

    body: Text
    kind: Text = Thread.Kind.MUST_FIX
    path: Text = ""
    line: Number | None = None
    last_line: Number | None = None
    criterion: Number | None = None
    suggestion: Text = ""
    removes_lines: bool = False
    screenshot: Picture = b""
    saved_comment: Number | None = None


class RemarkChangeIn(Payload):
    """The whole remark: what is left out is emptied, but its file, and its picture unless another is given."""

    body: Text
    kind: Text
    line: Number | None = None
    last_line: Number | None = None
    criterion: Number | None = None
    suggestion: Text = ""
    removes_lines: bool = False
    screenshot: Picture = b""


class AmendIn(Payload):
    """``remarks``: number → its new text."""

    message: Text
    remarks: dict[Number, Text] = Field({}, max_length=1000)


class QueueFilter(Schema):
    """The filters of the page."""

    tab: Text = Field("", description=f"one of {', '.join(repr(tab) for tab in TABS)}")
    cohort: Text = ""
    project: Text = ""
    words: Text = ""
    after: Text = ""


class ReturnIn(Payload):
    word: Text


class NoteIn(Payload):
    body: Text


class CommentIn(Payload):
    title: Text
    kind: Text = Thread.Kind.MUST_FIX
    body: Text


class NewCommentIn(CommentIn):
    """``operator``: the number of the organisation whose reviewers share it."""

    operator: Number


class AvailabilityIn(Payload):
    """``away_until``: the last day away; null when one is here."""

    weekly_hours: Number
    most_held: Number
    away_until: date | None = None


class AsideIn(Payload):
    learner: Number


class AssignmentChangeIn(Payload):
    """Everything that may change; without ``team_size``, it stays; ``reviewers`` empty: all the cohort's staff."""

    opens_at: When
    due_at: When
    closes_at: When
    team_size: Number | None = None
    forming: Assignment.Forming = Assignment.Forming.BY_STAFF
    review_hours: Number = 24
    reviewers: Numbers = []
    is_gate: bool = False


class AssignmentIn(AssignmentChangeIn):
    """A project of the bootcamp; without ``team_size``, the brief's counts."""

    project: Number


class TeamIn(Payload):
    """``enrolments``: the numbers of its members in the cohort."""

    name: Text = ""
    enrolments: Numbers


class SwapIn(Payload):
    """``one`` of this team and ``other`` of another, by their numbers in the cohort."""

    one: Number
    other: Number


class WithdrawalIn(Payload):
    """``reason``: what its learners read."""

    reason: Text


class OwnTeamIn(Payload):
    name: Text = ""


class InvitationIn(Payload):
    enrolment: Number


class ExtensionIn(Payload):
    due_at: When
    reason: Text


class NeverAloneIn(Payload):
    enrolments: Numbers = []


class DrawIn(Payload):
    """``seed`` and ``seen`` as the draw was shown."""

    seed: Text
    seen: Text


class WishIn(Payload):
    kind: Text
    one: Number
    other: Number
