"""The two hosts a video may come from, and their players without tracking."""

import re

YOUTUBE = re.compile(
    r"^https?://(?:www\.|m\.)?(?:youtube\.com/(?:watch\?(?:.*&)?v=|embed/|shorts/|live/)|youtu\.be/|youtube-nocookie\.com/embed/)"
    r"([\w-]{11})(?:[?&#].*)?$"
)
VIMEO = re.compile(r"^https?://(?:www\.|player\.)?vimeo\.com/(?:video/)?(\d{6,12})(?:[/?#].*)?$")


def player(address: str) -> str | None:
    """The address of the quiet player of a YouTube or Vimeo ``address``; None for any other."""
    if found := YOUTUBE.match(address):
        return f"https://www.youtube-nocookie.com/embed/{found[1]}?autoplay=1"
    if found := VIMEO.match(address):
        return f"https://player.vimeo.com/video/{found[1]}?autoplay=1&dnt=1"
    return None
