"""Notices to people: in the application always, by e-mail unless they say no."""

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.models import Event
from core.notices import registry
from core.told import told
from core.typography import isolated


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Each person reads only their own notices."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def unread(self):
        return self.filter(read_at=None)


class Told(dict):
    """What a sentence is filled with; what was not known when the notice was made shows as a gap."""

    def __missing__(self, name):
        return "…"


class Notice(models.Model):
    """One event told to one person; ``verb`` names the words, ``data`` fills them."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    event = models.ForeignKey(Event, models.CASCADE, related_name="notices")
    verb = models.CharField(max_length=100)
    data = models.JSONField(default=dict)
    url = models.CharField(max_length=300)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "event"], name="one_notice_per_person_and_event")]
        indexes = [models.Index(fields=["user"], condition=models.Q(read_at=None), name="notice_unread")]

    def __str__(self):
        return f"{self.verb} {self.user_id}"

    @property
    def text(self) -> str:
        """The notice's sentence in the reader's language."""
        data = {name: told(value) for name, value in self.data.items()}
        if get_language() == "ar":
            data = {name: isolated(value) for name, value in data.items()}
        return str(registry[self.verb].text) % Told(data)


class Preference(models.Model):
    """The main switch: whether any of a person's notices goes by e-mail."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="inbox_preference")
    email = models.BooleanField(_("receive notices by e-mail"), default=True)

    class Meta:
        verbose_name = _("preference")

    def __str__(self):
        return str(self.user_id)


class Choice(models.Model):
    """What a person chose for one topic of notices; without a row the topic's own way holds."""

    class Way(models.TextChoices):
        MAIL = "mail", _("Here and by e-mail")
        HERE = "here", _("Here only")
        NONE = "none", _("Not at all")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    topic = models.CharField(max_length=40)
    way = models.CharField(max_length=4, choices=Way)

    class Meta:
        verbose_name = _("choice")
        constraints = [models.UniqueConstraint(fields=["user", "topic"], name="one_choice_per_topic")]

    def __str__(self):
        return f"{self.user_id} {self.topic} {self.way}"


class DeliveryQuerySet(models.QuerySet):
    def due(self, *, at):
        """E-mails to send, or to try again, by instant ``at``, the longest due first; none to a closed account."""
        owed = self.filter(sent_at=None, refused_at=None, attempts__lt=Delivery.MAX_ATTEMPTS)
        return owed.filter(due_at__lte=at, notice__user__is_active=True).order_by("due_at")


class Delivery(models.Model):
    """A notice to send by e-mail: the row is the truth, a task only hastens it."""

    # The waits double from two minutes: a mail server may be away for a day and a half.
    MAX_ATTEMPTS = 11

    notice = models.OneToOneField(Notice, models.CASCADE, related_name="delivery")
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [models.Index(fields=["due_at"], condition=models.Q(sent_at=None), name="delivery_due")]

    def __str__(self):
        return f"{self.notice_id} {self.sent_at or self.due_at}"
