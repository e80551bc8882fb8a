"""The text of a handed-in file, line by line."""

from core.uploads import TEXT_BYTES, charset_of
from projects.models import Blob


def text_of(blob: Blob) -> tuple[list[str], str] | None:
    """The lines of a text of at most 2 MB, without their ends, and how it is written; None for anything else or when
    its bytes are missing."""
    if not blob.is_text or blob.size > TEXT_BYTES:
        return None
    try:
        with blob.file.open("rb") as stored:
            data = stored.read()
    except FileNotFoundError:  # a backup without its files: the rest of the review stays readable
        return None
    charset = charset_of(data)
    text = data.decode(charset, errors="replace").removeprefix("\ufeff")
    return text.replace("\r\n", "\n").removesuffix("\n").split("\n"), charset


def lines_of(blob: Blob) -> list[str] | None:
    """The lines alone."""
    found = text_of(blob)
    return found and found[0]
