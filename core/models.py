"""What every app shares in the database: the event log and the keys of repeated requests."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class EventQuerySet(models.QuerySet):
    def due(self, *, at):
        """Events whose subscribers have not all answered and are asked again by ``at``, the longest due first."""
        return self.filter(handled_at=None, due_at__lte=at, attempts__lt=Event.MAX_ATTEMPTS).order_by("due_at", "pk")

    def given_up(self):
        """Events that some subscriber refused at every attempt, oldest first."""
        return self.filter(handled_at=None, attempts__gte=Event.MAX_ATTEMPTS).order_by("pk")

    def about(self, target):
        """The story of one object, oldest first."""
        kind = ContentType.objects.get_for_model(target)
        return self.filter(content_type=kind, object_id=target.pk).order_by("pk")


class Event(models.Model):
    """Something that happened: audit trail, activity feed, source of notices and outbox. Append-only."""

    # The waits double from half a minute: a subscriber may be broken for three days.
    MAX_ATTEMPTS = 13

    verb = models.CharField(max_length=100)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    content_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    object_id = models.BigIntegerField()
    target = GenericForeignKey()
    data = models.JSONField(default=dict)
    # The shape of ``data``: that of the declaration when the row was written.
    version = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField(auto_now_add=True)
    handled_at = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    due_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        indexes = [
            models.Index(fields=["content_type", "object_id", "id"], name="event_target"),
            models.Index(fields=["due_at"], condition=models.Q(handled_at=None), name="event_due"),
        ]

    def __str__(self):
        return f"{self.verb} {self.object_id}"


class EventAudience(models.Model):
    """A group of listeners an event was meant for: what a page without a socket polls."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="audiences")
    group = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["group", "event"], name="audience_group_event")]

    def __str__(self):
        return self.group


class RepeatedRequest(models.Model):
    """The first result of a write that a person may send twice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    body_hash = models.CharField(max_length=64)
    location = models.CharField(max_length=500)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_result_per_request_key")]

    def __str__(self):
        return self.key


class Count(models.Model):
    """Tries counted while Redis is away; the columns are those of Django's cache in a table."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self):
        return self.cache_key
