"""A form that the editor did not make is answered 400: some of Wagtail's views fail on what they miss."""

from json import JSONDecodeError

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.datastructures import MultiValueDictKeyError
from django.views.defaults import bad_request

# A view made to fail, to try the page of errors.
MADE_TO_FAIL = "failwhale"
LINK_CHOOSER = ("wagtailadmin_choose_page_external_link", "external-link-chooser-url")


class MalformedForm:
    """Middleware of the editor's addresses."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs) -> None:
        """The chooser of outside links fails on an empty address instead of asking for one."""
        if request.path == f"{reverse('wagtailadmin_home')}{MADE_TO_FAIL}/":
            raise Http404
        name, field = LINK_CHOOSER
        if request.method == "POST" and request.resolver_match.view_name == name and not request.POST.get(field):
            raise SuspiciousOperation(field)

    def process_exception(self, request, exception) -> HttpResponse | None:
        """A part of the form is missing, or is no JSON where JSON is meant."""
        missed = isinstance(exception, MultiValueDictKeyError | JSONDecodeError)
        if missed and request.method == "POST" and request.path.startswith(reverse("wagtailadmin_home")):
            return bad_request(request, exception)
        return None
