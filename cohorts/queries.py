"""Reads of cohorts for screens."""

from collections import Counter
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Exists, Max, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from accounts.models import Membership, Organisation, User
from cohorts.conditions import missing_for, of_dates
from cohorts.models import SEATED, Cohort, Enrolment, Presence, Session, StaffAssignment
from core.folding import fold
from programme.queries import holidays_between

COHORTS_A_PAGE, PEOPLE_A_PAGE, SESSIONS_A_PAGE = 12, 50, 50


def _counted(states: list) -> Coalesce:
    """How many enrolments of a cohort are in those states, from their index alone."""
    rows = Enrolment.objects.filter(cohort=OuterRef("pk"), state__in=states).order_by().values("cohort")
    return Coalesce(Subquery(rows.annotate(count=Count("*")).values("count")), 0)


def with_counts(cohorts: QuerySet) -> QuerySet:
    """Cohorts with ``taken`` seats, people ``invited``, and whether a session is ``live``."""
    live = Session.objects.filter(cohort=OuterRef("pk"), state=Session.State.LIVE)
    return cohorts.select_related("bootcamp", "city__region", "operator").annotate(
        taken=_counted(SEATED), invited=_counted([Enrolment.State.INVITED]), live=Exists(live)
    )


def seats_of(cohort: Cohort) -> dict[str, int]:
    """How many people are ``learning`` in a cohort, and how many seats are ``taken``."""
    states = Count("pk", filter=Q(state=Enrolment.State.ACTIVE)), Count("pk", filter=Q(state__in=SEATED))
    return cohort.enrolments.aggregate(learning=states[0], taken=states[1])


def cohorts_of(user: User) -> QuerySet:
    """The cohorts the person manages, staffs or oversees, running ones first."""
    mine = Cohort.objects.visible_to(user).exclude(
        pk__in=Enrolment.objects.filter(learner=user).exclude(cohort__staff__user=user).values("cohort")
    )
    return mine.order_by(_place("state", Cohort.State, *COHORTS_FIRST), "starts_on", "code")


def first_cohorts(cohorts: QuerySet) -> list[Cohort]:
    """A page of ``cohorts`` by their first day, chosen before its rows are counted."""
    chosen = list(cohorts.order_by("starts_on", "code").values_list("pk", flat=True).distinct()[:COHORTS_A_PAGE])
    found = with_counts(Cohort.objects.filter(pk__in=chosen)).in_bulk()
    return [found[pk] for pk in chosen]


def cohorts_page(user: User, number=1) -> tuple[Page, list[Cohort]]:
    """A page of them, chosen before its rows are counted."""
    page = Paginator(cohorts_of(user).values_list("pk", flat=True), COHORTS_A_PAGE).get_page(number)
    chosen = list(page.object_list)
    found = with_counts(Cohort.objects.filter(pk__in=chosen)).in_bulk()
    return page, [found[pk] for pk in chosen]


COHORTS_FIRST = [Cohort.State.RUNNING, Cohort.State.PLANNED, Cohort.State.COMPLETED]
PEOPLE_FIRST = [Enrolment.State.ACTIVE, Enrolment.State.INVITED]


def _place(field: str, states, *first) -> Case:
    """The rank of a row: by its state, those in ``first`` before the others."""
    order = [*first, *(state for state in states if state not in first)]
    return Case(*(When(**{field: state}, then=number) for number, state in enumerate(order)))


@dataclass
class People:
    """One page of a cohort's enrolments; ``states`` counts all of them, whatever was looked for."""

    page: Page
    rows: list[Enrolment]
    states: list[tuple[Enrolment.State, int]]

    @property
    def total(self) -> int:
        return sum(count for _state, count in self.states)

    @property
    def taken(self) -> int:
        """Seats that are held."""
        return sum(count for state, count in self.states if state in SEATED)


def people(cohort: Cohort, *, words: str = "", state: str = "", number=1) -> People:
    """The cohort's enrolments, active first, then by last name; those with ``words`` in their name or address."""
    counts = Counter(dict(cohort.enrolments.order_by().values_list("state").annotate(count=Count("*"))))
    rows = cohort.enrolments.filter(state=state) if state in Enrolment.State.values else cohort.enrolments.all()
    count = counts[state] if state in Enrolment.State.values else counts.total()
    if asked := fold(words).split():
        named = _named(rows, asked)
        rows, count = rows.filter(pk__in=named), len(named)
    page = Paginator(range(count), PEOPLE_A_PAGE).get_page(number)
    start = (page.number - 1) * PEOPLE_A_PAGE
    ordered = rows.order_by(
        _place("state", Enrolment.State, *PEOPLE_FIRST),
        Lower("learner__last_name"), Lower("learner__first_name"), "invitation__email", "pk",
    )  # fmt: skip
    # Chosen by their numbers first: the database sorts all of them, and reads fifty.
    chosen = list(ordered.values_list("pk", flat=True)[start : start + PEOPLE_A_PAGE])
    found = Enrolment.objects.select_related("learner", "invitation").in_bulk(chosen)
    states = [(member, counts[member]) for member in Enrolment.State if counts[member]]
    return People(page, [found[pk] for pk in chosen], states)


