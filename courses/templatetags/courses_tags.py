"""What templates ask of the curriculum."""

from django import template

from core import highlighting, uses
from courses import body, queries, video
from courses.blocks import LANGUAGES

register = template.Library()
LANGUAGE_NAMES = dict(LANGUAGES)


@register.simple_tag
def outline(page):
    """``{% outline bootcamp as outline %}``: modules with lessons and projects, in one query."""
    return queries.outline(page)


@register.simple_tag
def module_outline(page):
    """``{% module_outline module as place %}``: the module in its bootcamp, with its neighbours."""
    return queries.module_outline(page)


@register.simple_tag
def practice_of_page(page):
    """``{% practice_of_page page as practice %}``: the practice share of the page's bootcamp, drafts too."""
    return queries.practice_of_page(page)


@register.simple_tag
def bootcamp_of(page):
    """``{% bootcamp_of page as bootcamp %}``: the bootcamp that the page is, or lies in."""
    return queries.bootcamp_of(page)


@register.simple_tag
def uses_of(thing):
    """``{% uses_of page as uses %}``: what people did with it, counted and named."""
    return uses.uses_of(thing)


@register.simple_tag
def operator_of(page):
    """``{% operator_of bootcamp as operator_page %}``: the page of the operator that gives it."""
    return queries.operator_page_of(page)


@register.simple_tag
def reading(page):
    """``{% reading page as reading %}``: the body's parts with their anchors."""
    return body.reading(page.body)


@register.filter
def highlight(code, language="text"):
    """``{{ code|highlight:"python" }}``: coloured, escaped."""
    return highlighting.highlight(code or "", language or "text")


@register.filter
def language_name(code):
    """The name of a code language: ``python`` → Python."""
    return LANGUAGE_NAMES.get(code, code)


@register.filter
def player(address):
    """The player's address of a video, or an empty string."""
    return video.player(address or "") or ""
