"""First reviews that wait for a lead."""

from django.db.models import Prefetch

from accounts.models import User
from projects.models import CriterionScore, Proposal, Submission, TeamMember, Thread
from projects.queries.reviewers import away

MEMBERS = Prefetch("claim__submission__team__members", TeamMember.objects.select_related("enrolment__learner"))
SHOWN = 50


def proposal_rows():
    """Proposals with what every page about one needs."""
    work = "claim__submission"
    return Proposal.objects.select_related(
        "claim__holder", f"{work}__assignment__cohort__operator", f"{work}__team", "review__version"
    ).prefetch_related(MEMBERS)


def proposals_for(user: User) -> list[Proposal]:
    """The fifty that have waited longest for ``user`` to read them, in two queries (one when there is none)."""
    return list(proposal_rows().waiting().for_lead(user).order_by("made_at")[:SHOWN])


def waiting_proposal(submission: Submission) -> Proposal | None:
    """The one that waits for a lead, if any."""
    return Proposal.objects.waiting().filter(claim__submission=submission).first()


def returned_proposal(submission: Submission, author: User) -> Proposal | None:
    """What a lead gave back last, if it is in ``author``'s hands since."""
    mine = Proposal.objects.filter(claim__submission=submission, claim__holder=author, claim__released_at=None)
    last = mine.select_related("settled_by").order_by("-pk").first()
    return last if last and last.outcome == Proposal.Outcome.RETURNED else None


def proposed(proposal: Proposal) -> dict:
    """The review as it would be sent: its levels, its remarks, in two queries."""
    scores = CriterionScore.objects.filter(review=proposal.review_id).select_related("criterion")
    threads = Thread.objects.filter(review=proposal.review_id).select_related("criterion", "screenshot")
    return {"scores": list(scores.order_by("criterion__position")), "threads": list(threads)}


def leads_of(submission: Submission, author: User) -> list[User]:
    """Who is to read a new mentor's review: the trainers who are here, else the trainers, else the managers."""
    trainers = User.objects.filter(staff_assignments__cohort=submission.cohort, staff_assignments__role="trainer")
    trainers = trainers.filter(is_active=True)
    absent = set(away().values_list("user", flat=True))
    able = [person for person in trainers.exclude(pk=author.pk) if person.has_perm("projects.pass_review", submission)]
    present = [person for person in able if person.pk not in absent]
    return present or able or managers_of(submission, author)


def managers_of(submission: Submission, author: User) -> list[User]:
    """The operator's managers who may read the review, but for its author."""
    operator = submission.cohort.operator_id
    managers = User.objects.filter(memberships__organisation=operator, memberships__role="manager", is_active=True)
    return [row for row in managers.exclude(pk=author.pk) if row.has_perm("projects.pass_review", submission)]
