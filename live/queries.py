"""Reads of a room, for its page, its socket and its polling twin."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Membership, Role, User
from cohorts.models import Enrolment, Presence, Session, StaffAssignment
from live.models import Message, Room

PAGE = 50
PEOPLE_LISTED = 100
SEEN_WITHIN_SECONDS = 35


def messages_after(room: Room, number: int, limit: int = 200) -> list[Message]:
    """Messages numbered above ``number``, in order."""
    return list(room.messages.filter(number__gt=number).select_related("author").order_by("number")[:limit])


def latest_messages(room: Room) -> list[Message]:
    """The last messages of the room, in order."""
    return list(room.messages.select_related("author").order_by("-number")[:PAGE])[::-1]


def removed_numbers(room: Room, limit: int = 50) -> list[int]:
    """The numbers of the messages removed last: an open page may have missed that."""
    removed = room.messages.exclude(removed_at=None).order_by("-removed_at")
    return list(removed.values_list("number", flat=True)[:limit])


def _here(room: Room):
    since = timezone.now() - timedelta(seconds=SEEN_WITHIN_SECONDS)
    return Presence.objects.filter(session=room.session_id, left_at=None, seen_at__gte=since)


def people_count(room: Room) -> int:
    """How many are in the room now."""
    return _here(room).count()


def people_in(room: Room) -> list[User]:
    """Who is in the room now, staff first then by last name."""
    people = User.objects.filter(pk__in=_here(room).values("user")).order_by("last_name", "first_name")
    roles = staff_of(room.session)
    return sorted(people, key=lambda person: person.pk not in roles)


def staff_of(session: Session) -> dict[int, str]:
    """The cohort's staff: account number -> role's word."""
    rows = StaffAssignment.objects.filter(cohort=session.cohort_id)
    return {row.user_id: row.get_role_display() for row in rows}


def learners_of(session: Session) -> dict[int, int]:
    """The cohort's learners: account number -> enrolment, by which the staff find each one's page."""
    return dict(Enrolment.objects.active().filter(cohort=session.cohort_id).values_list("learner", "pk"))


def may_enter(room: Room) -> set[int]:
    """The accounts that the rule ``live.enter_room`` lets into ``room``, in three queries however many there are."""
    cohort = room.session.cohort
    return {
        *Enrolment.objects.active().filter(cohort=cohort).values_list("learner", flat=True),
        *StaffAssignment.objects.filter(cohort=cohort).values_list("user", flat=True),
        *Membership.objects.filter(organisation=cohort.operator_id, role=Role.MANAGER).values_list("user", flat=True),
    }
