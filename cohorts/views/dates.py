"""The dates of a cohort, and what becomes of what it has planned."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import IntegerField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cohorts import actions, redating
from cohorts.forms import CohortEditForm
from cohorts.models import Cohort
from cohorts.views.common import accepted, find_open_cohort
from core.idempotency import once


@login_required
@require_http_methods(["GET", "POST"])
def cohort_edit(request, code: str) -> HttpResponse:
    """Change the city, the dates or the seats, until the cohort is over; asks what becomes of what is planned."""
    cohort = find_open_cohort(request, code, "cohorts.change_cohort")
    form = CohortEditForm(request.POST or None, instance=cohort)
    choices = redating.redated(cohort) if form.is_bound and form.is_valid() else None
    if choices:
        asked = choices.asks and "along" not in request.POST
        act = partial(_check, cohort, form, choices) if asked else partial(_change, request, cohort, form)
        if accepted(form, act) and not asked:
            messages.success(request, _("%(code)s is up to date.") % {"code": code})
            return redirect("cohorts:detail", code)
    context = {"form": form, "cohort": cohort, "choices": choices, "here": "cohorts"}
    return render(request, "cohorts/edit.html", context, status=422 if form.errors else 200)


def _check(cohort: Cohort, form: CohortEditForm, choices: redating.Redating) -> None:
    """Before one chooses: what is refused whatever is chosen, and that there is a choice to make."""
    actions.check_change(cohort, meant=form.cleaned_data.get("meant", False))
    if choices.fitted:
        raise ValidationError({"ends_on": _("Some of what is planned lies outside these dates: choose below.")})


def _change(request, cohort: Cohort, form: CohortEditForm) -> None:
    once(request, lambda: _followed(request, cohort, form.cleaned_data))


def _followed(request, cohort: Cohort, typed: dict) -> str:
    way = request.POST.get("along")
    if way == "shift":
        shown = {
            "days": IntegerField(required=False).clean(request.POST.get("days")),
            "all_the_same": "all_the_same" in request.POST,
        }
        actions.shift_cohort(cohort, by=request.user, **shown, **typed)
    elif way == "fit":
        actions.fit_cohort(cohort, by=request.user, **typed)
    else:
        actions.edit_cohort(cohort, by=request.user, **typed)
    return reverse("cohorts:detail", args=[cohort.code])
