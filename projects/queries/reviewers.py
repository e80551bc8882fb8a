"""Who can review a work."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from projects.models import Recusal, ReviewerProfile, Submission, TeamMember


def reviewers_of(submission: Submission) -> QuerySet[User]:
    """Whoever may review it (the rule of ``projects.review_submission``), whether they are here or away."""
    assignment = submission.assignment
    learners = TeamMember.objects.filter(team=submission.team_id).values("enrolment__learner")
    people = User.objects.filter(staff_assignments__cohort=assignment.cohort_id).exclude(pk__in=learners)
    if assignment.reviewers.exists():
        people = people.filter(pk__in=assignment.reviewers.values("pk"))
    return people.exclude(pk__in=Recusal.objects.filter(learner__in=learners).values("reviewer")).distinct()


def present_reviewers_of(submission: Submission) -> QuerySet[User]:
    """Those of ``reviewers_of`` who are not away today."""
    return reviewers_of(submission).exclude(pk__in=away().values("user"))


def away() -> QuerySet[ReviewerProfile]:
    """The profiles of those who are away today, their last day included."""
    return ReviewerProfile.objects.filter(Q(away_until__gte=timezone.localdate()))
