"""A reviewer's hours, and their statement for whoever lends their time."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from cohorts.models import Cohort
from core.pdf import to_pdf
from projects import actions, queries
from projects.statements import StatementForm, statement_of
from projects.views.queue import require_desk


def _whose(request, pk: int | None) -> tuple[User, QuerySet[Cohort]]:
    """The person and the cohorts that count: one's own work everywhere, another's where one manages."""
    if pk is None:
        require_desk(request)
        return request.user, Cohort.objects.all()
    found = get_object_or_404(queries.reviewers_managed_by(request.user), pk=pk)
    return found, Cohort.objects.managed_by(request.user)


@login_required
@require_safe
def hours(request, pk: int | None = None) -> HttpResponse:
    """Hours, reviews and people helped, by month and cohort."""
    person, cohorts = _whose(request, pk)
    given = queries.hours_by_month(person, cohorts)
    today = timezone.localdate()
    period = {"du": today.replace(month=1, day=1), "au": today}
    return _page(request, person, given, StatementForm(initial=period, operators=given.operators))


def _page(request, person: User, given: queries.Given, form: StatementForm) -> HttpResponse:
    context = {"here": "queue", "person": person, "given": given, "form": form, "own": person == request.user}
    return render(request, "projects/hours.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def statement(request, pk: int | None = None) -> HttpResponse:
    """The statement of a period as a PDF, in French; who took it is recorded."""
    person, cohorts = _whose(request, pk)
    every = queries.hours_by_month(person, cohorts)
    form = StatementForm(request.GET, operators=every.operators)
    if not every.operators or not form.is_valid():
        return _page(request, person, every, form)
    try:
        document, period = _document(person, cohorts, every, form.cleaned_data)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return _page(request, person, every, form)
    actions.record_statement(person, by=request.user, period=period)
    return document


def _document(person: User, cohorts: QuerySet[Cohort], every: queries.Given, asked: dict) -> tuple[HttpResponse, dict]:
    """The file and what it covers; raises ValidationError when nothing was counted or a name cannot be written."""
    first, last = asked["du"], asked["au"]
    operator = every.operator_named(asked.get("operateur", every.operators[0].slug))
    given = queries.hours_between(person, cohorts.filter(operator=operator), first, last)
    if not given.stints:
        raise ValidationError({"du": _("Nothing was counted in those days.")})
    words = statement_of(person, operator, given, first, last)
    document = to_pdf(f"attestation-{first}-{last}", "projects/statement.typ", words, day=timezone.localdate())
    return document, {"since": first.isoformat(), "until": last.isoformat(), "operator": operator.pk}
