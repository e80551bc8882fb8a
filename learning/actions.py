"""What a learner does with the curriculum."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.models import Enrolment
from core.events import emit
from courses.models import LessonPage
from learning import events
from learning.models import Progress


def _require_own(enrolment: Enrolment, by: User, lesson: LessonPage) -> None:
    if not by.has_perm("learning.change_progress", enrolment):
        raise PermissionDenied("learning.change_progress")
    if not lesson.is_descendant_of(enrolment.cohort.bootcamp):
        raise ValidationError(_("This lesson is not part of your bootcamp."))


@transaction.atomic
def mark_done(enrolment: Enrolment, *, by: User, lesson: LessonPage) -> Progress:
    """The learner finished ``lesson``; saying it twice changes nothing.

    Raises PermissionDenied unless ``by`` is the learner, ValidationError for a lesson of another bootcamp.
    """
    _require_own(enrolment, by, lesson)
    progress, created = Progress.objects.get_or_create(enrolment=enrolment, lesson=lesson)
    if created:
        emit(events.PROGRESS_DONE, target=progress, actor=by, data={"lesson": lesson.pk})
    return progress


@transaction.atomic
def undo_done(enrolment: Enrolment, *, by: User, lesson: LessonPage) -> None:
    """The learner takes it back; raises as ``mark_done``."""
    _require_own(enrolment, by, lesson)
    progress = Progress.objects.filter(enrolment=enrolment, lesson=lesson).first()
    if progress:
        emit(events.PROGRESS_UNDO, target=progress, actor=by, data={"lesson": lesson.pk})
        progress.delete()
