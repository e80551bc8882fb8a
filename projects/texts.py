"""The text of a handed-in file, line by line."""

import re
from collections.abc import Iterable

from django.db.models import prefetch_related_objects

from core.encodings import TEXT_BYTES, decoded
from projects.models import Blob, VersionFile

# Pictures make a notebook longer than any text that people write.
NOTEBOOK_BYTES = 16 * 1024 * 1024
ENDS = re.compile(r"\r\n?|\n")


def fetch_small(files: Iterable[VersionFile]) -> None:
    """Have the bytes of those files whose content is small at hand, in one query."""
    prefetch_related_objects([row.blob for row in files if not row.blob.file], "small")


def text_of(blob: Blob, *, most: int = TEXT_BYTES) -> tuple[list[str], str] | None:
    """The lines of a text of at most ``most`` bytes, without its mark and their ends (of Unix, of Windows, of old
    Macs), and how it is written; None for anything else or when its bytes are missing."""
    if not blob.is_text or blob.size > most:
        return None
    try:
        with blob.content.open("rb") as stored:
            data = stored.read()
    except FileNotFoundError:  # a backup without its files: the rest of the review stays readable
        return None
    text, charset = decoded(data)
    return ENDS.sub("\n", text).removesuffix("\n").split("\n"), charset


def lines_of(blob: Blob, *, most: int = TEXT_BYTES) -> list[str] | None:
    """The lines alone."""
    found = text_of(blob, most=most)
    return found and found[0]
