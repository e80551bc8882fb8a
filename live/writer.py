"""The room's database work, off the event loop."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.reception import in_thread
from live import actions
from live.models import Message, Room
from live.queries import staff_of
from live.schemas import message_out


@dataclass(frozen=True)
class Outcome:
    """The messages to tell, and the answer to each of the words, in order."""

    messages: list[dict]
    answers: list[dict]


@in_thread
def keep(room_id: int, batch: list) -> Outcome:
    """Keep a batch of words; a refusal answers each of them with its reason."""
    room = Room.objects.select_related("session").get(pk=room_id)
    try:
        kept = actions.post_messages(room, batch)
    except ValidationError as error:
        return Outcome([], [refusal(words.key, error) for words in batch])
    answers = [{"kind": "said", "key": words.key, "n": row.number} for words, row in zip(batch, kept, strict=True)]
    return Outcome(written(room, {row.number for row in kept}), answers)


def not_kept(batch: list) -> Outcome:
    """The answers when nothing could be written: the speakers keep their words and may send them again."""
    error = _("The room could not keep your message; it will be sent again.")
    return Outcome([], [{"kind": "failed", "key": words.key, "error": error} for words in batch])


def written(room: Room, numbers: set[int]) -> list[dict]:
    """The rows of those numbers as the room reads them."""
    roles = staff_of(room.session)
    rows = Message.objects.filter(room=room, number__in=numbers).select_related("author").order_by("number")
    return [message_out(row, roles) for row in rows]


def refusal(key: str, error: ValidationError) -> dict:
    return {"kind": "refused", "key": key, "error": " ".join(error.messages)}
