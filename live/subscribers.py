"""What a room hears from the rest of the house."""

import json

from cohorts import events as cohort_events
from core.events import Event, subscribe
from core.listening import tell_from_thread
from live import actions
from live.events import MESSAGE_REMOVE
from live.models import Room


def tell_room(room: Room, payload: dict) -> None:
    """Send ``payload`` to every page open in the room; a broker that is away is logged, never raised."""
    text = json.dumps(payload, ensure_ascii=False)
    tell_from_thread(room.group, {"type": "room", "kind": payload["kind"], "text": text})


@subscribe(MESSAGE_REMOVE)
def show_removal(event: Event) -> None:
    """Open pages drop the words of a removed message."""
    tell_room(event.target, {"kind": "removed", "n": event.data["number"]})


@subscribe(cohort_events.SESSION_OPEN)
def make_room(event: Event) -> None:
    """The room is there before the first who comes in: to read asks for no room on the disk."""
    actions.room_of(event.target)


@subscribe(
    cohort_events.SESSION_OPEN,
    cohort_events.SESSION_END,
    cohort_events.SESSION_CLOSE,
    cohort_events.SESSION_CANCEL,
    cohort_events.SESSION_CALL_OFF,
)
def show_state(event: Event) -> None:
    """Open pages fetch the room's head again when the session opens or ends, with its cohort too."""
    room = Room.objects.filter(session=event.object_id).first()
    if room is not None:
        tell_room(room, {"kind": "state"})
