"""What surrounds every request: policy, language, the translation of our errors."""

import secrets

from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db.models import ProtectedError, RestrictedError
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from core import disk
from core.idempotency import SameKeyOtherBody
from core.numbers import names_no_row
from core.workflow import TransitionRefused

SITE_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src {objects}; "
    "base-uri 'none'; form-action 'self'; frame-src {frames}https://www.youtube-nocookie.com https://player.vimeo.com; "
    "frame-ancestors {ancestors}"
)
# Wagtail's date choosers and inline panels emit bare scripts.
ADMIN_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-src 'self'; frame-ancestors 'self'"
)


def reference_number(get_response):
    """Give each request a number that an error page can show and a log line can name."""

    def middleware(request):
        request.reference = secrets.token_hex(4).upper()
        return get_response(request)

    return middleware


def _plain(cookies: dict[str, str]) -> dict[str, str]:
    """The cookies without those that hold a NUL, which PostgreSQL refuses: they are none of ours."""
    return {name: value for name, value in cookies.items() if "\0" not in value}


def plain_cookies(get_response):
    """A cookie with a NUL reaches no query."""

    def middleware(request):
        request.COOKIES = _plain(request.COOKIES)
        return get_response(request)

    return middleware


def plain_socket_cookies(inner):
    """The same for a socket's handshake, whose cookies Channels has read."""

    async def application(scope, receive, send):
        return await inner({**scope, "cookies": _plain(scope["cookies"])}, receive, send)

    return application


class PlainText:
    """What no row can hold does not reach a view: a text with a NUL, which PostgreSQL refuses, is 400; a number in
    an address that is larger than any row's is 404."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Refuse it in the address and in the form; the form is read by now, for its token."""
        typed = (value for _name, values in request.POST.lists() for value in values)
        if "%00" in request.META.get("QUERY_STRING", "") or any("\0" in value for value in typed):
            raise SuspiciousOperation("NUL")
        if any(names_no_row(value) for value in [*args, *kwargs.values()]):
            raise Http404


def content_policy(get_response):
    """Say what a page may load: strict on the site, its own policy in the Wagtail admin."""

    def middleware(request):
        response = get_response(request)
        response.setdefault("Content-Security-Policy", _policy_for(request))
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if getattr(request, "user", None) is not None and request.session.session_key and request.user.is_authenticated:
            response.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


def _policy_for(request) -> str:
    if request.path.startswith(reverse("wagtailadmin_home")):
        return ADMIN_POLICY
    # A preview is shown in a frame of the admin.
    ancestors = "'self'" if getattr(request, "is_preview", False) else "'none'"
    # A viewer of documents is an object to some rules of a browser and a frame to others.
    embeds = getattr(request, "embeds_documents", False)
    objects, frames = ("'self'", "'self' ") if embeds else ("'none'", "")
    return SITE_POLICY.format(ancestors=ancestors, objects=objects, frames=frames)


def language_of(request) -> str:
    """URL prefix, else the account's choice, else the cookie, else French; the browser's wish is ignored."""
    codes = [code for code, _ in settings.LANGUAGES]
    candidates = (
        translation.get_language_from_path(request.path_info),
        getattr(request.user, "language", None) if request.session.session_key else None,
        request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME),
    )
    return next((code for code in candidates if code in codes), settings.LANGUAGE_CODE)


def choose_language(get_response):
    """Activate the language of the request and say it in the answer."""

    def middleware(request):
        code = language_of(request)
        translation.activate(code)
        request.LANGUAGE_CODE = code
        response = get_response(request)
        response.setdefault("Content-Language", code)
        return response

    return middleware


class Refusals:
    """Our errors become answers in one place: 403 and 409, with a way on."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """409 for a refused transition or a reused key, 507 for a full disk; 403 is Django's own handler's."""
        if isinstance(exception, TransitionRefused):
            exception.instance.refresh_from_db()
            return render(request, "409.html", {"thing": exception.instance}, status=409)
        if isinstance(exception, SameKeyOtherBody):
            return render(request, "409.html", {"message": exception.messages[0]}, status=409)
        if disk.is_full(exception):
            return disk.answer(request)
        if isinstance(exception, ProtectedError | RestrictedError):
            refusal = _("Other things depend on what you wanted to delete; nothing was deleted.")
            return render(request, "409.html", {"message": refusal}, status=409)
        if isinstance(exception, PermissionDenied) and request.headers.get("HX-Request"):
            return render(request, "403.html", status=403)
        return None
