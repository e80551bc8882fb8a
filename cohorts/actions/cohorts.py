"""Cohorts and their staff."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Membership, Organisation, User
from cohorts import events
from cohorts.actions.common import check_going_on, lock, require
from cohorts.conditions import outside
from cohorts.models import Cohort, Session, StaffAssignment
from core.events import emit
from core.permissions import forget
from core.rivals import unique_or
from core.times import moment
from courses.models import BootcampPage
from programme.queries import limits

# How many of the things in the way are named.
NAMED = 8
# A first day further off than that is a slip of the hand: 2062 for 2026.
LONG_AGO, FAR_OFF = timedelta(days=3653), timedelta(days=1096)


@transaction.atomic
def open_cohort(
    *,
    by: User,
    operator: Organisation,
    bootcamp: BootcampPage,
    code: str,
    city,
    starts_on: date,
    ends_on: date,
    seats: int,
    meant: bool = False,
) -> Cohort:
    """Announce a cohort of one of the operator's own bootcamps.

    Raises PermissionDenied unless ``by`` manages ``operator``, ValidationError for another
    operator's bootcamp, a code already taken, dates in the wrong order, values beyond the programme's limits, dates
    years away, or wholly past unless ``meant`` says that it is no slip.
    """
    cohort = Cohort(
        operator=operator, bootcamp=bootcamp, code=code, city=city, starts_on=starts_on, ends_on=ends_on, seats=seats
    )
    require(by, "cohorts.change_cohort", cohort)
    # Asked once: a bootcamp that an administrator moves later keeps its cohorts where they are.
    if bootcamp.get_parent().specific.operator_id != operator.pk:
        raise ValidationError({"bootcamp": _("This bootcamp belongs to another operator.")})
    _check_cohort(cohort)
    _check_sense(cohort, meant)
    with unique_or({"code": _("Another cohort already has this code.")}):
        cohort.save()
    emit(events.COHORT_CREATE, target=cohort, actor=by)
    return cohort


def _check_cohort(cohort: Cohort) -> None:
    if cohort.ends_on < cohort.starts_on:
        raise ValidationError({"ends_on": _("The last day comes before the first day.")})
    if Cohort.objects.filter(code__iexact=cohort.code).exclude(pk=cohort.pk).exists():
        raise ValidationError({"code": _("Another cohort already has this code.")})


def _check_sense(cohort: Cohort, meant: bool) -> None:
    """Seats and days within what the administrator set; a cohort wholly in the past is asked about."""
    most = limits()
    if cohort.seats > most.most_seats:
        raise ValidationError({"seats": _("At most %(most)d seats in a cohort.") % {"most": most.most_seats}})
    if (cohort.ends_on - cohort.starts_on).days >= 7 * most.longest_cohort:
        raise ValidationError(
            {"ends_on": _("A cohort lasts at most %(weeks)d weeks.") % {"weeks": most.longest_cohort}}
        )
    today = timezone.localdate()
    if not today - LONG_AGO <= cohort.starts_on <= today + FAR_OFF:
        raise ValidationError({"starts_on": _("This year is too far from today: check the date.")})
    if cohort.ends_on < today and not meant:
        raise ValidationError({"meant": _("These dates are past: tick the box if the cohort did take place then.")})


def check_change(cohort: Cohort, *, meant: bool) -> None:
    """What a change of the cohort may not be, whatever becomes of what is planned; raises as ``edit_cohort``."""
    _check_cohort(cohort)
    _check_sense(cohort, meant)
    taken = cohort.enrolments.seated().count()
    if cohort.seats < taken:
        sentence = ngettext("%(taken)d seat is already taken.", "%(taken)d seats are already taken.", taken)
        raise ValidationError({"seats": sentence % {"taken": taken}})
    if cohort.state == Cohort.State.RUNNING and cohort.starts_on > timezone.localdate():
        raise ValidationError({"starts_on": _("This cohort has begun: its first day is not in the future.")})


def check_inside(cohort: Cohort) -> None:
    """The dates hold all that is planned; raises ValidationError with the list of what they do not."""
    beyond = [*_sessions_outside(cohort), *outside(cohort, cohort.starts_on, cohort.ends_on)]
    if beyond:
        sentence = _("Outside these dates: %(list)s. Move them first, or cancel them.")
        raise ValidationError({"ends_on": sentence % {"list": " ; ".join(beyond[:NAMED])}})


def _sessions_outside(cohort: Cohort) -> list[str]:
    rows = cohort.sessions.filter(state__in=[Session.State.SCHEDULED, Session.State.LIVE])
    days = [(row, timezone.localdate(row.starts_at)) for row in rows]
    return [
        _("session “%(title)s”, %(moment)s") % {"title": row.title, "moment": moment(row.starts_at)}
        for row, day in days
        if not cohort.starts_on <= day <= cohort.ends_on
    ]


@transaction.atomic
def edit_cohort(cohort: Cohort, *, by: User, meant: bool = False, **fields) -> Cohort:
    """Change a cohort's city, dates or seats; never below the seats taken, nor around what is planned.

    Raises TransitionRefused once the cohort is over, ValidationError beside each field.
    """
    begin_change(cohort, by=by, meant=meant, fields=fields)
    check_inside(cohort)
    cohort.save(update_fields=[*fields])
    emit(events.COHORT_CHANGE, target=cohort, actor=by, data={"fields": sorted(fields)})
    return cohort


def begin_change(cohort: Cohort, *, by: User, meant: bool, fields: dict) -> None:
    """What every change of a cohort begins with: the right, the lock, the new values and their checks."""
    require(by, "cohorts.change_cohort", cohort)
    lock(cohort)
    cohort.state = Cohort.objects.values_list("state", flat=True).get(pk=cohort.pk)
    check_going_on(cohort, "edit")
    for name, value in fields.items():
        setattr(cohort, name, value)
    check_change(cohort, meant=meant)


@transaction.atomic
def record_export(cohort: Cohort, *, by: User, file_type: str, table: str = "") -> None:
    """Keep that ``by`` took a table of the cohort away: its progress, or the one named; whoever writes it judges that
    they may."""
    named = {"table": table} if table else {}
    emit(events.COHORT_EXPORT, target=cohort, actor=by, data={"format": file_type, **named})


def start_cohort(cohort: Cohort, *, by: User) -> Cohort:
    """The cohort's first day has come."""
    with cohort.workflow.apply(cohort, "start", by=by):
        return cohort


