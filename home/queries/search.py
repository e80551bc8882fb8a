"""The public search: titles and summaries for everyone; lessons for those who read them."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Page

from accounts.models import Role
from cohorts.models import Cohort, Enrolment, StaffAssignment
from core.folding import fold
from courses.models import (
    BootcampPage,
    LessonPage,
    ModulePage,
    OperatorPage,
    ProjectPage,
)
from home.models import StandardPage

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
    """The pages that ``user`` may see and whose words begin like those of ``text``: bootcamps, then the best."""
    asked = fold(text)
    if not asked:
        return []
    visible = Page.objects.live().public().filter(_scope(user))
    pages = list(visible.autocomplete(asked)[:LIMIT])
    bootcamp = ContentType.objects.get_for_model(BootcampPage).pk
    pages.sort(key=lambda page: page.content_type_id != bootcamp)
    places = _bootcamp_titles(pages)
    return [_result(page, places) for page in pages]


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


def _result(page: Page, places: dict[str, str]) -> Result:
    kind = page.cached_content_type.model_class()._meta.verbose_name
    return Result(page.title, page.url, kind, places.get(_bootcamp_path(page), ""), page.search_description)
