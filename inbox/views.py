"""A person's notices."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from inbox import actions, queries
from inbox.forms import ChoicesForm
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


@login_required
@require_http_methods(["GET", "POST"])
def settings(request) -> HttpResponse:
    """Each kind of notice has its own switch: here and by e-mail, here only, not at all."""
    chosen = queries.choices_of(request.user)
    initial = {"email": queries.email_wanted(request.user), **chosen}
    form = ChoicesForm(request.POST or None, keys=chosen, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.choose(request.user, email=form.cleaned_data["email"], ways=form.ways())
        messages.success(request, _("Your choices are kept."))
        return redirect("inbox:settings")
    context = {"form": form, "here": "account"}
    return render(request, "inbox/settings.html", context, status=422 if form.errors else 200)
