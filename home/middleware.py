"""Public pages from memory for anonymous visitors."""

import re
from hashlib import sha256

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_path

from home import public

# What a public page may depend on besides its address; any other parameter goes past the cache.
PARAMETERS = {"domaine", "region", "mois", "page"}
VALUE = re.compile(r"^[\w-]{0,40}$")
THEMES = {"light", "dark"}
BROWSER_SECONDS = 60


def public_cache(get_response):
    """Answer a visitor's GET of a page under a language prefix from the cache, without a query.

    Skipped for whoever has a session or a message waiting. What sets a cookie, holds a CSRF token
    or is not a plain 200 in HTML is never kept.
    """

    def middleware(request):
        if not _is_public(request):
            return get_response(request)
        key = _key(request)
        kept = public.cache.get(key)
        if kept is None:
            response = get_response(request)
            if not _may_be_kept(request, response):
                return response
            public.cache.set(key, (response.content, response.headers["Content-Type"]), public.TTL)
            return _shared(response)
        content, content_type = kept
        return _shared(HttpResponse(content, content_type=content_type))

    return middleware


def _is_public(request) -> bool:
    return (
        request.method in ("GET", "HEAD")
        and get_language_from_path(request.path_info) is not None
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and CookieStorage.cookie_name not in request.COOKIES
        and "HX-Request" not in request.headers
        and all(name in PARAMETERS and VALUE.match(value) for name, value in request.GET.items())
    )


def _key(request) -> str:
    theme = request.COOKIES.get("theme", "")
    parts = [request.path, *sorted(f"{name}={value}" for name, value in request.GET.items())]
    parts.append(theme if theme in THEMES else "")
    return f"public:{public.generation()}:page:{sha256('|'.join(parts).encode()).hexdigest()}"


def _may_be_kept(request, response) -> bool:
    return (
        request.method == "GET"
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and response.headers.get("Content-Type", "").startswith("text/html")
        and "Cache-Control" not in response.headers
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and not request.session.modified
    )


def _shared(response: HttpResponse) -> HttpResponse:
    """Say who may keep it: anyone for a minute, apart for each set of cookies."""
    response.headers["Cache-Control"] = f"public, max-age={BROWSER_SECONDS}"
    patch_vary_headers(response, ["Cookie"])
    return response
