"""Who may do what with cohorts, enrolments and sessions."""

import rules
from django.apps import apps

from accounts.permissions import has_role, is_administrator, is_officer, role_in
from core.permissions import is_system, remembered


def own_cohorts(user) -> list:
    """The cohorts ``user`` learns or works in (``Cohort.objects.of_person``), read once per user object."""
    if not user.is_authenticated:
        return []
    model = apps.get_model("cohorts", "Cohort")  # a rule imports no model
    return remembered(user, "own_cohorts", lambda: list(model.objects.of_person(user)))


def _own(user, cohort_id: int):
    return next((cohort for cohort in own_cohorts(user) if cohort.pk == cohort_id), None)


def staff_roles(user, cohort_id: int) -> set[str]:
    """The roles ``user`` is assigned in a cohort: trainer, mentor."""
    cohort = _own(user, cohort_id)
    held = {"trainer": cohort.is_trainer, "mentor": cohort.is_mentor} if cohort else {}
    return {role for role, holds in held.items() if holds}


def enrolment_state(user, cohort_id: int) -> str | None:
    """The state of the person's enrolment in a cohort, if any."""
    cohort = _own(user, cohort_id)
    return cohort.enrolment_state if cohort else None


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
    return thing is not None and enrolment_state(user, _cohort(thing).pk) in ("active", "completed", "ended")


@rules.predicate
def is_invited(user, enrolment):
    return (
        enrolment is not None and enrolment.invitation_id is not None and enrolment.invitation.accepted_by_id == user.pk
    )


@rules.predicate
def is_addressed(user, enrolment):
    """The invitation is for this person's address."""
    invitation = enrolment and enrolment.invitation
    return bool(invitation) and user.is_authenticated and invitation.email.lower() == user.email.lower()


oversees = is_officer | is_administrator
rules.add_perm("cohorts.add_cohort", has_role("manager"))
rules.add_perm("cohorts.view_cohort", manages_cohort | staffs_cohort | reads_cohort | oversees)
rules.add_perm("cohorts.change_cohort", manages_cohort | is_system)
rules.add_perm("cohorts.view_progress", manages_cohort | staffs_cohort | oversees)
rules.add_perm("cohorts.export_progress", manages_cohort | trains_cohort | oversees)
rules.add_perm("cohorts.change_enrolment", manages_cohort | is_system)
rules.add_perm("cohorts.enrol_directly", is_system)
rules.add_perm("cohorts.answer_invitation", is_addressed)
rules.add_perm("cohorts.close_invitation", manages_cohort | is_addressed | is_system)
rules.add_perm("cohorts.activate_enrolment", manages_cohort | is_invited | is_system)
rules.add_perm("cohorts.read_curriculum", reads_cohort | staffs_cohort | manages_cohort)
rules.add_perm("cohorts.follow_path", reads_cohort)
rules.add_perm("cohorts.learn", learns_in_cohort)
rules.add_perm("cohorts.change_session", manages_cohort)
rules.add_perm("cohorts.close_session", manages_cohort | is_system)
rules.add_perm("cohorts.lead_session", trains_cohort)
rules.add_perm("cohorts.end_session", trains_cohort | is_system)
