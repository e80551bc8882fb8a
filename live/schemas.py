"""What a room says, as JSON: the same by socket and by polling."""

from django.utils import timezone

from core.markdown import is_plain, tree
from live.models import Message


def person_out(user, roles: dict[int, str]) -> dict:
    """A person as others in the room see them."""
    return {
        "id": user.pk,
        "name": f"{user.first_name} {user.last_name}".strip(),
        "name_ar": f"{user.first_name_ar} {user.last_name_ar}".strip(),
        "role": str(roles.get(user.pk, "")),
    }


def message_out(message: Message, roles: dict[int, str]) -> dict:
    """A message; a removed one keeps only its number. ``hour`` is Morocco's wall time, ``words`` what to show when it
    is more than a line."""
    return {
        "n": message.number,
        "author": person_out(message.author, roles),
        "hour": timezone.localtime(message.sent_at).strftime("%H:%M"),
        "at": message.sent_at.isoformat(timespec="seconds"),
        "body": "" if message.removed_at else message.body,
        "words": [] if message.removed_at or is_plain(message.body) else tree(message.body),
        "removed": message.removed_at is not None,
    }
