"""Files on their way into a draft, in pieces."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.uploads import private_storage, random_name
from projects.models.submissions import Submission


class Upload(models.Model):
    """A big file on its way, in pieces; what has arrived stays when the network is cut. Its end stays for a day: who
    did not hear of it hears it again."""

    class State(models.TextChoices):
        SENDING = "sending"
        ASKED = "asked"
        DONE = "done"
        REFUSED = "refused"

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="uploads")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    token = models.CharField(max_length=32, unique=True)
    path = models.CharField(max_length=300)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    begun_at = models.DateTimeField(auto_now_add=True)
    # SHA-256 of the whole, as its sender says it: only the same bytes go on where they were.
    sha256 = models.CharField(max_length=64, blank=True)
    source = models.CharField(max_length=200, blank=True)
    batch = models.CharField(max_length=32, blank=True)
    replaces_all = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.SENDING, editable=False)
    files_read = models.PositiveIntegerField(default=0)
    # What was told at its end: the sentences of a refusal, or the paths of a question.
    told = models.JSONField(default=list)

    class Meta:
        verbose_name = _("upload")

    def __str__(self):
        return self.path


class UploadPiece(models.Model):
    """Consecutive bytes of an upload, from ``offset``."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="pieces")
    offset = models.PositiveBigIntegerField()
    size = models.PositiveIntegerField()
    file = models.FileField(storage=private_storage, upload_to=random_name, max_length=200)

    class Meta:
        verbose_name = _("piece of an upload")
        ordering = ["offset"]
        constraints = [models.UniqueConstraint(fields=["upload", "offset"], name="one_piece_per_offset")]

    def __str__(self):
        return f"{self.upload_id} {self.offset}"