def _named(rows: QuerySet, asked: list[str]) -> list[int]:
    """Those in whose names or address every word is found, as the search spells it."""
    fields = ["first_name", "last_name", "first_name_ar", "last_name_ar", "email"]
    known = rows.values_list("pk", "invitation__email", *(f"learner__{field}" for field in fields))
    texts = ((pk, fold(" ".join(filter(None, names)))) for pk, *names in known)
    return [pk for pk, text in texts if all(word in text for word in asked)]


def ready_to_graduate(cohort: Cohort) -> list[Enrolment]:
    """Those whose conditions of the diploma hold, by name."""
    if of_dates(cohort):
        return []
    return [row for row, missing in _candidates(cohort) if not missing]


def at_closing(cohort: Cohort) -> list[tuple[Enrolment, list[str]]]:
    """Those who could graduate, by name, with what each would lack if the cohort were closed now."""
    closed = copy(cohort)
    closed.state = Cohort.State.COMPLETED
    return _candidates(closed)


def _candidates(cohort: Cohort) -> list[tuple[Enrolment, list[str]]]:
    rows = cohort.enrolments.filter(state__in=[Enrolment.State.ACTIVE, Enrolment.State.ENDED]).select_related("learner")
    found = sorted(rows, key=_by_name)
    missing = missing_for(cohort, found)
    return [(row, missing[row.pk]) for row in found]


def held_by(cohort: Cohort) -> dict[str, int]:
    """How many people, invitations and sessions to come the end of the cohort would reach."""
    states = Counter(cohort.enrolments.values_list("state", flat=True))
    coming = cohort.sessions.filter(state__in=[Session.State.SCHEDULED, Session.State.LIVE])
    return {
        "learning": states[Enrolment.State.ACTIVE] + states[Enrolment.State.SUSPENDED],
        "invited": states[Enrolment.State.INVITED],
        "sessions": coming.count(),
    }


def _by_name(enrolment: Enrolment) -> tuple[str, ...]:
    """As every list of people is sorted: by last name, then by first name."""
    person = enrolment.learner
    names = (person.last_name, person.first_name) if person else (enrolment.person_name,)
    return tuple(name.casefold() for name in names)


def staff(cohort: Cohort) -> list[StaffAssignment]:
    """The cohort's trainers, then its mentors."""
    return list(cohort.staff.select_related("user").order_by("-role", "user__last_name"))


def assignments_without_role(operator_id: int, user_id: int, role: str) -> list[StaffAssignment]:
    """The person's assignments in ``role`` to the operator's cohorts, unless they hold that role there."""
    if Membership.objects.filter(organisation=operator_id, user=user_id, role=role).exists():
        return []
    rows = StaffAssignment.objects.filter(cohort__operator=operator_id, user=user_id, role=role)
    return list(rows.select_related("cohort", "user"))


def assignable(cohort: Cohort) -> QuerySet:
    """People of the operator who may be assigned: holders of trainer or mentor."""
    roles = Membership.objects.filter(organisation=cohort.operator_id, role__in=["trainer", "mentor"])
    return User.objects.filter(pk__in=roles.values("user")).order_by("last_name", "first_name")


def holds_a_role(email: str) -> bool:
    """Whether the address is that of somebody with a role in an organisation."""
    return bool(email) and Membership.objects.filter(user__email=email.strip().lower()).exists()


@dataclass
class Sessions:
    """One page of a cohort's sessions; ``coming`` and ``past`` count all of them."""

    page: Page
    rows: list[Session]
    coming: int
    past: int


def sessions(cohort: Cohort, *, at: datetime, past: bool = False, month: date | None = None, number=1) -> Sessions:
    """The sessions to come or live, earliest first; or the ``past`` ones, latest first; or those of a ``month``.

    Each says whether it ``is_over``, and its ``holiday``, if any.
    """
    over = _over(at)
    counts = cohort.sessions.order_by().aggregate(past=Count("pk", filter=over), coming=Count("pk", filter=~over))
    rows = cohort.sessions.select_related("trainer")
    if month:
        rows = rows.filter(starts_at__gte=_first_instant(month), starts_at__lt=_first_instant(_next_month(month)))
        count = rows.count()
    else:
        rows, count = rows.filter(over if past else ~over), counts["past" if past else "coming"]
    page = Paginator(range(count), SESSIONS_A_PAGE).get_page(number)
    start = (page.number - 1) * SESSIONS_A_PAGE
    ordered = rows.order_by("-starts_at" if past and not month else "starts_at", "pk")
    found: list[Any] = list(
        ordered.annotate(is_over=Case(When(over, then=True), default=False))[start : start + SESSIONS_A_PAGE]
    )
    _mark_holidays(found)
    return Sessions(page, found, **counts)


