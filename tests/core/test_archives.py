"""Archives of strangers: what is inside comes out, what is hostile is told and nothing of it is kept."""

import io
import stat
import tarfile
import zipfile

import pytest
from django.core.exceptions import ValidationError

from core import archives

BOUNDS = {"files": 100, "size": 100_000}


def _zip(*names_and_bytes, **options) -> io.BytesIO:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in names_and_bytes:
            opened.writestr(name, content)
    return made


def _tar(*members, mode="w:gz") -> io.BytesIO:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as opened:
        for name, content in members:
            info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            info.size = len(content)
            opened.addfile(info, io.BytesIO(content))
    return made


def _read(made: io.BytesIO, kind="application/zip", **bounds) -> dict[str, bytes]:
    found = archives.entries(made, kind, archives.Bounds(**(BOUNDS | bounds)))
    return {entry.name: entry.read() for entry in found}


def test_files_come_out_with_their_paths_and_the_common_folder_goes():
    made = _zip(("projet/app/vues.py", b"x = 1\n"), ("projet/LISEZ-MOI.md", "# Été\n"), ("projet/vide.py", b""))

    assert _read(made) == {"app/vues.py": b"x = 1\n", "LISEZ-MOI.md": "# Été\n".encode(), "vide.py": b""}


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_tar_comes_out_as_well(mode):
    kind = "application/gzip" if mode == "w:gz" else "application/x-tar"

    assert _read(_tar(("a/b.py", b"1"), ("c.py", b"2"), mode=mode), kind) == {"a/b.py": b"1", "c.py": b"2"}


def test_what_tools_make_is_left_out():
    made = _zip(("a.py", b"1"), (".git/config", b"2"), ("web/node_modules/x/i.js", b"3"), (".gitignore", b"4"))

    assert set(_read(made)) == {"a.py", ".gitignore"}


def test_names_of_any_alphabet_are_kept():
    assert set(_read(_zip(("وثائق/قراءة.md", b"1"), ("Données/été.csv", b"2")))) == {
        "وثائق/قراءة.md",
        "Données/été.csv",
    }


@pytest.mark.parametrize("name", ["../dehors.py", "/etc/passwd", "C:\\windows\\x.py", "a/../../b.py", "..\\b.py"])
def test_path_that_leaves_the_project_is_refused(name):
    with pytest.raises(ValidationError):
        _read(_zip(("bon.py", b"1"), (name, b"2")))
    with pytest.raises(ValidationError):
        _read(_tar(("bon.py", b"1"), (name, b"2")), "application/gzip")


def test_direction_marks_do_not_disguise_a_name():
    assert set(_read(_zip(("\u202efdp.py", b"1"), ("b.py", b"2")))) == {"fdp.py", "b.py"}


def test_name_with_a_nul_is_refused():
    made = _zip(("aXb.py", b"1"))
    with pytest.raises(ValidationError):
        _read(io.BytesIO(made.getvalue().replace(b"aXb.py", b"a\0b.py")))


def test_links_are_refused():
    link = zipfile.ZipInfo("lien.py")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    tar_link = tarfile.TarInfo("lien.py")
    tar_link.type, tar_link.linkname = tarfile.SYMTYPE, "/etc/passwd"

    with pytest.raises(ValidationError, match=r"lien\.py"):
        _read(_zip((link, b"/etc/passwd")))
    with pytest.raises(ValidationError, match=r"lien\.py"):
        _read(_tar((tar_link, b"")), "application/gzip")


def test_bomb_is_refused_before_it_is_unpacked():
    with pytest.raises(ValidationError):
        _read(_zip(("bombe.txt", b"0" * 200_000)))
    with pytest.raises(ValidationError):
        _read(_tar(("bombe.txt", b"0" * 200_000)), "application/gzip")


def test_twenty_thousand_entries_are_refused():
    with pytest.raises(ValidationError):
        _read(_zip(*((f"f{n}.py", b"") for n in range(20_000))), files=5000)


def test_header_that_never_ends_is_refused():
    member = tarfile.TarInfo("a.py")
    member.pax_headers = {"comment": "x" * (3 * 2**20)}

    with pytest.raises(ValidationError):
        _read(_tar((member, b"1")), "application/gzip")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"PK\3\4 tronqu", "application/zip"),
        (b"", "application/zip"),
        (b"\x1f\x8b\x08 tronqu", "application/gzip"),
        (_zip(("a.py", b"x" * 999)).getvalue()[:-60], "application/zip"),
        (_tar(("a.py", b"x" * 9999)).getvalue()[:-30], "application/gzip"),
    ],
    ids=["no zip", "nothing", "no gzip", "cut zip", "cut tar"],
)
def test_broken_archive_is_told(content, kind):
    with pytest.raises(ValidationError):
        _read(io.BytesIO(content), kind)


def test_size_that_lies_is_told():
    made = bytearray(_zip(("a.py", b"x" * 5000)).getvalue())
    at = made.rfind(b"PK\1\2")
    made[at + 24 : at + 28] = (10).to_bytes(4, "little")

    with pytest.raises(ValidationError):
        _read(io.BytesIO(bytes(made)))


def test_same_name_twice_is_refused():
    with pytest.raises(ValidationError), pytest.warns(UserWarning, match="Duplicate"):
        _read(_zip(("a.py", b"1"), ("a.py", b"2")))
