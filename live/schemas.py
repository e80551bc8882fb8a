"""What a room says, as JSON: the same by socket and by polling, for readers of every language."""

from collections.abc import Callable

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import override

from accounts.models import User
from core.markdown import is_plain, tree
from core.times import hour
from core.typography import initials_of
from live.models import Entry, Room
from live.queries import entries_after, staff_of

Roles = dict[int, Promise]


def each_language(write: Callable[[], object]) -> str | dict[str, str]:
    """What ``write`` answers in each language of the interface: a text when it is the same in all."""
    texts = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            texts[code] = str(write())
    first, *others = set(texts.values())
    return texts if others else first


def person_out(user: User, roles: Roles) -> dict:
    """A person as others in the room see them."""
    return {
        "id": user.pk,
        "name": each_language(user.get_full_name),
        "initials": each_language(lambda: initials_of(user.get_full_name())),
        "role": each_language(lambda: roles[user.pk]) if user.pk in roles else "",
    }


def entries_out(room: Room, number: int) -> list[dict]:
    """What the room's log holds above ``number``, for its pages with a socket and without alike."""
    roles = staff_of(room.session)
    return [entry_out(entry, roles) for entry in entries_after(room, number)]


def entry_out(entry: Entry, roles: Roles) -> dict:
    """An entry as pages apply it: its number and kind, who, when, and what its kind shows."""
    return {
        "n": entry.number,
        "kind": entry.kind,
        "author": person_out(entry.author, roles),
        "hour": each_language(lambda: hour(entry.at)),
        "at": entry.at.isoformat(timespec="seconds"),
        **(words_out(entry) if entry.kind == Entry.Kind.WORDS else entry.payload),
    }


def words_out(entry: Entry) -> dict:
    """The words themselves; ``words`` is what to show when they are more than a line."""
    return {
        "body": entry.body,
        "words": [] if is_plain(entry.body) else tree(entry.body),
        "removed": entry.removed,
    }
