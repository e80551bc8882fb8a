"""The catalogue: bootcamps filtered by domain, region and month of start, a page at a time."""

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Left, NullIf
from django.http import QueryDict
from django.utils.translation import get_language
from wagtail.models import Page

from cohorts.announced import announced, is_upcoming, today
from cohorts.models import Cohort
from courses.models import BootcampPage, OperatorPage
from home.queries.pages import unrestricted
from programme.models import Domain, Region

PER_PAGE = 12
MONTH = re.compile(r"^(20\d\d)-(0[1-9]|1[0-2])$")
OPERATOR_DEPTH = 4


@dataclass(frozen=True)
class Filters:
    """What the address asks of the catalogue; an unknown value is as if it were not there."""

    domain: str = ""
    region: str = ""
    month: date | None = None
    page: int = 1

    @classmethod
    def read(cls, asked: QueryDict, domains, regions) -> "Filters":
        month = MONTH.match(asked.get("mois", ""))
        number = asked.get("page", "")
        return cls(
            domain=next((row.code for row in domains if row.code == asked.get("domaine")), ""),
            region=next((row.slug for row in regions if row.slug == asked.get("region")), ""),
            month=date(int(month[1]), int(month[2]), 1) if month else None,
            page=int(number) if number.isdecimal() and 0 < len(number) < 5 and int(number) else 1,
        )

    @property
    def is_set(self) -> bool:
        return bool(self.domain or self.region or self.month)

    def query(self, **changes) -> str:
        """The query string with ``changes``; the page number falls away unless it is given."""
        month = self.month.strftime("%Y-%m") if self.month else ""
        values = {"domaine": self.domain, "region": self.region, "mois": month, **changes}
        kept = {name: value for name, value in values.items() if value}
        return f"?{urlencode(kept)}" if kept else "?"


@dataclass
class Card:
    """A bootcamp as the catalogue shows it: who gives it, where, and when one can begin."""

    bootcamp: BootcampPage
    cohorts: list[Cohort] = field(default_factory=list)

    @property
    def next(self) -> Cohort | None:
        return next((cohort for cohort in self.cohorts if is_upcoming(cohort)), None)

    @property
    def running(self) -> Cohort | None:
        return next((cohort for cohort in self.cohorts if not is_upcoming(cohort)), None)

    @property
    def cities(self) -> list:
        return list({cohort.city_id: cohort.city for cohort in self.cohorts}.values())


@dataclass
class Catalogue:
    filters: Filters
    cards: list[Card]
    found: int
    total: int
    domains: list[tuple[Domain, str]]  # each with the query string that filters by it
    regions: list
    months: list[date]

    @property
    def has_next(self) -> bool:
        return self.filters.page * PER_PAGE < self.found

    @property
    def all_domains_query(self) -> str:
        return self.filters.query(domaine="")

    @property
    def previous_query(self) -> str:
        return self.filters.query(page=self.filters.page - 1)

    @property
    def next_query(self) -> str:
        return self.filters.query(page=self.filters.page + 1)


def catalogue(asked: QueryDict) -> Catalogue:
    """The catalogue's page for a query string, in five queries whatever the number of bootcamps."""
    domains = list(
        Domain.objects.annotate(bootcamps_live=Count("bootcamps", filter=Q(bootcamps__live=True))).order_by("position")
    )
    regions = list(Region.objects.all())
    filters = Filters.read(asked, domains, regions)
    found = _shown(filters)
    if not found and filters.page > 1:  # past the end: as if no page were asked for
        filters = replace(filters, page=1)
        found = _shown(filters)
    return Catalogue(
        filters=filters,
        cards=cards(found),
        found=found[0].found if found else 0,
        total=sum(domain.bootcamps_live for domain in domains),
        domains=[(domain, filters.query(domaine=domain.code)) for domain in domains if domain.bootcamps_live],
        regions=regions,
        months=_months(),
    )


def _shown(filters: Filters) -> list[BootcampPage]:
    """A page of bootcamps; each knows how many there are in all (``found``)."""
    matching, start = _filtered(filters), (filters.page - 1) * PER_PAGE
    return list(_described(matching[start : start + PER_PAGE]).annotate(found=Subquery(_count(matching))))


def _count(rows):
    """How many ``rows`` there are, as one value of a query."""
    return rows.order_by().annotate(one=Value(1)).values("one").annotate(count=Count("pk")).values("count")


def _filtered(filters: Filters):
    bootcamps = _bootcamps()
    if filters.domain:
        bootcamps = bootcamps.filter(domain__code=filters.domain)
    given = Cohort.objects.public().filter(bootcamp=OuterRef("pk"), ends_on__gte=today())
    if filters.region:
        given = given.filter(city__region__slug=filters.region)
    if filters.month:
        given = given.filter(starts_on__year=filters.month.year, starts_on__month=filters.month.month)
    return bootcamps.filter(Exists(given)) if filters.region or filters.month else bootcamps


def _bootcamps():
    """Public bootcamps, in the catalogue's order."""
    return _ordered(BootcampPage.objects.live().filter(unrestricted()))


def _ordered(bootcamps):
    """Those that one can join first."""
    joined = Cohort.objects.upcoming(on=today()).filter(bootcamp=OuterRef("pk"))
    return bootcamps.annotate(can_join=Exists(joined)).order_by("-can_join", "domain__position", "title", "pk")


def _described(bootcamps):
    """A page of bootcamps with their domain and the name of their operator, looked up for that page only."""
    name = (
        Coalesce(NullIf(f"operator__name_{get_language()}", Value("")), "operator__name")
        if get_language() == "ar"
        else F("operator__name")
    )
    operator = OperatorPage.objects.filter(path=Left(OuterRef("path"), OPERATOR_DEPTH * Page.steplen)).values(name=name)
    rows = BootcampPage.objects.filter(pk__in=bootcamps.values("pk")).select_related("domain")
    return _ordered(rows.annotate(operator_name=Subquery(operator[:1])))


def _months() -> list[date]:
    """The months in which an announced cohort begins, from this one on."""
    return list(Cohort.objects.upcoming(on=today()).dates("starts_on", "month"))


def cards(bootcamps: list[BootcampPage]) -> list[Card]:
    """The cards of ``bootcamps``, in one query for all their cohorts."""
    by_bootcamp = defaultdict(list)
    for cohort in announced().filter(bootcamp__in=[bootcamp.pk for bootcamp in bootcamps]):
        by_bootcamp[cohort.bootcamp_id].append(cohort)
    return [Card(bootcamp, by_bootcamp[bootcamp.pk]) for bootcamp in bootcamps]


def open_bootcamps(limit: int = 6) -> list[Card]:
    """The cards of the home page: bootcamps that one can soon join first."""
    soonest = (
        Cohort.objects.upcoming(on=today())
        .filter(bootcamp=OuterRef("pk"))
        .order_by("starts_on")
        .values("starts_on")[:1]
    )
    order = (F("soonest").asc(nulls_last=True), "domain__position", "pk")
    first = _bootcamps().annotate(soonest=Subquery(soonest)).order_by(*order)[:limit]
    return cards(list(_described(first).annotate(soonest=Subquery(soonest)).order_by(*order)))


def operator_cards(page: OperatorPage) -> list[Card]:
    """The cards of one operator's bootcamps."""
    return cards(list(_described(_bootcamps().child_of(page))))
