"""The bytes that people hand in."""

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.uploads import private_storage, random_name


class Blob(models.Model):
    """Bytes handed in, kept once whoever hands them in: private, named at random, typed by their content.

    Those of a few kilobytes lie in the database (``SmallContent``) and have no ``file``.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    file = models.FileField(storage=private_storage, upload_to=random_name, max_length=200, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("content")

    def __str__(self):
        return self.sha256[:12]

    @property
    def is_text(self) -> bool:
        return self.content_type == "text/plain"

    @property
    def content(self) -> File:
        """Its bytes, to be opened wherever they lie; raises FileNotFoundError when they are missing."""
        if self.file:
            return self.file
        try:
            return ContentFile(bytes(self.small.data))
        except SmallContent.DoesNotExist as error:
            raise FileNotFoundError(str(self)) from error


class SmallContent(models.Model):
    """The bytes of a small content: an archive brings thousands, and a disk is slow to make as many files."""

    blob = models.OneToOneField(Blob, models.CASCADE, primary_key=True, related_name="small")
    data = models.BinaryField()

    class Meta:
        verbose_name = _("small content")

    def __str__(self):
        return str(self.blob_id)
