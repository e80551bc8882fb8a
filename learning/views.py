"""Where a learner reads: the path, the modules and the lessons of their cohort."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from cohorts.models import Cohort
from cohorts.views.common import find_cohort
from courses.models import LessonPage, ModulePage
from learning import actions, queries


def _standing(request, cohort: Cohort) -> dict:
    follows = request.user.has_perm("cohorts.follow_path", cohort)
    return {
        "here": "path" if follows else "cohorts",
        "cohort": cohort,
        "follows": follows,
        "path": queries.path_of(cohort, request.user),
        "may_mark": request.user.has_perm("cohorts.learn", cohort),
    }


@login_required
@require_safe
def path(request, code: str) -> HttpResponse:
    """The whole bootcamp, module by module."""
    cohort = find_cohort(request, code, "cohorts.read_curriculum")
    return render(request, "learning/path.html", _standing(request, cohort))


@login_required
@require_safe
def module(request, code: str, pk: int) -> HttpResponse:
    """One module: its lessons and projects."""
    cohort = find_cohort(request, code, "cohorts.read_curriculum")
    page = get_object_or_404(ModulePage.objects.child_of(cohort.bootcamp).live(), pk=pk)
    standing = _standing(request, cohort)
    row = next(row for row in standing["path"].modules if row["module"].page.pk == page.pk)
    return render(request, "learning/module.html", {**standing, "row": row, "page": page})


def _lesson(cohort: Cohort, pk: int) -> LessonPage:
    return get_object_or_404(LessonPage.objects.descendant_of(cohort.bootcamp).live(), pk=pk)


@login_required
@require_safe
def lesson(request, code: str, pk: int) -> HttpResponse:
    """A lesson, with the way to the next and the previous."""
    cohort = find_cohort(request, code, "cohorts.read_curriculum")
    page = _lesson(cohort, pk)
    return render(request, "learning/lesson.html", _lesson_context(request, cohort, page))


def _lesson_context(request, cohort: Cohort, page: LessonPage) -> dict:
    standing = _standing(request, cohort)
    previous, following = standing["path"].around(page)
    return {
        **standing,
        "page": page,
        "is_done": page.pk in standing["path"].done,
        "number": standing["path"].number_of(page),
        "module": standing["path"].module_of(page),
        "previous": previous,
        "next": following,
    }


@login_required
@require_POST
def mark_done(request, code: str, pk: int) -> HttpResponse:
    """Mark the lesson as done: a fragment for htmx, else back to the lesson."""
    return _change(request, code, pk, actions.mark_done)


@login_required
@require_POST
def undo_done(request, code: str, pk: int) -> HttpResponse:
    """Take it back."""
    return _change(request, code, pk, actions.undo_done)


def _change(request, code: str, pk: int, act) -> HttpResponse:
    cohort = find_cohort(request, code, "cohorts.learn")
    page = _lesson(cohort, pk)
    act(queries.own_enrolment(cohort, request.user), by=request.user, lesson=page)
    if request.htmx:
        return render(request, "learning/_done.html", _lesson_context(request, cohort, page) | {"just_changed": True})
    return redirect("learning:lesson", code, pk)
