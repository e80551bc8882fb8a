"""A version as its team reads it, and whoever may see the work: files, differences, the sent remarks beside them."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from projects import queries
from projects.actions.files import is_editable
from projects.models import Submission, VersionFile
from projects.views.files import file_context, part_template
from projects.views.work import find_submission


def find_reading(request, pk: int, number: int) -> queries.Desk:
    """A version handed in of a work that is visible."""
    found = queries.open_reading(find_submission(request, pk), request.user, number, request.GET)
    if found is None:
        raise Http404
    return found


def _may(request, found: Submission) -> dict:
    """What the remarks beside the lines offer."""
    learns = request.user.has_perm("projects.submit_submission", found)
    return {
        "here": "projects" if learns else "queue",
        "submission": found,
        "assignment": found.assignment,
        "cohort": found.cohort,
        "may_edit": learns and is_editable(found),
        "may_answer": request.user.has_perm("projects.answer_submission", found),
        "trains": request.user.has_perm("projects.change_team", found),
    }


@login_required
@require_safe
def code(request, pk: int, number: int) -> HttpResponse:
    """The files of a version, the first one open; those below come as one scrolls."""
    desk = find_reading(request, pk, number)
    files = queries.files_of(desk)
    queries.open_first(desk, files, request.GET.get("fichier", ""))
    request.embeds_documents = files.hold_pdf
    hits = queries.search_version(files.rows, desk.shown, desk.wanted) if desk.wanted else None
    context = {**_may(request, desk.submission), "desk": desk, "files": files, "found": hits}
    return render(request, "projects/code.html", context)


@login_required
@require_safe
def file(request, pk: int, number: int, file_id: int) -> HttpResponse:
    """One of its files, or one gone since the version compared with: a part for htmx, else a page of its own."""
    desk = find_reading(request, pk, number)
    versions = [desk.shown.pk, *([desk.base.pk] if desk.base else [])]
    files = VersionFile.objects.select_related("version", "blob__small")
    row = get_object_or_404(files, pk=file_id, version__in=versions)
    context = {**_may(request, desk.submission), **file_context(request, desk, row)}
    if request.htmx:
        return render(request, part_template(request), context)
    request.embeds_documents = context["view"].embedded
    return render(request, "projects/code_file.html", context)
