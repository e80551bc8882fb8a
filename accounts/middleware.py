"""Staff show a second factor in each session, where the setting asks for it; a session that sleeps ends."""

import time
from types import SimpleNamespace
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.queries import read_roles
from core.reception import Caller

# The way out, giving one's pass phrase again, and what the screens of a step themselves ask for.
ALWAYS_OPEN = {
    "account_logout",
    "account_reauthenticate",
    "set_language",
    "set_theme",
    "health",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
}
# The first address of each step, and all that it needs.
STEPS = {
    "mfa_reauthenticate": {"mfa_reauthenticate"},
    "mfa_activate_totp": {"mfa_activate_totp"},
    "account_email": {"account_email", "account_email_verification_sent", "account_confirm_email"},
}
STEP = "mfa"
API, SEEN_AT, NOTED_EACH = "/api/", "seen_at", 600


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


def next_step(user) -> str:
    """Where the person shows their second factor, or sets it up."""
    if is_mfa_enabled(user):
        return "mfa_reauthenticate"
    # allauth sets up no factor while an address of the account is not verified.
    return "account_email" if user.emailaddress_set.filter(verified=False).exists() else "mfa_activate_totp"


def sockets_owing(callers: list[Caller]) -> list[Caller]:
    """The same for sockets: they open when the pages do. One query, however many come at once."""
    if not settings.STAFF_SECOND_FACTOR:
        return []
    read_roles([caller.user for caller in callers])
    return [
        caller for caller in callers if second_factor_owed(SimpleNamespace(user=caller.user, session=caller.session))
    ]


class StaffSecondFactor:
    """Send staff who have not shown a second factor in this session to where they do."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """A redirect to the second factor, 403 for scripts, None for who may go on."""
        address = request.resolver_match.url_name
        request.owes_second_factor = second_factor_owed(request)
        if address in ALWAYS_OPEN or not request.owes_second_factor:
            return None
        step = next_step(request.user)
        if address in STEPS[step]:
            return None
        if _is_asked_by_script(request):
            return JsonResponse({"detail": "second factor"}, status=403)
        onward = request.get_full_path() if request.method == "GET" else reverse("today")
        return redirect(f"{reverse(step)}?{urlencode({'next': onward})}")


class IdleLimit:
    """End a session that nobody has used for long; what an open page asks by itself is no use."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request) -> HttpResponse:
        # Only who sends a session: the answer to others is the same for all of them.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not request.path_info.startswith(API):
            self._look_at(request)
        return self.get_response(request)

    @staticmethod
    def _look_at(request) -> None:
        if SESSION_KEY not in request.session:
            return
        now, seen = int(time.time()), request.session.get(SEEN_AT, 0)
        idle = now - seen if seen else 0
        if idle > settings.STAFF_IDLE_SECONDS and (idle > settings.SESSION_IDLE_SECONDS or _is_staff(request.user)):
            logout(request)
        elif now - seen > NOTED_EACH and not (request.method == "GET" and _is_asked_by_script(request)):
            request.session[SEEN_AT] = now


def _is_staff(user) -> bool:
    return user.is_authenticated and user.has_perm("accounts.be_staff")


def _is_asked_by_script(request) -> bool:
    """A redirected script would open the set-up page unseen, and each opening of it makes a new secret."""
    headers = request.headers
    asks_json = headers.get("Accept", "").startswith("application/json")
    return asks_json or headers.get("x-requested-with") == "XMLHttpRequest" or bool(headers.get("HX-Request"))
