"""Figures that no row of ours explains: what was counted before the platform."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.models import Programme, Region


class ImportedFigure(models.Model):
    """People trained and in training in a region, as counted on a day by another system."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="imported_figures")
    region = models.ForeignKey(Region, models.PROTECT, related_name="imported_figures")
    as_of = models.DateField(_("counted on"))
    trained = models.PositiveIntegerField(_("trained"))
    in_training = models.PositiveIntegerField(_("in training"))

    class Meta:
        verbose_name = _("imported figure")
        verbose_name_plural = _("imported figures")
        constraints = [
            models.UniqueConstraint(fields=["programme", "region", "as_of"], name="one_figure_per_region_and_day")
        ]

    def __str__(self):
        return f"{self.region} {self.as_of}"
