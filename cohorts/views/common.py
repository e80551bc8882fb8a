"""What every screen of a cohort begins with."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404

from cohorts.models import Cohort, Enrolment, Session
from core.workflow import TransitionRefused


def find_cohort(request, code: str, permission: str = "cohorts.view_cohort") -> Cohort:
    """The cohort by its code: 404 when not visible, 403 when ``permission`` is missing."""
    cohorts = Cohort.objects.visible_to(request.user).select_related("bootcamp", "city__region", "operator").distinct()
    cohort = get_object_or_404(cohorts, code=code)
    require(request, permission, cohort)
    return cohort


def find_open_cohort(request, code: str, permission: str) -> Cohort:
    """As ``find_cohort``; TransitionRefused, which is a 409, once the cohort is over."""
    cohort = find_cohort(request, code, permission)
    if cohort.is_final:
        raise TransitionRefused(cohort, "edit")
    return cohort


def head(request, cohort: Cohort) -> dict:
    """What the head of a cohort's screens needs; who only oversees it is not shown the projects' tab."""
    oversees = not request.user.has_perm("cohorts.read_curriculum", cohort)
    return {"cohort": cohort, "here": "cohorts", "oversees": oversees}


def find_session(request, pk: int, permission: str) -> Session:
    """A session by its number, as ``find_cohort``."""
    sessions = Session.objects.visible_to(request.user).select_related("cohort__bootcamp", "trainer")
    session = get_object_or_404(sessions, pk=pk)
    require(request, permission, session)
    return session


def find_enrolment(request, pk: int, permission: str) -> Enrolment:
    """An enrolment by its number, as ``find_cohort``."""
    enrolments = Enrolment.objects.visible_to(request.user).select_related("cohort", "learner", "invitation")
    enrolment = get_object_or_404(enrolments, pk=pk)
    require(request, permission, enrolment)
    return enrolment


def require(request, permission: str, thing) -> None:
    if not request.user.has_perm(permission, thing):
        raise PermissionDenied(permission)


def accepted(form, action: Callable[[], object]) -> bool:
    """Run ``action`` on a valid form; a refusal of the data goes beside its field."""
    if not form.is_valid():
        return False
    try:
        action()
    except ValidationError as error:
        put_on_form(form, error)
        return False
    return True


def put_on_form(form, error: ValidationError) -> None:
    """Show each sentence beside its field, or above the form when it has none there."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
    for name, sentences in by_field.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)
