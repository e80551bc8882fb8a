"""Archives of strangers: what is inside comes out, what is hostile is told and nothing of it is kept."""

import errno
import io
import stat
import struct
import tarfile
import unicodedata
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError

from core import archives
from core.paths import common_folder

pytestmark = pytest.mark.anywhere

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


def _read(made: io.BytesIO, **bounds) -> dict[str, bytes]:
    report = archives.Report()
    found = {entry.name: entry.read() for entry in archives.entries(made, archives.Bounds(**(BOUNDS | bounds)), report)}
    for path in report.take_back(list(found)):
        del found[path]
    top = common_folder(found)
    return {path.removeprefix(top): content for path, content in found.items()}


def test_files_come_out_with_their_paths_and_the_common_folder_goes():
    made = _zip(("projet/app/vues.py", b"x = 1\n"), ("projet/LISEZ-MOI.md", "# Été\n"), ("projet/vide.py", b""))

    assert _read(made) == {"app/vues.py": b"x = 1\n", "LISEZ-MOI.md": "# Été\n".encode(), "vide.py": b""}


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2"])
def test_tar_comes_out_as_well(mode):
    assert _read(_tar(("a/b.py", b"1"), ("c.py", b"2"), mode=mode)) == {"a/b.py": b"1", "c.py": b"2"}


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
        _read(_tar(("bon.py", b"1"), (name, b"2")))


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
        _read(_tar((tar_link, b"")))


def test_bomb_is_refused_before_it_is_unpacked():
    with pytest.raises(ValidationError):
        _read(_zip(("bombe.txt", b"0" * 200_000)))
    with pytest.raises(ValidationError):
        _read(_tar(("bombe.txt", b"0" * 200_000)))


def test_twenty_thousand_entries_are_refused():
    with pytest.raises(ValidationError):
        _read(_zip(*((f"f{n}.py", b"") for n in range(20_000))), files=5000)


def test_header_that_never_ends_is_refused():
    member = tarfile.TarInfo("a.py")
    member.pax_headers = {"comment": "x" * (3 * 2**20)}

    with pytest.raises(ValidationError):
        _read(_tar((member, b"1")))


@pytest.mark.parametrize(
    "content",
    [
        b"PK\3\4 tronqu",
        b"",
        b"\x1f\x8b\x08 tronqu",
        b"BZh91AY&SY tronqu",
        _zip(("a.py", b"x" * 999)).getvalue()[:-60],
        _tar(("a.py", b"x" * 9999)).getvalue()[:-30],
    ],
    ids=["no zip", "nothing", "no gzip", "no bzip", "cut zip", "cut tar"],
)
def test_broken_archive_is_told(content):
    with pytest.raises(ValidationError):
        _read(io.BytesIO(content))


def test_size_that_lies_is_told():
    made = bytearray(_zip(("a.py", b"x" * 5000)).getvalue())
    at = made.rfind(b"PK\1\2")
    made[at + 24 : at + 28] = (10).to_bytes(4, "little")

    with pytest.raises(ValidationError):
        _read(io.BytesIO(bytes(made)))


def test_same_name_twice_is_refused():
    with pytest.raises(ValidationError), pytest.warns(UserWarning, match="Duplicate"):
        _read(_zip(("a.py", b"1"), ("a.py", b"2")))


def _link(name: str) -> tuple[zipfile.ZipInfo, bytes]:
    link = zipfile.ZipInfo(name)
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    return link, b"../ailleurs"


def _tar_link(name: str) -> tuple[tarfile.TarInfo, bytes]:
    link = tarfile.TarInfo(name)
    link.type, link.linkname = tarfile.SYMTYPE, "/usr/bin/python3"
    return link, b""


DEEP = "projet/node_modules/" + "paquet/node_modules/" * 30 + "index.js"
LEFT_OUT = [
    "projet/node_modules/.bin/acorn", "projet/.venv/bin/python", "projet/.git/hooks/lien", "__MACOSX/projet/._a.py",
    "projet/env/lib/python3.11/site-packages/x/y.py", "projet/__pycache__/a.cpython-311.pyc", "projet/.DS_Store",
    "projet/._a.py", "._projet", "projet/Thumbs.db", "projet/DESKTOP.INI", "projet/web/Node_Modules/x.js", DEEP,
    "projet/.ipynb_checkpoints/a.ipynb",
]  # fmt: skip


@pytest.mark.parametrize("name", LEFT_OUT)
def test_only_what_is_kept_is_judged(name):
    """A link, a depth, a size, a count that tools make refuse nothing, in a zip as in a tar."""
    big = b"0" * 200_000
    for made in (
        _zip((name, big), ("projet/a.py", b"1")),
        _zip(_link(name), ("projet/a.py", b"1")),
        _tar((name, big), ("projet/a.py", b"1")),
        _tar(_tar_link(name), ("projet/a.py", b"1")),
    ):
        assert _read(made, files=1) == {"a.py": b"1"}


