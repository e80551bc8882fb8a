"""Reads of a room, for its page, its socket and its polling twin."""

from datetime import timedelta

from django.utils import timezone
from django.utils.functional import Promise

from accounts.models import Membership, Role, User
from cohorts.models import Enrolment, Presence, Session, StaffAssignment
from live.models import Entry, Room

PAGE = 50
PEOPLE_LISTED = 100
SEEN_WITHIN_SECONDS = 35


def entries_after(room: Room, number: int, limit: int = 200) -> list[Entry]:
    """What the room's log holds above ``number``, in order."""
    return list(room.entries.filter(number__gt=number).select_related("author").order_by("number")[:limit])


def latest_words(room: Room) -> list[Entry]:
    """The last words said in the room, in order."""
    said = room.entries.filter(kind=Entry.Kind.WORDS).select_related("author")
    return list(said.order_by("-number")[:PAGE])[::-1]


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


def staff_of(session: Session) -> dict[int, Promise]:
    """The cohort's staff: account number -> role's word, in the language of whoever reads it."""
    rows = StaffAssignment.objects.filter(cohort=session.cohort_id).values_list("user", "role")
    return {user_id: StaffAssignment.Role(role).label for user_id, role in rows}


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
