"""Who is in a room: rows kept by the hub's heartbeat, read back for everybody's list."""

from django.utils import timezone

from accounts.models import User
from cohorts import actions as cohort_actions
from core.consumers import in_thread
from live.models import Room
from live.queries import PEOPLE_LISTED, people_in, staff_of
from live.schemas import person_out


@in_thread
def keep_and_list(room_id: int, user_ids: set[int]) -> dict:
    """Note that those people are still here, and answer who is: the count, and up to a hundred names."""
    room = Room.objects.select_related("session").get(pk=room_id)
    cohort_actions.keep_presences(room.session, user_ids=user_ids, at=timezone.now())
    return people_out(room)


def people_out(room: Room) -> dict:
    """The room's people as JSON."""
    people, roles = people_in(room), staff_of(room.session)
    listed = people if len(people) <= PEOPLE_LISTED else []
    return {"count": len(people), "people": [person_out(person, roles) for person in listed]}


@in_thread
def leave(room_id: int, user_id: int) -> None:
    """The person closed their last page of the room."""
    room = Room.objects.select_related("session").get(pk=room_id)
    cohort_actions.close_presence(room.session, user=User.objects.get(pk=user_id), at=timezone.now())
