"""When a request began to arrive: a deadline is met by the first byte, not by the last."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

# Longer than any server lets a body take.
LONGEST = timedelta(minutes=15)


def began_at(request) -> datetime:
    """The instant at which the server began to read the request, by its own clock.

    The server that faces people sets ``X-Request-Start: t=<seconds since 1970>`` over whatever they sent
    (ours does; see the production guide for nginx). Without it, or with an impossible instant: now.
    """
    now = timezone.now()
    try:
        seconds = float(request.headers.get("X-Request-Start", "").removeprefix("t="))
        began = datetime.fromtimestamp(seconds, tz=UTC)
    except (ValueError, OverflowError, OSError):
        return now
    return began if now - LONGEST <= began <= now else now