@pytest.mark.parametrize("mark", ["pyvenv.cfg", "CACHEDIR.TAG"])
@pytest.mark.parametrize("pack", [_zip, _tar], ids=["zip", "tar"])
def test_virtual_environment_or_what_is_made_anew_is_left_out_under_any_name(pack, mark):
    link = _link if pack is _zip else _tar_link
    made = pack(("p/e/bin/x.py", b"1"), link("p/e/bin/python"), (f"p/e/{mark}", b"home"), ("p/a.py", b"2"))

    assert _read(made) == {"a.py": b"2"}


@pytest.mark.parametrize("pack", [_zip, _tar], ids=["zip", "tar"])
def test_project_in_which_an_environment_was_made_is_kept(pack):
    """As ``python -m venv .`` does: the mark lies beside the project's own files."""
    made = pack(
        ("p/pyvenv.cfg", b"home"), ("__MACOSX/p/._a.py", b"0"), ("p/a.py", b"1"), ("p/lib/site-packages/x.py", b"2")
    )

    assert _read(made) == {"a.py": b"1", "pyvenv.cfg": b"home"}


@pytest.mark.parametrize("pack", [_zip, _tar], ids=["zip", "tar"])
def test_environment_beside_the_projects_files_is_left_out(pack):
    made = pack(("env/bin/x.py", b"1"), ("env/pyvenv.cfg", b"home"), ("env/b.py", b"2"), ("main.py", b"3"))

    assert _read(made) == {"main.py": b"3"}


def test_what_was_left_out_is_counted_by_who_made_it():
    report = archives.Report()
    made = _zip(*((f"p/node_modules/x/{n}.js", b"") for n in range(7)), ("p/.DS_Store", b""), ("p/a.py", b"1"))

    list(archives.entries(made, archives.Bounds(**BOUNDS), report))

    assert report.left_out == {"node_modules": 7, ".DS_Store": 1}


@pytest.mark.parametrize("folder", [".github", ".gitlab", ".vscode"])
def test_dot_folder_keeps_its_name(folder):
    assert set(_read(_zip((f"{folder}/flux/ci.yml", b"1")))) == {f"{folder}/flux/ci.yml"}


ACCENTS = {"sécurité.py": b"1", "données/été.csv": b"2"}


@pytest.mark.parametrize(
    "codec", ["utf-8", "cp850", "cp437", "windows-1252"], ids=["macOS", "Windows", "DOS", "a Windows tool"]
)
def test_accents_are_read_as_the_archive_means_them(codec):
    made = _zip(*ACCENTS.items()).getvalue()
    for name in ACCENTS:
        # the plain name in the maker's code page, of the same length, and no flag that says UTF-8
        raw, plain = name.encode(), name.encode(codec)
        made = made.replace(raw, plain + b"z" * (len(raw) - len(plain)))
    for mark in (b"PK\3\4", b"PK\1\2"):
        made = _without_flag(made, mark)

    found = {path.rstrip("z") for path in _read(io.BytesIO(made))}

    assert found == set(ACCENTS)


def _without_flag(made: bytes, mark: bytes) -> bytes:
    at, shift = made.find(mark), 6 if mark == b"PK\3\4" else 8
    while at >= 0:
        made = made[: at + shift] + b"\0\0" + made[at + shift + 2 :]
        at = made.find(mark, at + 4)
    return made


def test_arabic_names_of_windows_are_read():
    name = "مشروع/تقرير.md"
    made = _zip((name, b"1")).getvalue()
    for codec in ("cp720", "windows-1256"):
        plain = name.encode(codec)
        old = made.replace(name.encode(), plain + b"z" * (len(name.encode()) - len(plain)))
        for mark in (b"PK\3\4", b"PK\1\2"):
            old = _without_flag(old, mark)
        assert {path.rstrip("z") for path in _read(io.BytesIO(old))} == {"تقرير.md"}


def test_unicode_path_of_info_zip_counts():
    info = zipfile.ZipInfo("s_curit_.py")
    name = "sécurité.py".encode()
    info.extra = struct.pack("<HHBI", 0x7075, 5 + len(name), 1, zlib.crc32(b"s_curit_.py")) + name

    assert set(_read(_zip((info, b"1"), ("b.py", b"2")))) == {"sécurité.py", "b.py"}


def test_names_that_look_the_same_are_one():
    apart = unicodedata.normalize("NFD", "sécurité.py")

    assert set(_read(_zip((apart, b"1"), ("b.py", b"2")))) == {"sécurité.py", "b.py"}
    assert set(_read(_zip((apart, b"1"), ("sécurité.py", b"1")))) == {"sécurité.py"}
    with pytest.raises(ValidationError):
        _read(_zip((apart, b"1"), ("sécurité.py", b"2")))


def test_windows_paths_have_their_folders():
    assert set(_read(_zip(("projet\\app\\vues.py", b"1"), ("projet\\b.py", b"2")))) == {"app/vues.py", "b.py"}


def test_full_disk_is_not_a_damaged_archive(monkeypatch):
    class Full(io.BytesIO):
        def write(self, data):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(archives, "SpooledTemporaryFile", lambda max_size: Full())

    for made in (_zip(("a.py", b"1" * archives.CHUNK)), _tar(("a.py", b"1" * archives.CHUNK))):
        with pytest.raises(OSError, match="No space"):
            _read(made)
