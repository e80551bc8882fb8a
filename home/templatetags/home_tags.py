"""What the public pages ask."""

from django import template
from django.utils.text import Truncator

from home import queries
from home.models import SiteSettings

register = template.Library()


@register.simple_tag(takes_context=True)
def catalogue(context):
    """``{% catalogue as catalogue %}``: the bootcamps that the address asks for, with filters and counts."""
    return queries.catalogue(context["request"].GET)


@register.simple_tag
def open_bootcamps():
    """``{% open_bootcamps as cards %}``: what one can soon join."""
    return queries.open_bootcamps()


@register.simple_tag
def operator_cards(page):
    """``{% operator_cards page as cards %}``: the bootcamps of one operator."""
    return queries.operator_cards(page)


@register.simple_tag
def language_links(page):
    """``{% language_links page as links %}``: (language, absolute address) in each language."""
    return queries.language_links(page)


@register.simple_tag
def description(page) -> str:
    """``{% description page as description %}``: what a search engine shows: the editor's words or the page's."""
    texts = (getattr(page, name, "") for name in ("search_description", "summary", "intro"))
    return Truncator(next(filter(None, texts), "")).chars(160)


@register.simple_tag(takes_context=True)
def site_settings(context):
    """``{% site_settings as settings %}``: contact details of the site."""
    return SiteSettings.for_request(context["request"])
