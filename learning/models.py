"""What a learner does with a curriculum."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cohorts.models import Enrolment
from courses.models import LessonPage


class Progress(models.Model):
    """A lesson that a learner marked as done; undoing removes the row."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="progress")
    lesson = models.ForeignKey(LessonPage, models.PROTECT, related_name="+")
    done_at = models.DateTimeField(auto_now_add=True)

    NAMED_IN_USES = False

    class Meta:
        verbose_name = _("lesson done")
        verbose_name_plural = _("lessons done")
        constraints = [models.UniqueConstraint(fields=["enrolment", "lesson"], name="a_lesson_is_done_once")]

    def __str__(self):
        return f"{self.enrolment_id} {self.lesson_id}"

    def event_groups(self) -> list[str]:
        return [f"user-{self.enrolment.learner_id}", f"cohort-{self.enrolment.cohort_id}-staff"]
