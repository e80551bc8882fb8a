"""The public search: titles and summaries for everyone; lessons for those who read them."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Page

from accounts.models import Role
from cohorts.models import Cohort, Enrolment, StaffAssignment
from core.folding import fold, stems
from courses.models import (
    BootcampPage,
    LessonPage,
    ModulePage,
    OperatorPage,
    ProjectPage,
)
from home.models import StandardPage
from programme.models import City

LIMIT = 30
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


def find(text: str, user) -> list[Result]:
    """The pages that ``user`` may see and whose words begin like those of ``text``, or have their stems; the bootcamps
    first, those given in a city that ``text`` names among them, then what holds the words in its title."""
    asked = fold(text)
    if not asked:
        return []
    visible = Page.objects.live().public().filter(_scope(user))
    pages = _unique([*_with_words(visible, asked, stems(text)), *_given_in_a_city(visible, text)])[:LIMIT]
    bootcamp = ContentType.objects.get_for_model(BootcampPage).pk
    titled = set(asked.split())
    pages.sort(key=lambda page: (page.content_type_id != bootcamp, not titled & set(fold(page.title).split())))
    places, names = _bootcamp_titles(pages), _arabic_titles(pages)
    return [_result(page, places, names) for page in pages]


def _unique(pages: list[Page]) -> list[Page]:
    return list({page.pk: page for page in pages}.values())


def _with_words(pages, *spellings: str) -> list[Page]:
    """The pages that hold every word as it was asked, then those that hold every stem."""
    return [page for asked in dict.fromkeys(spellings) if asked for page in pages.autocomplete(asked)[:LIMIT]]


def _given_in_a_city(pages, text: str) -> list[Page]:
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
    return _with_words(there, others, stems(others)) if others else list(there[:LIMIT])


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
