"""What a room hears from the rest of the house."""

from cohorts import events as cohort_events
from core.events import Event, subscribe
from live import actions
from live.models import Entry, Room


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
def log_state(event: Event) -> None:
    """The log says that the session opens or ends, with its cohort too: open pages show the room as it is now."""
    room = Room.objects.filter(session=event.object_id).first()
    if room is not None:
        state = {"state": event.data["after"]}
        actions.say(room, [actions.Said(event.actor_id, Entry.Kind.SESSION, state, f"session:{event.pk}")])
