"""Archives as people send them: read entry by entry within bounds, never written to a path of theirs."""

import gzip
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from core.uploads import clean_name, printable

TYPES = {"application/zip", "application/gzip", "application/x-tar"}
# What tools make again by themselves: nobody reviews it.
LEFT_OUT = {
    ".git", ".hg", ".svn", ".venv", "venv", "node_modules", "__pycache__", ".mypy_cache", ".pytest_cache",
    ".ruff_cache", ".idea", "__MACOSX", ".DS_Store", "Thumbs.db",
}  # fmt: skip
CHUNK = 64 * 1024
# A name or a header longer than this is no project's; and what is left out must not cost hours to skip.
HEADER_BYTES, SKIPPED_BYTES = 2**20, 2**30
# Some forty thousand entries; a ZIP64 list says its length elsewhere.
DIRECTORY_BYTES, ZIP64_COUNT = 4 * 2**20, 0xFFFF
MAX_PATH = 300
UNREADABLE = (zipfile.BadZipFile, tarfile.TarError, lzma.LZMAError, zlib.error, EOFError, OSError, RuntimeError)


def too_many_files() -> ValidationError:
    """The sentence for an archive with more files than a version may hold."""
    return ValidationError(_("The archive holds too many files. Leave out what your tools make by themselves."))


def too_large() -> ValidationError:
    """The sentence for an archive that is too big once unpacked."""
    return ValidationError(_("Unpacked, the archive is larger than what a version may hold."))


@dataclass
class Bounds:
    """How many files and bytes an archive may still bring."""

    files: int
    size: int

    def take(self, size: int) -> None:
        """Count one file of ``size`` bytes; raises ValidationError past the bounds."""
        self.files -= 1
        self.size -= size
        if self.files < 0:
            raise too_many_files()
        if self.size < 0:
            raise too_large()


def clean_path(raw: str) -> str:
    """A path safe to keep: relative, with "/" between parts, printable, at most 300 characters.

    Raises ValidationError for one that leaves its folder, is absolute or holds a NUL (CWE-22).
    """
    path = raw.replace("\\", "/")
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if path.startswith("/") or path[1:2] == ":" or ".." in parts or "\0" in path or not parts:
        raise ValidationError(_("“%(name)s” is not a path inside a project.") % {"name": printable(raw)[-MAX_PATH:]})
    cleaned = "/".join(_clean_part(part) for part in parts)
    if len(cleaned) > MAX_PATH:
        raise ValidationError(_("“%(name)s” lies too deep: its path is too long.") % {"name": clean_name(raw)})
    return cleaned


def _clean_part(part: str) -> str:
    """A part keeps its leading dot (.gitignore), which a lone file's name loses."""
    return ("." if part.startswith(".") else "") + clean_name(part.lstrip("."))


def is_left_out(path: str) -> bool:
    """Whether tools make this by themselves."""
    return bool(LEFT_OUT & set(path.split("/")))


def entries(archive: IO[bytes], content_type: str, bounds: Bounds) -> Iterator[File]:
    """The files of an archive, one after the other, each a ``File`` named by its path and read from a temporary copy.

    The one folder that holds everything is taken off the paths. Raises ValidationError, with a sentence
    for a person, for an archive that is broken, locked, too big, holds links, or paths that leave it.
    """
    reader = _zip_entries if content_type == "application/zip" else _tar_entries
    with _told():
        archive.seek(0)
        top = _common_folder(path for path, _read in reader(archive, Bounds(bounds.files, bounds.size)))
        archive.seek(0)
        for path, read in reader(archive, bounds):
            with SpooledTemporaryFile(max_size=2**20) as copy:
                while chunk := read(CHUNK):
                    copy.write(chunk)
                copy.seek(0)
                yield File(copy, name=path.removeprefix(top))


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except UNREADABLE as error:
        raise ValidationError(_("This archive cannot be read: it is damaged or locked by a password.")) from error


