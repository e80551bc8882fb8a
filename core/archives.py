"""Archives as people send them: read once, entry by entry, within bounds, never written to a path of theirs.

What tools make is left out before anything is judged: only what is kept can be refused.
"""

import bz2
import gzip
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from core.encodings import composed
from core.paths import ENVIRONMENT, clean_path, made_by_tools, parts_of, tar_name, zip_names
from core.uploads import clean_name

CHUNK = 64 * 1024
# A name or a header longer than this is no project's; and what is left out must not cost hours to skip.
HEADER_BYTES, SKIPPED_BYTES = 2**20, 2**30
# Some eighty thousand entries; a ZIP64 list says its length elsewhere.
DIRECTORY_BYTES, ZIP64_COUNT = 8 * 2**20, 0xFFFF
MOST_PROBLEMS = 1000
GZIP, BZIP, ZIP = b"\x1f\x8b", b"BZh", b"PK"
UNREADABLE = (
    zipfile.BadZipFile, tarfile.TarError, lzma.LZMAError, zlib.error, gzip.BadGzipFile, EOFError, RuntimeError,
)  # fmt: skip


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


@dataclass
class Report:
    """What was left out of an archive, by the folder or file that tools make; ``environments`` are folders."""

    left_out: Counter[str] = field(default_factory=Counter)
    environments: set[str] = field(default_factory=set)
    problems: list[tuple[str, ValidationError]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def leaves(self, raw: str) -> bool:
        """Whether tools make this: it is then counted, and nothing more is asked of it."""
        made = made_by_tools(raw) or self._environment_of(raw)
        if made:
            self.left_out[made] += 1
        return bool(made)

    def notice(self, raw: str) -> None:
        """Learn from a path that its folder is a virtual environment."""
        parts = parts_of(raw)
        if len(parts) > 1 and parts[-1] == ENVIRONMENT:
            self.environments.add("/".join(parts[:-1]) + "/")

    def refuse(self, raw: str, why: ValidationError) -> None:
        """Keep a reason for the end: what it is about may lie in an environment still to be recognised."""
        self.problems.append((raw, why))
        if len(self.problems) > MOST_PROBLEMS:
            raise why

    def close(self) -> None:
        """Raise the first reason that is about something kept."""
        for raw, why in self.problems:
            if not self._environment_of(raw):
                raise why

    def take_back(self, paths: list[str]) -> list[str]:
        """Those of ``paths`` that lie in environments recognised after them, counted as left out."""
        return [path for path in paths if self.leaves(path)] if self.environments else []

    def _environment_of(self, raw: str) -> str:
        path = "/".join(parts_of(raw)) if self.environments else ""
        found = next((folder for folder in self.environments if path.startswith(folder)), "")
        return found.rstrip("/").rpartition("/")[2]


def entries(archive: IO[bytes], bounds: Bounds, report: Report) -> Iterator[File]:
    """The files of an archive, one after the other, each a ``File`` named by its path and read from a temporary copy.

    Raises ValidationError, with a sentence for a person, for an archive that is broken, locked, too big, holds links,
    or paths that leave it; ``report`` says what was left out.
    """
    with _told():
        archive.seek(0)
        magic = archive.read(4)
        archive.seek(0)
        reader = _zip_entries if magic.startswith(ZIP) else _tar_entries
        for path, read in reader(archive, bounds, report):
            beginning = read(CHUNK)
            if len(beginning) < CHUNK:
                yield ContentFile(beginning, name=path)
            else:
                yield from _copied(beginning, read, path)
        report.close()


def _copied(beginning: bytes, read, path: str) -> Iterator[File]:
    with SpooledTemporaryFile(max_size=2**20) as copy:
        copy.write(beginning)
        while chunk := read(CHUNK):
            copy.write(chunk)
        size = copy.tell()
        copy.seek(0)
        told = File(copy, name=path)
        told.size = size
        yield told


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except UNREADABLE as error:
        raise ValidationError(_("This archive cannot be read: it is damaged or locked by a password.")) from error


def _accepted(raw: str, size: int, bounds: Bounds, report: Report) -> str | None:
    """The path under which an entry is kept; None, with the reason in the report, for one that cannot be."""
    try:
        path = clean_path(raw)
        if path in report.seen:
            raise ValidationError(_("Two files of the archive have the same name: “%(name)s”.") % {"name": path})
    except ValidationError as why:
        report.refuse(raw, why)
        return None
    report.seen.add(path)
    bounds.take(size)
    return path


def _link(name: str) -> ValidationError:
    return ValidationError(_("The archive holds a link, “%(name)s”: put the file itself.") % {"name": clean_name(name)})


# ZIP


def _zip_entries(archive: IO[bytes], bounds: Bounds, report: Report) -> Iterator[tuple]:
    """The list at the end of a ZIP tells all: what is refused is refused before anything is unpacked."""
    _check_directory(archive)
    with zipfile.ZipFile(archive) as opened:
        for path, info in _zip_kept(opened, bounds, report):
            with opened.open(info) as entry:
                yield path, entry.read


def _zip_kept(opened: zipfile.ZipFile, bounds: Bounds, report: Report) -> list[tuple[str, zipfile.ZipInfo]]:
    infos = [info for info in opened.infolist() if not info.orig_filename.endswith(("/", "\\"))]
    named = list(zip(zip_names(infos), infos, strict=True))
    for name, _info in named:
        report.notice(name)
    kept: list[tuple[str, zipfile.ZipInfo]] = []
    twins: dict[str, tuple[int, int]] = {}
    for name, info in named:
        spelt = composed(name)
        if report.leaves(name) or twins.get(spelt) == (info.CRC, info.file_size):
            continue
        twins[spelt] = (info.CRC, info.file_size)
        if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
            report.refuse(name, _link(name))
        elif path := _accepted(name, info.file_size, bounds, report):
            kept.append((path, info))
    report.close()
    return kept


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


class _Bzip(bz2.BZ2File):
    """A damaged one says so by an OSError, as a disk does."""

    def read(self, size: int | None = -1) -> bytes:
        try:
            return super().read(-1 if size is None else size)
        except OSError as error:
            if error.errno is not None:
                raise
            raise tarfile.ReadError from error


def _decompressed(archive: IO[bytes]) -> Any:
    magic = archive.read(3)
    archive.seek(0)
    if magic.startswith(GZIP):
        return gzip.GzipFile(fileobj=archive)
    return _Bzip(archive) if magic.startswith(BZIP) else archive


def _tar_entries(archive: IO[bytes], bounds: Bounds, report: Report) -> Iterator[tuple]:
    stream: Any = _Measured(_decompressed(archive))
    opened: Any  # its list of members is in no stub
    with tarfile.open(fileobj=stream, mode="r:") as opened:
        for member in opened:
            opened.members.clear()  # tarfile remembers every entry it has passed
            if member.isdir():
                continue
            name = tar_name(member.name)
            report.notice(name)
            if report.leaves(name):
                continue
            if not member.isreg():
                report.refuse(name, _link(name))
            elif path := _accepted(name, member.size, bounds, report):
                yield path, opened.extractfile(member).read
