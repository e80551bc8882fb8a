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
from core.visible import is_visible
from live import events
from live.models import Message, Room

KEY = re.compile(r"[\w.-]{8,64}", re.ASCII)
PACE = 30
OPEN_STATES = (Session.State.SCHEDULED, Session.State.LIVE)


@dataclass(frozen=True)
class Words:
    """Something said, not yet numbered; ``key`` is the sender's own, so that a retry is not said twice."""

    author_id: int
    body: str
    key: str


def room_of(session: Session) -> Room:
    """The session's room, made at the first visit."""
    return Room.objects.get_or_create(session=session)[0]


def clean_words(author_id: int, body: object, key: object) -> Words:
    """Words fit to be said; raises ValidationError when they are empty, too long or without a key."""
    text = body.replace("\0", "").strip() if isinstance(body, str) else ""
    if not is_visible(text):
        raise ValidationError(_("Write something first."))
    if len(text) > Message.MAX_LENGTH:
        raise ValidationError(_("A message holds at most %(limit)d characters.") % {"limit": Message.MAX_LENGTH})
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise ValidationError(_("This message has no number of its own: reload the page."))
    return Words(author_id, text, key)


class TooFast(ValidationError):
    """The person writes faster than anybody reads; the words may be sent again a moment later."""


def check_pace(room: Room, *, author_id: int, at: datetime) -> None:
    """Raise TooFast when the author said ``PACE`` messages in the last ten seconds; sockets have their own bucket."""
    recent = Message.objects.filter(room=room, author=author_id, sent_at__gt=at - timedelta(seconds=10))
    if recent.count() >= PACE:
        raise TooFast(_("That is a lot at once: wait a moment, then send again."))


def post_messages(room: Room, batch: Sequence[Words], *, at: datetime | None = None) -> list[Message]:
    """Number and keep ``batch`` in one transaction; words said before are answered with their first row.

    The caller has judged every author. Raises ValidationError when the session is over.
    """
    with transaction.atomic():
        # This update is the lock: writers of one room follow each other, on every database.
        Room.objects.filter(pk=room.pk).update(last_number=F("last_number") + len(batch))
        last, state = Room.objects.filter(pk=room.pk).values_list("last_number", "session__state").get()
        if state not in OPEN_STATES:
            raise ValidationError(_("The session is over: the discussion is closed."))
        said = _already_said(room, batch)
        fresh = list(
            {
                (words.author_id, words.key): words for words in batch if (words.author_id, words.key) not in said
            }.values()
        )
        first = last - len(batch) + 1
        rows = [
            Message(
                room=room,
                number=first + place,
                author_id=words.author_id,
                body=words.body,
                key=words.key,
                sent_at=at or timezone.now(),
            )
            for place, words in enumerate(fresh)
        ]
        Message.objects.bulk_create(rows)
        if len(fresh) < len(batch):
            Room.objects.filter(pk=room.pk).update(last_number=F("last_number") - (len(batch) - len(fresh)))
    said |= {(row.author_id, row.key): row for row in rows}
    return [said[words.author_id, words.key] for words in batch]


def _already_said(room, batch) -> dict[tuple[int, str], Message]:
    known = Message.objects.filter(room=room, key__in=[words.key for words in batch])
    return {(message.author_id, message.key): message for message in known}


def remove_message(message: Message, *, by: User) -> Message:
    """Take a message out of sight; its row and number stay. Removing twice changes nothing."""
    if not by.has_perm("live.remove_message", message.room):
        raise PermissionDenied("live.remove_message")
    with transaction.atomic():
        removed = Message.objects.filter(pk=message.pk, removed_at=None).update(
            removed_at=timezone.now(), removed_by=by
        )
        if removed:
            emit(events.MESSAGE_REMOVE, target=message.room, actor=by, data={"number": message.number})
    message.refresh_from_db()
    return message
