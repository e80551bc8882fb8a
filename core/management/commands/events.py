"""Write the reference page of events from their declarations, so that it cannot drift from them."""

from collections.abc import Iterator
from typing import Any, NotRequired, get_args, get_origin

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from core.events import EventKind, declared, hearers
from core.notices import registry

PAGE = settings.BASE_DIR / "docs/reference/events.md"
HEAD = """# Events

This page is written by `python manage.py events --write` from what each app declares in its `events.py`.

`emit()` writes one `core.Event` row in the transaction of the change. Those who take part (`@during`) act in that same
transaction; after commit a signal leaves for open pages, and subscribers (`@subscribe`) are called, at least once. The
name is `<app>.<model>.<verb>`. The row holds who, what, when, and the data below; never the text of a person. The
version rises when rows already written have other data. The event of a transition always has the states `before` and
`after`; a datum with `?` may be missing.

"Told as" is the notice that people receive in the application; ✉: by e-mail too, unless they said no. Whoever acts is
never told of their own act; nothing is written to a closed account.
"""
TAIL = """## Every thirty seconds

The worker calls what is registered by `every_tick`: events of which a subscriber failed, invitations and e-mails that
are due, cohorts and sessions whose hour has passed, claims that expired, promises in danger, first reviews that nobody
has read, keys of forms older than a week, private files older than a day that no row names. This sweep is what counts;
a task only hastens it.

An event of which a subscriber fails waits twice as long at each attempt, from thirty seconds on, and so leaves their
turn to the others. At the thirteenth, after three days, it is given up: an `ERROR` line of the log says so, and
`manage.py stuck_events` lists them. Who takes part in a transaction is not tried again: what they raise undoes the
action.

## Groups

An event names its audiences; a page listens to those of its person, read again every five seconds.

| Group | Who hears it |
|---|---|
| `user-<n>` | the person |
| `cohort-<n>` | learners, staff, manager |
| `cohort-<n>-staff` | staff, manager |
| `organisation-<n>` | manager |
| `room-<n>` | the room; by its [hub](../explanation/live-rooms.md), not by pages |

Without a socket, a page asks `/evenements/?apres=<number>` every fifteen seconds. A notice itself rings the bell by a
signal without a row, `inbox.notice`.
"""


def section(app: str, kinds: list[EventKind]) -> str:
    """The table of one app."""
    lines = [f"## {app}", "", "| Event | About | Data | Meaning | Told as | Version |", "|---|---|---|---|---|---|"]
    return "\n".join([*lines, *(_row(kind) for kind in kinds), ""])


def _row(kind: EventKind) -> str:
    data = ", ".join(f"`{_datum(name, kind.data[name])}`" for name in kind.data)
    return f"| `{kind.name}` | {kind.model.__name__} | {data} | {kind.means} | {_told(kind)} | {kind.version} |"


def _datum(name: str, hint: Any) -> str:
    """The name and the type of a datum, as one writes them."""
    if get_origin(hint) is NotRequired:
        return f"{name}?: {_type(get_args(hint)[0])}"
    return f"{name}: {_type(hint)}"


def _type(hint: Any) -> str:
    return hint.__name__ if isinstance(hint, type) and not get_args(hint) else str(hint)


def _told(kind: EventKind) -> str:
    notice = registry.get(kind.name)
    return f"{notice.text}{' ✉' * notice.email}" if notice else ""


def who_hears() -> str:
    """A line per function that hears something."""
    lines = ["## Who hears", "", "| App | Does | When | Events |", "|---|---|---|---|"]
    return "\n".join([*lines, *_hearing(), ""])


def _hearing() -> Iterator[str]:
    heard: dict[tuple, list[str]] = {}
    for kind, function, inside in hearers():
        heard.setdefault((function, inside), []).append(f"`{kind.name}`" if kind else "every event")
    for function, inside in sorted(heard, key=lambda row: (row[0].__module__, not row[1], row[0].__name__)):
        app, does = function.__module__.partition(".")[0], " ".join((function.__doc__ or "").split())
        when = "in the transaction" if inside else "after commit"
        yield f"| {app} | {does} | {when} | {', '.join(heard[function, inside])} |"


def page() -> str:
    """The whole reference page, in English."""
    with translation.override("en"):
        apps: dict[str, list[EventKind]] = {}
        for kind in declared():
            apps.setdefault(kind.name.partition(".")[0], []).append(kind)
        return "\n".join([HEAD, *(section(app, kinds) for app, kinds in apps.items()), who_hears(), TAIL])


class Command(BaseCommand):
    help = "Print what may happen, as each app declares it; --write puts it in docs/reference/events.md."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--write", action="store_true", help="write the page instead of printing it")

    def handle(self, *args, **options) -> None:
        if options["write"]:
            PAGE.write_text(page())
        else:
            self.stdout.write(page())
