"""Live session rooms: numbered messages, kept whatever happens to the sockets."""

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
    """The place of one session; ``last_number`` is the number of its latest message."""

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


class Message(models.Model):
    """What someone said in a room; a removed one keeps its number and loses its words for readers."""

    MAX_LENGTH = 2000

    room = models.ForeignKey(Room, models.PROTECT, related_name="messages")
    number = models.PositiveBigIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    body = models.CharField(max_length=MAX_LENGTH)
    key = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("message")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["room", "number"], name="one_number_per_message"),
            models.UniqueConstraint(fields=["room", "author", "key"], name="a_message_is_sent_once"),
        ]

    def __str__(self):
        return f"{self.room_id} {self.number}"
