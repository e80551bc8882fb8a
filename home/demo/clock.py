"""The demo's notices and readings, at the hour when what they tell took place."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from core.models import Event
from inbox.models import Notice
from projects.models import Dispute, Review, Version

A_WEEK, AN_HOUR = timedelta(weeks=1), timedelta(hours=1)


def _first_day(cohort) -> datetime:
    return timezone.make_aware(datetime.combine(cohort.starts_on, datetime.min.time())) + 9 * AN_HOUR


def _handed_in(event: Event, _before: datetime) -> datetime:
    return Version.objects.get(submission=event.object_id, number=event.data["version"]).submitted_at


def _decided(event: Event, _before: datetime) -> datetime:
    return Review.objects.get(pk=event.data["review"]).sent_at


def _contested(event: Event, _before: datetime) -> datetime:
    return Dispute.objects.get(review=event.data["review"]).opened_at


def _proposed(event: Event, _before: datetime) -> datetime:
    return event.target.made_at


def _soon_after(_event: Event, before: datetime) -> datetime:
    return before + AN_HOUR


# verb -> when it took place, from the event and the hour of the one before it about the same thing;
# any other comes an hour after that one
TOOK_PLACE: dict[str, Callable[[Event, datetime], datetime]] = {
    "cohorts.session.schedule": lambda event, _before: event.target.starts_at - 2 * A_WEEK,
    "cohorts.session.open": lambda event, _before: event.target.starts_at,
    "cohorts.enrolment.activate": lambda event, _before: _first_day(event.target.cohort),
    "cohorts.staffassignment.create": lambda event, _before: _first_day(event.target.cohort) - A_WEEK,
    "projects.assignment.create": lambda event, _before: event.target.opens_at,
    "projects.submission.create": lambda event, _before: event.target.assignment.opens_at,
    "projects.submission.submit": _handed_in,
    "projects.submission.claim": _soon_after,
    "projects.submission.request_changes": _decided,
    "projects.submission.approve": _decided,
    "projects.submission.answer": _soon_after,
    "projects.submission.dispute": _contested,
    "projects.proposal.create": _proposed,
}


def date_notices(*, now: datetime) -> None:
    """Give each notice and its event their hour, and the notices the order of their hours."""
    dates = _dates(now)
    for pk, at in dates.items():
        Event.objects.filter(pk=pk).update(at=at)
    told = sorted(Notice.objects.all(), key=lambda notice: dates[notice.event_id])
    Notice.objects.all().delete()
    for notice in told:
        notice.pk = None
    made = Notice.objects.bulk_create(told)
    for notice in made:
        notice.created_at = dates[notice.event_id]
    Notice.objects.bulk_update(made, ["created_at"], batch_size=500)


def date_readings(*, now: datetime) -> None:
    """A team has read its review an hour after it was sent."""
    read = Review.objects.filter(acknowledged_at__isnull=False, sent_at__lt=now - AN_HOUR)
    read.update(acknowledged_at=F("sent_at") + AN_HOUR)


def _dates(now: datetime) -> dict[int, datetime]:
    """Event number -> its hour, never to come."""
    dates: dict[int, datetime] = {}
    last: dict[tuple, datetime] = {}
    events = Event.objects.filter(notices__isnull=False).distinct().prefetch_related("target").order_by("pk")
    for event in events:
        thing = (event.content_type_id, event.object_id)
        at = min(now, TOOK_PLACE.get(event.verb, _soon_after)(event, last.get(thing, now)))
        dates[event.pk] = last[thing] = at
    return dates
