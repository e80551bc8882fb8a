"""The reference data of a national programme: regions, domains, targets, holidays, Ramadans."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.search import index


class BilingualName(models.Model):
    """A name in French and in Arabic, shown in the reader's language."""

    name_fr = models.CharField(_("name in French"), max_length=150)
    name_ar = models.CharField(_("name in Arabic"), max_length=150, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        return (self.name_ar if get_language() == "ar" else "") or self.name_fr


class OfferedQuerySet(models.QuerySet):
    def offered(self, *, besides=None):
        """What new things may choose; ``besides`` is the number of the row that the thing at hand holds already."""
        return self.filter(models.Q(archived=False) | models.Q(pk=besides))


class Archivable(models.Model):
    """What is in use is never deleted: archived, it is no longer proposed."""

    archived = models.BooleanField(
        _("archived"), default=False, help_text=_("No longer proposed; what uses it keeps it.")
    )

    objects = OfferedQuerySet.as_manager()

    class Meta:
        abstract = True


class Programme(BilingualName):
    """One national programme: its goal in talents, and its data-protection receipt."""

    code = models.SlugField(_("code"), unique=True)
    goal = models.PositiveIntegerField(_("people to train"), default=15_000)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    cndp_receipt = models.CharField(_("CNDP receipt number"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("programme")

    def event_groups(self) -> list[str]:
        return []


class Region(index.Indexed, BilingualName):
    """One of the twelve regions; ``code`` is ISO 3166-2."""

    code = models.CharField(_("code"), max_length=10, unique=True)
    slug = models.SlugField(unique=True)
    population = models.PositiveIntegerField(_("population (2024 census)"), default=0)
    position = models.PositiveSmallIntegerField(default=0)

    search_fields = [index.SearchField("name_fr"), index.AutocompleteField("name_fr")]

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["position", "code"]


class City(Archivable, BilingualName):
    region = models.ForeignKey(Region, models.PROTECT, related_name="cities", verbose_name=_("region"))
    is_seat = models.BooleanField(_("seat of the region"), default=False)

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ["name_fr"]
        constraints = [models.UniqueConstraint(fields=["region", "name_fr"], name="one_city_per_region_and_name")]


class Domain(Archivable, BilingualName):
    """A field of the digital trades: software, cybersecurity, data, AI…"""

    code = models.SlugField(_("code"), unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("domain")
        ordering = ["position"]


class Target(models.Model):
    """How many people a region should train in the programme."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="targets", verbose_name=_("programme"))
    region = models.ForeignKey(Region, models.PROTECT, related_name="targets", verbose_name=_("region"))
    people = models.PositiveIntegerField(_("people to train"))

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [models.UniqueConstraint(fields=["programme", "region"], name="one_target_per_region")]

    def __str__(self):
        return f"{self.region} {self.people}"


class Holiday(models.Model):
    """A day without sessions; days that depend on the moon stay to be confirmed."""

    day = models.DateField(_("day"), unique=True)
    label = models.CharField(_("label"), max_length=100)
    confirmed = models.BooleanField(_("confirmed"), default=True)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["day"]

    def __str__(self):
        return f"{self.day} {self.label}"


class Ramadan(models.Model):
    """The month of fasting: the working day is shorter from its first day to its last."""

    first_day = models.DateField(_("first day"), unique=True)
    last_day = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("Ramadan")
        verbose_name_plural = _("Ramadans")
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(condition=models.Q(last_day__gte=models.F("first_day")), name="ramadan_in_order")
        ]

    def __str__(self):
        return f"{self.first_day} – {self.last_day}"
