"""Who submits, who reviews, who releases."""

import rules
from django.db.models import Value

from accounts.permissions import role_in
from cohorts.permissions import (
    learns_in_cohort,
    manages_cohort,
    staffs_cohort,
    trains_cohort,
)
from core.permissions import is_system, remembered
from projects.models import Dispute


def teams_of(user) -> set[int]:
    """The teams ``user`` is a member of."""
    return remembered(
        user, "teams", lambda: set(user.enrolments.values_list("team_memberships__team_id", flat=True)) - {None}
    )


@rules.predicate
def is_team_member(user, submission):
    return submission is not None and user.is_authenticated and submission.team_id in teams_of(user)


def assignments_of_others(user) -> set[int]:
    """The assignments of the person's cohorts whose named reviewers are others."""

    def fetch() -> set[int]:
        pairs = user.staff_assignments.values_list("cohort__assignments", "cohort__assignments__reviewers")
        named = {(assignment, reviewer) for assignment, reviewer in pairs if reviewer}
        return {row for row, _reviewer in named} - {row for row, reviewer in named if reviewer == user.pk}

    return remembered(user, "assignments_of_others", fetch)


def _teams_barred(user) -> set[tuple[str, int]]:
    """The teams whose work ``user`` leaves to others, each with the reason, in one query."""

    def fetch() -> set[tuple[str, int]]:
        teams = "learner__enrolments__team_memberships__team"
        known = user.recusals.exclude(**{teams: None}).values_list(Value("known"), teams)
        disputes = Dispute.objects.read_before_by(user)
        judged = disputes.values_list(Value("judged"), "review__version__submission__team")
        return set(known.union(judged))

    return remembered(user, "teams_barred", fetch)


@rules.predicate
def is_among_reviewers(user, thing):
    """Where an assignment names its reviewers, the others of the staff only read."""
    return thing is not None and thing.assignment_id not in assignments_of_others(user)


@rules.predicate
def knows_a_member(user, thing):
    return thing is not None and ("known", thing.team_id) in _teams_barred(user)


@rules.predicate
def is_disputed(user, thing):
    """The team disputes a review that ``user`` wrote, or passed as a lead: another one judges."""
    return thing is not None and ("judged", thing.team_id) in _teams_barred(user)


@rules.predicate
def holds_claim(user, submission):
    return submission is not None and submission.claims.filter(holder=user, released_at=None).exists()


@rules.predicate
def is_new(user, _submission):
    """Has never sent a review: a lead reads the first one."""
    profile = getattr(user, "reviewer_profile", None)
    return profile is not None and profile.is_new


@rules.predicate
def has_lead(user, submission):
    """Someone else may read the review: a trainer of the cohort, or a manager of its operator."""
    trainers = submission.cohort.staff.filter(role="trainer").select_related("user")
    managers = submission.cohort.operator.memberships.filter(role="manager").select_related("user")
    people = {row.user for row in (*trainers, *managers) if row.user.is_active} - {user}
    return any(person.has_perm("projects.pass_review", submission) for person in people)


@rules.predicate
def is_passed(user, submission):
    """A lead has read the review in hand, and sends it."""
    return submission.claims.filter(holder=user, released_at=None, proposals__outcome="sent").exists()


@rules.predicate
def is_sent(user, thread):
    """A remark of a review that its team has received."""
    return thread is not None and thread.review.sent_at is not None


@rules.predicate
def wrote(user, review):
    return review is not None and review.reviewer_id == user.pk


@rules.predicate
def reviews_for(user, operator):
    """Mentors, trainers and managers of the operator."""
    return operator is not None and any(role_in(user, role, operator.pk) for role in ("manager", "trainer", "mentor"))


# Of who works with the cohort only: a learner is not asked.
steps_aside = staffs_cohort & knows_a_member

# A new mentor proposes a decision; a lead sends it in their name (projects.actions.proposals).
proposes = is_new & ~trains_cohort & has_lead & ~is_passed

# A mentor enrolled in the cohort may not review the work of their own team, nor anyone a learner they know, nor a
# work whose team disputes a review that they wrote or passed.
reviews_cohort = staffs_cohort & ~is_team_member & is_among_reviewers & ~knows_a_member & ~is_disputed

rules.add_perm("projects.add_assignment", trains_cohort | manages_cohort)
rules.add_perm("projects.change_assignment", trains_cohort | manages_cohort)
rules.add_perm("projects.read_ahead", staffs_cohort | manages_cohort)
rules.add_perm("projects.view_assignment", learns_in_cohort | staffs_cohort | manages_cohort)
rules.add_perm("projects.change_team", trains_cohort | manages_cohort)
rules.add_perm("projects.grant_extension", trains_cohort | manages_cohort)
rules.add_perm("projects.submit_submission", is_team_member & learns_in_cohort)
rules.add_perm("projects.answer_submission", is_team_member & learns_in_cohort)
rules.add_perm("projects.review_submission", reviews_cohort)
rules.add_perm("projects.decide_submission", reviews_cohort & holds_claim)
rules.add_perm("projects.propose_review", reviews_cohort & proposes)
rules.add_perm("projects.send_review", reviews_cohort & holds_claim & ~proposes)
# A lead reads no more of a team than a reviewer may.
rules.add_perm(
    "projects.pass_review",
    (trains_cohort | manages_cohort) & ~holds_claim & ~is_team_member & ~knows_a_member & ~is_disputed,
)
# Whose review is disputed chooses neither when it is read anew, nor by whom.
rules.add_perm("projects.release_submission", holds_claim | (trains_cohort | manages_cohort) & ~is_disputed | is_system)
# Every team's name, levels and reasons: not for who only oversees figures.
rules.add_perm("projects.audit_reviews", trains_cohort | manages_cohort)
# Its twin about many people: queries.reviewers_managed_by.
rules.add_perm("projects.certify_hours", manages_cohort)
rules.add_perm("projects.resolve_thread", is_sent & is_team_member & learns_in_cohort)
rules.add_perm("projects.confirm_thread", is_sent & reviews_cohort)
rules.add_perm("projects.explain_review", wrote & staffs_cohort | trains_cohort)
rules.add_perm("projects.keep_comments", reviews_for)
rules.add_perm("projects.await_second_reading", staffs_cohort & is_disputed)
rules.add_perm("projects.step_back_submission", steps_aside)
