"""What happens to operators, roles, invitations, sessions and tokens."""

from accounts.models import ApiToken, Invitation, Membership, Organisation, User
from core.events import event

ORGANISATION_CREATE = event("accounts.organisation.create", Organisation, "A training operator is created.")
ORGANISATION_CHANGE = event("accounts.organisation.change", Organisation, "An operator changes its name or its city.")
ORGANISATION_LACK_ROOM = event(
    "accounts.organisation.lack_room",
    Organisation,
    "The platform will soon have no room left; said once, then again after it was better.",
)
ORGANISATION_HAVE_ROOM = event("accounts.organisation.have_room", Organisation, "The platform has enough room again.")
MEMBERSHIP_ADD = event(
    "accounts.membership.add", Membership, "A person receives a role at an organisation.", {"role": str, "user": int}
)
MEMBERSHIP_REMOVE = event(
    "accounts.membership.remove",
    Membership,
    "A role is taken back.",
    {"role": str, "user": int, "organisation": int},
)
INVITATION_CREATE = event(
    "accounts.invitation.create", Invitation, "Somebody is invited; the e-mail is the link itself."
)
INVITATION_RESEND = event(
    "accounts.invitation.resend", Invitation, "A fresh link leaves; the one before opens nothing any more."
)
INVITATION_REVOKE = event("accounts.invitation.revoke", Invitation, "An invitation that nobody accepted is closed.")
INVITATION_ACCEPT = event("accounts.invitation.accept", Invitation, "An invitation is accepted.")
USER_END_SESSIONS = event(
    "accounts.user.end_sessions",
    User,
    "A person's sessions, sockets and tokens close: a pass phrase has changed, a device is lost.",
)
TOKEN_CREATE = event(
    "accounts.token.create",
    ApiToken,
    "A person makes a token; a security letter tells them.",
    {"scope": str, "days": int},
)
TOKEN_REVOKE = event(
    "accounts.token.revoke",
    ApiToken,
    "A token opens nothing any more: its person says so, or their pass phrase or second factor has changed.",
)
