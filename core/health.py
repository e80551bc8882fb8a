"""What is well and what is missing: a platform without its comforts goes on, and says so."""

from django.core.cache import caches
from django.db import connection
from django.utils import timezone

from core import disk
from core.models import Count


def state() -> dict[str, str]:
    """``status`` (ok or degraded), and each part: ok, away, or low where the disk is soon full. Raises what the
    database raises."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    parts = {"database": "ok", "room": "low" if disk.is_low() else "ok"}
    answers = getattr(caches["default"], "answers", None)
    if answers is not None:
        parts["redis"] = "ok" if answers() else "away"
    return {"status": "degraded" if {"away", "low"} & set(parts.values()) else "ok", **parts}


def forget_counts() -> None:
    """Drop the counts of limits whose time is over."""
    Count.objects.filter(expires__lt=timezone.now()).delete()
