"""The files of a version at the desk: each has its own address, as a part of the page or as a page of its own."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cohorts.views.common import require
from core import uploads
from core.numbers import whole
from projects import actions, queries
from projects.forms import RemarkForm
from projects.models import Submission, VersionFile
from projects.preview import folded_rows
from projects.views.desk import remark_context
from projects.views.work import find_submission


def find_review_file(request, pk: int, file_id: int) -> tuple[Submission, VersionFile]:
    """A file that was handed in, of a work the person may review."""
    found = find_submission(request, pk)
    require(request, "projects.review_submission", found)
    files = VersionFile.objects.select_related("version", "blob__small")
    file = get_object_or_404(files, pk=file_id, version__submission=found, version__submitted_at__isnull=False)
    file.version.submission = found
    return found, file


def _asked(request, file: VersionFile) -> dict[str, str]:
    """The file's own version is shown, unless it is the one compared with: then the file is gone."""
    asked = request.GET.dict()
    return asked if asked.get("depuis") == str(file.version.number) else {**asked, "v": str(file.version.number)}


def file_context(request, desk: queries.Desk, row: VersionFile) -> dict:
    """What a file's part or page shows: from the line asked for, or with the lines to unfold."""
    unfold = queries.unfolded(request.GET.get("pli", ""))
    view = queries.view_file(desk, row, first=whole(request.GET.get("de", "")) or 1, unfold=unfold)
    if request.htmx and unfold and view.kind == "diff":
        view.segments = folded_rows(view, unfold)
    return {"submission": desk.submission, "desk": desk, "view": view, "part": bool(request.htmx)}


def part_template(request) -> str:
    """Of the fragments of a file: its lines to unfold, or all of it."""
    return "projects/_rows.html" if "pli" in request.GET else "projects/_file_body.html"


@login_required
@require_safe
def file(request, pk: int, file_id: int) -> HttpResponse:
    """One file, whole or by what changed; htmx gets the part, a plain link the page with the form of a remark."""
    found, row = find_review_file(request, pk, file_id)
    holds = actions.renew_claim(found, by=request.user, at=timezone.now())
    desk = queries.open_desk(found, request.user, _asked(request, row))
    context = {
        **file_context(request, desk, row),
        "commentable": holds and desk.is_current and row.version_id == desk.shown.pk,
    }
    if request.htmx:
        return render(request, part_template(request), context)
    line = whole(request.GET.get("ligne", ""))
    lines = queries.line_at(row, line)
    initial = {"path": row.path, "line": line, "last_line": line, "suggestion": lines, "suggested_from": lines}
    form = RemarkForm(submission=found, initial=initial)
    request.embeds_documents = context["view"].embedded
    context["viewed"] = (row.blob_id, row.path) in queries.viewed_keys(found, request.user)
    context |= {"here": "queue", "assignment": found.assignment, "cohort": found.cohort, "form": form}
    return render(request, "projects/review_file.html", {**context, **remark_context(found)})


@login_required
@require_safe
def raw(request, pk: int, file_id: int) -> HttpResponse:
    """The bytes: pictures, plain text and PDF in the browser, sealed off; anything else is only downloaded."""
    _found, row = find_review_file(request, pk, file_id)
    return uploads.show(row.blob.content, row.name, row.blob.content_type)


@login_required
@require_POST
def viewed(request, pk: int, file_id: int) -> HttpResponse:
    """Mark a file as read, or as to read again."""
    _found, row = find_review_file(request, pk, file_id)
    if request.POST.get("vu") == "0":
        actions.unmark_viewed(row, by=request.user)
    else:
        actions.mark_viewed(row, by=request.user)
    if request.htmx:
        context = {"submission": row.version.submission, "file": row, "viewed": request.POST.get("vu") != "0"}
        if "compte" in request.POST:
            total, read = queries.count_read(row.version, request.user)
            context |= {"counted": True, "total": total, "read": read}
        return render(request, "projects/_viewed.html", context)
    return redirect(f"{reverse('projects:review', args=[pk])}#fichier-{file_id}")
