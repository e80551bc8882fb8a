"""What can be done in a room."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.models import Session
from core.events import emit
from core.listening import tell_from_thread
from core.visible import is_visible
from live import events
from live.models import Entry, Room

KEY = re.compile(r"[\w.-]{8,64}", re.ASCII)
PACE = 30
OPEN_STATES = (Session.State.SCHEDULED, Session.State.LIVE)


@dataclass(frozen=True)
class Said:
    """Something for a room's log, not yet numbered; ``key`` is its author's own, so that a retry is not said twice."""

    author_id: int
    kind: Entry.Kind
    payload: dict
    key: str


def room_of(session: Session) -> Room:
    """The session's room, made at the first visit.

    Its number and the session's state are read at once: a page that shows both misses no change of either.
    """
    related = ("session__cohort__bootcamp", "session__trainer", "session__module")
    return Room.objects.select_related(*related).get_or_create(session=session)[0]


def clean_words(author_id: int, body: object, key: object) -> Said:
    """Words fit to be said; raises ValidationError when they are empty, too long or without a key."""
    text = body.replace("\0", "").strip() if isinstance(body, str) else ""
    if not is_visible(text):
        raise ValidationError(_("Write something first."))
    if len(text) > Entry.MAX_LENGTH:
        raise ValidationError(_("A message holds at most %(limit)d characters.") % {"limit": Entry.MAX_LENGTH})
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise ValidationError(_("This message has no number of its own: reload the page."))
    return words(author_id, text, key)


def words(author_id: int, body: str, key: str) -> Said:
    """Words of a person."""
    return Said(author_id, Entry.Kind.WORDS, {"body": body}, key)


class TooFast(ValidationError):
    """The person writes faster than anybody reads; the words may be sent again a moment later."""


def check_pace(room: Room, *, author_id: int, at: datetime) -> None:
    """Raise TooFast when the author said ``PACE`` messages in the last ten seconds; sockets have their own bucket."""
    since = at - timedelta(seconds=10)
    recent = Entry.objects.filter(room=room, author=author_id, kind=Entry.Kind.WORDS, at__gt=since)
    if recent.count() >= PACE:
        raise TooFast(_("That is a lot at once: wait a moment, then send again."))


def say(room: Room, batch: Sequence[Said], *, at: datetime | None = None) -> list[Entry]:
    """Number and keep ``batch`` in one transaction, the only way into a room's log; its pages are told once committed.

    What was said before is answered with its first entry. The caller has judged every author. Raises ValidationError
    for words once the session is over.
    """
    with transaction.atomic():
        last = _take_numbers(room, batch)
        known = _already_said(room, batch)
        fresh = {(said.author_id, said.key): said for said in batch if (said.author_id, said.key) not in known}
        repeated = len(batch) - len(fresh)
        entries = _entries(room, last - len(batch) + 1, list(fresh.values()), at or timezone.now())
        Entry.objects.bulk_create(entries)
        if repeated:
            Room.objects.filter(pk=room.pk).update(last_number=F("last_number") - repeated)
        if entries:
            _tell_pages(room, entries[-1].number)
    known |= {(entry.author_id, entry.key): entry for entry in entries}
    return [known[said.author_id, said.key] for said in batch]


def _take_numbers(room: Room, batch: Sequence[Said]) -> int:
    """The last of the numbers taken for ``batch``."""
    # This update is the lock: writers of one room follow each other, on every database.
    Room.objects.filter(pk=room.pk).update(last_number=F("last_number") + len(batch))
    last, state = Room.objects.filter(pk=room.pk).values_list("last_number", "session__state").get()
    if state not in OPEN_STATES and any(said.kind == Entry.Kind.WORDS for said in batch):
        raise ValidationError(_("The session is over: the discussion is closed."))
    return last


def _already_said(room: Room, batch: Sequence[Said]) -> dict[tuple[int, str], Entry]:
    known = Entry.objects.filter(room=room, key__in=[said.key for said in batch])
    return {(entry.author_id, entry.key): entry for entry in known}


def _entries(room: Room, first: int, batch: Sequence[Said], at: datetime) -> list[Entry]:
    return [
        Entry(
            room=room,
            number=number,
            kind=said.kind,
            author_id=said.author_id,
            payload=said.payload,
            key=said.key,
            at=at,
        )
        for number, said in enumerate(batch, first)
    ]


def _tell_pages(room: Room, last: int) -> None:
    """Signal, once committed, how far the log goes: each process reads it for its own pages."""
    signal = {"type": "room", "kind": "entries", "last": last}
    transaction.on_commit(lambda: tell_from_thread(room.group, signal), robust=True)


def remove_words(entry: Entry, *, by: User) -> Entry:
    """Take words out of sight; their row and number stay. Removing twice changes nothing."""
    room = entry.room
    if not by.has_perm("live.remove_message", room):
        raise PermissionDenied("live.remove_message")
    with transaction.atomic():
        if Entry.objects.filter(pk=entry.pk, kind=Entry.Kind.WORDS, removed=False).update(removed=True):
            removal = Said(by.pk, Entry.Kind.REMOVAL, {"number": entry.number}, f"removal:{entry.number}")
            say(room, [removal])
            emit(events.MESSAGE_REMOVE, target=room, actor=by, data={"number": entry.number})
    entry.refresh_from_db()
    return entry
