"""The public site: home, catalogue, standing pages, site settings."""

from django.db import models
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from core.folding import fold


class HomePage(Page):
    """The first page of the site."""

    headline = models.CharField(_("headline"), max_length=120)
    intro = models.TextField(_("introduction"), blank=True)

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["home.CataloguePage", "home.StandardPage"]
    content_panels = [*Page.content_panels, FieldPanel("headline"), FieldPanel("intro")]
    template = "home/home_page.html"

    class Meta:
        verbose_name = _("home page")


class CataloguePage(Page):
    """All bootcamps of all operators, filtered by domain, region and start."""

    intro = models.TextField(_("introduction"), blank=True)

    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["courses.OperatorPage"]
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    template = "home/catalogue_page.html"

    class Meta:
        verbose_name = _("catalogue")

    def get_context(self, request, *args, **kwargs):
        return {**super().get_context(request, *args, **kwargs), "here": "catalogue"}


class StandardPage(Page):
    """A standing page: about, contact, legal notice, accessibility."""

    intro = models.TextField(_("introduction"), blank=True)
    body = RichTextField(_("body"), blank=True, features=["h2", "h3", "bold", "italic", "ul", "ol", "link"])
    in_footer = models.BooleanField(_("shown at the foot of pages"), default=True)

    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.StandardPage"]
    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body"), FieldPanel("in_footer")]
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
        return fold(f"{self.title} {self.intro} {strip_tags(self.body)}")

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
