"""Answers that belong to no app: health, errors."""

from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def health(request) -> JsonResponse:
    """Say that the process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def csrf_failure(request, reason="") -> HttpResponse:
    """A form from another site or an expired page: 403 with a sentence."""
    return render(request, "403.html", {"expired": True}, status=403)


def server_error(request) -> HttpResponse:
    """500 in our look; falls to the plain page when even that fails."""
    return render(request, "500.html", {"reference": getattr(request, "reference", "")}, status=500)
