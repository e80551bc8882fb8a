"""Files: what a version holds, their bytes, and big ones that arrive in pieces."""

from django.http import HttpResponse
from ninja import Router, Status

from cohorts.views.common import require
from core import uploads
from core.api import BYTES, answers
from core.numbers import whole
from projects import actions, queries
from projects.models import Version
from projects.payloads import UploadIn
from projects.schemas import DraftOut, FilePage, UploadOut
from projects.views.uploads import find_draft, find_upload, find_version
from projects.views.work import find_file, find_submission

router = Router()


def _page(version: Version, after: str) -> dict:
    rows, following = queries.files_after(version, after)
    return {"items": rows, "next": following}


@router.get("/versions/{int:pk}/files", response=answers(FilePage))
def version_files(request, pk: int, after: str = ""):
    """The files of a version handed in."""
    return _page(find_version(request, pk), after)


@router.get("/submissions/{int:pk}/draft/files", response=answers(FilePage))
def draft_files(request, pk: int, after: str = ""):
    """The files of the team's draft, for its team alone."""
    return _page(find_draft(request, pk), after)


@router.delete("/submissions/{int:pk}/draft/files", response=answers(None))
def empty_draft(request, pk: int):
    """Take every file out of the draft."""
    actions.remove_draft_files(find_draft(request, pk), by=request.user)
    return Status(204, None)


@router.get("/files/{int:pk}/content", openapi_extra=BYTES)
def content(request, pk: int) -> HttpResponse:
    """The bytes of a file, as an inert attachment; a draft's to its team alone."""
    found = find_file(request, pk)
    return uploads.serve(found.blob.file, found.name)


@router.delete("/files/{int:pk}", response=answers(None))
def remove_file(request, pk: int):
    """Take a file out of the draft."""
    actions.remove_draft_file(find_file(request, pk), by=request.user)
    return Status(204, None)


@router.post("/submissions/{int:pk}/uploads", response=answers(UploadOut))
def begin_upload(request, pk: int, payload: UploadIn):
    """Announce a file of the draft; one announced before and unfinished goes on where it was."""
    found = find_submission(request, pk)
    require(request, "projects.submit_submission", found)
    return actions.begin_upload(found, by=request.user, path=payload.path, size=payload.size)


@router.get("/uploads/{slug:token}", response=answers(UploadOut))
def upload(request, token: str):
    """How much of it has arrived."""
    return find_upload(request, token)


BYTES = {"requestBody": {"required": True, "content": {"application/octet-stream": {}}}}
BYTES |= {"parameters": [{"in": "header", "name": "Upload-Offset", "required": True, "schema": {"type": "integer"}}]}


@router.put("/uploads/{slug:token}", response=answers(UploadOut), openapi_extra=BYTES)
def put_piece(request, token: str):
    """The bytes from ``Upload-Offset``, a mebibyte at most; 409 says from which byte to go on."""
    found = find_upload(request, token)
    offset = whole(request.headers.get("Upload-Offset", ""))
    if offset is None:
        raise actions.WrongOffset(found.received)
    return actions.add_piece(found, by=request.user, offset=offset, data=request.read(actions.PIECE + 1))


@router.post("/uploads/{slug:token}/finish", response=answers(DraftOut))
def finish_upload(request, token: str):
    """Put the whole file, or the files of an archive, into the draft."""
    return actions.finish_upload(find_upload(request, token), by=request.user)


@router.delete("/uploads/{slug:token}", response=answers(None))
def abandon_upload(request, token: str):
    """Give an upload up."""
    actions.forget_upload(find_upload(request, token))
    return Status(204, None)
