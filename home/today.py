"""What a person needs to know today, by workspace."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from accounts.models import User
from cohorts import queries as cohort_queries
from cohorts.models import Cohort, Session
from learning.queries import Path, path_of
from programme.queries import holidays_between
from projects import queries as project_queries
from projects.models import Proposal, Reply
from projects.queries import TodayWork

# Classmates whose initials are shown.
FACES = 6
WEEKS_SHOWN = 3


@dataclass
class CalendarDay:
    day: date
    sessions: int
    due: int
    is_today: bool
    holiday: str


@dataclass
class Deadline:
    """One line of what comes: a session or a project's due date."""

    at: datetime
    title: str
    is_session: bool
    target_id: int


@dataclass
class LearnerDay:
    """A learner's page of the day."""

    cohort: Cohort
    week: int
    path: Path
    work: TodayWork
    sessions: list[Session]
    deadlines: list[Deadline]
    weeks: list[list[CalendarDay]]
    classmates: list[User]
    present: int

    @property
    def is_over(self) -> bool:
        """The cohort has ended: nothing is asked of its learners any more."""
        return self.cohort.state == Cohort.State.COMPLETED

    @property
    def session_now(self) -> Session | None:
        """The live session, else the next one within the hour."""
        live = [row for row in self.sessions if row.state == Session.State.LIVE]
        soon = timezone.now() + timedelta(hours=1)
        near = [row for row in self.sessions if row.state == Session.State.SCHEDULED and row.starts_at <= soon]
        return next(iter([*live, *near]), None)


def learner_day(user: User, cohort: Cohort) -> LearnerDay:
    """Everything a learner's day shows, in a fixed number of queries."""
    now = timezone.now()
    work = project_queries.for_today(user, cohort)
    first_day = _monday(timezone.localdate(now))
    start = timezone.make_aware(datetime.combine(first_day, datetime.min.time()))
    sessions = cohort_queries.month_events(cohort, start, start + timedelta(weeks=WEEKS_SHOWN))
    today = [
        row
        for row in sessions
        if row.state == Session.State.LIVE  # even begun before midnight
        or (row.ends_at > now - timedelta(hours=2) and timezone.localdate(row.starts_at) == timezone.localdate(now))
    ]
    live = next((row for row in today if row.state == Session.State.LIVE), None)
    return LearnerDay(
        cohort=cohort,
        week=cohort.week_on(timezone.localdate(now)),
        path=path_of(cohort, user),
        work=work,
        sessions=today,
        deadlines=_deadlines(sessions, work, now),
        weeks=_weeks(first_day, sessions, work),
        classmates=cohort_queries.classmates(cohort, user, FACES),
        present=live.present if live else 0,
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _deadlines(sessions: list[Session], work: TodayWork, now: datetime) -> list[Deadline]:
    planned = [row for row in sessions if row.state == Session.State.SCHEDULED and row.starts_at > now]
    coming = [Deadline(row.starts_at, row.title, True, row.pk) for row in planned]
    due = [Deadline(row.due_at, row.title, False, row.pk) for row in work.due]
    return sorted([*coming, *due], key=lambda row: row.at)[:5]


def _weeks(first_day: date, sessions: list[Session], work: TodayWork) -> list[list[CalendarDay]]:
    held = [timezone.localdate(row.starts_at) for row in sessions]
    due = [timezone.localdate(row.due_at) for row in work.due]
    today = timezone.localdate()
    every = [first_day + timedelta(days=count) for count in range(7 * WEEKS_SHOWN)]
    holidays = holidays_between(every[0], every[-1])
    cells = [CalendarDay(day, held.count(day), due.count(day), day == today, holidays.get(day, "")) for day in every]
    return [cells[start : start + 7] for start in range(0, len(cells), len(calendar.day_abbr))]


@dataclass
class StaffDay:
    """The day of who works with cohorts: the queue, what teams ask, the sessions, the cohorts."""

    queue: dict
    questions: list[Reply]
    sessions: list[Session]
    cohorts: list[Cohort]
    proposals: list[Proposal]


def staff_day(user: User) -> StaffDay:
    """A mentor's or a trainer's day."""
    mine = Cohort.objects.staffed_by(user)
    running = mine.filter(state=Cohort.State.RUNNING)
    queue = project_queries.queue_summary(user)
    return StaffDay(
        queue=queue,
        questions=project_queries.questions_for(user),
        sessions=cohort_queries.today_sessions(mine, at=timezone.now()),
        cohorts=cohort_queries.first_cohorts(running),
        proposals=project_queries.proposals_for(user) if queue["to_read"] else [],
    )


def manager_day(user: User) -> StaffDay:
    """A manager's day: sessions and cohorts of their operators; reviews are their mentors'."""
    mine = Cohort.objects.managed_by(user)
    running = mine.filter(state__in=[Cohort.State.RUNNING, Cohort.State.PLANNED])
    return StaffDay(
        queue={},
        questions=[],
        sessions=cohort_queries.today_sessions(mine, at=timezone.now()),
        cohorts=cohort_queries.first_cohorts(running),
        proposals=project_queries.proposals_for(user),
    )
