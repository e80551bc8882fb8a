"""Who is in a session's room, and how long."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F

from cohorts.models import Presence, Session

PRESENCE_GONE_AFTER = timedelta(seconds=90)


def keep_presences(session: Session, *, user_ids: Iterable[int], at: datetime) -> None:
    """Note that those people are in the live session's room at ``at``; who was gone too long comes back anew.

    Once a session is over nothing more is recorded.
    """
    if Session.objects.filter(pk=session.pk, state__in=[Session.State.SCHEDULED, Session.State.LIVE]).exists():
        open_now = Presence.objects.filter(session=session, left_at=None)
        open_now.filter(seen_at__lt=at - PRESENCE_GONE_AFTER).update(left_at=F("seen_at"))
        seen = set(open_now.filter(user__in=user_ids).values_list("user_id", flat=True))
        open_now.filter(user__in=seen).update(seen_at=at)
        # A rival that began an interval first is as good.
        rows = [Presence(session=session, user_id=pk, joined_at=at, seen_at=at) for pk in set(user_ids) - seen]
        Presence.objects.bulk_create(rows, ignore_conflicts=True)


def close_presences(session: Session, *, user_ids: Iterable[int], at: datetime) -> None:
    """Those people closed their last page of the room."""
    Presence.objects.filter(session=session, user__in=user_ids, left_at=None).update(left_at=at, seen_at=at)
