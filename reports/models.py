"""Figures that no row of ours explains: what was counted before the platform."""

from django.conf import settings
from django.db import models
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.models import Programme, Region


class ImportedFigureQuerySet(models.QuerySet):
    def in_force(self):
        """Each region's latest entry: what it corrects stays readable, and counts no more."""
        latest = self.order_by().values("programme", "region").annotate(latest=Max("pk"))
        return self.filter(pk__in=latest.values("latest"))


class ImportedFigure(models.Model):
    """People trained and in training in a region, as counted on a day by another system.

    Append-only: a correction is a new entry of the same region, with its reason.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="imported_figures")
    region = models.ForeignKey(Region, models.PROTECT, related_name="imported_figures", verbose_name=_("region"))
    as_of = models.DateField(_("counted on"))
    trained = models.PositiveIntegerField(_("trained"))
    in_training = models.PositiveIntegerField(_("in training"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ImportedFigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("imported figure")
        verbose_name_plural = _("imported figures")
        indexes = [models.Index(fields=["programme", "region", "id"], name="imported_figure_latest")]

    def __str__(self):
        return f"{self.region} {self.as_of}"

    def event_groups(self) -> list[str]:
        return []
