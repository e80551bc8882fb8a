"""The public site's addresses."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe
from wagtail import views as wagtail_views

from home import queries, workspaces


@require_safe
def root(request) -> HttpResponseRedirect:
    """``/`` leads to the home page in the visitor's language."""
    return redirect(f"/{request.LANGUAGE_CODE}/")


def page(request, path: str) -> HttpResponse:
    """A Wagtail page at its own address: in one query for the public kinds, else as Wagtail does."""
    found = queries.public_page(path) if request.method in ("GET", "HEAD") else None
    return found.serve(request) if found else wagtail_views.serve(request, path)


@require_safe
def search(request) -> HttpResponse:
    """Public pages by their words; learners also find the lessons they read."""
    text = " ".join(request.GET.get("q", "").split())[:80]
    results = queries.find(text, request.user) if text else []
    return render(request, "home/search.html", {"text": text, "results": results, "here": "search"})


@login_required
@require_POST
def switch(request) -> HttpResponse:
    """Work as another of one's roles, or in another of one's cohorts."""
    if workspaces.switch(request, request.POST.get("workspace", "")) is None:
        raise Http404
    return redirect("today")


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request) -> HttpResponse:
    """Robots read the public pages and nothing else."""
    closed = ["/admin/", "/accounts/", "/api/", "/compte/", "/recherche/", "/documents/"]
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in closed),
        f"Sitemap: {settings.BASE_URL}{reverse('sitemap')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