def _over(at: datetime) -> Q:
    """Sessions that ended, or whose hour passed without anybody opening them; a cancelled one stays till its hour in
    its place among those to come, where it is looked for.
    """
    never_held = [Session.State.SCHEDULED, Session.State.CANCELLED]
    return Q(state=Session.State.ENDED) | Q(ends_at__lt=at, state__in=never_held)


def next_sessions(cohort: Cohort, most: int, *, at: datetime) -> list[Session]:
    """The first ``most`` sessions to come or live."""
    rows = cohort.sessions.exclude(_over(at)).exclude(state=Session.State.CANCELLED)
    return list(rows.order_by("starts_at")[:most])


def months_of(cohort: Cohort) -> list[date]:
    """The first day of each month of the cohort."""
    months, last = [cohort.starts_on.replace(day=1)], cohort.ends_on.replace(day=1)
    while months[-1] < last:
        months.append(_next_month(months[-1]))
    return months


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _first_instant(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _mark_holidays(sessions: list) -> None:
    """Give each session its ``holiday``: the label of the one it falls on, or an empty string."""
    days = [timezone.localdate(session.starts_at) for session in sessions]
    holidays = holidays_between(min(days), max(days)) if days else {}
    for session, day in zip(sessions, days, strict=True):
        session.holiday = holidays.get(day, "")


def operators_managed(user: User) -> QuerySet:
    """Operators in whose name ``user`` opens cohorts."""
    return Organisation.objects.filter(pk__in=[pk for role, pk in user.roles() if role == "manager"])


def today_sessions(cohorts, *, at: datetime) -> list[Session]:
    """The first sessions of those cohorts that are live, or begin before the end of tomorrow."""
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Session.objects.filter(cohort__in=cohorts).between(midnight, midnight + timedelta(days=2))
    return list(rows.exclude(state=Session.State.ENDED).select_related("cohort", "trainer")[:SESSIONS_A_PAGE])


def classmates(cohort: Cohort, user: User, most: int) -> list[User]:
    """The first ``most`` other active learners, oldest account first; ``together`` on each says how many in all.

    In the order of an index, so that a large cohort is counted but not read.
    """
    others = cohort.enrolments.active().filter(~Q(learner_id=user.pk))
    count = others.order_by().values("cohort").annotate(count=Count("*")).values("count")
    rows = others.annotate(together=Subquery(count)).select_related("learner").order_by("learner_id")[:most]
    for row in rows:
        row.learner.together = row.together
    return [row.learner for row in rows]


def month_events(cohort: Cohort, start: datetime, end: datetime) -> list[Session]:
    """The cohort's sessions between two moments, each with how many people are ``present``."""
    present = Count("presences", filter=Q(presences__left_at=None))
    return list(cohort.sessions.between(start, end).select_related("trainer").annotate(present=present))


@dataclass
class Attendance:
    """A person's time in a session's room: first in, last out, and the sum of what lies between."""

    person: User
    first: datetime
    last: datetime
    spent: timedelta
    enrolment_id: int | None = None


@dataclass
class Held:
    """The sessions of a cohort that were held, as one person stood to them; ``rows`` are the latest."""

    rows: list[tuple[Session, Attendance | None]]
    count: int
    attended: int
    last_stay: datetime | None


def held_sessions(cohort: Cohort, user: User, most: int) -> Held:
    """How many were held and attended, and the latest ``most``, each with the person's time in its room."""
    held = cohort.sessions.filter(state=Session.State.ENDED)
    latest = list(held.order_by("-starts_at", "-pk")[:most])
    stays = Presence.objects.filter(session__in=held.values("pk"), user=user)
    counts = stays.aggregate(attended=Count("session", distinct=True), last=Max(Coalesce("left_at", "seen_at")))
    found: dict[int, Attendance] = {}
    seen = Presence.objects.filter(session__in=[session.pk for session in latest], user=user)
    for row in seen.select_related("user").order_by("joined_at"):
        _add_presence(found, row.session_id, row)
    rows = [(session, found.get(session.pk)) for session in latest]
    return Held(rows, held.count(), counts["attended"], counts["last"])


def attendance(session: Session) -> list[Attendance]:
    """Who was in the session's room and how long, by name, in one query; an interval still open ends when last seen."""
    place = Enrolment.objects.filter(cohort=session.cohort_id, learner=OuterRef("user")).values("pk")[:1]
    rows = Presence.objects.filter(session=session).select_related("user").order_by("joined_at")
    rows = rows.annotate(enrolment_id=Subquery(place))
    found: dict[int, Attendance] = {}
    for row in rows:
        _add_presence(found, row.user_id, row)
        found[row.user_id].enrolment_id = row.enrolment_id
    return sorted(found.values(), key=lambda there: (there.person.first_name, there.person.last_name))


def _add_presence(found: dict[int, Attendance], key: int, row: Presence) -> None:
    end = row.left_at or row.seen_at
    there = found.setdefault(key, Attendance(row.user, row.joined_at, end, timedelta()))
    there.last, there.spent = max(there.last, end), there.spent + (end - row.joined_at)
