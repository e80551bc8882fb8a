"""Who can review a work."""

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from projects.models import Claim, Dispute, Recusal, ReviewerProfile, Submission, TeamMember, Thanks


def reviewers_of(submission: Submission) -> QuerySet[User]:
    """Whoever may review it (the rule of ``projects.review_submission``), whether they are here or away."""
    assignment = submission.assignment
    learners = TeamMember.objects.filter(team=submission.team_id).values("enrolment__learner")
    staff = User.objects.filter(staff_assignments__cohort=assignment.cohort_id, is_active=True)
    people = staff.exclude(pk__in=learners)
    if assignment.reviewers.exists():
        people = people.filter(pk__in=assignment.reviewers.values("pk"))
    disputes = Dispute.objects.open().filter(review__version__submission=submission)
    passed = disputes.filter(review__proposals__settled_by__isnull=False).values("review__proposals__settled_by")
    known = Recusal.objects.filter(learner__in=learners).values("reviewer")
    people = people.exclude(pk__in=disputes.values("review__reviewer")).exclude(pk__in=passed)
    return people.exclude(pk__in=known).distinct()


def present_reviewers_of(submission: Submission) -> QuerySet[User]:
    """Those of ``reviewers_of`` who are not away today."""
    return reviewers_of(submission).exclude(pk__in=away().values("user"))


def away() -> QuerySet[ReviewerProfile]:
    """The profiles of those who are away today, their last day included."""
    return ReviewerProfile.objects.filter(away_until__gte=timezone.localdate())


def successors_of(submission: Submission) -> QuerySet[User]:
    """Who could take a held review over, with how many works each is ``holding``."""
    holders = Claim.objects.filter(submission=submission, released_at=None).values("holder")
    holding = Count("claims", filter=Q(claims__released_at=None), distinct=True)
    people = present_reviewers_of(submission).exclude(pk__in=holders).annotate(holding=holding)
    return people.order_by("first_name", "last_name")


def profile_of(user: User) -> ReviewerProfile:
    """The person's time, as its defaults say until they have said otherwise."""
    return ReviewerProfile.objects.filter(user=user).first() or ReviewerProfile(user=user)


def recusals_of(user: User) -> QuerySet[Recusal]:
    """The learners whose work the person leaves to others."""
    return user.recusals.select_related("learner").order_by("learner__first_name", "learner__last_name")


def thanks_to(user: User) -> int:
    """How many of the person's reviews were thanked for."""
    return Thanks.objects.filter(review__reviewer=user).count()
