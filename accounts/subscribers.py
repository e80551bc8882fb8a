"""What accounts hear: their groups of listeners, invitations to send."""

import logging
from collections.abc import Iterator

from django.utils import timezone

from accounts.models import Invitation, Membership, Role
from accounts.tasks import send_invitation
from core.events import Event, group_source, subscribe
from core.tick import every_tick

logger = logging.getLogger(__name__)


@group_source
def own_groups(user_ids: set[int]) -> Iterator[tuple[int, str]]:
    """One's own signals, and those of the operators one manages."""
    yield from ((pk, f"user-{pk}") for pk in user_ids)
    managed = Membership.objects.filter(user__in=user_ids, role=Role.MANAGER).values_list("user", "organisation")
    yield from ((pk, f"organisation-{organisation}") for pk, organisation in managed)


@subscribe("accounts.invitation.create", "accounts.invitation.resend")
def hasten_invitation(event: Event) -> None:
    """Send the e-mail soon; the sweep sends it if this is lost."""
    send_invitation.enqueue(event.object_id)


@every_tick
def sweep_invitations() -> None:
    """Send the invitations whose e-mail has not left."""
    for pk in Invitation.objects.open(at=timezone.now()).filter(sent_at=None).values_list("pk", flat=True)[:50]:
        try:
            send_invitation.call(pk)
        except (OSError, ValueError):
            # The mail server's and the network's errors, or an address it cannot write: the others leave.
            logger.warning("invitation %s not sent", pk, exc_info=True)
