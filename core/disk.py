"""When the platform has no room left: told as such, whichever disk is full; what was typed goes back to its author."""

import errno
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.messages import get_messages
from django.db import DatabaseError, OperationalError, transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

STATUS = 507
FULL = {errno.ENOSPC, errno.EDQUOT}
# SQLite says it in words; PostgreSQL by SQLSTATE 53100 (disk full).
SQLITE_WORDS, POSTGRES_STATE = "disk is full", "53100"


def is_full(error: BaseException | None) -> bool:
    """Whether an error, or what it came from, is a disk without room."""
    seen = 0
    while error is not None and seen < 10:
        if isinstance(error, OSError) and error.errno in FULL:
            return True
        if isinstance(error, OperationalError) and SQLITE_WORDS in str(error):
            return True
        if getattr(error, "sqlstate", "") == POSTGRES_STATE:
            return True
        error, seen = error.__cause__ or error.__context__, seen + 1
    return False


@contextmanager
def spared() -> Iterator[None]:
    """What is written here is a comfort: a full disk refuses it, and nothing else is."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        if not is_full(error):
            raise


def sentence() -> str:
    """What is said to whoever sends something then."""
    return _("The platform has no room left to keep this. Nothing already kept is lost: send it again in a while.")


def answer(request) -> HttpResponse:
    """507: to a page with what was typed, ready to be sent again; to a script as JSON."""
    list(get_messages(request))  # read, so gone: it may be of a success that the disk then refused
    if "text/html" not in request.headers.get("Accept", ""):
        return JsonResponse({"error": sentence(), "detail": sentence()}, status=STATUS)
    context = {"sentence": sentence(), "typed": _typed(request), "messages": ()}
    return render(request, "507.html", context, status=STATUS)


def _typed(request) -> list[tuple[str, str]]:
    """The fields of the form; none when one is a pass phrase, which no page repeats."""
    if request.method != "POST" or any("password" in name for name in request.POST):
        return []
    fields = request.POST.lists()
    return [(name, value) for name, values in fields for value in values if name != "csrfmiddlewaretoken"]


def places() -> set[Path]:
    """Where the product writes: its folder, people's files, what is on its way."""
    return {Path(settings.VAR_DIR), Path(settings.PRIVATE_ROOT), Path(tempfile.gettempdir())}


def is_low(margin: float = 1) -> bool:
    """Whether one of them has less room than ``margin`` times what an administrator should know of."""
    return any(_is_low(place, margin) for place in places() if place.exists())


def _is_low(place: Path, margin: float) -> bool:
    usage = shutil.disk_usage(place)
    least = max(usage.total * settings.ROOM_WARNING_SHARE, settings.ROOM_WARNING_BYTES)
    return usage.free < min(least * margin, usage.total / 2)
