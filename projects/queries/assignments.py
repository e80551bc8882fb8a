"""A cohort's projects."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from cohorts.models import Cohort, Enrolment
from courses.models import ProjectPage
from programme.calendar import add_working
from programme.queries import work_calendar
from projects.deadlines import end_of, is_past, overdue, with_extension
from projects.models import Assignment, Dispute, Extension, Submission, TeamMember, Version
from projects.queries.teams import handed_in


def frozen_brief(assignment: Assignment) -> ProjectPage:
    """The brief as it was when the assignment was made, without asking the page tree again."""
    return ProjectPage.from_serializable_data(assignment.brief.content, check_fks=False)


def brief_shows(document, user: User) -> bool:
    """Whether a brief that was given, as it was that day, shows ``document`` to ``user``."""
    given = Assignment.objects.visible_to(user).select_related("brief")
    return any(_shows(frozen_brief(assignment), document) for assignment in given)


def _shows(page: ProjectPage, document) -> bool:
    found = page._meta.get_field("body").extract_references(page.body)
    return any(model is type(document) and pk == str(document.pk) for model, pk, *_path in found)


def assignments_for(user: User, cohort: Cohort) -> list[tuple[Assignment, Submission | None]]:
    """The cohort's assignments, each with the dates that hold for the person and their submission, by due date."""
    own = Submission.objects.of_learner(user).filter(assignment__cohort=cohort)
    mine = {row.assignment_id: row for row in with_extension(own).with_dispute()}
    rows = [(row, mine.get(row.pk)) for row in cohort.assignments.all()]
    for assignment, submission in rows:
        if submission and submission.extended_to:
            assignment.due_at = max(assignment.due_at, submission.extended_to)
            assignment.closes_at = max(assignment.closes_at, assignment.due_at)
    return sorted(rows, key=lambda row: row[0].due_at)


@dataclass
class OwnWork:
    """A given project as one learner stands in it, for those who follow them."""

    assignment: Assignment
    submission: Submission | None
    versions: int
    handed_in_at: datetime | None
    came_late: bool

    @property
    def is_late(self) -> bool:
        """The due date that holds for them has passed, and nothing was handed in."""
        return (
            not self.versions and not self.assignment.withdrawn_at and is_past(self.assignment.due_at, timezone.now())
        )


def work_of(user: User, cohort: Cohort) -> list[OwnWork]:
    """The cohort's projects as ``user`` stands in them, by due date, in three queries."""
    rows = assignments_for(user, cohort)
    own = [submission.pk for _assignment, submission in rows if submission]
    versions = Version.objects.filter(submission__in=own, submitted_at__isnull=False).order_by("number")
    handed: dict[int, list[Version]] = {pk: [] for pk in own}
    for version in versions.only("submission", "submitted_at", "is_late"):
        handed[version.submission_id].append(version)
    return [_own_work(assignment, submission, handed) for assignment, submission in rows]


def _own_work(assignment: Assignment, submission: Submission | None, handed: dict) -> OwnWork:
    versions = handed[submission.pk] if submission else []
    last = versions[-1] if versions else None
    return OwnWork(
        assignment, submission, len(versions), last and last.submitted_at, any(row.is_late for row in versions)
    )


def projects_passed(cohort: Cohort, enrolment_ids: list[int]) -> tuple[int, dict[int, int]]:
    """(the projects given to the cohort, how many of them each enrolment has approved), in two queries.

    An approval under dispute counts meanwhile.
    """
    kept = Dispute.objects.open().filter(review__decision="approved").values("review__version__submission")
    approved = Q(team__submission__state=Submission.State.APPROVED) | Q(team__submission__in=kept)
    members = TeamMember.objects.filter(enrolment__in=enrolment_ids, assignment__withdrawn_at=None)
    rows = members.filter(approved).values_list("enrolment")
    passed = dict.fromkeys(enrolment_ids, 0) | dict(rows.annotate(count=Count("assignment", distinct=True)))
    return Assignment.objects.standing().filter(cohort=cohort).count(), passed


