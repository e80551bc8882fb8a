"""What the apps above cohorts add to its rules: they register an answer here, cohorts ask it."""

from collections.abc import Callable, Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Enrolment

Condition = Callable[[Cohort, Sequence[Enrolment]], dict[int, str]]
Beyond = Callable[[Cohort, date, date], list[str]]
_conditions: list[Condition] = []
_beyond: list[Beyond] = []


def condition(function: Condition) -> Condition:
    """Register a condition of the diploma: ``(cohort, enrolments) -> enrolment number: what is missing``, in a number
    of queries that does not grow with the enrolments."""
    _conditions.append(function)
    return function


def beyond_dates(function: Beyond) -> Beyond:
    """Register ``(cohort, first day, last day) -> what of the cohort would lie outside those days``, in words."""
    _beyond.append(function)
    return function


def missing_for(cohort: Cohort, enrolments: Sequence[Enrolment]) -> dict[int, list[str]]:
    """What keeps each of these people of one cohort from the diploma; an empty list when nothing does."""
    missing: dict[int, list[str]] = {row.pk: of_dates(cohort) for row in enrolments}
    for function in _conditions:
        for pk, sentence in function(cohort, enrolments).items():
            missing[pk].append(sentence)
    return missing


def of_dates(cohort: Cohort) -> list[str]:
    """What the calendar still asks: a cohort that has begun, and its last day or its end."""
    if cohort.state == Cohort.State.PLANNED:
        return [_("the cohort has not begun")]
    if cohort.state == Cohort.State.RUNNING and timezone.localdate() < cohort.ends_on:
        return [_("the last day is not reached")]
    return []


def outside(cohort: Cohort, starts_on: date, ends_on: date) -> list[str]:
    """What the cohort has planned outside those days, in words."""
    return [words for function in _beyond for words in function(cohort, starts_on, ends_on)]
