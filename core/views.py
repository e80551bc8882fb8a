"""Answers that belong to no app: health, errors."""

import logging
import sys

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import disk
from core.components import SampleForm, all_looks
from core.events import after, groups_for, signal
from core.health import state
from core.icons import PATHS
from core.models import Event
from core.numbers import whole

logger = logging.getLogger(__name__)


@require_safe
def health(request) -> JsonResponse:
    """Say that the process answers and reaches its database, and which comfort is missing.

    200 as long as pages are answered; with ``?strict=1`` 503 when something is missing.
    """
    found = state()
    well = found["status"] == "ok"
    return JsonResponse(found, status=200 if well or "strict" not in request.GET else 503)


@login_required
@require_safe
def events(request) -> JsonResponse:
    """The polling twin of ``/ws/evenements/``: signals after number ``apres`` for this person.

    Without a number it answers the latest one, from which to poll.
    """
    last = whole(request.GET.get("apres", ""))
    if last is None:
        latest = Event.objects.order_by("-pk").values_list("pk", flat=True).first()
        return JsonResponse({"last": latest or 0, "events": []})
    found = after(last, groups_for(request.user))
    return JsonResponse(
        {"last": max([last, *(event.pk for event in found)]), "events": [signal(event) for event in found]}
    )


@login_required
@require_safe
def styleguide(request) -> HttpResponse:
    """Every component with a sample of its context, for staff."""
    if not request.user.has_perm("core.view_styleguide"):
        raise Http404
    return render(
        request, "styleguide.html", {"looks": all_looks(), "form": SampleForm({"name": ""}), "drawings": sorted(PATHS)}
    )


def csrf_failure(request, reason="") -> HttpResponse:
    """A form from another site or an expired page: 403 with a sentence."""
    return render(request, "403.html", {"expired": True}, status=403)


def server_error(request) -> HttpResponse:
    """500 in our look; 507 where the disk is full, wherever around the view that was noticed."""
    reference = getattr(request, "reference", "")
    if disk.is_full(sys.exc_info()[1]):
        logger.error("reference %s: no room left", reference)
        return disk.answer(request)
    logger.error("reference %s: %s %s", reference, request.method, request.path)
    return render(request, "500.html", {"reference": reference}, status=500)
