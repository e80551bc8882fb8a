"""Who is in a room: rows kept by the hub's heartbeat, read back for everybody's list."""

from django.utils import timezone

from cohorts import actions as cohort_actions
from core.reception import in_thread
from live.models import Room
from live.queries import PEOPLE_LISTED, people_count, people_in, staff_of
from live.schemas import person_out


@in_thread
def keep_and_list(room_id: int, user_ids: set[int]) -> dict:
    """Note that those people are still here, and answer who is: the count, and up to a hundred names."""
    room = Room.objects.select_related("session").get(pk=room_id)
    cohort_actions.keep_presences(room.session, user_ids=user_ids, at=timezone.now())
    return people_out(room)


def people_out(room: Room) -> dict:
    """The room's people as JSON: the count, and the names when they are few enough to be read."""
    count = people_count(room)
    people, roles = (people_in(room), staff_of(room.session)) if count <= PEOPLE_LISTED else ([], {})
    return {"count": count, "people": [person_out(person, roles) for person in people]}


@in_thread
def leave(room_id: int, user_ids: set[int]) -> None:
    """Those people closed their last page of the room, or were cut off."""
    room = Room.objects.select_related("session").get(pk=room_id)
    cohort_actions.close_presences(room.session, user_ids=user_ids, at=timezone.now())
