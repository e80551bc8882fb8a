"""The public site: home, catalogue, standing pages, site settings."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import strip_tags
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from core.folding import searchable


class Bilingual(models.Model):
    """A page of the site itself, in French and, once all its words are there, in Arabic."""

    # Each has a twin in Arabic, ``<name>_ar``.
    WORDS: tuple[str, ...] = ()

    class Meta:
        abstract = True

    @property
    def words(self) -> dict[str, str]:
        """The page's texts by name in the language of the reader, with ``lang`` and ``dir``; French where there is no
        other."""
        if get_language() == "ar" and getattr(self, f"{self.WORDS[0]}_ar"):
            return {name: getattr(self, f"{name}_ar") for name in self.WORDS} | {"lang": "ar", "dir": "rtl"}
        return {name: getattr(self, name) for name in self.WORDS} | {"lang": "fr", "dir": "ltr"}

    def clean(self):
        """A page is never half in Arabic: all the words that it has in French, or none."""
        super().clean()
        given = [name for name in self.WORDS if getattr(self, f"{name}_ar")]
        missing = [name for name in self.WORDS if getattr(self, name) and name not in given]
        if given and missing:
            raise ValidationError({f"{name}_ar": _("Give all the words in Arabic, or none.") for name in missing})


def arabic_panel(*names: str) -> MultiFieldPanel:
    """The page's words in Arabic, together."""
    return MultiFieldPanel([FieldPanel(name) for name in names], heading=_("In Arabic"))


class HomePage(Bilingual, Page):
    """The first page of the site."""

    headline = models.CharField(_("headline"), max_length=120)
    intro = models.TextField(_("introduction"), blank=True)
    headline_ar = models.CharField(_("headline in Arabic"), max_length=120, blank=True)
    intro_ar = models.TextField(_("introduction in Arabic"), blank=True)

    WORDS = ("headline", "intro")

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["home.CataloguePage", "home.StandardPage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("headline"),
        FieldPanel("intro"),
        arabic_panel("headline_ar", "intro_ar"),
    ]
    template = "home/home_page.html"

    class Meta:
        verbose_name = _("home page")


class CataloguePage(Bilingual, Page):
    """All bootcamps of all operators, filtered by domain, region and start."""

    intro = models.TextField(_("introduction"), blank=True)
    title_ar = models.CharField(_("title in Arabic"), max_length=120, blank=True)
    intro_ar = models.TextField(_("introduction in Arabic"), blank=True)

    WORDS = ("title", "intro")

    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["courses.OperatorPage"]
    content_panels = [*Page.content_panels, FieldPanel("intro"), arabic_panel("title_ar", "intro_ar")]
    template = "home/catalogue_page.html"

    class Meta:
        verbose_name = _("catalogue")

    def get_context(self, request, *args, **kwargs):
        return {**super().get_context(request, *args, **kwargs), "here": "catalogue"}


BODY = ["h2", "h3", "bold", "italic", "ul", "ol", "link"]


class StandardPage(Bilingual, Page):
    """A standing page: about, contact, legal notice, accessibility."""

    intro = models.TextField(_("introduction"), blank=True)
    body = RichTextField(_("body"), blank=True, features=BODY)
    title_ar = models.CharField(_("title in Arabic"), max_length=120, blank=True)
    intro_ar = models.TextField(_("introduction in Arabic"), blank=True)
    body_ar = RichTextField(_("body in Arabic"), blank=True, features=BODY)
    in_footer = models.BooleanField(_("shown at the foot of pages"), default=True)

    WORDS = ("title", "intro", "body")

    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.StandardPage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("body"),
        arabic_panel("title_ar", "intro_ar", "body_ar"),
        FieldPanel("in_footer"),
    ]
    template = "home/standard_page.html"
    search_fields = [
        *Page.search_fields,
        index.SearchField("intro"),
        index.SearchField("body"),
        index.AutocompleteField("folded"),
    ]

    class Meta:
        verbose_name = _("standing page")

    def get_context(self, request, *args, **kwargs):
        return {**super().get_context(request, *args, **kwargs), "here": self.url}

    @property
    def folded(self) -> str:
        """What the public search looks in."""
        texts = (self.title, self.intro, self.body, self.title_ar, self.intro_ar, self.body_ar)
        return searchable(" ".join(map(strip_tags, texts)))

    @property
    def is_contact(self) -> bool:
        """Whether the site's addresses are shown on it."""
        return self.slug == "contact"


@register_setting(icon="site")
class SiteSettings(BaseSiteSetting):
    """What every page says of the site."""

    contact_email = models.EmailField(_("contact address"), blank=True)
    contact_phone = models.CharField(_("telephone"), max_length=30, blank=True)
    address = models.TextField(_("postal address"), blank=True)

    class Meta:
        verbose_name = _("site settings")
