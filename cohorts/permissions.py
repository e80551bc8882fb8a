"""Who may do what with cohorts, enrolments and sessions."""

import rules

from accounts.permissions import has_role, is_administrator, is_officer, role_in
from core.permissions import is_system, remembered


def staff_roles(user, cohort_id: int) -> set[str]:
    """The roles ``user`` is assigned in a cohort: trainer, mentor."""
    if not user.is_authenticated:
        return set()
    pairs = remembered(user, "staff", lambda: set(user.staff_assignments.values_list("cohort_id", "role")))
    return {role for cohort, role in pairs if cohort == cohort_id}


def enrolment_state(user, cohort_id: int) -> str | None:
    """The state of the person's enrolment in a cohort, if any."""
    if not user.is_authenticated:
        return None
    return remembered(user, "enrolments", lambda: dict(user.enrolments.values_list("cohort_id", "state"))).get(
        cohort_id
    )


def manages(user, cohort) -> bool:
    return role_in(user, "manager", cohort.operator_id)


# Every rule below is asked about a cohort, or about a thing that has one.
def _cohort(thing):
    return getattr(thing, "cohort", thing)


@rules.predicate
def manages_cohort(user, thing):
    return thing is not None and manages(user, _cohort(thing))


@rules.predicate
def trains_cohort(user, thing):
    return thing is not None and "trainer" in staff_roles(user, _cohort(thing).pk)


@rules.predicate
def staffs_cohort(user, thing):
    return thing is not None and bool(staff_roles(user, _cohort(thing).pk))


@rules.predicate
def learns_in_cohort(user, thing):
    return thing is not None and enrolment_state(user, _cohort(thing).pk) == "active"


@rules.predicate
def reads_cohort(user, thing):
    return thing is not None and enrolment_state(user, _cohort(thing).pk) in ("active", "completed")


@rules.predicate
def is_invited(user, enrolment):
    return (
        enrolment is not None and enrolment.invitation_id is not None and enrolment.invitation.accepted_by_id == user.pk
    )


oversees = is_officer | is_administrator
rules.add_perm("cohorts.add_cohort", has_role("manager"))
rules.add_perm("cohorts.view_cohort", manages_cohort | staffs_cohort | reads_cohort | oversees)
rules.add_perm("cohorts.change_cohort", manages_cohort | is_system)
rules.add_perm("cohorts.view_progress", manages_cohort | staffs_cohort | oversees)
rules.add_perm("cohorts.export_progress", manages_cohort | trains_cohort | oversees)
rules.add_perm("cohorts.change_enrolment", manages_cohort | is_system)
rules.add_perm("cohorts.activate_enrolment", manages_cohort | is_invited | is_system)
rules.add_perm("cohorts.read_curriculum", reads_cohort | staffs_cohort | manages_cohort)
rules.add_perm("cohorts.learn", learns_in_cohort)
rules.add_perm("cohorts.change_session", manages_cohort)
rules.add_perm("cohorts.lead_session", trains_cohort)
rules.add_perm("cohorts.end_session", trains_cohort | is_system)
rules.add_perm("cohorts.enter_room", learns_in_cohort | staffs_cohort | manages_cohort)
