"""The operator wall round the Wagtail admin: deny by default.

What is not listed here does not exist for an operator's staff, and every id in an address must be
of something they may see. An address or an argument that a new Wagtail brings is a 404 until it is
listed (docs/decisions/0003-operator-wall.md).
"""

from collections.abc import Callable

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from wagtail.admin.models import EditingSession
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from core.numbers import whole
from courses.explorable import explorable, sees_every_operator

Judge = Callable[..., bool]


def _may_see(get_model: Callable) -> Judge:
    return lambda user, pk: explorable(get_model(), user).filter(pk=pk).exists()


def _own_session(user, pk) -> bool:
    return EditingSession.objects.filter(pk=pk, user=user).exists()


def _not_judged_here(user, pk) -> bool:
    return True


page, image, document = _may_see(lambda: Page), _may_see(get_image_model), _may_see(get_document_model)
PAGE_IDS = {"page_id": page, "parent_page_id": page, "page_to_move_id": page, "destination_id": page, "pk": page}
NO_IDS: dict[str, Judge] = {}

# view name -> who judges each id of its address
OPEN: dict[str, dict[str, Judge]] = {
    "wagtailadmin_home": NO_IDS,
    "courses_practice": PAGE_IDS,
    "wagtailadmin_account": NO_IDS,
    "wagtailadmin_logout": NO_IDS,
    "wagtailadmin_dismissibles": NO_IDS,
    "wagtailadmin_sprite": NO_IDS,
    "wagtailadmin_javascript_catalog": NO_IDS,
    "wagtailadmin_block_preview": NO_IDS,
    "wagtailadmin_api:pages:listing": NO_IDS,
    "wagtailadmin_api:pages:detail": PAGE_IDS,
    "wagtailadmin_explore_root": NO_IDS,
    "wagtailadmin_explore": PAGE_IDS,
    "wagtailadmin_explore_results": PAGE_IDS,
    "wagtailadmin_choose_page": NO_IDS,
    "wagtailadmin_choose_page_child": PAGE_IDS,
    "wagtailadmin_choose_page_search": NO_IDS,
    "wagtailadmin_choose_page_chosen_multiple": NO_IDS,
    "wagtailadmin_choose_page_external_link": NO_IDS,
    "wagtailadmin_choose_page_email_link": NO_IDS,
    "wagtailadmin_choose_page_phone_link": NO_IDS,
    "wagtailadmin_choose_page_anchor_link": NO_IDS,
    "wagtailadmin_editing_sessions:release": {"session_id": _own_session},
    # A ping without a session of one's own opens a new one; its object is judged with the query's ids.
    "wagtailadmin_editing_sessions:ping": {"session_id": _not_judged_here},
    "wagtailadmin_reports:aging_pages": NO_IDS,
    "wagtailadmin_reports:aging_pages_results": NO_IDS,
    "wagtailembeds:chooser": NO_IDS,
    "wagtailembeds:chooser_upload": NO_IDS,
    "wagtail_bulk_action": NO_IDS,
}
OPEN_NAMESPACES: dict[str, dict[str, Judge]] = {
    "wagtailadmin_pages": PAGE_IDS,
    "wagtailimages": {"image_id": image},
    "wagtailimages_chooser": {"image_id": image, "pk": image},
    "wagtaildocs": {"document_id": document, "doc_id": document},
    "wagtaildocs_chooser": {"pk": document},
}
# Inside the open namespaces: names of other operators' editors, and of every group.
SHUT = {"wagtailadmin_pages:type_use", "wagtailadmin_pages:type_use_results", "wagtailadmin_pages:set_privacy"}
# Looked up by Wagtail under the object that was judged, or no id at all.
HARMLESS = {
    "revision_id",
    "revision_id_a",
    "revision_id_b",
    "task_id",
    "task_state_id",
    "workflow_state_id",
    "uploaded_file_id",
    "filter_spec",
    "action_name",
    "content_type_app_name",
    "content_type_model_name",
    "app_label",
    "model_name",
    "action",
    "object_id",
}
CHOSEN_IN_QUERY = {
    "wagtailadmin_choose_page_chosen_multiple": lambda: Page,
    "wagtailimages_chooser:chosen_multiple": get_image_model,
    "wagtaildocs_chooser:chosen_multiple": get_document_model,
}
NAMES_ITS_MODEL = {"wagtail_bulk_action", "wagtailadmin_editing_sessions:ping"}


def judges_of(match) -> dict[str, Judge] | None:
    """Who judges the ids of a resolved address; None where the address is shut."""
    if match.view_name in SHUT:
        return None
    return OPEN.get(match.view_name, OPEN_NAMESPACES.get(match.namespace))


class OperatorWall:
    """Middleware that judges every admin address before its view runs."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs) -> None:
        if not request.path.startswith(reverse("wagtailadmin_home")) or not request.user.is_authenticated:
            return
        if not request.user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied("wagtailadmin.access_admin")  # Wagtail would send them round to the log-in door
        if sees_every_operator(request.user):
            return
        judges = judges_of(request.resolver_match)
        # Positional ids could not be judged by name.
        if judges is None or args:
            raise Http404
        for name, value in kwargs.items():
            if name not in HARMLESS and not (name in judges and judges[name](request.user, value)):
                raise Http404
        _judge_query(request, kwargs)
        _judge_destination(request)


def _judge_query(request, kwargs: dict) -> None:
    """The ids of a bulk action, a multiple choice or an editing session are in the query."""
    name = request.resolver_match.view_name
    if name in NAMES_ITS_MODEL:
        model = _model_or_404(kwargs["app_label"], kwargs["model_name"])
    elif name in CHOSEN_IN_QUERY:
        model = CHOSEN_IN_QUERY[name]()
    else:
        return
    wanted = {*request.GET.getlist("id"), *request.GET.getlist("childOf")}
    if "object_id" in kwargs:
        wanted.add(str(kwargs["object_id"]))
    # "all" asks the model, not the person; only the children of a visible page are a safe "all".
    if "all" in wanted and not (issubclass(model, Page) and request.GET.get("childOf")):
        raise Http404
    _require_all(model, request.user, wanted - {"all"})


def _judge_destination(request) -> None:
    """The parent a page is copied or moved to is named in the form."""
    wanted = {value for value in request.POST.getlist("new_parent_page") if value}
    if wanted and request.resolver_match.namespace == "wagtailadmin_pages":
        _require_all(Page, request.user, wanted)


def _require_all(model, user, ids: set[str]) -> None:
    if any(whole(value) is None for value in ids) or explorable(model, user).filter(pk__in=ids).count() != len(ids):
        raise Http404


def _model_or_404(app_label: str, model_name: str):
    try:
        return apps.get_model(app_label, model_name)
    except LookupError as error:
        raise Http404 from error
