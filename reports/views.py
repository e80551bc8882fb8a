"""Tables and figures, on screen and for spreadsheets."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from cohorts.actions import record_export
from cohorts.views.common import accepted, find_cohort, head, put_on_form
from core import exports
from core.idempotency import once
from core.numbers import percentage
from programme.models import Programme
from projects.models import Submission
from reports import actions, count_list, queries
from reports.forms import FigureForm, ManyFiguresForm

IN_SPITE_SHOWN = 20

ORDERS = {
    "region": lambda row: row.region.position,
    "forme": lambda row: -row.trained,
    "formation": lambda row: -row.in_training,
    "objectif": lambda row: -row.target,
    "ecart": lambda row: -row.gap,
}


@login_required
@require_safe
def progress(request, code: str) -> HttpResponse:
    """A cohort's progress: learners by modules and projects."""
    cohort = find_cohort(request, code, "cohorts.view_progress")
    context = {
        **head(request, cohort),
        "table": queries.progress_table(cohort, request.GET.get("page")),
        "may_export": request.user.has_perm("cohorts.export_progress", cohort),
    }
    return render(request, "reports/progress.html", context)


@login_required
@require_safe
def learner(request, code: str, pk: int) -> HttpResponse:
    """One person of a cohort, for its staff: what is done, handed in and late, and the history of their place."""
    cohort = find_cohort(request, code, "cohorts.view_progress")
    places = cohort.enrolments.select_related("learner", "invitation", "cohort__bootcamp").prefetch_related(
        "changes__by"
    )
    enrolment = get_object_or_404(places, pk=pk)
    context = {
        **head(request, cohort),
        "row": enrolment,
        "file": queries.learner_file(enrolment, enrolment.learner) if enrolment.learner else None,
        "may_change": request.user.has_perm("cohorts.change_cohort", cohort),
    }
    return render(request, "reports/learner.html", context)


@login_required
@require_safe
def progress_export(request, code: str, form: str) -> HttpResponse:
    """The same table for a spreadsheet; who took it is recorded."""
    cohort = find_cohort(request, code, "cohorts.export_progress")
    table = queries.progress_table(cohort, size=10_000)
    header = [_("Last name"), _("First name"), _("State"), *(module.page.title for module in table.modules)]
    header += [*(assignment.title for assignment in table.assignments), _("Lessons done (%)")]
    record_export(cohort, by=request.user, file_type=form)
    return exports.WRITERS[form](f"{code}-{timezone.localdate()}", header, [_export_row(row) for row in table.rows])


def _export_row(row) -> list:
    enrolment, cells, states, share = row
    words = [Submission.State(state).label if state else "" for state in states]
    # In words: a spreadsheet reads 5/5 as a day of May.
    done = [_("%(done)s of %(total)s") % {"done": count, "total": total} for count, total in cells]
    return [
        enrolment.learner.last_name,
        enrolment.learner.first_name,
        enrolment.get_state_display(),
        *done,
        *words,
        share,
    ]


def _find_programme(request, permission: str) -> Programme:
    if not request.user.has_perm(permission):
        raise PermissionDenied(permission)
    found = Programme.objects.order_by("-starts_on").first()
    if found is None:
        raise Http404
    return found


def _programme(request) -> queries.ProgrammeFigures:
    return queries.programme_figures(_find_programme(request, "reports.view_programme"))


@login_required
@require_safe
def programme(request) -> HttpResponse:
    """People trained, in training and aimed at, by region."""
    figures = _programme(request)
    order = request.GET.get("tri", "region")
    rows = sorted(figures.regions, key=ORDERS.get(order, ORDERS["region"]))
    context = {
        "here": "programme",
        "figures": figures,
        "rows": rows,
        "order": order,
        "now": timezone.now(),
        "in_spite": queries.in_spite_of()[:IN_SPITE_SHOWN],
        "may_correct": request.user.has_perm("reports.change_baseline"),
    }
    return render(request, "reports/programme.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def baseline(request) -> HttpResponse:
    """What was counted before the platform, region by region; POST writes a new entry."""
    found = _find_programme(request, "reports.change_baseline")
    form = FigureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and accepted(
        form, lambda: actions.record_figure(found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("%(region)s: the new figures count.") % {"region": form.cleaned_data["region"]})
        return redirect("reports:baseline")
    context = {
        "here": "programme",
        "programme": found,
        "form": form,
        "entries": queries.figure_entries(found, request.GET.get("page")),
    }
    return render(request, "reports/baseline.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def baseline_many(request) -> HttpResponse:
    """Figures of many regions, pasted or in a file: read, shown line by line, and written once that is confirmed."""
    found = _find_programme(request, "reports.change_baseline")
    form = ManyFiguresForm(request.POST, request.FILES) if request.method == "POST" else ManyFiguresForm()
    read = count_list.judged(found, form.entries) if form.is_bound and form.is_valid() else None
    if read and "confirmed" in request.POST and (location := _write_once(request, found, form, read)):
        return redirect(location)
    context = {"here": "programme", "programme": found, "form": form, "list": read}
    return render(request, "reports/baseline_many.html", context, status=422 if form.errors else 200)


def _write_once(request, found: Programme, form: ManyFiguresForm, read: count_list.CountList) -> str:
    """Where to go once all is written; nothing is written of a list with a line that is refused."""
    try:
        return "" if read.refused else once(request, lambda: _write_figures(request, found, read))
    except ValidationError as error:
        put_on_form(form, error)
        return ""


def _write_figures(request, found: Programme, read: count_list.CountList) -> str:
    if not read.going:
        return ""
    written = actions.record_figures(found, by=request.user, figures=[line.figure for line in read.going])
    told = ngettext("%(count)d new entry counts.", "%(count)d new entries count.", len(written))
    messages.success(request, told % {"count": len(written)})
    return reverse("reports:baseline")


@login_required
@require_safe
def programme_export(request, form: str) -> HttpResponse:
    """The same figures for a spreadsheet; who took them is recorded."""
    figures = _programme(request)
    actions.record_export(figures.programme, by=request.user, file_type=form)
    header = [_("Code"), _("Region"), _("Trained"), _("In training"), _("Target"), _("Still to train"), "%"]
    rows = [
        [row.region.code, row.region.name, row.trained, row.in_training, row.target, row.gap, row.share]
        for row in figures.regions
    ]
    whole = [
        figures.trained,
        figures.in_training,
        figures.target,
        figures.gap,
        percentage(figures.trained, figures.target),
    ]
    rows.append(["", _("Total"), *whole])
    return exports.WRITERS[form](f"programme-{timezone.localdate()}", header, rows)
