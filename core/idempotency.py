"""A write that a person may send twice happens once: the key in the form tells."""

import hashlib
import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import RepeatedRequest

FIELD = "request_key"
HEADER = "Idempotency-Key"
LENGTH = 64
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
KEPT = timedelta(days=7)


class SameKeyOtherBody(ValidationError):
    """The key was used for another text: the page came from the back button."""


def new_key() -> str:
    """A fresh key for a form's hidden field ``request_key``."""
    return secrets.token_urlsafe(18)


def key_of(request) -> str:
    """The key of a form, or the one that a program gives in a header; "" without one."""
    return (request.POST.get(FIELD, "") or request.headers.get(HEADER, ""))[:LENGTH]


def body_hash(request) -> str:
    """SHA-256 of the fields and of the files' bytes of a POST, without its tokens; of what is no form, of its bytes."""
    digest = hashlib.sha256(request.path.encode())
    for name, values in sorted(request.POST.lists()):
        if name not in {"csrfmiddlewaretoken", FIELD}:
            digest.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for upload in files:
            digest.update(repr((name, upload.name, upload.size)).encode())
            for chunk in upload.chunks():
                digest.update(chunk)
            upload.seek(0)
    if request.content_type not in FORMS:
        digest.update(request.body)
    return digest.hexdigest()


def first_result(request) -> str | None:
    """The address the same request was answered with before, or None when it is new.

    Raises SameKeyOtherBody when the key was used with another body.
    """
    key = key_of(request)
    earlier = key and RepeatedRequest.objects.filter(user=request.user, key=key).first()
    if not earlier:
        return None
    if earlier.body_hash != body_hash(request):
        raise SameKeyOtherBody(
            _("You already sent this form with another text; check what you typed, then send again.")
        )
    return earlier.location


def once(request, act) -> str:
    """Run ``act() -> address`` once per request key, in one transaction; a repeat gets the first address.

    An act that was refused and keeps what it did until then answers "": nothing is remembered of it.
    Raises SameKeyOtherBody as ``first_result``.
    """
    location = first_result(request)
    if location is not None:
        return location
    key = key_of(request)
    if not key:
        return act()
    try:
        with transaction.atomic():
            row = RepeatedRequest.objects.create(user=request.user, key=key, body_hash=body_hash(request), location="")
            row.location = act()
            if row.location:
                row.save(update_fields=["location"])
            else:
                row.delete()
            return row.location
    except IntegrityError:
        # The twin request won the race: it has committed by now. Anything else is a real error.
        location = first_result(request)
        if location is None:
            raise
        return location


def forget_old() -> None:
    """Drop the keys of forms sent more than ``KEPT`` ago: no browser sends those again."""
    RepeatedRequest.objects.filter(at__lt=timezone.now() - KEPT).delete()
