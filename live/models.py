"""Live session rooms: one numbered log each, kept whatever happens to the sockets."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, Session


class RoomQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Rooms of the cohorts that ``user`` learns in, staffs or manages."""
        if not user.is_authenticated:
            return self.none()
        cohorts = (
            Cohort.objects.managed_by(user).values("pk"),
            Cohort.objects.staffed_by(user).values("pk"),
            Cohort.objects.filter(enrolments__learner=user, enrolments__state="active").values("pk"),
        )
        inside = models.Q()
        for some in cohorts:
            inside |= models.Q(session__cohort__in=some)
        return self.filter(inside)


class Room(models.Model):
    """The place of one session; ``last_number`` is the number of its latest entry."""

    session = models.OneToOneField(Session, models.PROTECT, related_name="room")
    last_number = models.PositiveBigIntegerField(default=0, editable=False)

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = _("room")

    def __str__(self):
        return str(self.session_id)

    @property
    def cohort(self) -> Cohort:
        return self.session.cohort

    @property
    def group(self) -> str:
        return f"room-{self.pk}"

    def event_groups(self) -> list[str]:
        return [self.group]


class Entry(models.Model):
    """One thing that happened in a room, by whose number every page learns of it, with a socket or without.

    ``payload`` is its kind's own: words have a ``body``, a removal the ``number`` of the words removed, the session
    its ``state``. Words that are ``removed`` keep their row and number and lose their text for readers.
    """

    class Kind(models.TextChoices):
        WORDS = "words"
        REMOVAL = "removal"
        SESSION = "session"

    MAX_LENGTH = 2000

    room = models.ForeignKey(Room, models.PROTECT, related_name="entries")
    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    payload = models.JSONField()
    removed = models.BooleanField(default=False)
    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("entry of a room")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["room", "number"], name="one_number_per_entry"),
            models.UniqueConstraint(fields=["room", "author", "key"], name="an_entry_is_said_once"),
        ]

    def __str__(self):
        return f"{self.room_id} {self.number}"

    @property
    def body(self) -> str:
        """The words, for readers."""
        return "" if self.removed else self.payload["body"]
