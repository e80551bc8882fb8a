"""Where a lesson or a brief is read: higher apps say it, pages ask it."""

from collections.abc import Callable

from django.http import Http404, HttpResponseRedirect

_readers: list[Callable] = []


def reader(function: Callable) -> Callable:
    """Register ``function(page, user) -> address or None``: where ``user`` reads ``page``."""
    _readers.append(function)
    return function


def redirect_to_reader(page, request) -> HttpResponseRedirect:
    """Send whoever may read ``page`` to where they read it; a preview is rendered in place by Wagtail.

    Raises Http404 for everybody else.
    """
    for function in _readers:
        address = function(page, request.user)
        if address:
            return HttpResponseRedirect(address)
    raise Http404
