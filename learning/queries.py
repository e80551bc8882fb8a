"""Reads of what learners do with a curriculum."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import Left
from wagtail.models import Page

from accounts.models import User
from cohorts.models import READING, Cohort, Enrolment
from courses.models import LessonPage
from courses.queries import Outline, OutlineModule, outline
from learning.models import Progress

# A module lies at this depth: root > home > catalogue > operator > bootcamp > module.
MODULE_PATH = 6 * Page.steplen


@dataclass
class Path:
    """A bootcamp's outline as one learner stands in it; staff see it with nothing done."""

    outline: Outline
    done: set[int]

    def done_in(self, module: OutlineModule) -> int:
        return sum(lesson.pk in self.done for lesson in module.lessons)

    @property
    def next_lesson(self) -> LessonPage | None:
        """The first lesson not done, in the bootcamp's order."""
        return next((lesson for lesson in self.outline.lessons if lesson.pk not in self.done), None)

    @property
    def modules(self) -> list[dict]:
        """Each module with what is done in it, the current one marked."""
        current = self.next_lesson
        return [
            {
                "module": module,
                "done": self.done_in(module),
                "total": len(module.lessons),
                "is_done": bool(module.lessons) and self.done_in(module) == len(module.lessons),
                "is_current": current in module.lessons,
            }
            for module in self.outline.modules
        ]

    @property
    def modules_done(self) -> int:
        return sum(row["is_done"] for row in self.modules)

    def number_of(self, page) -> str:
        """The place of a lesson as people say it: module.lesson, e.g. 5.3."""
        for module in self.outline.modules:
            for place, lesson in enumerate(module.lessons, 1):
                if lesson.pk == page.pk:
                    return f"{module.number}.{place}"
        return ""

    def around(self, lesson: LessonPage) -> tuple[LessonPage | None, LessonPage | None]:
        """The lessons before and after ``lesson``, across modules."""
        lessons = self.outline.lessons
        place = next((at for at, other in enumerate(lessons) if other.pk == lesson.pk), None)
        if place is None:
            return None, None
        return (lessons[place - 1] if place else None), next(iter(lessons[place + 1 :]), None)

    def module_of(self, lesson: LessonPage) -> OutlineModule | None:
        return next(
            (module for module in self.outline.modules if any(row.pk == lesson.pk for row in module.lessons)), None
        )


def own_enrolment(cohort: Cohort, user: User) -> Enrolment | None:
    """The person's enrolment that opens the cohort's pages."""
    return Enrolment.objects.reading().filter(cohort=cohort, learner=user).select_related("cohort__bootcamp").first()


def path_of(cohort: Cohort, user: User) -> Path:
    """The cohort's bootcamp as ``user`` stands in it, in one query; staff have done nothing."""
    done = Progress.objects.filter(
        lesson=OuterRef("pk"), enrolment__cohort=cohort, enrolment__learner=user, enrolment__state__in=READING
    )
    found = outline(cohort.bootcamp, is_done=Exists(done))
    return Path(found, {lesson.pk for lesson in found.lessons if lesson.is_done})


def done_by_module(enrolment_ids: list[int]) -> dict[int, dict[str, int]]:
    """How many lessons each enrolment has done, by the module's path, counted by the database."""
    rows = (
        Progress.objects.filter(enrolment__in=enrolment_ids)
        .annotate(module=Left("lesson__path", MODULE_PATH))
        .values_list("enrolment_id", "module")
        .annotate(count=Count("pk"))
    )
    counts: dict[int, dict[str, int]] = {pk: {} for pk in enrolment_ids}
    for enrolment_id, module, count in rows:
        counts[enrolment_id][module] = count
    return counts


def lessons_done(cohort: Cohort, enrolment_ids: list[int]) -> tuple[int, dict[int, int]]:
    """(the lessons of the cohort's bootcamp, how many of them each enrolment has done)."""
    lessons = [lesson.pk for lesson in outline(cohort.bootcamp).lessons]
    rows = Progress.objects.filter(enrolment__in=enrolment_ids, lesson__in=lessons).values_list("enrolment")
    return len(lessons), dict.fromkeys(enrolment_ids, 0) | dict(rows.annotate(count=Count("pk")))
