"""Where lessons are read, told to the pages."""

from django.urls import reverse

from cohorts.models import Cohort
from courses.models import LessonPage
from courses.reading import reader


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
