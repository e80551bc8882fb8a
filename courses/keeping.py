"""The editor deletes nothing that is in use: it says what holds the thing, and how to put it out of sight instead."""

from django.apps import apps
from django.db import models
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.admin.views.generic import DeleteView
from wagtail.models import Page

from core.uses import uses_of

IDS = ("pk", "image_id", "document_id")


class KeepWhatIsUsed:
    """Middleware before every deletion of the editor but a page's, which has a hook of its own."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs) -> HttpResponse | None:
        if request.resolver_match.url_name == "wagtail_bulk_action" and request.method == "GET":
            return _asked_of_several(request, **kwargs)
        model = _deleted_by(view)
        pk = next((kwargs[name] for name in IDS if name in kwargs), None)
        if model is None or pk is None or not request.user.has_perm("wagtailadmin.access_admin"):
            return None
        back = reverse(f"{request.resolver_match.namespace}:index")
        return in_use(request, [get_object_or_404(model, pk=pk)], back=back)


def _asked_of_several(request, app_label: str, model_name: str, action: str) -> HttpResponse | None:
    """The question before several are deleted, answered as its confirmation would be."""
    asked = bulk_action_registry.get_bulk_action_class(app_label, model_name, action)
    if asked is None or action != "delete" or not request.user.has_perm("wagtailadmin.access_admin"):
        return None
    found = asked(request, apps.get_model(app_label, model_name))
    return in_use(request, found.get_actionable_objects()[0], back=found.next_url)


def _deleted_by(view) -> type[models.Model] | None:
    """The model that a deletion of Wagtail's is about; None for any other view."""
    view_class = getattr(view, "view_class", None)
    if view_class is None or not issubclass(view_class, DeleteView):
        return None
    return view.view_initkwargs.get("model") or view_class.model


def in_use(request, things: list, *, back: str) -> HttpResponse | None:
    """The page that says what holds those of ``things`` that are in use; None when nothing does.

    Asking and confirming get the same page: nothing is deleted, not even those of the others.
    """
    held = [(thing, uses) for thing in things if (uses := uses_of(thing))]
    if not held:
        return None
    page = held[0][0] if len(things) == 1 and isinstance(things[0], Page) else None
    may_unpublish = page is not None and page.permissions_for_user(request.user).can_unpublish()
    context = {"held": held, "back": back, "page": page, "may_unpublish": may_unpublish}
    return render(request, "courses/admin/in_use.html", context)


def page_in_use(request, page: Page) -> HttpResponse | None:
    """As ``in_use``, for one page of the tree."""
    return in_use(request, [page], back=reverse("wagtailadmin_explore", args=[page.get_parent().pk]))
