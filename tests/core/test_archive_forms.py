"""Forms of archives that tools make: read as they are, or a sentence says what closes them."""

import contextlib
import errno
import io
import stat
import struct
import tarfile
import zipfile

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from core import archives
from tests.core.test_archives import BOUNDS, _read, _tar, _zip

pytestmark = pytest.mark.anywhere


def _tar_member(name: str, kind: bytes, target: str = "") -> tuple[tarfile.TarInfo, bytes]:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, target
    return member, b""


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2"])
@pytest.mark.parametrize("target", ["p/a.py", "./p/a.py", "p/node_modules/a.py"])
def test_file_named_twice_in_a_tar_is_two_files(mode, target):
    """A hard link is no link to elsewhere: what it names lies in the archive, even where tools have made it."""
    big = b"x" * (archives.CHUNK + 1)
    made = _tar((target, big), _tar_member("p/b.py", tarfile.LNKTYPE, target), ("p/c.py", b"2"), mode=mode)

    assert _read(made, size=200_000)["b.py"] == big
    with pytest.raises(ValidationError):
        _read(made, size=archives.CHUNK)


@pytest.mark.parametrize("target", ["/etc/passwd", "../x.py", "p/absent.py"])
def test_name_of_a_file_outside_the_archive_is_a_link(target):
    made = _tar(("p/a.py", b"1"), _tar_member("p/b.py", tarfile.LNKTYPE, target))

    with pytest.raises(ValidationError, match=r"lien.*b\.py"):
        _read(made)


def test_too_many_names_of_one_file_are_too_many_files():
    names = (_tar_member(f"p/{n}.py", tarfile.LNKTYPE, "p/a.py") for n in range(200))

    with pytest.raises(ValidationError, match="trop de fichiers"):
        _read(_tar(("p/a.py", b"1"), *names))


@pytest.mark.parametrize("kind", [tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE])
def test_what_is_no_file_is_left_out_by_its_name(kind):
    report = archives.Report()
    made = _tar(("p/a.py", b"1"), _tar_member("p/tuyau", kind))

    found = [file.name for file in archives.entries(made, archives.Bounds(**BOUNDS), report)]

    assert (found, report.left_out) == (["p/a.py"], {"tuyau": 0})


@pytest.mark.parametrize("mode", [stat.S_IFSOCK, stat.S_IFIFO, stat.S_IFDIR])
def test_zip_holds_no_pipe_and_may_say_a_folder_by_its_mode(mode):
    entry = zipfile.ZipInfo("p")
    entry.external_attr = (mode | 0o644) << 16

    assert _read(_zip((entry, b""), ("a.py", b"1"))) == {"a.py": b"1"}


def _zip64(made: bytes) -> bytes:
    """The list's length and place said elsewhere, as by tools that foresee big archives."""
    at = made.rfind(archives.ZIP_END)
    count, size, offset = struct.unpack("<HII", made[at + 10 : at + 20])
    end = struct.pack("<4sQHHLLQQQQ", archives.ZIP64_END, 44, 45, 45, 0, 0, count, count, size, offset)
    place = struct.pack("<4sLQL", archives.ZIP64_AT, 0, at, 1)
    return (
        made[:at] + end + place + struct.pack("<4sHHHHLLH", archives.ZIP_END, 0, 0, *[0xFFFF] * 2, *[2**32 - 1] * 2, 0)
    )


FIRST_LINES = [b"#!/usr/bin/env python3\n", bytes(range(256)) * 3, b"echo\n" * 1000]


@pytest.mark.parametrize("beginning", [b"", *FIRST_LINES], ids=["alone", "script", "bytes", "long"])
@pytest.mark.parametrize("form", [lambda made: made, _zip64], ids=["zip", "zip64"])
def test_zip_is_read_after_other_bytes_and_in_its_large_form(beginning, form):
    made = io.BytesIO(beginning + form(_zip(("p/a.py", b"1"), ("p/b.py", b"2")).getvalue()))

    assert archives.is_archive(made)
    assert _read(made) == {"a.py": b"1", "b.py": b"2"}


