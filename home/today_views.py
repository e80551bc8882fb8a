"""« Aujourd'hui »: the first page after signing in, by workspace."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Role
from cohorts.models import Enrolment
from cohorts.permissions import own_cohorts
from home import today, workspaces


@login_required
@require_safe
def today_page(request) -> HttpResponse:
    """What to do now."""
    workspace = workspaces.current(request)
    if workspace is None:
        return render(request, "home/today_empty.html", {"here": "today", "left": _left(request.user)})
    if workspace.kind == workspaces.LEARNER:
        return _page(request, "home/today_learner.html", today.learner_day(request.user, workspace.cohort))
    if workspace.kind in (Role.OFFICER, Role.ADMINISTRATOR):
        return redirect("reports:programme" if workspace.kind == Role.OFFICER else "operators")
    if workspace.kind == Role.MANAGER:
        may_add = request.user.has_perm("cohorts.add_cohort")
        return _page(request, "home/today_staff.html", today.manager_day(request.user), may_add=may_add)
    return _page(request, "home/today_staff.html", today.staff_day(request.user))


def _left(user) -> list:
    """The cohorts that are closed to the person: their place is suspended, or they have left."""
    closed = (Enrolment.State.SUSPENDED, Enrolment.State.WITHDRAWN)
    return [cohort for cohort in own_cohorts(user) if cohort.enrolment_state in closed]


def _page(request, template: str, day, **more) -> HttpResponse:
    return render(request, template, {"here": "today", "day": day, "today": timezone.localdate(), **more})
