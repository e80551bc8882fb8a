"""Archives as people send them: read once, entry by entry, within bounds, never written to a path of theirs.

What tools make is left out before anything is judged: only what is kept can be refused.
"""

import bz2
import errno
import gzip
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from core.encodings import composed
from core.paths import MARKS, clean_path, made_by_tools, parts_of, tar_name, zip_names
from core.uploads import clean_name

CHUNK = 64 * 1024
# A name or a header longer than this is no project's; and what is left out must not cost hours to skip.
HEADER_BYTES, SKIPPED_BYTES = 2**20, 2**30
# Some eighty thousand entries; a ZIP64 list says its length elsewhere.
DIRECTORY_BYTES = 8 * 2**20
MOST_PROBLEMS, MOST_SPECIAL = 1000, 20
GZIP, BZIP, ZIP = b"\x1f\x8b", b"BZh", (b"PK\3\4", b"PK\5\6", b"PK\7\x08")
ZIP_END, ZIP_END_BYTES, ZIP_COMMENT_BYTES = b"PK\5\6", 22, 65_535
ZIP64_END, ZIP64_END_BYTES, ZIP64_AT, ZIP64_AT_BYTES = b"PK\6\6", 56, b"PK\6\7", 20
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
# A password on the content, on the list.
LOCKED = 0x1 | 0x40 | 0x2000
# Numbers that are none and places before the beginning are ValueErrors of the standard library.
UNREADABLE = (
    zipfile.BadZipFile, tarfile.TarError, lzma.LZMAError, zlib.error, EOFError, RuntimeError, ValueError, struct.error,
    OverflowError,
)  # fmt: skip
SPECIAL = {stat.S_IFIFO, stat.S_IFSOCK, stat.S_IFCHR, stat.S_IFBLK}
# What a damaged archive raises as a disk does: without a number, or for a place before the beginning.
NO_DISK = {None, errno.EINVAL}


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
    """What was left out of an archive, by the folder or file that tools make; ``made`` are folders marked as such,
    ``tops`` the first two names at the top."""

    left_out: Counter[str] = field(default_factory=Counter)
    made: set[str] = field(default_factory=set)
    tops: set[str] = field(default_factory=set)
    problems: list[tuple[str, ValidationError]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def leaves(self, raw: str) -> bool:
        """Whether tools make this: it is then counted, and nothing more is asked of it."""
        maker = made_by_tools(raw) or self._marked_folder_of(raw)
        if maker:
            self.left_out[maker] += 1
        return bool(maker)

    def leave_special(self, raw: str) -> None:
        """Name what is no file: a pipe, a socket, a device. Its count is 0."""
        if len(self.left_out) < MOST_SPECIAL:
            self.left_out.setdefault(clean_name(raw), 0)

    def notice(self, raw: str) -> None:
        """Learn from a path that its folder is marked as made by a tool, and whether others stand beside it."""
        parts = parts_of(raw)
        if len(parts) > 1 and parts[-1] in MARKS:
            self.made.add("/".join(parts[:-1]) + "/")
        if len(self.tops) < 2 and parts and parts[0] not in self.tops and not made_by_tools(raw):
            self.tops.add(parts[0])

    def refuse(self, raw: str, why: ValidationError) -> None:
        """Keep a reason for the end: what it is about may lie in a folder still to be recognised."""
        self.problems.append((raw, why))
        if len(self.problems) > MOST_PROBLEMS:
            raise why

    def close(self) -> None:
        """Raise the first reason that is about something kept."""
        for raw, why in self.problems:
            if not self._marked_folder_of(raw):
                raise why

    def take_back(self, paths: list[str]) -> list[str]:
        """Those of ``paths`` that lie in folders recognised after them, counted as left out."""
        return [path for path in paths if self.leaves(path)] if self.made else []

    def _marked_folder_of(self, raw: str) -> str:
        path = "/".join(parts_of(raw)) if self.made else ""
        found = next((folder for folder in self.made if path.startswith(folder) and self._is_apart(folder)), "")
        return found.rstrip("/").rpartition("/")[2]

    def _is_apart(self, folder: str) -> bool:
        """The folder that holds the whole project is the project, though an environment was made in it."""
        return folder.count("/") > 1 or len(self.tops) > 1


def is_archive(file: IO[bytes]) -> bool:
    """Whether it reads as an archive, whatever its name says: a ZIP, maybe after a program's first lines, or a TAR."""
    with _told():
        return _reader(file) is not None


def entries(archive: IO[bytes], bounds: Bounds, report: Report) -> Iterator[File]:
    """The files of an archive, one after the other, each a ``File`` named by its path and read from a temporary copy.

    Raises ValidationError, with a sentence for a person, for an archive that is broken, locked, too big, holds links,
    or paths that leave it; ``report`` says what was left out.
    """
    with _told():
        reader = _reader(archive)
        if reader is None:
            raise zipfile.BadZipFile
        for paths, read in reader(archive, bounds, report):
            beginning = read(CHUNK)
            if len(beginning) < CHUNK:
                yield from (ContentFile(beginning, name=path) for path in paths)
            else:
                yield from _copied(beginning, read, paths)
        report.close()


def _reader(archive: IO[bytes]) -> Callable | None:
    """A TAR may be named "PK", and end as the ZIP that it holds."""
    archive.seek(0)
    head = archive.read(tarfile.BLOCKSIZE)
    if _is_tar_header(head) or head.startswith((GZIP, BZIP)):
        return _tar_entries
    return _zip_entries if head.startswith(ZIP) or ZIP_END in _tail(archive) else None


def _copied(beginning: bytes, read, paths: Sequence[str]) -> Iterator[File]:
    with SpooledTemporaryFile(max_size=2**20) as copy:
        copy.write(beginning)
        while chunk := read(CHUNK):
            copy.write(chunk)
        size = copy.tell()
        for path in paths:
            copy.seek(0)
            told = File(copy, name=path)
            told.size = size
            yield told


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except UNREADABLE as error:
        raise _damaged() from error
    except OSError as error:
        if error.errno not in NO_DISK:
            raise
        raise _damaged() from error


def _damaged() -> ValidationError:
    return ValidationError(_("This archive cannot be read: it is damaged or locked by a password."))


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
                yield [path], entry.read


def _zip_kept(opened: zipfile.ZipFile, bounds: Bounds, report: Report) -> list[tuple[str, zipfile.ZipInfo]]:
    infos = [info for info in opened.infolist() if not _is_folder(info)]
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
        if stat.S_IFMT(info.external_attr >> 16) in SPECIAL:
            report.leave_special(name)
        elif why := _unreadable(name, info):
            report.refuse(name, why)
        elif path := _accepted(name, info.file_size, bounds, report):
            kept.append((path, info))
    report.close()
    return kept


def _is_folder(info: zipfile.ZipInfo) -> bool:
    """Some tools say it by the mode alone."""
    is_empty_folder = stat.S_ISDIR(info.external_attr >> 16) and not info.file_size
    return info.orig_filename.endswith(("/", "\\")) or is_empty_folder


def _unreadable(name: str, info: zipfile.ZipInfo) -> ValidationError | None:
    if stat.S_ISLNK(info.external_attr >> 16):
        return _link(name)
    if info.flag_bits & LOCKED:
        sentence = _("“%(name)s” is locked by a password: make the archive again without one.")
    elif info.compress_type not in METHODS:
        sentence = _("“%(name)s” is compressed in a way that is not read here: make the archive again as a plain ZIP.")
    else:
        return None
    return ValidationError(sentence % {"name": clean_name(name)})


def _tail(archive: IO[bytes]) -> bytes:
    """Where a ZIP says at which byte its list is, and how long it is."""
    length = archive.seek(0, 2)
    archive.seek(max(0, length - ZIP_COMMENT_BYTES - ZIP_END_BYTES - ZIP64_AT_BYTES - ZIP64_END_BYTES))
    return archive.read()


def _check_directory(archive: IO[bytes]) -> None:
    """Refuse a list of files too long before it is read whole into memory (APPNOTE 6.3.10 §4.3.14 to 16)."""
    tail = _tail(archive)
    at = tail.rfind(ZIP_END)
    if at < 0 or len(tail) - at < ZIP_END_BYTES:
        raise zipfile.BadZipFile
    (size,) = struct.unpack("<I", tail[at + 12 : at + 16])
    if tail[max(0, at - ZIP64_AT_BYTES) : at].startswith(ZIP64_AT):
        end = tail[max(0, at - ZIP64_AT_BYTES - ZIP64_END_BYTES) : at]
        if not end.startswith(ZIP64_END):
            raise zipfile.BadZipFile
        (size,) = struct.unpack("<Q", end[40:48])
    if size > DIRECTORY_BYTES:
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


def _is_tar_header(head: bytes) -> bool:
    """Its sum tells it; an empty TAR begins with zeros."""
    try:
        tarfile.TarInfo.frombuf(head, "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return head == bytes(tarfile.BLOCKSIZE)
    return True


def _decompressed(archive: IO[bytes]) -> Any:
    archive.seek(0)
    magic = archive.read(3)
    archive.seek(0)
    if magic.startswith(GZIP):
        return gzip.GzipFile(fileobj=archive)
    return bz2.BZ2File(archive) if magic.startswith(BZIP) else archive


def _tar_entries(archive: IO[bytes], bounds: Bounds, report: Report) -> Iterator[tuple]:
    again: list[tuple[str, str]] = []
    for member, opened in _members(archive):
        if member.isdir():
            continue
        name = tar_name(member.name)
        report.notice(name)
        if report.leaves(name):
            continue
        if member.islnk():
            again.append((_spelt(tar_name(member.linkname)), name))
            if len(again) > bounds.files:
                raise too_many_files()
        elif member.issym():
            report.refuse(name, _link(name))
        elif not member.isreg():
            report.leave_special(name)
        elif path := _accepted(name, member.size, bounds, report):
            yield [path], opened.extractfile(member).read
    if again:
        yield from _named_again(archive, again, bounds, report)


def _members(archive: IO[bytes]) -> Iterator[tuple]:
    """The entries of a TAR in order, each with the archive that reads it."""
    stream: Any = _Measured(_decompressed(archive))
    opened: Any  # its list of members is in no stub
    with tarfile.open(fileobj=stream, mode="r:") as opened:
        for member in opened:
            opened.members.clear()  # tarfile remembers every entry it has passed
            yield member, opened


def _spelt(name: str) -> str:
    return "/".join(parts_of(name))


def _named_again(archive: IO[bytes], again: list[tuple[str, str]], bounds: Bounds, report: Report) -> Iterator[tuple]:
    """Files that an archive holds once and names several times (hard links): read anew, whatever was left out of it."""
    waiting: dict[str, list[str]] = defaultdict(list)
    for target, name in again:
        waiting[target].append(name)
    for member, opened in _members(archive):
        names = waiting.pop(_spelt(tar_name(member.name)), []) if member.isreg() else []
        accepted = [_accepted(name, member.size, bounds, report) for name in names if not report.leaves(name)]
        if paths := [path for path in accepted if path]:
            yield paths, opened.extractfile(member).read
    for name in (name for names in waiting.values() for name in names):
        if not report.leaves(name):
            report.refuse(name, _link(name))
