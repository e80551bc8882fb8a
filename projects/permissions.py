"""Who submits, who reviews, who releases."""

import rules

from cohorts.permissions import (
    learns_in_cohort,
    manages_cohort,
    staffs_cohort,
    trains_cohort,
)
from core.permissions import is_system, remembered


def teams_of(user) -> set[int]:
    """The teams ``user`` is a member of."""
    return remembered(
        user, "teams", lambda: set(user.enrolments.values_list("team_memberships__team_id", flat=True)) - {None}
    )


@rules.predicate
def is_team_member(user, submission):
    return submission is not None and user.is_authenticated and submission.team_id in teams_of(user)


@rules.predicate
def holds_claim(user, submission):
    return submission is not None and submission.claims.filter(holder=user, released_at=None).exists()


@rules.predicate
def is_named_reviewer(user, submission):
    """Named by the assignment to review its work, or nobody is."""
    named = submission.assignment.reviewer_ids if submission is not None else set()
    return not named or user.pk in named


@rules.predicate
def is_sent(user, thread):
    """A remark of a review that its team has received."""
    return thread is not None and thread.review.sent_at is not None


# A mentor enrolled in the cohort may not review the work of their own team.
reviews_cohort = staffs_cohort & ~is_team_member

rules.add_perm("projects.add_assignment", trains_cohort | manages_cohort)
rules.add_perm("projects.change_assignment", trains_cohort | manages_cohort)
rules.add_perm("projects.read_ahead", staffs_cohort | manages_cohort)
rules.add_perm("projects.view_assignment", learns_in_cohort | staffs_cohort | manages_cohort)
rules.add_perm("projects.change_team", trains_cohort | manages_cohort)
rules.add_perm("projects.grant_extension", trains_cohort | manages_cohort)
rules.add_perm("projects.submit_submission", is_team_member & learns_in_cohort)
rules.add_perm("projects.answer_submission", is_team_member & learns_in_cohort)
rules.add_perm("projects.review_submission", reviews_cohort & is_named_reviewer)
rules.add_perm("projects.decide_submission", reviews_cohort & holds_claim)
rules.add_perm("projects.release_submission", holds_claim | trains_cohort | manages_cohort | is_system)
rules.add_perm("projects.resolve_thread", is_sent & is_team_member & learns_in_cohort)
rules.add_perm("projects.confirm_thread", is_sent & reviews_cohort)
