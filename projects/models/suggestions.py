"""What a team took over, line for line, from a remark."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.models.reviews import Thread
from projects.models.submissions import Version


class AppliedSuggestion(models.Model):
    """What ``thread`` suggests was done in the file ``path`` of ``version`` by the team."""

    thread = models.OneToOneField(Thread, models.CASCADE, related_name="applied")
    version = models.ForeignKey(Version, models.CASCADE, related_name="applied")
    path = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    # When its mentor was told of a version that follows it: once is enough.
    told_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("applied suggestion")
        verbose_name_plural = _("applied suggestions")

    def __str__(self):
        return f"{self.thread_id} v{self.version_id}"
