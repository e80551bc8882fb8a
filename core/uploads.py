"""The one way in and the one way out for people's files: every upload is hostile."""

import hashlib
import re
import secrets
from pathlib import PurePosixPath

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.http import FileResponse, Http404
from django.template.defaultfilters import filesizeformat
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from core.encodings import (
    TEXT_BYTES,
    UNKNOWN_TO_BROWSERS,
    UTF_8,
    charset_of,
    composed,
    decoded,
    is_text,
    web_label,
)

PDF = "application/pdf"
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
# What a browser may show instead of saving; nothing here runs a script in a page of ours.
SHOWN = {"text/plain", PDF, *PICTURES}
# Viewers refuse a sandboxed document (Firefox, Safari), or lay themselves out by inline styles (Chromium).
PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
DIRECTION_MARKS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
SNIFFED_BYTES = 8192
# Formats that are written in letters; any other signature is believed only of what is no text.
LETTERED = re.compile(rb"%PDF-\d\.\d\s|\{\\rtf\d")
# Linux, macOS of either order; the one that macOS and Java share counts machines where Java says its version.
PROGRAMS = (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf")
JAVA_VERSION = 43
# Where a program of Windows says at which byte its own header begins, and with what (32 bits and more, then fewer).
HEADER_AT, WINDOWS = 0x3C, (b"PE\0\0", b"NE", b"LE", b"LX")
TEXT, BYTES = "text/plain", "application/octet-stream"


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
    return whole_name(name)[-150:]


def whole_name(name: str) -> str:
    """As ``clean_name``, however long it is."""
    path = name.replace("\\", "/")
    last = PurePosixPath(path).name if "/" in path else path
    return composed(printable(last)).strip().strip(".") or _("unnamed file")


def printable(text: str) -> str:
    """What can be shown of a name or a path in a sentence: no control character, no direction mark."""
    if text.isprintable():
        return text  # no direction mark is
    return "".join(char for char in text if char.isprintable() and char not in DIRECTION_MARKS)


def content_type(upload) -> str:
    """The type told by the content, whatever the name says: what is not recognised is kept as bytes to download.

    Raises ValidationError for a program made to run on a computer.
    """
    upload.seek(0)
    head = upload.read(SNIFFED_BYTES)
    upload.seek(0)
    if _is_program(head) or _is_of_windows(upload, head):
        raise ValidationError(_("“%(name)s” is a program: hand in its source.") % {"name": printable(upload.name)})
    return kind_of(head)


def kind_of(head: bytes) -> str:
    """The type of a file by its first bytes: what reads as a text is one, whatever letters it begins with."""
    if not LETTERED.match(head) and is_text(head):
        return TEXT
    kind = None if head.startswith(b"MZ") else filetype.guess(head)  # it would say a program
    return kind.mime if kind else BYTES


def _is_program(head: bytes) -> bool:
    """Whether the file runs on a computer as it is (ELF, Mach-O)."""
    if head.startswith(b"\xca\xfe\xba\xbe"):
        return int.from_bytes(head[4:8], "big") < JAVA_VERSION
    return head.startswith(PROGRAMS)


def _is_of_windows(upload, head: bytes) -> bool:
    """Whether it has the header without which Windows runs nothing: two letters at its beginning make no program."""
    if not head.startswith(b"MZ") or len(head) < HEADER_AT + 4:
        return False
    upload.seek(int.from_bytes(head[HEADER_AT : HEADER_AT + 4], "little"))
    mark = upload.read(4)
    upload.seek(0)
    return mark.startswith(WINDOWS)


def check_files(uploads: list) -> None:
    """Raise ValidationError when there are too many files in one form, or one is too big."""
    if len(uploads) > settings.UPLOAD_MAX_FILES:
        raise ValidationError(_("At most %(count)d files can be sent at once.") % {"count": settings.UPLOAD_MAX_FILES})
    errors = []
    for upload in uploads:
        try:
            check_size(upload)
        except ValidationError as error:
            errors.append(error)
    if errors:
        raise ValidationError(errors)


def check_size(upload) -> None:
    """Raise ValidationError for a file larger than a form may bring."""
    if upload.size > settings.UPLOAD_MAX_BYTES:
        limit = filesizeformat(settings.UPLOAD_MAX_BYTES)
        raise ValidationError(
            _("“%(name)s” is larger than %(limit)s.") % {"name": clean_name(upload.name), "limit": limit}
        )


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


def _readable(stored) -> tuple[File, str]:
    """A text and the name by which browsers know its encoding; one that none knows is written anew."""
    with stored.open("rb") as content:
        data = content.read(TEXT_BYTES)
    charset = charset_of(data)
    if charset in UNKNOWN_TO_BROWSERS:
        return ContentFile(decoded(data)[0].encode()), UTF_8
    return stored, web_label(charset)


def show(stored, name: str, kind: str) -> FileResponse:
    """Answer with a private file that the browser shows, under the seals of ``serve``; 404 for any other kind.

    ``kind`` is what its content told when it came in; its name is never believed.
    """
    if kind not in SHOWN:
        raise Http404
    shown = kind
    if kind == TEXT:
        stored, charset = _readable(stored)
        shown = f"{kind}; charset={charset}"
    response = serve(stored, name)
    response["Content-Type"] = shown
    response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    if kind == PDF:
        response["Content-Security-Policy"] = PDF_POLICY
    return response
