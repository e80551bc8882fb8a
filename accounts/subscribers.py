"""What accounts hear: their groups of listeners, invitations to send, the factor that sockets ask for."""

from collections.abc import Iterator

from django.utils import timezone

from accounts import actions, events
from accounts.middleware import sockets_owing
from accounts.models import Invitation, Membership, Role
from accounts.tasks import send_invitation
from core import disk
from core.events import Event, group_source, subscribe
from core.reception import shuts_the_door
from core.tick import every_tick

# Times the room below which administrators are warned: only then was it fine again.
FINE = 1.5

shuts_the_door(sockets_owing)


@group_source
def own_groups(user_ids: set[int]) -> Iterator[tuple[int, str]]:
    """One's own signals, and those of the operators one manages."""
    yield from ((pk, f"user-{pk}") for pk in user_ids)
    managed = Membership.objects.filter(user__in=user_ids, role=Role.MANAGER).values_list("user", "organisation")
    yield from ((pk, f"organisation-{organisation}") for pk, organisation in managed)


@subscribe(events.INVITATION_CREATE, events.INVITATION_RESEND)
def hasten_invitation(event: Event) -> None:
    """Send the e-mail soon; the sweep sends it if this is lost."""
    send_invitation.enqueue(event.object_id)


@every_tick
def sweep_invitations() -> None:
    """Send the invitations whose e-mail is due."""
    for invitation in Invitation.objects.due(at=timezone.now())[:50]:
        actions.send_invitation(invitation)


@every_tick
def watch_room() -> None:
    """Warn the administrators before a disk is full."""
    actions.say_room(is_low=disk.is_low(), is_fine=not disk.is_low(FINE))
