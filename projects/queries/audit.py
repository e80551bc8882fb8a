"""Every decision of a cohort with what it rested on, as an auditor asks for it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, OuterRef, Prefetch, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from cohorts.models import Cohort
from projects.models import Amendment, CriterionScore, Extension, Proposal, Review, TeamMember, Thread
from projects.queries.waiting import names_of


@dataclass
class Decision:
    """A review sent: ``levels`` holds (criterion, level), ``extension`` the reason of the team's last extension.

    ``passed_by`` is the lead who read a new mentor's review, and sent it in their name.
    """

    review: Review
    team: str
    levels: list[tuple[str, int]]
    fixes: int
    confirmed: int
    amendments: int
    amended_at: datetime | None
    extension: str
    passed_by: User | None


def decisions_of(cohort: Cohort, user: User) -> list[Decision]:
    """The reviews sent in a cohort that ``user`` may read, the oldest first, in four queries."""
    sent = Review.objects.readable_by(user).filter(version__submission__assignment__cohort=cohort)
    fixes = Thread.objects.filter(review=OuterRef("pk"), kind=Thread.Kind.MUST_FIX)
    amendments = Amendment.objects.filter(review=OuterRef("pk"))
    given = Extension.objects.filter(team=OuterRef("version__submission__team")).order_by("-pk")
    rows = (
        sent.annotate(
            fixes=Coalesce(_count(fixes), 0),
            confirmed=Coalesce(_count(fixes.filter(state=Thread.State.CONFIRMED)), 0),
            amended=Coalesce(_count(amendments), 0),
            amended_at=Subquery(amendments.order_by().values("review").annotate(last=Max("at")).values("last")),
            extension=Coalesce(Subquery(given.values("reason")[:1]), Value("")),
        )
        .select_related("reviewer", "dispute", "settles")
        .select_related("version__submission__assignment", "version__submission__team")
        .prefetch_related(
            Prefetch("scores", CriterionScore.objects.select_related("criterion").order_by("criterion__position")),
            Prefetch("proposals", Proposal.objects.filter(outcome=Proposal.Outcome.SENT).select_related("settled_by")),
            Prefetch("version__submission__team__members", TeamMember.objects.select_related("enrolment__learner")),
        )
        .order_by("sent_at", "pk")
    )
    return [_decision(row) for row in rows]


def _count(rows: QuerySet) -> Subquery:
    return Subquery(rows.order_by().values("review").annotate(number=Count("pk")).values("number"))


def _decision(row) -> Decision:
    return Decision(
        review=row,
        team=names_of(row.version.submission.team),
        levels=[(score.criterion.title, score.level) for score in row.scores.all()],
        fixes=row.fixes,
        confirmed=row.confirmed,
        amendments=row.amended,
        amended_at=row.amended_at,
        extension=row.extension,
        passed_by=next((proposal.settled_by for proposal in row.proposals.all()), None),
    )
