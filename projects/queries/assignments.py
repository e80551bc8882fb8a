"""A cohort's projects."""

from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from accounts.models import User
from cohorts.models import Cohort, Enrolment
from courses.models import ProjectPage
from projects.models import Assignment, Submission, TeamMember, Version


def frozen_brief(assignment: Assignment) -> ProjectPage:
    """The brief as it was when the assignment was made, without asking the page tree again."""
    return ProjectPage.from_serializable_data(assignment.brief.content, check_fks=False)


def assignments_for(user: User, cohort: Cohort) -> list[tuple[Assignment, Submission | None]]:
    """The cohort's assignments with the person's own submission, by due date."""
    mine = {
        row.assignment_id: row
        for row in Submission.objects.filter(assignment__cohort=cohort, team__members__enrolment__learner=user)
    }
    return [(row, mine.get(row.pk)) for row in cohort.assignments.order_by("due_at")]


def assignment_counts(cohort: Cohort) -> list[Assignment]:
    """The cohort's assignments with how many teams stand in each state, for staff."""
    states = {
        f"in_{state.value}": Count("submissions", filter=Q(submissions__state=state)) for state in Submission.State
    }
    return list(cohort.assignments.annotate(team_count=Count("submissions"), **states).order_by("due_at"))


def teams_of_assignment(assignment: Assignment) -> list[Submission]:
    """The teams of an assignment with their members."""
    rows = Submission.objects.filter(assignment=assignment).select_related("team", "assignment")
    return list(
        rows.annotate(handed_in=Exists(Version.objects.filter(submission=OuterRef("pk"), submitted_at__isnull=False)))
        .prefetch_related(Prefetch("team__members", TeamMember.objects.select_related("enrolment__learner")))
        .order_by("team__name", "pk")
    )


def without_team(assignment: Assignment):
    """Active learners of the cohort who have no team for this assignment."""
    placed = TeamMember.objects.filter(assignment=assignment).values("enrolment")
    rows = Enrolment.objects.active().filter(cohort=assignment.cohort_id).exclude(pk__in=placed)
    return rows.select_related("learner").order_by("learner__first_name", "learner__last_name")


def states_of(cohort: Cohort, enrolment_ids: Iterable[int]) -> dict[tuple[int, int], str]:
    """(enrolment, assignment) → the state of the submission, in one query."""
    rows = TeamMember.objects.filter(enrolment__in=list(enrolment_ids), assignment__cohort=cohort)
    return {
        (enrolment, assignment): state
        for enrolment, assignment, state in rows.values_list("enrolment_id", "assignment_id", "team__submission__state")
    }
