"""The browsers in which a person has signed in: their tries of a pass phrase are counted apart from a stranger's.

Without this, five wrong tries by anybody would keep the right person out (docs/decisions/0040-five-tries.md).
"""

import hashlib
import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE, SALT = "device", "accounts.devices"
AGE = 365 * 24 * 3600
PEOPLE_AT_MOST = 5


def _mark(email: str) -> str:
    return hashlib.sha256(email.lower().encode()).hexdigest()[:16]


def _read(request: HttpRequest) -> dict:
    """What the browser's cookie says, empty for one that is not ours."""
    try:
        return signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return {"id": secrets.token_urlsafe(12), "people": []}


def known_device(request: HttpRequest, email: str) -> str | None:
    """The number of this browser if who has that address signed in here before, else None."""
    said = _read(request)
    return said["id"] if _mark(email) in said["people"] else None


def remember(response: HttpResponse, request: HttpRequest, email: str) -> None:
    """Note in the browser that who has that address signed in here; the last few people only."""
    said, mark = _read(request), _mark(email)
    people = [mark, *(other for other in said["people"] if other != mark)][:PEOPLE_AT_MOST]
    value = signing.dumps({"id": said["id"], "people": people}, salt=SALT)
    response.set_cookie(
        COOKIE, value, max_age=AGE, httponly=True, samesite="Lax", secure=settings.HTTPS, path="/accounts/"
    )
