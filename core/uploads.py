"""The one way in and the one way out for people's files: every upload is hostile."""

import hashlib
import secrets
from pathlib import PurePosixPath

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.http import FileResponse, Http404
from django.template.defaultfilters import filesizeformat
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

PDF = "application/pdf"
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
# What a browser may show instead of saving; nothing here runs a script in a page of ours.
SHOWN = {"text/plain", PDF, *PICTURES}
# Viewers refuse a sandboxed document (Firefox, Safari), or lay themselves out by inline styles (Chromium).
PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
# What a project may hold; text formats are recognised by being text, the others by their first bytes.
BINARY_TYPES = {
    PDF,
    "application/zip",
    "application/gzip",
    "application/x-tar",
    *PICTURES,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
DIRECTION_MARKS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
SNIFFED_BYTES = 8192
# Of a longer text the beginning says how it is written.
TEXT_BYTES = 2 * 1024 * 1024
UTF_8, WINDOWS_1252 = "utf-8", "windows-1252"
# A text in a European language is mostly in ASCII, and has no control characters but those of its layout.
ASCII_SHARE = 0.5
ABOVE_ASCII = bytes(range(128, 256))
CONTROLS = bytes({*range(32), 127} - set(b"\t\n\f\r"))
# Windows, Linux and macOS.
PROGRAMS = (b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")


def private_storage():
    """Where people's files lie: outside every public address."""
    return storages["private"]


def random_name(instance, filename: str) -> str:
    """A storage name that tells nothing, in 256 folders; the person's own name is kept in the row."""
    token = secrets.token_hex(20)
    return f"{instance._meta.model_name}/{token[:2]}/{token}"


def clean_name(name: str) -> str:
    """A file name safe to show and to store: last part of the path, printable, at most 150 characters.

    Direction marks are dropped: they can make `exe.pdf` out of `fdp.exe` (UTS 55).
    """
    last = PurePosixPath(name.replace("\\", "/")).name
    return printable(last).strip().strip(".")[-150:] or _("unnamed file")


def printable(text: str) -> str:
    """What can be shown of a name or a path in a sentence: no control character, no direction mark."""
    return "".join(char for char in text if char.isprintable() and char not in DIRECTION_MARKS)


def content_type(upload) -> str:
    """The type told by the content, whatever the name says; raises ValidationError if it is not accepted."""
    upload.seek(0)
    head = upload.read(SNIFFED_BYTES)
    upload.seek(0)
    kind = filetype.guess(head)
    if kind is not None:
        if kind.mime in BINARY_TYPES:
            return kind.mime
        raise ValidationError(
            _("“%(name)s” is of a kind that is not accepted (%(kind)s).")
            % {"name": clean_name(upload.name), "kind": kind.mime}
        )
    if b"\0" in head or not _is_text(head):
        raise ValidationError(_("“%(name)s” is of a kind that is not recognised.") % {"name": clean_name(upload.name)})
    return "text/plain"


def kind_inside(upload) -> str:
    """The type of a file inside a project: what is not recognised is kept, as bytes to download.

    Raises ValidationError for a program made to run on a computer.
    """
    upload.seek(0)
    head = upload.read(SNIFFED_BYTES)
    upload.seek(0)
    kind = filetype.guess(head)
    if head.startswith(PROGRAMS):
        raise ValidationError(_("“%(name)s” is a program: hand in its source.") % {"name": upload.name})
    if kind is not None:
        return kind.mime
    return "text/plain" if b"\0" not in head and _is_text(head) else "application/octet-stream"


def charset_of(data: bytes) -> str:
    """How a text is written: UTF-8, or the Windows-1252 of older editors (Latin-1 is a part of it)."""
    return WINDOWS_1252 if not _is_utf_8(data) and _is_windows_1252(data) else UTF_8


def _is_text(head: bytes) -> bool:
    return _is_utf_8(head) or _is_windows_1252(head)


def _is_windows_1252(data: bytes) -> bool:
    """Whether nearly all of it is printable: any bytes but five could be letters."""
    if data.translate(None, CONTROLS) != data or len(data.translate(None, ABOVE_ASCII)) < ASCII_SHARE * len(data):
        return False
    try:
        data.decode(WINDOWS_1252)
    except UnicodeDecodeError:
        return False
    return True


def _is_utf_8(head: bytes) -> bool:
    for cut in range(4):  # a character may be cut at the end of what was read
        try:
            head[: len(head) - cut].decode()
        except UnicodeDecodeError:
            continue
        return True
    return False


def check_files(uploads: list) -> None:
    """Raise ValidationError when there are too many files, or one is empty, too big or of a refused type."""
    if len(uploads) > settings.UPLOAD_MAX_FILES:
        raise ValidationError(_("At most %(count)d files can be sent at once.") % {"count": settings.UPLOAD_MAX_FILES})
    errors = []
    for upload in uploads:
        try:
            check_file(upload)
        except ValidationError as error:
            errors.append(error)
    if errors:
        raise ValidationError(errors)


def check_file(upload) -> str:
    """The content type of an acceptable file; raises ValidationError with a sentence for a person."""
    name = clean_name(upload.name)
    if upload.size == 0:
        raise ValidationError(_("“%(name)s” is empty.") % {"name": name})
    if upload.size > settings.UPLOAD_MAX_BYTES:
        raise ValidationError(
            _("“%(name)s” is larger than %(limit)s.")
            % {"name": name, "limit": filesizeformat(settings.UPLOAD_MAX_BYTES)}
        )
    return content_type(upload)


def sha256(upload) -> str:
    """The SHA-256 of a file, read in chunks, in hexadecimal."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def serve(stored, name: str) -> FileResponse:
    """Answer with a private file as an inert attachment (ASVS 5.0 §5.4); the caller has asked ``visible_to``."""
    response = FileResponse(
        stored.open("rb"), as_attachment=True, filename=name, content_type="application/octet-stream"
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def _charset_in(stored) -> str:
    with stored.open("rb") as content:
        return charset_of(content.read(TEXT_BYTES))


def show(stored, name: str, kind: str) -> FileResponse:
    """Answer with a private file that the browser shows, under the seals of ``serve``; 404 for any other kind.

    ``kind`` is what its content told when it came in; its name is never believed.
    """
    if kind not in SHOWN:
        raise Http404
    shown = f"{kind}; charset={_charset_in(stored)}" if kind == "text/plain" else kind
    response = serve(stored, name)
    response["Content-Type"] = shown
    response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    if kind == PDF:
        response["Content-Security-Policy"] = PDF_POLICY
    return response
