"""A project is the same tree however it was packed."""

import io
import shutil
import subprocess
import tarfile
import unicodedata
import zipfile
from pathlib import Path

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


def from_here(tree):
    """As ``tar`` and ``shutil`` pack the folder they stand in."""
    return {f"./{path}": content for path, content in tree.items()}, []


def letters_and_accents_apart(tree):
    """As a Mac spells its names."""
    return {unicodedata.normalize("NFD", f"projet/{path}"): content for path, content in tree.items()}, []


PACKAGINGS = [
    plain, in_a_folder, by_windows, by_a_mac, with_what_tools_make, from_here, letters_and_accents_apart,
]  # fmt: skip


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


def as_git_writes_tar(files: dict[str, bytes], links: list[str]) -> io.BytesIO:
    """The number of the commit stands before all, as a header of its own; folders are entries too."""
    made = io.BytesIO()
    commit = {"comment": "0123456789abcdef" * 2 + "01234567"}
    with tarfile.open(fileobj=made, mode="w", format=tarfile.PAX_FORMAT, pax_headers=commit) as opened:
        for folder in sorted({path.rpartition("/")[0] for path in files} - {""}):
            info = tarfile.TarInfo(f"{folder}/")
            info.type = tarfile.DIRTYPE
            opened.addfile(info)
        for path, content in files.items():
            info = tarfile.TarInfo(path)
            info.size = len(content)
            opened.addfile(info, io.BytesIO(content))
    return made


def as_a_stream(files: dict[str, bytes], links: list[str]) -> io.BytesIO:
    """A ZIP written into a pipe: sizes come after the files, folders are entries too, GitHub's comment at the end."""
    made = io.BytesIO()
    with zipfile.ZipFile(Pipe(made), "w", zipfile.ZIP_DEFLATED) as opened:
        opened.comment = b"0123456789abcdef" * 2 + b"01234567"
        for folder in sorted({path.rpartition("/")[0] for path in files} - {""}):
            opened.writestr(f"{folder}/", b"")
        for path, content in files.items():
            with opened.open(path, "w", force_zip64=True) as entry:
                entry.write(content)
    return made


class Pipe(io.RawIOBase):
    """What is written cannot be gone back to."""

    def __init__(self, to: io.BytesIO):
        self.to = to

    def write(self, data) -> int:
        return self.to.write(data)

    def writable(self) -> bool:
        return True


def read(archive: io.BytesIO) -> dict[str, bytes]:
    found = archives.entries(archive, archives.Bounds(100, 2**20), archives.Report())
    kept = {str(file.name): file.read() for file in found}
    top = paths.common_folder(kept)
    return {path.removeprefix(top): content for path, content in kept.items()}


@pytest.mark.parametrize("written", [as_zip, as_tar, as_git_writes_tar, as_a_stream])
@pytest.mark.parametrize("packed", PACKAGINGS)
@settings(max_examples=30)
@given(tree=trees)
def test_same_tree_from_any_packaging(packed, written, tree):
    kept = {path: content for path, content in tree.items() if not paths.made_by_tools(path)}

    assert read(written(*packed(tree))) == read(as_zip(tree, [])) == kept


TREE = {
    "README.md": b"# Projet\n",
    ".gitignore": b"*.pyc\n",
    ".github/workflows/ci.yml": b"on: push\n",
    "src/main.py": b"print(1)\n" * 9000,
    "src/données/été 2026.csv": b"a;b\n",
    "docs/سلمى.md": b"1",
    f"{'a' * 60}/{'b' * 60}/c.py": b"1\n",
    "vide.txt": b"",
}
TOOLS = [
    "zip -qr ../made repo-main",
    "cd repo-main && zip -qr ../../made .",
    "zip -qr - repo-main | cat > ../made.zip",
    "LC_ALL=C zip -qr ../made repo-main",
    "zip -qr -UN=escape ../made repo-main",
    "zip -qr -Z bzip2 ../made repo-main",
    "cd repo-main && git archive -o ../../made.zip HEAD",
    "cd repo-main && git archive --prefix=repo-main/ -o ../../made.zip HEAD",
    "cd repo-main && git archive -o ../../made.tar HEAD",
    "cd repo-main && git archive --prefix=repo-main/ -o ../../made.tar.gz HEAD",
    "tar -czf ../made.tgz repo-main",
    "cd repo-main && tar -cjf ../../made.tar.bz2 .",
    "tar -cf ../made.tar --format=posix repo-main",
    "tar -cf ../made.tar --format=ustar repo-main",
]
GIT = "git -c user.name=a -c user.email=a@x.ma"


@pytest.fixture
def work(tmp_path) -> Path:
    """A folder that holds the project, committed."""
    for path, content in TREE.items():
        place = tmp_path / "work/repo-main" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return tmp_path / "work"


@pytest.mark.parametrize("command", TOOLS)
def test_same_tree_from_the_tools_that_people_have(work, command):
    needed = {"git", "zip", "tar"}.intersection(command.split())
    if missing := [tool for tool in needed if not shutil.which(tool)]:
        pytest.skip(f"{missing[0]} is not installed")
    if "git" in needed:
        commit = f"git init -q && git add -A && {GIT} commit -qm x"
        subprocess.run(commit, shell=True, check=True, cwd=work / "repo-main")
    subprocess.run(command, shell=True, check=True, cwd=work, stdout=subprocess.DEVNULL)
    (made,) = work.parent.glob("made.*")

    found = read(io.BytesIO(made.read_bytes()))

    assert {path: content for path, content in found.items() if not path.startswith(".git/")} == TREE
