"""What a room hears from the rest of the house."""

import json
import logging

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from core.events import Event, subscribe
from live.models import Room

logger = logging.getLogger(__name__)


def tell_room(room: Room, payload: dict) -> None:
    """Send ``payload`` to every page open in the room; a dead channel layer is logged, never raised."""
    message = {"type": "room", "kind": payload["kind"], "text": json.dumps(payload, ensure_ascii=False)}
    try:
        async_to_sync(get_channel_layer().group_send)(room.group, message)
    except Exception:
        # Whatever the broker's client raises: pages ask again by themselves.
        logger.warning("room %s: not told", room.pk, exc_info=True)


@subscribe("live.message.remove")
def show_removal(event: Event) -> None:
    """Open pages drop the words of a removed message."""
    tell_room(event.target, {"kind": "removed", "n": event.data["number"]})


@subscribe("cohorts.session.open", "cohorts.session.end", "cohorts.session.cancel")
def show_state(event: Event) -> None:
    """Open pages fetch the room's head again when the session opens or ends."""
    room = Room.objects.filter(session=event.object_id).first()
    if room is not None:
        tell_room(room, {"kind": "state"})
