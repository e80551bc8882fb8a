"""A version's files as a reviewer reads them: text with numbered, coloured lines; the rest to download."""

from dataclasses import dataclass, field
from pathlib import PurePosixPath

from courses.highlighting import highlight_lines
from projects.models import Thread, Version, VersionFile

# What a page can show without its server, or its reader, running out of breath.
TEXT_LIMIT, LINES_LIMIT = 512 * 1024, 5000
LANGUAGES = {
    ".py": "python", ".js": "javascript", ".html": "html", ".css": "css", ".sql": "sql", ".sh": "bash",
    ".json": "json", ".yml": "yaml", ".yaml": "yaml", ".diff": "diff", ".md": "markdown", ".ts": "typescript",
}  # fmt: skip


@dataclass
class Line:
    number: int
    html: str
    threads: list[Thread] = field(default_factory=list)


@dataclass
class Preview:
    """``lines`` is None for what is not shown as text."""

    file: VersionFile
    lines: list[Line] | None
    threads: list[Thread]

    @property
    def count(self) -> int:
        return len(self.threads)


def previews(version: Version, threads: list[Thread]) -> list[Preview]:
    """Each file of ``version`` with the remarks that lie on it."""
    return [preview(file, [row for row in threads if row.path == file.name]) for file in version.files.all()]


def preview(file: VersionFile, threads: list[Thread]) -> Preview:
    """The file's lines when it is a text of at most half a megabyte and five thousand lines."""
    if file.content_type != "text/plain" or file.size > TEXT_LIMIT:
        return Preview(file, None, threads)
    try:
        with file.file.open("rb") as stored:
            text = stored.read().decode(errors="replace").replace("\r\n", "\n")
    except FileNotFoundError:  # a backup without its files: the rest of the review stays readable
        return Preview(file, None, threads)
    if text.count("\n") > LINES_LIMIT:
        return Preview(file, None, threads)
    language = LANGUAGES.get(PurePosixPath(file.name).suffix.lower(), "text")
    coloured = enumerate(highlight_lines(text.rstrip("\n"), language), 1)
    lines = [Line(number, html, [row for row in threads if row.line == number]) for number, html in coloured]
    return Preview(file, lines, threads)
