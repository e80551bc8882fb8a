"""A person's notices."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from inbox import actions
from inbox.models import Notice

PAGE = 30


@login_required
@require_safe
def notices(request) -> HttpResponse:
    """All notices, newest first."""
    page = Paginator(Notice.objects.visible_to(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "inbox/list.html", {"page": page, "here": "inbox"})


@login_required
@require_safe
def unread(request) -> HttpResponse:
    """The bell with its count: polled each minute, fetched again on a signal."""
    count = Notice.objects.visible_to(request.user).unread().count()
    return render(request, "inbox/_bell.html", {"unread": count})


@login_required
@require_safe
def open_notice(request, pk: int) -> HttpResponse:
    """Mark a notice as read and go where it points."""
    notice = actions.mark_read(get_object_or_404(Notice.objects.visible_to(request.user), pk=pk))
    safe = url_has_allowed_host_and_scheme(notice.url, {request.get_host()}, require_https=request.is_secure())
    return redirect(notice.url if safe else "inbox:list")


@login_required
@require_POST
def read_all(request) -> HttpResponse:
    """Mark every notice as read."""
    actions.mark_all_read(request.user)
    return redirect("inbox:list")