def _common_folder(paths) -> str:
    """The folder that holds every path, with its "/"; empty when there is none."""
    tops = {path.partition("/")[0] + "/" if "/" in path else "" for path in paths}
    return tops.pop() if len(tops) == 1 else ""


def _accept(path: str, size: int, seen: set[str], bounds: Bounds) -> None:
    if path in seen:
        raise ValidationError(_("Two files of the archive have the same name: “%(name)s”.") % {"name": path})
    seen.add(path)
    bounds.take(size)


def _refuse_link(name: str):
    raise ValidationError(_("The archive holds a link, “%(name)s”: put the file itself.") % {"name": clean_name(name)})


# ZIP


def _zip_entries(archive: IO[bytes], bounds: Bounds) -> Iterator[tuple]:
    _check_directory(archive)
    seen: set[str] = set()
    with zipfile.ZipFile(archive) as opened:
        for info in opened.infolist():
            if info.is_dir():
                continue
            if stat.S_ISLNK(info.external_attr >> 16):
                _refuse_link(info.filename)
            path = clean_path(_zip_name(info))
            if is_left_out(path):
                continue
            _accept(path, info.file_size, seen, bounds)
            with opened.open(info) as entry:
                yield path, entry.read


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The name; macOS writes UTF-8 without saying so, and Python then reads code page 437."""
    if info.flag_bits & 0x800:
        return info.orig_filename
    try:
        return info.orig_filename.encode("cp437").decode()
    except UnicodeError:
        return info.orig_filename


def _check_directory(archive: IO[bytes]) -> None:
    """Refuse a list of files too long before it is read whole into memory (APPNOTE 6.3.10 §4.3.16)."""
    archive.seek(0, 2)
    length = archive.tell()
    archive.seek(max(0, length - 65_557))
    tail = archive.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) - at < 22:
        raise zipfile.BadZipFile
    count, size = struct.unpack("<HI", tail[at + 10 : at + 16])
    if count == ZIP64_COUNT or size > DIRECTORY_BYTES:
        raise too_many_files()


# TAR


class _Measured:
    """A decompressed stream that refuses a header too long, and to be read on for ever."""

    def __init__(self, raw: IO[bytes]):
        self.raw = raw

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= HEADER_BYTES:
            raise tarfile.ReadError("header too long")
        data = self.raw.read(size)
        self._went()
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        if offset > SKIPPED_BYTES:
            raise too_large()
        return self.raw.seek(offset, whence)

    def tell(self) -> int:
        return self.raw.tell()

    def _went(self) -> None:
        if self.raw.tell() > SKIPPED_BYTES:
            raise too_large()


def _tar_entries(archive: IO[bytes], bounds: Bounds) -> Iterator[tuple]:
    is_gzip = archive.read(2) == b"\x1f\x8b"
    archive.seek(0)
    raw: Any = gzip.GzipFile(fileobj=archive) if is_gzip else archive
    seen: set[str] = set()
    stream: Any = _Measured(raw)
    opened: Any  # its list of members is in no stub
    with tarfile.open(fileobj=stream, mode="r:") as opened:
        for member in opened:
            opened.members.clear()  # tarfile remembers every entry it has passed
            if member.isdir():
                continue
            if not member.isreg():
                _refuse_link(member.name)
            path = clean_path(member.name)
            if not is_left_out(path):
                _accept(path, member.size, seen, bounds)
                yield path, opened.extractfile(member).read


def is_named_one(name: str) -> bool:
    """Whether a name promises an archive to unpack."""
    return name.lower().endswith((".zip", ".tar", ".tar.gz", ".tgz"))


def looks_like(content_type: str, name: str) -> bool:
    """Whether a file is an archive to unpack: a .gz that is no tar is kept as it is."""
    if content_type == "application/gzip":
        return name.lower().endswith((".tar.gz", ".tgz"))
    return content_type in TYPES
