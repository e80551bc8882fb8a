"""What the editor asks for besides Wagtail's own screens."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from courses.explorable import explorable
from courses.models import BootcampPage


@require_safe
def practice(request, page_id: int) -> HttpResponse:
    """The practice share of a bootcamp as it is written now, for the form that has just saved itself."""
    bootcamp = get_object_or_404(explorable(BootcampPage, request.user), pk=page_id)
    return render(request, "courses/admin/_practice_share.html", {"bootcamp": bootcamp})
