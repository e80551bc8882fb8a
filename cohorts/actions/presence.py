"""Who is in a session's room, and how long."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.models import User
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
        for user_id in set(user_ids) - seen:
            record_presence(session, user_id=user_id, at=at)


def record_presence(session: Session, *, user_id: int, at: datetime) -> None:
    """Begin an interval; a rival that began it first is as good."""
    try:
        with transaction.atomic():
            Presence.objects.create(session=session, user_id=user_id, joined_at=at, seen_at=at)
    except IntegrityError:
        Presence.objects.filter(session=session, user_id=user_id, left_at=None).update(seen_at=at)


def close_presence(session: Session, *, user: User, at: datetime) -> None:
    """The person closed their last page of the room."""
    Presence.objects.filter(session=session, user=user, left_at=None).update(left_at=at, seen_at=at)
