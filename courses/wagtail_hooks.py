"""The Wagtail admin as an operator's staff see it: lists without the others, menus without shut screens."""

import wagtail.images.views.chooser as image_chooser
from django.http import Http404
from django.templatetags.static import static
from django.urls import include, path, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import filters
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.models import Page

from courses.autosave import forget_autosaved_twin
from courses.explorable import colleagues, explorable, sees_every_operator
from courses.keeping import in_use, page_in_use
from courses.reading import may_read_document

OPEN_REPORTS = {"aging-pages"}


@hooks.register("construct_page_chooser_queryset")
def only_explorable_pages(pages, request):
    """The page chooser lists what its user may explore."""
    if sees_every_operator(request.user):
        return pages
    return pages.filter(pk__in=explorable(Page, request.user).values("pk"))


@hooks.register("construct_reports_menu")
def only_open_reports(request, menu_items) -> None:
    if not sees_every_operator(request.user):
        menu_items[:] = [item for item in menu_items if item.name in OPEN_REPORTS]


@hooks.register("construct_settings_menu")
def no_settings(request, menu_items) -> None:
    if not sees_every_operator(request.user):
        menu_items.clear()


@hooks.register("before_serve_document")
def only_to_its_readers(document, request) -> None:
    """A lesson's document is as walled as the lesson."""
    if not may_read_document(document, request.user):
        raise Http404


hooks.register("before_create_page", forget_autosaved_twin)
hooks.register("before_delete_page", page_in_use)


@hooks.register("before_bulk_action")
def nothing_in_use_is_deleted_with_others(request, action_type, objects, action):
    """One of them in use, and none is deleted."""
    return in_use(request, objects, back=action.next_url) if action_type == "delete" else None


@hooks.register("register_admin_urls")
def own_addresses() -> list:
    return [path("", include("courses.urls"))]


@hooks.register("register_admin_menu_item")
def way_back() -> MenuItem:
    """The first entry of the admin's menu leads back to the product."""
    return MenuItem(_("Back to Minwal"), reverse_lazy("today"), name="minwal", icon_name="home", order=1)


@hooks.register("insert_global_admin_css")
def minwal_colours() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("insert_editor_js")
def last_words() -> str:
    return format_html('<script src="{}"></script>', static("js/editing.js"))


def _only_colleagues(original):
    """A filter by person offers colleagues; a stranger's name is another operator's."""

    def get_queryset(self, request):
        people = original(self, request)
        if people is None or sees_every_operator(request.user):
            return people
        return people.filter(pk__in=colleagues(request.user).values("pk"))

    return get_queryset


def _no_popular_tags(model, count=10) -> list:
    # Wagtail counts the tags of every collection: they would tell other operators' words.
    return []


# A full page of the explorer costs and weighs little more than one of a few pages.
ExplorableIndexView.paginate_by = 12
filters.MultipleUserFilter.get_queryset = _only_colleagues(filters.MultipleUserFilter.get_queryset)
filters.popular_tags_for_model = image_chooser.popular_tags_for_model = _no_popular_tags
