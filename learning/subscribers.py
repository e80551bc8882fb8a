"""Where lessons are read, told to the pages; what the diploma asks of lessons, told to the cohorts."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from cohorts.conditions import condition
from cohorts.models import Cohort, Enrolment
from courses.models import LessonPage
from courses.reading import reader
from learning.queries import lessons_done


@reader
def lesson_address(page, user) -> str | None:
    """The lesson under a cohort of its bootcamp that ``user`` learns in or works with, the latest first."""
    if not isinstance(page, LessonPage) or not user.is_authenticated:
        return None
    bootcamp = page.get_parent().get_parent()
    for cohort in Cohort.objects.visible_to(user).filter(bootcamp=bootcamp.pk).order_by("-starts_on"):
        if user.has_perm("cohorts.read_curriculum", cohort):
            return reverse("learning:lesson", args=[cohort.code, page.pk])
    return None


@condition
def enough_lessons(cohort: Cohort, enrolments: Sequence[Enrolment]) -> dict[int, str]:
    """The diploma asks that most of the bootcamp's lessons are done."""
    total, done = lessons_done(cohort, [row.pk for row in enrolments])
    return {
        row.pk: _("%(done)d lessons done of %(total)d, %(share)d %% are asked for")
        % {"done": done[row.pk], "total": total, "share": Cohort.LESSONS_ASKED}
        for row in enrolments
        if done[row.pk] * 100 < total * Cohort.LESSONS_ASKED
    }
