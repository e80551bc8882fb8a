"""The text of a handed-in file, line by line."""

from projects.models import Blob

TEXT_LIMIT = 2 * 1024 * 1024


def lines_of(blob: Blob) -> list[str] | None:
    """The lines of a text of at most 2 MB, without their ends; None for anything else or when its bytes are missing."""
    if not blob.is_text or blob.size > TEXT_LIMIT:
        return None
    try:
        with blob.file.open("rb") as stored:
            text = stored.read().decode(errors="replace")
    except FileNotFoundError:  # a backup without its files: the rest of the review stays readable
        return None
    return text.replace("\r\n", "\n").removesuffix("\n").split("\n")
