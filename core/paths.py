"""Names and paths of strangers: read as they were meant, safe to keep, and what their tools make told apart."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterable
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.encodings import composed, likeliest
from core.uploads import clean_name, printable, whole_name

# What tools make again by themselves: nobody reviews it. "*" stands for any letters; capitals do not count. The page
# that sends a folder reads this same list.
LEFT_OUT = (
    *(".git", ".hg", ".svn", ".idea", ".vs"),
    *(".venv", "venv", "site-packages", "__pycache__", "*.pyc", "*.pyo", "*.egg-info", "*.dist-info"),
    *(".mypy_cache", ".pytest_cache", ".ruff_cache", ".tox", ".nox", ".hypothesis", ".ipynb_checkpoints"),
    *("node_modules", "bower_components", ".next", ".nuxt", ".svelte-kit", ".parcel-cache", ".turbo", ".sass-cache"),
    *(".gradle", ".dart_tool", ".terraform", ".Rproj.user"),
    *("__MACOSX", "._*", ".DS_Store", ".AppleDouble", ".Spotlight-V100", ".Trashes", ".fseventsd"),
    *("Thumbs.db", "ehthumbs.db", "desktop.ini", "$RECYCLE.BIN", "~$*"),
)
_MADE = re.compile("|".join(re.escape(name).replace(r"\*", ".*") for name in LEFT_OUT), re.IGNORECASE)
# A folder that holds one of these is made by a tool, whatever its name: a virtual environment (PEP 405), what can be
# made anew (Cache Directory Tagging Specification: Cargo, pytest, mypy).
MARKS = ("pyvenv.cfg", "CACHEDIR.TAG")
UNPACKED = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2")
# Archives that are kept as they are, which no page opens.
UNOPENED = (*UNPACKED, ".rar", ".7z", ".gz", ".bz2", ".xz", ".txz", ".zst", ".lzma", ".cab", ".arj", ".ace")
MAX_PATH = 300
# Western DOS and Windows, then those of Arabic.
OLD_NAMES = ("cp850", "windows-1252", "cp720", "windows-1256")
UNICODE_PATH = 0x7075


def parts_of(raw: str) -> list[str]:
    """The parts of a path as they are kept, whatever writes it: no backslash, no ".", nothing invisible, NFC."""
    return [composed(printable(part)) for part in raw.replace("\\", "/").split("/") if part not in ("", ".")]


def made_by_tools(raw: str) -> str:
    """The folder or file of a path that tools make by themselves; "" when people wrote it all."""
    return next(filter(_is_made, parts_of(raw)), "")


@lru_cache(4096)
def _is_made(part: str) -> bool:
    return _MADE.fullmatch(part) is not None


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
    seen = printable(part)
    return ("." if seen.startswith(".") else "") + whole_name(seen.lstrip("."))


def lone_path(raw: str) -> str:
    """The path of a file sent by itself; raises ValidationError as ``clean_path``, or for what tools make."""
    path = clean_path(raw)
    if made_by_tools(path):
        raise ValidationError(
            _("“%(name)s” is made by your tools: it is left out.") % {"name": path}, "left_out", {"name": path}
        )
    return path


def last_of(raw: str) -> str:
    """The name of a file without the folders that some browsers send; it keeps its leading dot."""
    return raw.replace("\\", "/").rstrip("/").rpartition("/")[2]


def common_folder(paths: Iterable[str]) -> str:
    """The folder that holds every path, with its "/"; empty when there is none, or when its name begins with a dot."""
    tops = {path.partition("/")[0] + "/" if "/" in path else "" for path in paths}
    top = tops.pop() if len(tops) == 1 else ""
    return "" if top.startswith(".") else top


def folders_of(path: str) -> list[str]:
    """The folders that a path lies in, the outermost first: ``a/b/c.py`` → ``a``, ``a/b``."""
    parts = path.split("/")
    return ["/".join(parts[:depth]) for depth in range(1, len(parts))]


def is_unpacked(name: str) -> bool:
    """Whether a name promises an archive to unpack; any other package is one file."""
    return name.lower().endswith(UNPACKED)


def is_unopened(path: str) -> bool:
    """Whether a file kept in a version is an archive that no page opens."""
    return path.lower().endswith(UNOPENED)


def stem_of(name: str) -> str:
    """An archive's name without its ending."""
    last = name.rpartition("/")[2]
    ending = next((end for end in sorted(UNPACKED, key=len, reverse=True) if last.lower().endswith(end)), "")
    return last.removesuffix(last[len(last) - len(ending) :]) if ending else last


# How archives write names


def zip_names(infos: Iterable[zipfile.ZipInfo]) -> list[str]:
    """The names in a ZIP as its maker meant them; old ones are read together, by the likeliest code page."""
    told = [_told_name(info) for info in infos]
    raw = [name for name in told if isinstance(name, bytes)]
    codec = _codec_of(b"\n".join(raw)) if raw else ""
    return [name if isinstance(name, str) else name.decode(codec, "replace") for name in told]


def _told_name(info: zipfile.ZipInfo) -> str | bytes:
    """The name where its encoding is said, or is UTF-8 without saying so (macOS); else its bytes."""
    if info.flag_bits & 0x800:
        return info.orig_filename
    raw = info.orig_filename.encode("cp437")  # what Python has read them by
    return _unicode_path(info.extra, raw) or _utf_8(raw) or raw


def _utf_8(raw: bytes) -> str | None:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return None


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    """The name of Info-ZIP's extra field, which counts while it belongs to the plain one (APPNOTE 4.6.9)."""
    while len(extra) >= 4:
        kind, length = struct.unpack("<HH", extra[:4])
        field, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind == UNICODE_PATH and len(field) > 5 and field[0] == 1:
            return _utf_8(field[5:]) if struct.unpack("<I", field[1:5])[0] == zlib.crc32(raw) else None
    return None


def _codec_of(raw: bytes) -> str:
    text = likeliest(raw, OLD_NAMES)
    return next(codec for codec in OLD_NAMES if raw.decode(codec, "replace") == text)


def tar_name(name: str) -> str:
    """A TAR's name; bytes that are no UTF-8 are read by the likeliest code page."""
    try:
        raw = name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return name.encode("utf-8", "replace").decode()
    return _utf_8(raw) or raw.decode(_codec_of(raw), "replace")
