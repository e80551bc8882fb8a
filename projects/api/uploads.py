"""Files: what a version holds, their bytes, and big ones that arrive in pieces."""

from typing import Literal

from django.http import HttpResponse
from ninja import Router, Status

from cohorts.views.common import require
from core import uploads
from core.api import BYTES, answers, told
from core.numbers import whole
from projects import actions, queries
from projects.draft_schemas import ChangesOut, DraftOut, UploadOut
from projects.models import Version
from projects.payloads import BatchIn, UploadIn
from projects.schemas import FilePage
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
    return uploads.serve(found.blob.content, found.name)


@router.delete("/files/{int:pk}", response=answers(None))
def remove_file(request, pk: int):
    """Take a file out of the draft."""
    actions.remove_draft_file(find_file(request, pk), by=request.user)
    return Status(204, None)


@router.post("/submissions/{int:pk}/uploads", response=answers(UploadOut))
def begin_upload(request, pk: int, payload: UploadIn):
    """Announce a file of the draft. With its ``sha256``, the very same one goes on where it was, and other bytes than
    those are refused; without it, an upload begins anew."""
    found = find_submission(request, pk)
    require(request, "projects.submit_submission", found)
    return actions.begin_upload(found, by=request.user, **payload.dict())


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
def finish_upload(request, token: str, same_names: Literal["", "replace", "beside"] = ""):
    """Put the whole file, or the files of an archive, into the draft; asked again, the answer is the same.

    409 with ``asked``, the paths, while files would replace others that came by another archive or folder: finish with
    ``same_names``, "replace" or "beside" (in a folder of its own), or give the upload up.
    """
    try:
        return actions.finish_upload(find_upload(request, token), by=request.user, same_names=same_names)
    except actions.SameNames as same:
        return told(409, same.messages[0], asked=same.paths)


@router.post("/submissions/{int:pk}/draft/files/replace", response=answers(DraftOut))
def replace_files(request, pk: int, payload: BatchIn):
    """Let the draft hold what came with this ``batch``, and nothing else; nothing happens while nothing has."""
    found = find_submission(request, pk)
    require(request, "projects.submit_submission", found)
    return actions.close_batch(found, by=request.user, batch=payload.batch, replaces_all=True, source="", left_out={})


@router.get("/submissions/{int:pk}/draft/changes", response=answers(ChangesOut))
def draft_changes(request, pk: int):
    """What the draft changes since the last version handed in, what was left out of it, what it asks."""
    return ChangesOut.of(queries.draft_report(find_draft(request, pk)))


@router.post("/files/{int:pk}/keep", response=answers(None))
def keep_file(request, pk: int):
    """Say that a file which may hold a secret is handed in on purpose."""
    actions.want_file(find_file(request, pk), by=request.user)
    return Status(204, None)


@router.delete("/uploads/{slug:token}", response=answers(None))
def abandon_upload(request, token: str):
    """Give an upload up."""
    actions.forget_upload(find_upload(request, token))
    return Status(204, None)
