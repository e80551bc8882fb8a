"""Who reads a lesson, a brief and their documents, and where: higher apps say it, pages ask it."""

from collections.abc import Callable

from django.http import Http404, HttpResponseRedirect
from wagtail.documents import get_document_model
from wagtail.models import Page, ReferenceIndex

from courses.explorable import explorable

_readers: list[Callable] = []
_document_readers: list[Callable] = []


def reader(function: Callable) -> Callable:
    """Register ``function(page, user) -> address or None``: where ``user`` reads ``page``."""
    _readers.append(function)
    return function


def document_reader(function: Callable) -> Callable:
    """Register ``function(document, user) -> bool``: what else than a page of today shows ``document`` to ``user``."""
    _document_readers.append(function)
    return function


def redirect_to_reader(page, request) -> HttpResponseRedirect | None:
    """Send whoever may read ``page`` to where they read it; None for its authors, who see it where it is.

    Raises Http404 for everybody else.
    """
    if address := _address(page, request.user):
        return HttpResponseRedirect(address)
    if page.permissions_for_user(request.user).can_edit():
        return None
    raise Http404


def _address(page, user) -> str | None:
    return next((address for function in _readers if (address := function(page, user))), None)


def may_read_document(document, user) -> bool:
    """Whether ``user`` may have a document of the editor: its authors, and whoever reads a page that shows it."""
    if user.is_authenticated and explorable(get_document_model(), user).filter(pk=document.pk).exists():
        return True
    if any(_reads(page, user) for page in _pages_showing(document)):
        return True
    return any(function(document, user) for function in _document_readers)


def _pages_showing(document) -> list[Page]:
    shown = ReferenceIndex.get_references_to(document).values_list("object_id", flat=True)
    pages = [
        int(pk) for pk in shown.filter(base_content_type__app_label="wagtailcore", base_content_type__model="page")
    ]
    return list(Page.objects.live().filter(pk__in=pages).specific())


def _reads(page, user) -> bool:
    """A page of the public site is anybody's; a walled one is read by whom its reader knows."""
    return not getattr(page, "is_walled", False) or _address(page, user) is not None
