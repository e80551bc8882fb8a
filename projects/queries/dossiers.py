"""A submission as its page tells it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from projects.deadlines import with_extension
from projects.models import (
    Amendment,
    AssignmentCriterion,
    Claim,
    CriterionScore,
    Reply,
    Review,
    SelfAssessment,
    Submission,
    TeamMember,
    Thread,
    Version,
)
from projects.queries.files import ListedFiles, listed_by_version

PAGE = 50


@dataclass
class Dossier:
    """A submission's whole story: versions, sent reviews, remarks, scores; ``draft`` is the team's own."""

    submission: Submission
    versions: list[Version]
    reviews: list[Review]
    criteria: list  # of AssignmentCriterion, each with its ``level`` in the last sent review
    members: list[TeamMember]
    draft: Version | None = None
    claim: Claim | None = None
    to_fix: list[Thread] = field(default_factory=list)  # what reviews ask to correct and nobody has confirmed

    @property
    def last_review(self) -> Review | None:
        return self.reviews[0] if self.reviews else None

    @property
    def hides_review(self) -> bool:
        """A review under dispute is kept from the reader."""
        told = (getattr(review, "dispute", None) for review in self.reviews)
        return bool(self.submission.disputed) and not any(row and not row.outcome for row in told)

    @property
    def last_version(self) -> Version | None:
        return self.versions[0] if self.versions else None

    @property
    def scores(self) -> list[tuple[AssignmentCriterion, int | None, str]]:
        """Each criterion with its level in the last review, and what is seen at that level."""
        return [(row, row.level, row.levels[row.level] if row.level is not None else "") for row in self.criteria]


def submission_rows():
    """Submissions with what every page about one needs."""
    rows = Submission.objects.select_related(
        "assignment__cohort__bootcamp", "assignment__cohort__operator", "assignment__brief", "team"
    )
    return with_extension(rows).with_dispute().with_disputable()


def own_submissions(user: User, after: int | None) -> tuple[list[Submission], int | None]:
    """Fifty works of the person's teams, the latest first, from the one before number ``after``; the last one's
    number when there are more.
    """
    # Joined to the memberships: PostgreSQL would read every work there is to compare it with a list of teams.
    rows = submission_rows().filter(
        pk__in=Submission.objects.visible_to(user).values("pk"), team__members__enrolment__learner=user
    )
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def dossier(submission: Submission, user: User) -> Dossier:
    """Everything about one submission that its team may read, in a fixed number of queries.

    A review under dispute is not in it but for the team and its author.
    """
    rows = submission.versions.select_related("submitted_by", "saved_by").annotate(suggestions=Count("applied"))
    versions: list[Any] = list(rows.order_by("-number"))
    listed = listed_by_version(versions)
    for version in versions:
        version.listed = listed.get(version.pk, ListedFiles())
    reviews: list[Any] = list(_sent_reviews(submission, user))
    replies = replies_in(submission)
    for review in reviews:
        put_replies(review.threads.all(), replies)
        review.suggestions = [row for row in review.threads.all() if is_to_apply(row)]
        review.said = [reply for reply in replies if reply.review_id == review.pk and reply.thread_id is None]
        review.mended = list(review.amendments.all()) if review.is_amended else []
    draft = next((row for row in versions if row.submitted_at is None), None)
    claim = submission.claims.filter(released_at=None).select_related("holder").first()
    return Dossier(
        submission=submission,
        versions=[row for row in versions if row.submitted_at],
        reviews=reviews,
        criteria=list(_with_levels(submission.assignment.criteria.all(), reviews[0] if reviews else None, draft)),
        members=list(submission.team.members.select_related("enrolment__learner")),
        draft=draft,
        claim=claim,
        to_fix=[row for review in reviews for row in review.threads.all() if row.stands],
    )


def _with_levels(criteria, review: Review | None, draft: Version | None):
    """Criteria with their ``level`` in ``review``, and the ``own_level`` that the team gives its ``draft``."""
    scores = CriterionScore.objects.filter(criterion=OuterRef("pk"), review=review)
    own = SelfAssessment.objects.filter(criterion=OuterRef("pk"), version=draft)
    return criteria.annotate(level=Subquery(scores.values("level")[:1]), own_level=Subquery(own.values("level")[:1]))


def replies_in(submission: Submission) -> list[Reply]:
    """All that was said of the reviews of a submission, an explanation after its question, in one query."""
    rows = Reply.objects.filter(review__version__submission=submission)
    return list(
        rows.select_related("author", "criterion", "explanation", "review").order_by(Coalesce("question", "pk"), "pk")
    )


def put_replies(threads: Iterable[Any], replies: list[Reply]) -> None:
    """Each remark gets what was ``said`` of it."""
    said = defaultdict(list)
    for reply in replies:
        said[reply.thread_id].append(reply)
    for thread in threads:
        thread.said = said[thread.pk]


def _sent_reviews(submission: Submission, user: User):
    return (
        Review.objects.readable_by(user)
        .filter(version__submission=submission)
        .select_related("reviewer", "version", "acknowledged_by", "thanks__by", "dispute__opened_by", "settles")
        .prefetch_related(
            Prefetch(
                "threads", Thread.objects.with_standing().select_related("criterion", "applied__version", "applied__by")
            )
        )
        .annotate(is_amended=Exists(Amendment.objects.filter(review=OuterRef("pk"))))
        .order_by("-sent_at")
    )


def is_to_apply(thread: Thread) -> bool:
    """A suggestion that its team has not taken over, of a remark not yet confirmed; read with what it ``applied``."""
    return thread.suggests and thread.state != Thread.State.CONFIRMED and not hasattr(thread, "applied")


def suggestions_of(review: Review) -> list[Thread]:
    """Those of a sent review."""
    rows = review.threads.select_related("applied", "review__version__submission__assignment__cohort")
    return [] if review.is_superseded else [row for row in rows if is_to_apply(row)]


def levels_of(review: Review) -> dict[int, int]:
    """Criterion number → level."""
    return {score.criterion_id: score.level for score in review.scores.all()}


def draft_review(submission: Submission, user: User) -> Review | None:
    """The reviewer's own unsent review of the last version, with its scores."""
    return (
        Review.objects.filter(version__submission=submission, reviewer=user, sent_at=None)
        .select_related("version")
        .prefetch_related("scores")
        .order_by("-version__number")
        .first()
    )
