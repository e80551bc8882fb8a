"""What the API is told of work and reviews."""

from typing import Any, Literal

from ninja import Field, Schema

from core.api import Number, Text
from projects.models import Reply, Thread
from projects.queries import TABS


class DraftIn(Schema):
    """The whole draft: what is left out is emptied. ``own_levels``: criterion → 0 to 3."""

    note: Text = ""
    repository_url: Text = ""
    commit: Text = ""
    demo_url: Text = ""
    how_to_run: Text = ""
    own_levels: dict[Number, Number] = {}
    seen_at: Text = ""

    def typed(self) -> dict[str, Any]:
        """As the form of the page sends it; without ``seen_at``, what stands there is written over."""
        fields = self.dict(exclude={"own_levels"})
        return fields | {f"own-{pk}": str(level) for pk, level in self.own_levels.items()}


class UploadIn(Schema):
    path: Text
    size: Number


class AnswerIn(Schema):
    body: Text = ""
    stance: Reply.Stance = Reply.Stance.SAYS


class ThanksIn(Schema):
    word: Text = ""


class QuestionIn(Schema):
    body: Text
    criterion: Number | None = None


class DisputeIn(Schema):
    reason: Text


class ExplanationIn(Schema):
    body: Text


class HandOverIn(Schema):
    to: Number
    note: Text = ""


class ReviewIn(Schema):
    """``scores``: criterion → 0 to 3. ``revision`` is the one that was read."""

    message: Text
    scores: dict[Number, Number] = {}
    revision: Number | None = None


class ProposalIn(Schema):
    """What a new mentor would decide."""

    decision: Literal["approved", "changes_requested"]


class RemarkIn(Schema):
    body: Text
    kind: Text = Thread.Kind.MUST_FIX
    path: Text = ""
    line: Number | None = None
    last_line: Number | None = None
    criterion: Number | None = None
    suggestion: Text = ""


class AmendIn(Schema):
    """``remarks``: number → its new text."""

    message: Text
    remarks: dict[Number, Text] = {}


class QueueFilter(Schema):
    """The filters of the page."""

    tab: Text = Field("", description=f"one of {', '.join(repr(tab) for tab in TABS)}")
    cohort: Text = ""
    project: Text = ""
    words: Text = ""
    after: Text = ""
