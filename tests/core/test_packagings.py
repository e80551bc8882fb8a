"""A project is the same tree however it was packed."""

import io
import tarfile
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import archives, paths

pytestmark = pytest.mark.anywhere

# What people name their files: letters of two alphabets, accents, spaces.
_letters = st.text("abcxyz éèçœ-_0123سلمى", min_size=1, max_size=8).map(str.strip).filter(bool)
_names = st.builds("{}{}".format, _letters, st.sampled_from([".py", ".md", ".html", ".json", ""]))
_paths = st.lists(_names, min_size=1, max_size=3).map("/".join)


def _no_file_is_a_folder(tree: dict[str, bytes]) -> bool:
    return not any(other.startswith(f"{path}/") for path in tree for other in tree)


trees = st.dictionaries(_paths, st.binary(max_size=200), min_size=2, max_size=8)
trees = trees.filter(_no_file_is_a_folder).filter(lambda tree: not paths.common_folder(tree))

MADE = {
    "node_modules/x/index.js": b"1", ".git/config": b"[core]", "__pycache__/a.cpython-313.pyc": b"\0",
    ".DS_Store": b"\0", "desktop.ini": b"", "src/Thumbs.db": b"",
}  # fmt: skip
LINKS = ["node_modules/.bin/vite", ".venv/bin/python"]


def plain(tree):
    return tree, []


def in_a_folder(tree):
    return {f"projet-main/{path}": content for path, content in tree.items()}, []


def by_windows(tree):
    return {f"projet\\{path}".replace("/", "\\"): content for path, content in tree.items()}, []


def by_a_mac(tree):
    inside, _links = in_a_folder(tree)
    doubles = {f"__MACOSX/{path.rpartition('/')[0]}/._{path.rpartition('/')[2]}": b"\0\5" for path in inside}
    return {**inside, **doubles, "projet-main/.DS_Store": b"\0"}, []


def with_what_tools_make(tree):
    inside, _links = in_a_folder({**MADE, **tree})
    return inside, [f"projet-main/{link}" for link in LINKS]


PACKAGINGS = [plain, in_a_folder, by_windows, by_a_mac, with_what_tools_make]


def as_zip(files: dict[str, bytes], links: list[str]) -> io.BytesIO:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
        for path, content in files.items():
            opened.writestr(path, content)
        for link in links:
            info = zipfile.ZipInfo(link)
            info.external_attr = 0o120777 << 16
            opened.writestr(info, "../x")
    return made


def as_tar(files: dict[str, bytes], links: list[str]) -> io.BytesIO:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as opened:
        for path, content in files.items():
            info = tarfile.TarInfo(path)
            info.size = len(content)
            opened.addfile(info, io.BytesIO(content))
        for link in links:
            info = tarfile.TarInfo(link)
            info.type, info.linkname = tarfile.SYMTYPE, "/usr/bin/python"
            opened.addfile(info)
    return made


def read(archive: io.BytesIO) -> dict[str, bytes]:
    found = archives.entries(archive, archives.Bounds(100, 2**20), archives.Report())
    kept = {str(file.name): file.read() for file in found}
    top = paths.common_folder(kept)
    return {path.removeprefix(top): content for path, content in kept.items()}


@pytest.mark.parametrize("written", [as_zip, as_tar])
@pytest.mark.parametrize("packed", PACKAGINGS)
@settings(max_examples=30)
@given(tree=trees)
def test_same_tree_from_any_packaging(packed, written, tree):
    kept = {path: content for path, content in tree.items() if not paths.made_by_tools(path)}

    assert read(written(*packed(tree))) == read(as_zip(tree, [])) == kept
