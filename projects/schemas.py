"""What the API says of work and reviews."""

from typing import Annotated, Any

from ninja import Schema

from accounts.schemas import Person
from core.api import Moment, in_words
from projects.actions import Applied
from projects.deadlines import deadline_of
from projects.models import Dispute, Reply, Review, Submission, Thread
from projects.queries import Dossier, QueueRow

SubmissionState = Annotated[Submission.State, in_words(Submission.State)]
ThreadState = Annotated[Thread.State, in_words(Thread.State)]


class SubmissionRow(Schema):
    """A submission in a list."""

    id: int
    state: SubmissionState
    assignment: int
    project: str
    cohort: str
    due_at: Moment
    closes_at: Moment
    promised_at: Moment | None
    decided_at: Moment | None

    @staticmethod
    def row(found: Submission) -> dict[str, Any]:
        """What a list says of it."""
        deadline = deadline_of(found)
        return {
            "id": found.pk, "state": found.state, "assignment": found.assignment_id,
            "project": found.assignment.title, "cohort": found.cohort.code,
            "due_at": deadline.due_at, "closes_at": deadline.closes_at,
            "promised_at": found.promised_at, "decided_at": found.decided_at,
        }  # fmt: skip


class SubmissionPage(Schema):
    """Fifty rows; ``next`` is the ``after`` of the next page, empty on the last one."""

    items: list[SubmissionRow]
    next: str


class VersionOut(Schema):
    """A version handed in: its receipt, and what it holds."""

    id: int
    number: int
    receipt: str
    submitted_at: Moment
    submitted_by: Person | None
    is_late: bool
    sha256: str
    promised_at: Moment | None
    note: str
    repository_url: str
    commit: str
    demo_url: str
    how_to_run: str


class FileOut(Schema):
    id: int
    path: str
    size: int
    sha256: str
    content_type: str

    @staticmethod
    def resolve_size(row) -> int:
        return row.blob.size

    @staticmethod
    def resolve_sha256(row) -> str:
        return row.blob.sha256

    @staticmethod
    def resolve_content_type(row) -> str:
        return row.blob.content_type


class FilePage(Schema):
    """Two hundred files in the order of paths; ``next`` is the ``after`` of the next page."""

    items: list[FileOut]
    next: str


class AnswerOut(Schema):
    """What was said of a review: ``question`` is the one it explains, ``criterion`` the one it is about."""

    id: int
    author: Person
    stance: Reply.Stance
    body: str
    created_at: Moment
    question: int | None
    criterion: int | None

    @staticmethod
    def resolve_question(row) -> int | None:
        return row.question_id

    @staticmethod
    def resolve_criterion(row) -> int | None:
        return row.criterion_id


class RemarkOut(Schema):
    """A remark, on the lines as they were when it was made; ``applied_in`` is the version that took its suggestion."""

    id: int
    kind: Thread.Kind
    state: ThreadState
    path: str
    line: int | None
    last_line: int | None
    quote: str
    suggestion: str
    removes_lines: bool
    has_screenshot: bool
    applied_in: int | None
    criterion: int | None
    body: str
    answers: list[AnswerOut]

    @staticmethod
    def resolve_applied_in(row) -> int | None:
        applied = getattr(row, "applied", None)
        return applied.version.number if applied and applied.version.submitted_at else None

    @staticmethod
    def resolve_has_screenshot(row) -> bool:
        return row.screenshot_id is not None

    @staticmethod
    def resolve_criterion(row) -> int | None:
        return row.criterion_id

    @staticmethod
    def resolve_answers(row) -> list:
        return row.said if hasattr(row, "said") else list(row.replies.select_related("author"))


class RemarkState(Schema):
    """A remark after what was done to it."""

    id: int
    state: ThreadState


class Score(Schema):
    criterion: int
    level: int

    @staticmethod
    def resolve_criterion(row) -> int:
        return row.criterion_id


class DisputeOut(Schema):
    """A team's dispute; ``outcome`` is empty until a second reviewer has decided."""

    reason: str
    opened_at: Moment
    outcome: str


