"""Files of a draft: big ones in pieces, the list of what is there, a version's files to download."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohorts.views.common import require
from core.numbers import whole
from projects import actions, queries
from projects.draft_forms import BatchForm
from projects.models import Upload, Version, VersionFile
from projects.views.work import find_file, find_submission, visible_submissions

FILES_PER_PAGE = 200


def _told(error: ValidationError) -> JsonResponse:
    """A refusal; with ``asked``, the paths that wait for an answer."""
    asked = {"asked": error.paths} if isinstance(error, actions.SameNames) else {}
    return JsonResponse({"error": " ".join(error.messages), **asked}, status=409 if asked else 422)


@login_required
@require_POST
def begin(request, pk: int) -> JsonResponse:
    """Announce a file of the draft; the answer says where its pieces go and how much has arrived before."""
    found = find_submission(request, pk)
    require(request, "projects.submit_submission", found)
    size = whole(request.POST.get("size", ""))
    said = {name: request.POST.get(name, "") for name in ("path", "sha256", "source", "batch")}
    try:
        if size is None:
            raise ValidationError(_("The size of the file is missing."))
        replaces = request.POST.get("mode") == "all"
        upload = actions.begin_upload(found, by=request.user, size=size, replaces_all=replaces, **said)
    except ValidationError as error:
        return _told(error)
    address = reverse("projects:upload", args=[upload.token])
    return JsonResponse({"address": address, "piece": actions.PIECE, **_state(upload)})


def _state(upload: Upload) -> dict:
    done = upload.state == Upload.State.DONE
    return {"received": upload.received, "done": done, "read": upload.files_read}


def find_upload(request, token: str) -> Upload:
    """One's own file on its way."""
    mine = Upload.objects.filter(by=request.user, submission__in=visible_submissions(request))
    return get_object_or_404(mine.select_related("submission__assignment__cohort"), token=token)


@login_required
@require_http_methods(["GET", "POST"])
def upload(request, token: str) -> JsonResponse:
    """POST: the bytes from ``Upload-Offset``; the last piece puts the file into the draft, and sent again it answers
    the same. GET: how much is there, how many files of an archive were read.

    409 says from which byte to go on when the piece does not continue what has arrived.
    """
    found = find_upload(request, token)
    if request.method != "POST":
        return JsonResponse(_state(found))
    offset = whole(request.headers.get("Upload-Offset", ""))
    try:
        if offset is None:
            raise actions.WrongOffset(found.received)
        if found.state == Upload.State.SENDING:
            # Read, not ``request.body``: a request is freed late, and would hold its megabyte until then.
            actions.add_piece(found, by=request.user, offset=offset, data=request.read(actions.PIECE + 1))
        if found.received == found.size:
            actions.finish_upload(found, by=request.user)
    except actions.WrongOffset as wrong:
        return JsonResponse({"received": wrong.received}, status=409)
    except Upload.DoesNotExist as gone:
        raise Http404 from gone  # given up meanwhile
    except ValidationError as error:
        return _told(error)
    return JsonResponse(_state(found))


@login_required
@require_POST
def batch_close(request, pk: int) -> JsonResponse:
    """All that was sent together has arrived: take the rest out where it was to replace it, note what was left out."""
    found = find_submission(request, pk)
    require(request, "projects.submit_submission", found)
    form = BatchForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": _("What you sent cannot be read.")}, status=422)
    actions.close_batch(found, by=request.user, **form.cleaned_data)
    return JsonResponse({"done": True})


@login_required
@require_POST
def same_names(request, pk: int) -> HttpResponse:
    """Say what becomes of files of the same names."""
    found = find_submission(request, pk)
    require(request, "projects.submit_submission", found)
    asked = {name: request.POST.get(name, "") for name in ("batch", "answer")}
    try:
        actions.answer_same_names(found, by=request.user, **asked)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(f"{reverse('projects:submission', args=[pk])}#hand-in")


@login_required
@require_POST
def want(request, pk: int) -> HttpResponse:
    """Say that a file which may hold a secret is handed in on purpose."""
    found = find_file(request, pk)
    actions.want_file(found, by=request.user)
    return redirect(f"{reverse('projects:submission', args=[found.version.submission_id])}#hand-in")


@login_required
@require_POST
def upload_abandon(request, token: str) -> JsonResponse:
    """Give an upload up."""
    actions.forget_upload(find_upload(request, token))
    return JsonResponse({})


@login_required
@require_safe
def draft_files(request, pk: int) -> HttpResponse:
    """What the draft holds now, for the page that is sending files; with ``tout``, a page of every file."""
    found = find_submission(request, pk)
    require(request, "projects.submit_submission", found)
    draft = found.versions.filter(submitted_at=None).first()
    if "tout" in request.GET:
        return _every_draft_file(request, found, draft)
    return render(request, "projects/_draft_files.html", {"submission": found, **queries.draft_files(draft)})


def _every_draft_file(request, found, draft: Version | None) -> HttpResponse:
    rows = VersionFile.objects.filter(version=draft).select_related("blob")
    files = Paginator(rows, FILES_PER_PAGE).get_page(request.GET.get("page"))
    context = {"here": "projects", "submission": found, "assignment": found.assignment, "files": files}
    return render(request, "projects/draft_files.html", context)


@login_required
@require_POST
def draft_files_remove(request, pk: int) -> HttpResponse:
    """Take every file out of the draft."""
    actions.remove_draft_files(find_draft(request, pk), by=request.user)
    return redirect(f"{reverse('projects:submission', args=[pk])}#hand-in")


def find_draft(request, pk: int) -> Version:
    """The draft of a work, for its team; 404 while there is none."""
    found = find_submission(request, pk)
    require(request, "projects.submit_submission", found)
    drafts = Version.objects.filter(submitted_at=None).select_related("submission__assignment__cohort", "saved_by")
    return get_object_or_404(drafts, submission=found)


def find_version(request, pk: int) -> Version:
    """A version that was handed in, of a work that is visible."""
    rows = Version.objects.select_related("submission__assignment__cohort", "submitted_by")
    return get_object_or_404(
        rows.filter(submission__in=visible_submissions(request), submitted_at__isnull=False), pk=pk
    )


@login_required
@require_safe
def version(request, pk: int) -> HttpResponse:
    """A version handed in: its receipt and all its files, to whoever may see the submission."""
    found = find_version(request, pk)
    files = Paginator(found.files.select_related("blob"), FILES_PER_PAGE).get_page(request.GET.get("page"))
    learns = request.user.has_perm("projects.submit_submission", found.submission)
    context = {
        "here": "projects" if learns else "queue",
        "submission": found.submission,
        "assignment": found.submission.assignment,
        "cohort": found.submission.cohort,
        "version": found,
        "files": files,
        "criteria": queries.own_levels(found),
    }
    return render(request, "projects/version.html", context)
