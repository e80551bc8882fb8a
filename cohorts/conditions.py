"""What the apps above cohorts add to its rules: they register an answer here, cohorts ask it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.models import Cohort, Enrolment


@dataclass(frozen=True)
class Move:
    """A thing of the cohort that would follow its dates: its moments, named, as they are and as they would be.

    ``blocked`` says what forbids it, ``note`` what is good to know; ``write`` does it, in the name of somebody.
    What is ``apart`` is of some people alone: they are told by ``write``, and the whole cohort is not.
    """

    title: str
    labels: tuple[str, ...]
    former: tuple[datetime, ...]
    moments: tuple[datetime, ...]
    write: Callable[[User], None]
    blocked: list[str] = field(default_factory=list)
    note: str = ""
    apart: bool = False

    @property
    def changes(self) -> list[tuple[str, datetime, datetime]]:
        """(name, as it is, as it would be) of each moment."""
        return list(zip(self.labels, self.former, self.moments, strict=True))


Condition = Callable[[Cohort, Sequence[Enrolment]], dict[int, str]]
Beyond = Callable[[Cohort, date, date], list[str]]
Shift = Callable[[Cohort, int], list[Move]]
Fit = Callable[[Cohort], list[Move]]
_conditions: list[Condition] = []
_beyond: list[Beyond] = []
_shifts: list[Shift] = []
_fits: list[Fit] = []


def condition(function: Condition) -> Condition:
    """Register a condition of the diploma: ``(cohort, enrolments) -> enrolment number: what is missing``, in a number
    of queries that does not grow with the enrolments."""
    _conditions.append(function)
    return function


def beyond_dates(function: Beyond) -> Beyond:
    """Register ``(cohort, first day, last day) -> what of the cohort would lie outside those days``, in words."""
    _beyond.append(function)
    return function


def shifts_along(function: Shift) -> Shift:
    """Register ``(cohort with its new dates, days) -> what is to come, so many days later, and what stays in the
    way``: what has begun is never moved."""
    _shifts.append(function)
    return function


def fits_inside(function: Fit) -> Fit:
    """Register ``(cohort with its new dates) -> what lies outside them, brought inside``."""
    _fits.append(function)
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


def shifted_along(cohort: Cohort, days: int) -> list[Move]:
    """What follows the cohort's first day, ``days`` later."""
    return [move for function in _shifts for move in function(cohort, days)]


def fitted_inside(cohort: Cohort) -> list[Move]:
    """What lies outside the cohort's dates, brought inside."""
    return [move for function in _fits for move in function(cohort)]
