"""Who may come into a room and stay, judged for everybody at once."""

from core.consumers import FORBIDDEN, UNAUTHENTICATED, living
from core.reception import Ticket, in_thread
from live.models import Room
from live.queries import may_enter


def let_in(room_id: int, people: list) -> dict[int, int]:
    """The room's last number for each of ``people`` that may enter; four queries whatever their number."""
    room = Room.objects.select_related("session__cohort").filter(pk=room_id).first()
    allowed = may_enter(room) if room is not None else set()
    return {person.pk: room.last_number for person in people if person.pk in allowed}


@in_thread
def shown_out(room_id: int, tickets: set[Ticket]) -> tuple[int, dict[Ticket, int]]:
    """The room's last number; the tickets that may no longer stay, each with its close code. Six queries."""
    good = living(tickets)
    room = Room.objects.select_related("session__cohort").get(pk=room_id)
    allowed = may_enter(room)
    codes = dict.fromkeys(tickets - good, UNAUTHENTICATED)
    return room.last_number, codes | {ticket: FORBIDDEN for ticket in good if ticket.user_id not in allowed}
