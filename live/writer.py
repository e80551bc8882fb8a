"""The room's database work, off the event loop."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.reception import in_thread
from live import actions
from live.models import Room
from live.schemas import entries_out


@in_thread
def keep(room_id: int, batch: Sequence[actions.Said]) -> list[dict]:
    """Keep a batch of words: the answer to each, in order; a refusal answers all of them with its reason."""
    room = Room.objects.get(pk=room_id)
    try:
        kept = actions.say(room, batch)
    except ValidationError as error:
        return [refusal(said.key, error) for said in batch]
    return [{"kind": "said", "key": entry.key, "n": entry.number} for entry in kept]


def not_kept(batch: Sequence[actions.Said]) -> list[dict]:
    """The answers when nothing could be written: the speakers keep their words and may send them again."""
    error = _("The room could not keep your message; it will be sent again.")
    return [{"kind": "failed", "key": said.key, "error": error} for said in batch]


@in_thread
def read_after(room_id: int, number: int) -> list[dict]:
    """What the room's log holds above ``number``."""
    return entries_out(Room.objects.select_related("session").get(pk=room_id), number)


def refusal(key: str, error: ValidationError) -> dict:
    """The answer to words that the room does not take."""
    return {"kind": "refused", "key": key, "error": " ".join(error.messages)}
