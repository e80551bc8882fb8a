"""Staff show a second factor in each session, where the setting asks for it."""

from types import SimpleNamespace
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.consumers import in_thread

OPEN = ("account_", "mfa_", "usersessions_", "set_", "health", "wagtailadmin_sprite", "wagtailadmin_javascript_catalog")
STEP = "mfa"


def second_factor_shown(request) -> bool:
    """Whether this session holds allauth's record of a second factor of this person."""
    return any(record.get("method") == STEP for record in get_authentication_records(request, request.user))


def second_factor_owed(request) -> bool:
    """Whether this is staff who have yet to show their second factor in this session."""
    return (
        settings.STAFF_SECOND_FACTOR
        and request.user.is_authenticated
        and request.user.has_perm("accounts.be_staff")
        and not second_factor_shown(request)
    )


class SocketSecondFactor:
    """The same for sockets: they open when the pages do."""

    def __init__(self, inner):
        self.inner = inner

    async def __call__(self, scope, receive, send):
        """Refuse the handshake while the second factor is owed."""
        asked = SimpleNamespace(user=scope["user"], session=scope["session"])
        if await in_thread(second_factor_owed)(asked):
            await send({"type": "websocket.close"})
            return None
        return await self.inner(scope, receive, send)


class StaffSecondFactor:
    """Send staff who have not shown a second factor in this session to where they do."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """A redirect to the second factor, 403 for scripts, None for who may go on."""
        if (request.resolver_match.url_name or "").startswith(OPEN) or not second_factor_owed(request):
            return None
        if _is_asked_by_script(request):
            return JsonResponse({"detail": "second factor"}, status=403)
        name = "mfa_reauthenticate" if is_mfa_enabled(request.user) else "mfa_activate_totp"
        onward = request.get_full_path() if request.method == "GET" else reverse("today")
        return redirect(f"{reverse(name)}?{urlencode({'next': onward})}")


def _is_asked_by_script(request) -> bool:
    """A redirected script would open the set-up page unseen, and each opening of it makes a new secret."""
    headers = request.headers
    asks_json = headers.get("Accept", "").startswith("application/json")
    return asks_json or headers.get("x-requested-with") == "XMLHttpRequest" or bool(headers.get("HX-Request"))
