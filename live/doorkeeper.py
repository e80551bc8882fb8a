"""Who may stay in a room, judged for everybody in it at once."""

from core.consumers import FORBIDDEN, UNAUTHENTICATED, Ticket, in_thread, living
from live.models import Room
from live.queries import may_enter


@in_thread
def shown_out(room_id: int, tickets: set[Ticket]) -> dict[Ticket, int]:
    """The tickets that may no longer stay, each with its close code; six queries whatever their number."""
    good = living(tickets)
    allowed = may_enter(Room.objects.select_related("session__cohort").get(pk=room_id))
    codes = dict.fromkeys(tickets - good, UNAUTHENTICATED)
    return codes | {ticket: FORBIDDEN for ticket in good if ticket.user_id not in allowed}
