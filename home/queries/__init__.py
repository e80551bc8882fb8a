"""Reads of the public site."""

from home.queries.catalogue import (
    Card,
    Catalogue,
    Filters,
    cards,
    catalogue,
    open_bootcamps,
    operator_cards,
)
from home.queries.pages import (
    cndp_receipt,
    language_links,
    menu,
    public_page,
    public_pages,
)
from home.queries.search import Result, find

__all__ = [
    "Card",
    "Catalogue",
    "Filters",
    "Result",
    "cards",
    "catalogue",
    "cndp_receipt",
    "find",
    "language_links",
    "menu",
    "open_bootcamps",
    "operator_cards",
    "public_page",
    "public_pages",
]
