"""A body made ready for its template: anchors that do not repeat, pictures fetched together."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import prefetch_related_objects
from django.utils.text import slugify
from wagtail.images.models import Image


@dataclass(frozen=True)
class Part:
    """One block of a body; ``anchor`` is where a link can point to, for headings only."""

    block: object
    anchor: str = ""


@dataclass
class Reading:
    """A page's body, part by part, and its headings."""

    parts: list[Part] = field(default_factory=list)

    @property
    def headings(self) -> list[Part]:
        return [part for part in self.parts if part.anchor]


def reading(stream) -> Reading:
    """Make ``stream`` (a body's value) ready to be shown; its renditions cost one query in all."""
    prefetch_related_objects(list(_images(stream)), "renditions")
    taken: set[str] = set()
    return Reading([Part(block, _anchor(block, taken)) for block in stream])


def _images(stream) -> Iterator[Image]:
    for block in stream:
        if block.block_type == "image" and block.value["image"]:
            yield block.value["image"]
        elif block.block_type == "video" and block.value["poster"]:
            yield block.value["poster"]


def _anchor(block, taken: set[str]) -> str:
    if block.block_type != "heading":
        return ""
    base = slugify(block.value) or "titre"
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name)
    return name
