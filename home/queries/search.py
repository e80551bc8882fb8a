"""The public search: titles and summaries for everyone; lessons for those who read them."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Q, When
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from wagtail.models import Page

from accounts.models import Role
from cohorts.models import Cohort, Enrolment, StaffAssignment
from core.folding import fold, readings
from courses.models import (
    BootcampPage,
    LessonPage,
    ModulePage,
    OperatorPage,
    ProjectPage,
)
from home.models import StandardPage
from programme.models import City

LIMIT, CANDIDATES = 30, 50
PUBLIC_KINDS = [OperatorPage, BootcampPage, ModulePage, StandardPage]
READ_KINDS = [LessonPage, ProjectPage]
BOOTCAMP_DEPTH = 5


@dataclass(frozen=True)
class Result:
    title: str
    url: str
    kind: str
    where: str
    description: str


@dataclass(frozen=True)
class Candidate:
    """A page that matches, as far as its place among the results asks."""

    pk: int
    title: str
    is_bootcamp: bool


def find(text: str, user) -> list[Result]:
    """The pages that ``user`` may see and whose words begin like those of ``text``, or have their stems: that very
    title first, then the bootcamps, those given in a city that ``text`` names among them, then what holds the words
    in its title."""
    asked = fold(text)
    if not asked:
        return []
    visible = Page.objects.live().public().filter(_scope(user))
    found = {*_with_words(visible, text), *_given_in_a_city(visible, text)}
    chosen = [candidate.pk for candidate in sorted(found, key=lambda candidate: _place(candidate, asked))[:LIMIT]]
    rows = Page.objects.in_bulk(chosen)
    pages = [rows[pk] for pk in chosen]
    places, names = _bootcamp_titles(pages), _arabic_titles(pages)
    return [_result(page, places, names) for page in pages]


def _place(candidate: Candidate, asked: str) -> tuple:
    title = fold(candidate.title)
    return title != asked, not candidate.is_bootcamp, not set(asked.split()) & set(title.split()), -candidate.pk


def _with_words(pages, text: str) -> list[Candidate]:
    """The pages that hold every word as it was asked; if they are few, also those that hold it as others spell it."""
    found: list[Candidate] = []
    for asked in readings(text):
        if len(found) < LIMIT:
            found += _candidates(pages.autocomplete(asked, order_by_relevance=False).get_queryset(), text)
    return found


def _candidates(pages, text: str) -> list[Candidate]:
    """As many of ``pages`` as are worth comparing, chosen by the database, which cannot fold a title: its address,
    written without accents, stands for it. A rank by relevance would read every page that matches.
    """
    titled = Q(title__icontains=text) | Q(*(Q(slug__icontains=word) for word in fold(text).split()))
    exact = Case(When(Q(title__iexact=text) | Q(slug=slugify(text)), then=0), default=1)
    bootcamp = Case(When(content_type__in=_types([BootcampPage]), then=True), default=False)
    rows = pages.annotate(exact=exact, is_bootcamp=bootcamp, titled=Case(When(titled, then=0), default=1))
    rows = rows.order_by("exact", "-is_bootcamp", "titled", "-pk").values_list("pk", "title", "is_bootcamp")
    return [Candidate(*row) for row in rows[:CANDIDATES]]


def _given_in_a_city(pages, text: str) -> list[Candidate]:
    """The bootcamps with a cohort announced in a city that some words of ``text`` name; they hold the other words."""
    words = fold(text).split()
    cities = {city.pk: f"{fold(city.name_fr)} {fold(city.name_ar)}".split() for city in City.objects.all()}
    named = {word for word in words if any(_begins(word, names) for names in cities.values())}
    meant = [pk for pk, names in cities.items() if any(_begins(word, names) for word in named)]
    given = Cohort.objects.public().filter(city__in=meant, ends_on__gte=timezone.localdate()) if meant else None
    if given is None:
        return []
    there = pages.filter(pk__in=given.values("bootcamp"))
    others = " ".join(word for word in words if word not in named)
    return _with_words(there, others) if others else _candidates(there, text)


def _begins(word: str, names: list[str]) -> bool:
    """Two letters name no city."""
    return len(word) > 2 and any(name.startswith(word) for name in names)


def _arabic_titles(pages: list[Page]) -> dict[int, str]:
    """The titles of the standing pages in Arabic, for who reads Arabic."""
    if get_language() != "ar":
        return {}
    rows = StandardPage.objects.filter(pk__in=[page.pk for page in pages]).exclude(title_ar="")
    return dict(rows.values_list("pk", "title_ar"))


def _scope(user) -> Q:
    """Public kinds; and lessons and briefs of the bootcamps whose curriculum ``user`` reads."""
    scope = Q(content_type__in=_types(PUBLIC_KINDS))
    for path in _read_paths(user):
        scope |= Q(content_type__in=_types(READ_KINDS), path__startswith=path)
    return scope


def _types(kinds) -> list[int]:
    return [kind.pk for kind in ContentType.objects.get_for_models(*kinds).values()]


def _read_paths(user) -> set[str]:
    if not user.is_authenticated:
        return set()
    managed = [pk for role, pk in user.roles() if role == Role.MANAGER]
    cohorts = Cohort.objects.filter(
        Q(operator__in=managed)
        | Q(pk__in=StaffAssignment.objects.filter(user=user).values("cohort"))
        | Q(pk__in=Enrolment.objects.reading().filter(learner=user).values("cohort"))
    )
    return set(cohorts.values_list("bootcamp__path", flat=True))


def _bootcamp_path(page: Page) -> str:
    return page.path[: BOOTCAMP_DEPTH * Page.steplen] if page.depth > BOOTCAMP_DEPTH else ""


def _bootcamp_titles(pages: list[Page]) -> dict[str, str]:
    paths = {_bootcamp_path(page) for page in pages} - {""}
    return dict(Page.objects.filter(path__in=paths).values_list("path", "title")) if paths else {}


def _result(page: Page, places: dict[str, str], names: dict[int, str]) -> Result:
    kind = page.cached_content_type.model_class()._meta.verbose_name
    title, where = names.get(page.pk, page.title), places.get(_bootcamp_path(page), "")
    return Result(title, page.url, kind, where, page.search_description)
