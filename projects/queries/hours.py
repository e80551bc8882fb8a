"""What reviewers gave: the time counted on their claims, the reviews they sent, the people they helped."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Organisation, User
from cohorts.models import Cohort
from projects.models import Claim, Review, TeamMember

QUARTER = timedelta(minutes=15)


@dataclass
class Stint:
    """What a person did in one cohort over a while; ``month`` is the first day of its month, or of its first one."""

    cohort: Cohort
    month: date
    worked: timedelta = timedelta()
    reviews: int = 0
    learners: set[int] = field(default_factory=set)

    @property
    def people(self) -> int:
        return len(self.learners)

    @property
    def rounded(self) -> timedelta:
        """The time to the nearest quarter of an hour."""
        return QUARTER * ((self.worked + QUARTER / 2) // QUARTER)


@dataclass
class Given:
    """Several stints and what they make together."""

    stints: list[Stint]

    @property
    def worked(self) -> timedelta:
        return sum((row.worked for row in self.stints), timedelta())

    @property
    def rounded(self) -> timedelta:
        """The sum of the rounded times: a table that is added up by hand comes to its total."""
        return sum((row.rounded for row in self.stints), timedelta())

    @property
    def operators(self) -> list[Organisation]:
        """Whom it was given to, by name."""
        return sorted({row.cohort.operator for row in self.stints}, key=lambda row: row.name)

    def operator_named(self, slug: str) -> Organisation:
        """The one of ``operators`` with that short name."""
        return next(row for row in self.operators if row.slug == slug)

    @property
    def reviews(self) -> int:
        return sum(row.reviews for row in self.stints)

    @property
    def people(self) -> int:
        """The learners helped, each once."""
        return len(set().union(*(row.learners for row in self.stints)))


def hours_by_month(person: User, cohorts: QuerySet[Cohort]) -> Given:
    """By month and cohort, of those cohorts only, the latest month first, in four queries."""
    found = _folded(_moments(person, cohorts), lambda cohort, month: (cohort, month))
    return Given(sorted(found, key=lambda row: (-row.month.toordinal(), row.cohort.code)))


def hours_between(person: User, cohorts: QuerySet[Cohort], first: date, last: date) -> Given:
    """By cohort, from the day ``first`` to ``last`` included, in four queries."""
    within = (moment for moment in _moments(person, cohorts) if first <= moment.day <= last)
    return Given(sorted(_folded(within, lambda cohort, _month: cohort), key=lambda row: row.cohort.code))


@dataclass
class _Moment:
    """A claim with its time, or a review sent; days are Morocco's."""

    cohort: Cohort
    day: date
    worked: timedelta = timedelta()
    reviews: int = 0
    learners: frozenset[int] = frozenset()


def _moments(person: User, among: QuerySet[Cohort]) -> Iterator[_Moment]:
    claims = Claim.objects.filter(holder=person, worked__gt=timedelta()).values_list(
        "submission__assignment__cohort", "claimed_at", "worked"
    )
    sent = Review.objects.filter(reviewer=person, sent_at__isnull=False).values_list(
        "version__submission__assignment__cohort", "sent_at", "version__submission__team"
    )
    held, reviews = list(claims), list(sent)
    cohorts = among.select_related("operator", "bootcamp").in_bulk({row[0] for row in (*held, *reviews)})
    members = _members({team for _cohort, _at, team in reviews})
    for cohort, at, worked in held:
        if cohort in cohorts:
            yield _Moment(cohorts[cohort], timezone.localdate(at), worked=worked)
    for cohort, sent_at, team in reviews:
        if cohort in cohorts:
            yield _Moment(cohorts[cohort], timezone.localdate(sent_at), reviews=1, learners=frozenset(members[team]))


def _members(teams: set[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for team, learner in TeamMember.objects.filter(team__in=teams).values_list("team", "enrolment__learner"):
        found[team].add(learner)
    return found


def _folded(moments: Iterable[_Moment], key: Callable[[Cohort, date], Hashable]) -> list[Stint]:
    found: dict[Hashable, Stint] = {}
    for moment in moments:
        month = moment.day.replace(day=1)
        row = found.setdefault(key(moment.cohort, month), Stint(moment.cohort, month))
        row.month = min(row.month, month)
        row.worked += moment.worked
        row.reviews += moment.reviews
        row.learners |= moment.learners
    return list(found.values())


def reviewers_managed_by(manager: User) -> QuerySet[User]:
    """Whoever works with a cohort that the person manages, or has held a review there."""
    cohorts = Cohort.objects.managed_by(manager)
    held = Claim.objects.filter(submission__assignment__cohort__in=cohorts).values("holder")
    return User.objects.filter(Q(staff_assignments__cohort__in=cohorts) | Q(pk__in=held)).distinct()
