"""Reads of the curriculum that cross pages, in a fixed number of queries."""

from dataclasses import dataclass, field
from decimal import Decimal

from wagtail.models import Page

from courses.models import (
    BootcampPage,
    LessonKind,
    LessonPage,
    ModulePage,
    OperatorPage,
    ProjectPage,
)

# A national programme asks 80 % practice of its bootcamps.
PRACTICE_GOAL = 80


@dataclass
class Practice:
    """Hours of theory and of practice; ``share`` is a whole percentage, rounded down."""

    lesson_hours: Decimal = Decimal(0)
    course_hours: Decimal = Decimal(0)
    project_hours: Decimal = Decimal(0)

    @property
    def total_hours(self) -> Decimal:
        return self.lesson_hours + self.project_hours

    @property
    def share(self) -> int | None:
        """(practice + project hours) / total hours; None for an empty curriculum."""
        if not self.total_hours:
            return None
        return int(100 * (self.total_hours - self.course_hours) / self.total_hours)

    @property
    def is_enough(self) -> bool:
        return self.share is None or self.share >= PRACTICE_GOAL


@dataclass
class OutlineModule:
    page: ModulePage
    number: int
    lessons: list = field(default_factory=list)
    projects: list = field(default_factory=list)

    @property
    def hours(self) -> Decimal:
        return sum((item.hours for item in [*self.lessons, *self.projects]), Decimal(0))


@dataclass
class Outline:
    """A bootcamp's modules in order, each with its lessons and projects, without their bodies."""

    bootcamp: BootcampPage
    modules: list[OutlineModule]
    practice: Practice

    @property
    def lessons(self) -> list[LessonPage]:
        return [lesson for module in self.modules for lesson in module.lessons]

    @property
    def projects(self) -> list[ProjectPage]:
        return [project for module in self.modules for project in module.projects]


def outline(bootcamp: BootcampPage, **facts) -> Outline:
    """The live outline of ``bootcamp``, in one query whatever its size.

    ``facts`` are annotations of a higher app about a page; a lesson's carry over to it.
    """
    modules: dict[str, OutlineModule] = {}
    for page in _below(bootcamp).annotate(**facts):
        for fact in facts:
            if hasattr(page, "lessonpage"):
                setattr(page.lessonpage, fact, getattr(page, fact))
        if hasattr(page, "modulepage"):
            modules[page.path] = OutlineModule(page.modulepage, len(modules) + 1)
        elif module := modules.get(page.path[: -Page.steplen]):  # a live lesson may lie under a draft module
            _add(module, page)
    lessons = [lesson for module in modules.values() for lesson in module.lessons]
    projects = [project for module in modules.values() for project in module.projects]
    return Outline(bootcamp, list(modules.values()), practice_of(lessons, projects))


def _below(page: Page):
    """The live pages under ``page`` in the order of the tree, with what their kind adds but the bodies."""
    kinds = ("modulepage", "lessonpage", "projectpage")
    bodies = ("lessonpage__body", "projectpage__body")
    return Page.objects.descendant_of(page).live().select_related(*kinds).defer(*bodies).order_by("path")


def _add(module: OutlineModule, page: Page) -> None:
    if hasattr(page, "lessonpage"):
        module.lessons.append(page.lessonpage)
    elif hasattr(page, "projectpage"):
        module.projects.append(page.projectpage)


@dataclass
class ModuleOutline(OutlineModule):
    """A module in its bootcamp, with its neighbours."""

    bootcamp: BootcampPage | None = None
    previous: ModulePage | None = None
    next: ModulePage | None = None


def module_outline(module: ModulePage) -> ModuleOutline:
    """The live outline of one module, in three queries."""
    modules = list(ModulePage.objects.sibling_of(module).live().order_by("path"))
    place = next((place for place, page in enumerate(modules) if page.pk == module.pk), 0)
    outlined = ModuleOutline(
        page=module,
        number=place + 1,
        bootcamp=BootcampPage.objects.ancestor_of(module).first(),
        previous=modules[place - 1] if place else None,
        next=next(iter(modules[place + 1 :]), None),
    )
    for page in _below(module):
        _add(outlined, page)
    return outlined


def operator_page_of(page: Page) -> OperatorPage | None:
    """The page of the operator that ``page`` lies under, its organisation and city fetched with it."""
    return OperatorPage.objects.ancestor_of(page, inclusive=True).select_related("operator__city").first()


def practice_of(lessons, projects) -> Practice:
    """Count the hours of lessons and projects; practice is everything but the courses."""
    return Practice(
        lesson_hours=sum((lesson.hours for lesson in lessons), Decimal(0)),
        course_hours=sum((lesson.hours for lesson in lessons if lesson.kind == LessonKind.COURSE), Decimal(0)),
        project_hours=sum((project.hours for project in projects), Decimal(0)),
    )


def practice_of_page(page: Page) -> Practice:
    """The practice share of the bootcamp that ``page`` is, or lies in, as it is being written: drafts count, and what
    an autosave has kept counts before it is published."""
    root = bootcamp_of(page)
    if root is None:
        return Practice()
    return practice_of(_as_written(LessonPage, root), _as_written(ProjectPage, root))


def _as_written(model: type[LessonPage] | type[ProjectPage], root: Page) -> list:
    """The pages of a kind under ``root`` with the kind and the hours of their latest revisions."""
    pages: list = list(model.objects.descendant_of(root).defer("body").select_related("latest_revision"))
    for page in pages:
        written = page.latest_revision.content if page.has_unpublished_changes and page.latest_revision else {}
        page.kind = written.get("kind", page.kind)
        page.hours = Decimal(written.get("hours") or page.hours)
    return pages


def bootcamp_of(page: Page) -> BootcampPage | None:
    """The bootcamp that ``page`` is, or lies in."""
    if not page.path:  # being created: it has no place in the tree yet
        return None
    return BootcampPage.objects.ancestor_of(page, inclusive=True).first()
