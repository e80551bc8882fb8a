"""A version's files as a reviewer reads them: text with numbered, coloured lines; the rest to download."""

from dataclasses import dataclass, field
from pathlib import PurePosixPath

from courses.highlighting import highlight_lines
from projects.models import Thread, Version, VersionFile
from projects.texts import lines_of

# What a page can show without its server, or its reader, running out of breath.
LINES_LIMIT = 5000
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
    return [preview(file, [row for row in threads if row.path == file.path]) for file in version.files.all()]


def preview(file: VersionFile, threads: list[Thread]) -> Preview:
    """The file's lines when it is a text of at most two megabytes and five thousand lines."""
    text = lines_of(file.blob)
    if text is None or len(text) > LINES_LIMIT:
        return Preview(file, None, threads)
    language = LANGUAGES.get(PurePosixPath(file.path).suffix.lower(), "text")
    coloured = enumerate(highlight_lines("\n".join(text), language), 1)
    lines = [Line(number, html, [row for row in threads if row.line == number]) for number, html in coloured]
    return Preview(file, lines, threads)