@transaction.atomic
def assign_staff(cohort: Cohort, *, by: User, user: User, role: str) -> StaffAssignment:
    """Have a trainer or mentor of the operator work with the cohort; twice changes nothing.

    Raises ValidationError when ``user`` does not hold ``role`` at the operator, or learns in the cohort.
    """
    require(by, "cohorts.change_cohort", cohort)
    if not Membership.objects.filter(organisation=cohort.operator_id, user=user, role=role).exists():
        raise ValidationError({"user": _("This person does not hold that role in your team.")})
    lock(cohort)
    if cohort.enrolments.seated().filter(learner=user).exists():
        raise ValidationError({"user": _("This person learns in this cohort.")})
    assignment, created = StaffAssignment.objects.get_or_create(cohort=cohort, user=user, role=role)
    if created:
        forget(user)
        emit(events.STAFFASSIGNMENT_CREATE, target=assignment, actor=by, data={"user": user.pk, "role": role})
    return assignment


@transaction.atomic
def unassign_staff(assignment: StaffAssignment, *, by: User) -> None:
    """The person no longer works with the cohort; sessions to come that they were to lead have no trainer, which its
    operator's managers are told."""
    cohort = assignment.cohort
    require(by, "cohorts.change_cohort", cohort)
    emit(events.STAFFASSIGNMENT_REMOVE, target=assignment, actor=by, data={"user": assignment.user_id})
    if assignment.role == StaffAssignment.Role.TRAINER:
        _free_sessions(cohort, assignment.user, by)
    assignment.delete()


def _free_sessions(cohort: Cohort, trainer: User, by: User) -> None:
    led = cohort.sessions.filter(trainer=trainer, state=Session.State.SCHEDULED)
    numbers = list(led.values_list("pk", flat=True))
    if numbers:
        led.update(trainer=None)
        emit(events.COHORT_FREE_SESSIONS, target=cohort, actor=by, data={"sessions": numbers})
