"""Who may do what with people, organisations and invitations."""

import rules

from core.permissions import is_system


def role_in(user, role: str, organisation_id: int | None) -> bool:
    """Whether ``user`` holds ``role`` in that organisation."""
    return user.is_authenticated and (role, organisation_id) in user.roles()


def has_role(role: str):
    """A predicate: the person holds ``role`` somewhere."""

    @rules.predicate(name=f"has_role_{role}")
    def predicate(user):
        return user.is_authenticated and any(held == role for held, _organisation in user.roles())

    return predicate


is_administrator = has_role("administrator")
is_officer = has_role("officer")
is_staff_member = is_administrator | is_officer | has_role("manager") | has_role("trainer") | has_role("mentor")


@rules.predicate
def manages_organisation(user, organisation):
    return organisation is not None and role_in(user, "manager", organisation.pk)


@rules.predicate
def manages_inviting_organisation(user, invitation):
    return invitation is not None and role_in(user, "manager", invitation.organisation_id)


rules.add_perm("core.view_styleguide", is_administrator | has_role("trainer") | has_role("manager"))
rules.add_perm("accounts.see_every_operator", is_administrator)
rules.add_perm("accounts.be_staff", is_staff_member)
rules.add_perm("accounts.view_organisations", is_officer | is_administrator)
rules.add_perm("accounts.add_organisation", is_administrator)
rules.add_perm("accounts.change_organisation", is_administrator)
rules.add_perm("accounts.invite_into_organisation", manages_organisation | is_administrator | is_system)
rules.add_perm("accounts.change_invitation", manages_inviting_organisation | is_administrator)
rules.add_perm("accounts.change_membership", manages_organisation | is_administrator)
