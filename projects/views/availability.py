"""A reviewer's time, and the learners they know."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from cohorts.views.common import accepted
from core.numbers import whole
from projects import actions, queries
from projects.forms import AvailabilityForm
from projects.views.queue import require_desk
from projects.views.work import find_submission


@login_required
@require_http_methods(["GET", "POST"])
def availability(request) -> HttpResponse:
    """Hours a week, works held at once, days away; the pressed button says whether it is about this week only."""
    require_desk(request)
    if request.method == "POST" and "this_week" in request.POST:
        return _away(request, actions.leave_for_the_week(by=request.user).away_until)
    if request.method == "POST" and "back" in request.POST:
        actions.come_back(by=request.user)
        return _done(request, _("You are told of new work again."))
    profile = queries.profile_of(request.user)
    form = AvailabilityForm(request.POST or None, instance=profile)

    def keep():
        actions.set_availability(by=request.user, **form.cleaned_data)

    if request.method == "POST" and accepted(form, keep):
        return _done(request, _("Your time is noted."))
    context = {
        "here": "queue",
        "form": form,
        "away": profile.is_away and profile.away_until,
        "thanks": queries.thanks_to(request.user),
        "recusals": queries.recusals_of(request.user),
    }
    return render(request, "projects/availability.html", context, status=422 if form.errors else 200)


def _away(request, until) -> HttpResponse:
    return _done(request, _("Noted: you are told of nothing new until %(day)s.") % {"day": until.strftime("%d/%m/%Y")})


def _done(request, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("projects:availability")


@login_required
@require_POST
def step_aside(request, pk: int) -> HttpResponse:
    """Leave a team's work to others: one knows one of its learners."""
    found = find_submission(request, pk)
    learner = User.objects.filter(pk=whole(request.POST.get("learner", "")) or 0).first()
    if learner is None:
        raise PermissionDenied("projects.review_submission")
    try:
        actions.step_aside(found, by=request.user, learner=learner)
        messages.success(request, _("Others will review the work of %(person)s.") % {"person": learner})
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    return redirect("projects:submission", pk)


@login_required
@require_POST
def step_back(request, pk: int) -> HttpResponse:
    """Review a learner's work again."""
    actions.step_back(get_object_or_404(request.user.recusals, pk=pk), by=request.user)
    return _done(request, _("Their work is in your queue again."))
