"""What every page's frame needs; each part is computed only when a template shows it."""

from functools import cache

from django.conf import settings
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import (
    get_language,
    get_language_bidi,
    get_language_from_path,
)

from accounts.models import Language
from home import navigation, queries, workspaces
from inbox.models import Notice

THEMES = {"light", "dark"}
# Each language in its own words, for who does not read the present one.
NAMES = dict(Language.choices)


def frame(request) -> dict:
    """Menu, unread count, workspaces, language, direction, appearance and density of the page.

    At most three queries for a person who is signed in (roles, cohorts, unread notices), none for a
    visitor once the menu's pages are cached.
    """
    if not hasattr(request, "user"):  # an error before anybody was asked who they are
        return {"page_lang": get_language(), "dir": _direction(), "here": ""}
    return {
        "nav": SimpleLazyObject(lambda: navigation.entries(request)),
        "here": "",
        "unread": cache(lambda: _unread(request.user)),  # templates call it; plurals need a bare number
        "workspace": SimpleLazyObject(lambda: workspaces.current(request)),
        "workspaces": SimpleLazyObject(lambda: workspaces.choices(request)),
        "catalogue_url": SimpleLazyObject(lambda: next((page.url for page in queries.menu() if page.is_catalogue), "")),
        "footer_links": SimpleLazyObject(lambda: [page for page in queries.menu() if page.in_footer]),
        "cndp_receipt": SimpleLazyObject(queries.cndp_receipt),
        "page_lang": get_language(),
        "dir": _direction(),
        "theme": SimpleLazyObject(lambda: _theme(request)),
        "density": SimpleLazyObject(lambda: _density(request)),
        "languages": Language.choices,
        "language_links": _language_links(request.path),
        "cms_url": SimpleLazyObject(lambda: _cms_url(request.user)),
    }


def _direction() -> str:
    return "rtl" if get_language_bidi() else "ltr"


def _unread(user) -> int:
    return Notice.objects.visible_to(user).unread().count() if user.is_authenticated else 0


def _theme(request) -> str:
    """The account's appearance, else the cookie's; empty follows the device."""
    chosen = request.user.theme if request.user.is_authenticated else request.COOKIES.get("theme")
    return chosen if chosen in THEMES else ""


def _density(request) -> str:
    workspace = workspaces.current(request)
    return "dense" if workspace and workspace.is_dense else ""


def _cms_url(user) -> str:
    return reverse("wagtailadmin_home") if user.has_perm("courses.edit_curricula") else ""


def _language_links(path: str) -> list[dict]:
    """The same public page in the other languages; nothing where the address has no language."""
    present = get_language_from_path(path)
    if present is None:
        return []
    rest = path.removeprefix(f"/{present}")
    return [
        {"code": code, "url": f"/{code}{rest}", "name": NAMES[code]}
        for code, _name in settings.LANGUAGES
        if code != present
    ]