class ReviewOut(Schema):
    """A sent review; ``second_reading`` when it settled a dispute over another one."""

    id: int
    version: int
    reviewer: Person
    decision: Review.Decision
    message: str
    sent_at: Moment
    is_amended: bool
    acknowledged_at: Moment | None
    dispute: DisputeOut | None
    second_reading: bool
    scores: list[Score]
    remarks: list[RemarkOut]
    answers: list[AnswerOut]

    @staticmethod
    def resolve_version(row) -> int:
        return row.version.number

    @staticmethod
    def resolve_dispute(row) -> Dispute | None:
        return getattr(row, "dispute", None)

    @staticmethod
    def resolve_second_reading(row) -> bool:
        return hasattr(row, "settles")

    @staticmethod
    def resolve_scores(row) -> list:
        return list(row.scores.all())

    @staticmethod
    def resolve_remarks(row) -> list:
        return list(row.threads.all())

    @staticmethod
    def resolve_answers(row) -> list:
        return row.said


class Criterion(Schema):
    """A line of the frozen rubric, with what is seen at levels 0 to 3."""

    id: int
    title: str
    weight: int
    levels: list[str]


class Holder(Schema):
    person: Person
    since: Moment


class SubmissionOut(SubmissionRow):
    """A submission as its page tells it; ``available`` holds what you may do to it now."""

    members: list[Person]
    held_by: Holder | None
    available: list[str]
    versions: list[VersionOut]
    reviews: list[ReviewOut]
    criteria: list[Criterion]

    @staticmethod
    def of(found: Submission, dossier: Dossier, available: list[str], reads: bool) -> dict[str, Any]:
        """All that its reader may know; the rubric once they read the brief."""
        claim = dossier.claim
        return SubmissionRow.row(found) | {
            "members": [row.enrolment.learner for row in dossier.members],
            "held_by": claim and {"person": claim.holder, "since": claim.claimed_at},
            "available": available,
            "versions": dossier.versions,
            "reviews": dossier.reviews,
            "criteria": dossier.criteria if reads else [],
        }


class QueueItem(Schema):
    """A line of the queue."""

    id: int
    state: SubmissionState
    project: str
    cohort: str
    members: list[Person]
    version: int
    queued_at: Moment | None
    promised_at: Moment | None
    held_by: Person | None
    reviewed_by_me: bool
    second_reading: bool

    @staticmethod
    def of(row: QueueRow) -> dict[str, Any]:
        """What the page shows of it."""
        found = row.submission
        return {
            "id": found.pk, "state": found.state, "project": found.assignment.title,
            "cohort": found.assignment.cohort.code, "members": row.people, "version": row.version,
            "queued_at": found.queued_at, "promised_at": found.promised_at, "held_by": row.holder,
            "reviewed_by_me": row.own, "second_reading": bool(found.disputed),
        }  # fmt: skip


class QueuePage(Schema):
    """Fifty lines, the most urgent first; ``next`` is the ``after`` of the next page."""

    items: list[QueueItem]
    next: str


class ClaimOut(Schema):
    """Who holds which submission, and until when without a word from them."""

    submission: int
    holder: Person
    expires_at: Moment

    @staticmethod
    def resolve_submission(row) -> int:
        return row.submission_id


class DraftReview(Schema):
    """The reviewer's own unsent review; ``obstacles`` still forbid to approve."""

    holds: bool
    revision: int
    message: str
    scores: list[Score]
    remarks: list[RemarkOut]
    obstacles: list[str]


class SentReview(Schema):
    """A review just sent, which its author may mend until ``amendable_until``."""

    id: int
    decision: Review.Decision
    sent_at: Moment


class AppliedOut(Schema):
    """The remarks whose suggested lines now stand in the draft, and why others could not be applied."""

    applied: list[int]
    refused: list[str]

    @staticmethod
    def of(done: Applied) -> dict[str, Any]:
        return {"applied": [thread.pk for thread in done.threads], "refused": done.refused}


class Changed(Schema):
    changed: int


class StateOut(Schema):
    id: int
    state: SubmissionState