@dataclass
class GivenProject:
    """A given project as a line of the staff's list: how many teams stand where, and who needs a hand."""

    assignment: Assignment
    teams: int
    states: list[tuple[Submission.State, int]]
    late: int
    extended: int
    without_team: int


def given_projects(cohort: Cohort) -> list[GivenProject]:
    """The cohort's projects with their counts, for staff, in three queries.

    ``late`` counts the teams past their due date, extension included, that have handed nothing in and are awaited.
    """
    learners = cohort.enrolments.active().count()
    submissions = Submission.objects.filter(assignment=OuterRef("pk"))
    nothing_in = with_extension(submissions.attended()).filter(~Exists(handed_in()), overdue(timezone.now()))
    placed = TeamMember.objects.filter(assignment=OuterRef("pk"), enrolment__state=Enrolment.State.ACTIVE)
    extended = submissions.filter(Exists(Extension.objects.filter(team=OuterRef("team"))))
    # Counted apart: joined to the teams, each of them would have the other counts made anew.
    states = _by_state(cohort)
    rows = cohort.assignments.annotate(
        late=_how_many(nothing_in), extended=_how_many(extended), placed=_how_many(placed)
    )
    return [_given_project(row, states.get(row.pk, {}), learners) for row in rows.order_by("due_at")]


def _by_state(cohort: Cohort) -> dict[int, dict[str, int]]:
    """Assignment → state → how many teams stand in it."""
    found: dict[int, dict[str, int]] = {}
    rows = Submission.objects.filter(assignment__cohort=cohort).order_by().values_list("assignment", "state")
    for assignment, state, count in rows.annotate(count=Count("pk")):
        found.setdefault(assignment, {})[state] = count
    return found


def _how_many(rows) -> Coalesce:
    """How many of ``rows``, which are of the outer assignment."""
    counted = rows.order_by().values("assignment").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def _given_project(row, counts: dict[str, int], learners: int) -> GivenProject:
    present = [(state, counts[state]) for state in Submission.State if state in counts]
    return GivenProject(row, sum(counts.values()), present, row.late, row.extended, max(0, learners - row.placed))


def projects_to_give(cohort: Cohort) -> list[ProjectPage]:
    """The bootcamp's published projects that the cohort was not given, in the order of the curriculum."""
    given = Assignment.objects.filter(cohort=cohort).values("project")
    return list(
        ProjectPage.objects.live().descendant_of(cohort.bootcamp).exclude(pk__in=given).defer("body").order_by("path")
    )


def proposed_dates(cohort: Cohort, project: ProjectPage | None, at: datetime) -> dict[str, datetime]:
    """Dates to begin with: open now, due once the project's hours are worked, closed on the cohort's last evening."""
    first = timezone.make_aware(datetime.combine(cohort.starts_on, time(9)))
    opens_at = max(timezone.localtime(at).replace(second=0, microsecond=0), first)
    end = end_of(cohort)
    if opens_at >= end:
        return {"opens_at": opens_at}
    worked = timedelta(hours=float(project.hours)) if project else timedelta(0)
    done = add_working(opens_at, worked, work_calendar(opens_at))
    evening = timezone.make_aware(datetime.combine(timezone.localdate(done), time(18)))
    return {"opens_at": opens_at, "due_at": min(evening, end), "closes_at": end}


def states_of(cohort: Cohort, enrolment_ids: Iterable[int]) -> dict[tuple[int, int], str]:
    """(enrolment, assignment) → the state of the submission, in one query."""
    rows = TeamMember.objects.filter(enrolment__in=list(enrolment_ids), assignment__cohort=cohort)
    return {
        (enrolment, assignment): state
        for enrolment, assignment, state in rows.values_list("enrolment_id", "assignment_id", "team__submission__state")
    }
