"""The files of a version as folders."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

# A tree of more files opens folded.
OPEN_LIMIT = 200


class FileRow(NamedTuple):
    """A file of a version with what a list needs of its content."""

    pk: int
    path: str
    blob_id: int
    sha256: str
    size: int
    content_type: str
    stored: str = ""

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


@dataclass
class Folder:
    """A folder: its folders and files; ``count`` files in it and below."""

    name: str
    folders: dict[str, "Folder"] = field(default_factory=dict)
    files: list[FileRow] = field(default_factory=list)
    count: int = 0


def place(path: str) -> list[tuple[bool, str]]:
    """Where a path stands in the tree: at each step the folders come before the files, each by name."""
    *folders, name = path.split("/")
    return [*((False, folder) for folder in folders), (True, name)]


def tree_of(rows: Iterable[FileRow]) -> Folder:
    """The rows, given in its order, in folders; a folder that only holds one folder is joined to it."""
    root = Folder("")
    for row in rows:
        here = root
        here.count += 1
        for part in row.path.split("/")[:-1]:
            here = here.folders.setdefault(part, Folder(part))
            here.count += 1
        here.files.append(row)
    root.folders = {folder.name: folder for folder in map(_joined, root.folders.values())}
    return root


def _joined(folder: Folder) -> Folder:
    while len(folder.folders) == 1 and not folder.files:
        only = next(iter(folder.folders.values()))
        folder = Folder(f"{folder.name}/{only.name}", only.folders, only.files, only.count)
    folder.folders = {below.name: below for below in map(_joined, folder.folders.values())}
    return folder