def test_list_too_long_is_refused_in_its_large_form():
    made = bytearray(_zip64(_zip(("a.py", b"1")).getvalue()))
    at = made.rfind(archives.ZIP64_END)
    made[at + 40 : at + 48] = (2**40).to_bytes(8, "little")

    with pytest.raises(ValidationError, match="trop de fichiers"):
        _read(io.BytesIO(bytes(made)))


def test_tar_whose_first_name_is_a_zips_letters_is_a_tar():
    assert _read(_tar(("PK\3\4/a.py", b"1"), ("PK\3\4/b.zip", _zip(("x", b"1")).getvalue()), mode="w"))["a.py"] == b"1"


def _said(made: bytes, at_local: int, at_list: int, value: int) -> io.BytesIO:
    """The same ZIP that says ``value`` of its first entry."""
    told = bytearray(made)
    for at in (at_local, made.find(b"PK\1\2") + at_list):
        told[at : at + 2] = struct.pack("<H", value)
    return io.BytesIO(bytes(told))


@pytest.mark.parametrize("method", [1, 6, 9, 93, 95, 98], ids=["shrunk", "imploded", "deflate64", "zstd", "xz", "ppmd"])
def test_way_of_compressing_that_is_not_read_is_said(method):
    with pytest.raises(ValidationError, match=r"a\.py.*d’une façon qui ne se lit pas ici"):
        _read(_said(_zip(("a.py", b"1")).getvalue(), 8, 10, method))


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_compressing_are_read(method):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as opened:
        opened.writestr("a.py", "x" * 500)

    assert _read(made) == {"a.py": b"x" * 500}


def test_password_is_said():
    with pytest.raises(ValidationError, match=r"a\.py.*mot de passe"):
        _read(_said(_zip(("a.py", b"1"), ("b.py", b"2")).getvalue(), 6, 8, 1))


def test_what_is_left_out_may_be_locked():
    assert _read(_said(_zip((".git/config", b"1"), ("b.py", b"2")).getvalue(), 6, 8, 1)) == {"b.py": b"2"}


def test_long_name_is_kept_whole_and_a_path_too_long_is_refused_by_its_name():
    name = "é" * 200 + ".py"

    assert set(_read(_zip((name, b"1"), ("b.py", b"2")))) == {name, "b.py"}
    with pytest.raises(ValidationError, match=r"\.py.*trop profond"):
        _read(_zip(("n" * 301 + ".py", b"1")))


DAMAGED = [
    _zip(("p/a.py", b"x" * 300), ("p/é.py", b"y")).getvalue(),
    _tar(("p/a.py", b"x" * 300), ("p/" + "d" * 150, b"y"), mode="w").getvalue(),
    _tar(("p/a.py", b"x" * 300), ("p/é.py", b"y"), mode="w:gz").getvalue(),
    _tar(("p/a.py", b"x" * 300), ("p/é.py", b"y"), mode="w:bz2").getvalue(),
]


class _OnDisk(io.BytesIO):
    """A place before the beginning is an OSError of a real file."""

    def seek(self, offset, whence=0):
        try:
            return super().seek(offset, whence)
        except ValueError as error:
            raise OSError(errno.EINVAL, "Invalid argument") from error


@settings(max_examples=300)
@given(made=st.sampled_from(DAMAGED), at=st.floats(0, 1), lost=st.integers(0, 40), put=st.binary(max_size=8))
def test_damage_anywhere_is_told_as_such(made, at, lost, put):
    """Bytes lost or changed on the way: the files come out, or a sentence does."""
    place = int(at * len(made))
    damaged = made[:place] + put + made[place + lost :]

    for file in (io.BytesIO(damaged), _OnDisk(damaged)):
        with contextlib.suppress(ValidationError):
            _read(file)
