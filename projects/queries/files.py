"""Files as pages list them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Sum, Window
from django.db.models.functions import RowNumber

from projects.models import SelfAssessment, Version, VersionFile

SHOWN = 12
PAGE = 200


@dataclass
class ListedFiles:
    """The first files of a version, how many there are and their size in bytes."""

    files: list[VersionFile] = field(default_factory=list)
    count: int = 0
    size: int = 0

    @property
    def more(self) -> int:
        return self.count - len(self.files)


def listed_by_version(versions: Iterable[Version]) -> dict[int, ListedFiles]:
    """The first files of each version, in one query."""
    each: dict[str, Any] = {"partition_by": [F("version")]}
    rows = VersionFile.objects.filter(version__in=[version.pk for version in versions]).annotate(
        place=Window(RowNumber(), order_by="path", **each),
        count=Window(Count("pk"), **each),
        total=Window(Sum("blob__size"), **each),
    )
    found: dict[int, ListedFiles] = {}
    for row in rows.filter(place__lte=SHOWN).select_related("blob").order_by("version", "path"):
        listed = found.setdefault(row.version_id, ListedFiles(count=row.count, size=row.total))
        listed.files.append(row)
    return found


def listed_files(version: Version | None) -> ListedFiles:
    """The first files of one version; none for no version."""
    return listed_by_version([version]).get(version.pk, ListedFiles()) if version else ListedFiles()


def files_after(version: Version, after: str) -> tuple[list[VersionFile], str]:
    """Two hundred files of a version from the path after ``after``; the last one's path when there are more."""
    found = list(version.files.filter(path__gt=after).select_related("blob").order_by("path")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].path if len(found) > PAGE else ""


def own_levels(version: Version) -> list[SelfAssessment]:
    """What the team thought of its version, by criterion."""
    return list(version.own_levels.select_related("criterion").order_by("criterion__position"))
