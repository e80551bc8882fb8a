"""What every page's frame needs; each part is computed only when a template shows it."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_bidi, get_language_from_path

from home import navigation, queries, workspaces
from inbox.models import Notice

THEMES = {"light", "dark"}


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
        "unread": SimpleLazyObject(lambda: _unread(request.user)),
        "workspace": SimpleLazyObject(lambda: workspaces.current(request)),
        "workspaces": SimpleLazyObject(lambda: workspaces.available(request.user)),
        "catalogue_url": SimpleLazyObject(lambda: next((page.url for page in queries.menu() if page.is_catalogue), "")),
        "foot_pages": SimpleLazyObject(lambda: [page for page in queries.menu() if page.in_footer]),
        "page_lang": get_language(),
        "dir": _direction(),
        "theme": SimpleLazyObject(lambda: _theme(request)),
        "density": SimpleLazyObject(lambda: _density(request)),
        "language_links": _language_links(request.path),
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


def _language_links(path: str) -> list[dict]:
    """The same public page in the other languages; nothing where the address has no language."""
    present = get_language_from_path(path)
    if present is None:
        return []
    rest = path.removeprefix(f"/{present}")
    return [{"code": code, "url": f"/{code}{rest}", "current": code == present} for code, _name in settings.LANGUAGES]
