"""One form makes one page, when its author saves while the editor's own autosave is still making it."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpResponse
from django.utils import timezone
from wagtail.models import Page

CREATE = "wagtailadmin_pages:add"
# The answer to an autosave turns the form into the page's own; it is not awaited longer.
ON_ITS_WAY = timedelta(minutes=1)


def forget_autosaved_twin(request, parent: Page, page_class: type[Page]) -> None:
    """The draft that the same form has just made by itself gives way to what its author saves."""
    if request.method != "POST" or not request.accepts("text/html"):  # the autosave itself wants JSON
        return
    twin = _autosaved_twin(request, parent, page_class)
    if twin is not None:
        twin.delete(user=request.user)


def _autosaved_twin(request, parent: Page, page_class: type[Page]) -> Page | None:
    drafts = page_class._default_manager.child_of(parent).filter(
        owner=request.user,
        live=False,
        first_published_at=None,
        title=request.POST.get("title", ""),
        slug=request.POST.get("slug", ""),
        latest_revision_created_at__gte=timezone.now() - ON_ITS_WAY,
    )
    return next((draft for draft in drafts if draft.revisions.count() == 1), None)


class SecondTry:
    """Middleware: two savings that passed each other's checks clash on the slug; the second is judged again."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception) -> HttpResponse | None:
        match = request.resolver_match
        clashed = isinstance(exception, IntegrityError | ValidationError)
        if not clashed or not match or match.view_name != CREATE or getattr(request, "tried_again", False):
            return None
        request.tried_again = True
        return match.func(request, *match.args, **match.kwargs)
