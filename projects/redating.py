"""The dates of a cohort's projects, when the cohort's own change; nothing is written here."""

import copy
from datetime import datetime
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.conditions import Move
from cohorts.models import Cohort
from cohorts.planning import later
from programme.queries import holiday_on
from projects.actions import move_dates, move_extension
from projects.actions.assignments import DATES, kept_errors
from projects.deadlines import date_errors, end_of, extensions_in, is_beyond, outside_dates, past_the_end
from projects.models import Assignment, Extension
from projects.queries import names_of


def shifted(cohort: Cohort, days: int) -> list[Move]:
    """The projects that have not opened, ``days`` later; one that is open stays, and is there if it is in the way."""
    rows = Assignment.objects.standing().filter(cohort=cohort)
    moves = [_move(row, _later(row, days) if row.opens_at > timezone.now() else _moments(row), cohort) for row in rows]
    moves += [
        _extension_move(
            row, later(row.due_at, days) if row.team.assignment.opens_at > timezone.now() else row.due_at, cohort
        )
        for row in extensions_in(cohort)
    ]
    return [move for move in moves if move.blocked or move.moments != move.former]


def fitted(cohort: Cohort) -> list[Move]:
    """The projects outside the cohort's dates, due and closed by the evening of its last day."""
    rows = outside_dates(cohort, cohort.starts_on, cohort.ends_on)
    end = end_of(cohort)
    beyond = [row for row in extensions_in(cohort) if is_beyond(row.due_at, cohort.ends_on)]
    return [
        *(_move(row, _by(row, end), cohort) for row in rows),
        *(_extension_move(row, end, cohort) for row in beyond),
    ]


def _moments(row: Assignment) -> tuple[datetime, ...]:
    return tuple(getattr(row, name) for name in DATES)


def _later(row: Assignment, days: int) -> tuple[datetime, ...]:
    return tuple(later(moment, days) for moment in _moments(row))


def _by(row: Assignment, end: datetime) -> tuple[datetime, ...]:
    """What is past stays as it was."""
    now = timezone.now()
    opens, *rest = _moments(row)
    return (opens, *(min(moment, end) if moment > now else moment for moment in rest))


def _move(row: Assignment, moments: tuple[datetime, ...], cohort: Cohort) -> Move:
    after = copy.copy(row)
    for name, moment in zip(DATES, moments, strict=True):
        setattr(after, name, moment)
    now = timezone.now()
    errors = date_errors(cohort, *moments) | kept_errors(row, after, now)
    if moments != _moments(row) and after.due_at <= now < row.due_at:
        errors.setdefault("due_at", _("its due date would already be past"))
    write = partial(_write, row, moments)
    labels = tuple(str(Assignment._meta.get_field(name).verbose_name) for name in DATES)
    holiday = holiday_on(timezone.localdate(after.due_at)) if after.due_at != row.due_at else ""
    return Move(row.title, labels, _moments(row), moments, write, list(errors.values()), holiday)


def _extension_move(row: Extension, moment: datetime, cohort: Cohort) -> Move:
    """More time follows its project, and ends with the cohort as it does; of one team, it is told to that team."""
    blocked = [past_the_end(cohort)] if is_beyond(moment, cohort.ends_on) else []
    if moment <= timezone.now():
        blocked.append(_("its due date would already be past"))
    title = f"{row.team.assignment.title} · {names_of(row.team)}"
    labels = (str(Extension._meta.get_field("due_at").verbose_name),)
    return Move(title, labels, (row.due_at,), (moment,), partial(_extend, row, moment), blocked, apart=True)


def _extend(row: Extension, moment: datetime, by: User) -> None:
    move_extension(row, by=by, to=moment)


def _write(row: Assignment, moments: tuple[datetime, ...], by: User) -> None:
    move_dates(row, by=by, to=moments)
