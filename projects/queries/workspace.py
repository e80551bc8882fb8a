"""What a reviewer's desk shows: the files of a version, what changed, the remarks where they lie now."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from accounts.models import User
from projects.models import (
    Anchor,
    Blob,
    CriterionScore,
    Dispute,
    Reply,
    Review,
    StaffNote,
    Submission,
    Thread,
    Version,
    VersionFile,
    ViewedFile,
)
from projects.pairing import FileChange, pair_files
from projects.preview import Remark
from projects.queries.dossiers import put_replies
from projects.texts import lines_of
from projects.tree import FileRow

# What two versions changed never changes again.
CHANGES_KEPT = 24 * 3600
OTHERS_SHOWN = 12
SEARCHED_FILES, SEARCHED_BYTES, HITS_SHOWN, HIT_LENGTH = 1000, 16 * 1024 * 1024, 100, 160


def handed_in(submission: Submission) -> list[Version]:
    """The versions handed in, the newest first."""
    rows = submission.versions.exclude(submitted_at=None).select_related("submitted_by").order_by("-number")
    return list(rows.annotate(suggestions=Count("applied")))


def last_reviewed(submission: Submission, user: User) -> int | None:
    """The number of the version of ``user``'s last sent review, else of anyone's."""
    sent = Review.objects.filter(version__submission=submission, sent_at__isnull=False).order_by("-version__number")
    found = list(sent.values_list("version__number", "reviewer"))
    own = [number for number, reviewer in found if reviewer == user.pk]
    return next(iter(own or [number for number, _reviewer in found]), None)


def file_rows(version: Version) -> list[FileRow]:
    """The files of a version, as a list needs them, in one query."""
    columns = ("pk", "path", "blob_id", "blob__sha256", "blob__size", "blob__content_type", "blob__file")
    return [FileRow(*row) for row in version.files.order_by("path").values_list(*columns)]


def file_of(row: FileRow, version: Version) -> VersionFile:
    """The file of a row, without asking for it again."""
    blob = Blob(
        pk=row.blob_id, sha256=row.sha256, size=row.size, content_type=row.content_type, file=row.stored
    )  # fmt: skip
    return VersionFile(pk=row.pk, version=version, path=row.path, blob=blob)


def line_at(file: VersionFile, number: int | None) -> str:
    """One line of a text, from 1; empty for any other number."""
    lines = lines_of(file.blob) if number else None
    return lines[number - 1] if lines and number and number <= len(lines) else ""


def changes(old: Version, new: Version) -> list[FileChange]:
    """How the files of two handed-in versions answer each other; worked out once."""
    key = f"file-changes-{old.pk}-{new.pk}"
    found = cache.get(key)
    if found is None:
        sides = {
            "old": {row.path: row for row in file_rows(old)},
            "new": {row.path: row for row in file_rows(new)},
        }
        found = pair_files(
            *({path: row.sha256 for path, row in side.items()} for side in sides.values()), lines=_lines_in(sides)
        )
        cache.set(key, found, CHANGES_KEPT)
    return found


def _lines_in(sides: dict[str, dict[str, FileRow]]) -> Callable[[str, str], list[str] | None]:
    """The lines of a file; the contents of those that stand on one side only are fetched in one query."""
    moved = sides["old"].keys() ^ sides["new"].keys()
    rows = {row.blob_id: row for side in sides.values() for row in side.values() if row.path in moved}
    blobs: dict[int, Blob] = {}

    def lines(path: str, side: str) -> list[str] | None:
        wanted = sides[side][path].blob_id
        if wanted not in blobs:
            blobs.update(Blob.objects.select_related("small").in_bulk([wanted, *(rows.keys() - blobs.keys())]))
        return lines_of(blobs[wanted])

    return lines


def threads_seen(
    submission: Submission, user: User, shown: Version, replies: list[Reply], *, own_draft: bool = False
) -> list[Thread]:
    """Every remark of sent reviews with what was said of it, and those of ``user``'s ``own_draft``.

    Another reviewer's draft is never read.
    """
    seen = Thread.objects.readable_by(user)
    if own_draft:
        seen |= Thread.objects.filter(review__reviewer=user, review__sent_at=None)
    threads: list[Any] = list(
        seen.with_standing()
        .filter(review__version__submission=submission)
        .select_related(
            "review__reviewer", "review__version", "review__dispute", "criterion", "applied__version", "applied__by"
        )
        .prefetch_related(Prefetch("anchors", Anchor.objects.filter(version=shown), to_attr="places"))
        .order_by("pk")
    )
    put_replies(threads, replies)
    return threads


def placed(threads: Iterable[Any], shown: Version) -> list[Remark]:
    """The remarks that have a place in the version on the screen."""
    found = []
    for thread in threads:
        mine = thread.review.sent_at is None
        if thread.review.version_id == shown.pk:
            found.append(Remark(thread, thread.path, thread.line, thread.last_line, mine=mine))
        elif places := getattr(thread, "places", []):
            place = places[0]
            found.append(Remark(thread, place.path, place.line, place.last_line, place.state))
    return found


def levels_before(submission: Submission, user: User) -> tuple[int, dict[int, int]] | None:
    """The version that was last scored before the one in hand, and its levels by criterion, in one query."""
    newest = submission.versions.exclude(submitted_at=None).order_by("-number").values("number")[:1]
    scored = Review.objects.readable_by(user).filter(version__submission=submission, scores__isnull=False)
    last = scored.filter(version__number__lt=Subquery(newest)).order_by("-version__number", "-sent_at").values("pk")[:1]
    scores = CriterionScore.objects.filter(review=Subquery(last))
    rows = list(scores.values_list("review__version__number", "criterion", "level"))
    return (rows[0][0], {criterion: level for _number, criterion, level in rows}) if rows else None


def viewed_keys(submission: Submission, user: User) -> set[tuple[int, str]]:
    """(content, path) of what ``user`` has read in this submission."""
    return set(ViewedFile.objects.filter(submission=submission, user=user).values_list("blob_id", "path"))


# Beside the work


@dataclass
class Beside:
    """The team's other works that ``user`` may see, and the reviewers' words to each other."""

    others: list[Submission]
    notes: list[StaffNote]


def beside(submission: Submission, user: User) -> Beside:
    """What a reviewer may want to know before they judge; nothing of a review that its team disputes."""
    people = submission.team.members.values("enrolment__learner")
    sent = Review.objects.readable_by(user).filter(version__submission=OuterRef("pk")).order_by("-sent_at")
    others = (
        Submission.objects.reviewable_by(user)
        .filter(team__members__enrolment__learner__in=people)
        .exclude(pk=submission.pk)
        .exclude(state=Submission.State.DRAFT)
        .select_related("assignment__cohort", "team")
        .annotate(last_message=Subquery(sent.values("message")[:1]), last_sent=Subquery(sent.values("sent_at")[:1]))
        .distinct()
        .order_by("-pk")
    )
    return Beside(list(others[:OTHERS_SHOWN]), list(_notes(submission)))


def _notes(submission: Submission) -> QuerySet[StaffNote]:
    """The reviewers' words to each other; during a dispute those written since, but for who has read the review."""
    open_one = Dispute.objects.open().filter(review__version__submission=submission)
    told = Q(review__reviewer=OuterRef("author")) | Q(review__proposals__settled_by=OuterRef("author"))
    barred = open_one.filter(told | Q(opened_at__gt=OuterRef("at")))
    return submission.staff_notes.exclude(Exists(barred)).select_related("author")


# Search


@dataclass
class Hit:
    file: FileRow
    line: int | None = None
    text: str = ""


@dataclass
class Found:
    """Where a text is; ``cut`` when not everything was looked through or shown."""

    hits: list[Hit] = field(default_factory=list)
    cut: bool = False


def search_version(rows: list[FileRow], version: Version, wanted: str) -> Found:
    """Paths and lines that hold ``wanted``, whatever the case: bounded in files, bytes and hits."""
    needle = wanted.casefold()
    found = Found([Hit(row) for row in rows if needle in row.path.casefold()])
    by_pk = {row.pk: row for row in rows}
    texts = [row.pk for row in rows if row.content_type == "text/plain"]
    budget = SEARCHED_BYTES
    files = VersionFile.objects.filter(pk__in=texts[:SEARCHED_FILES]).select_related("blob__small")
    for file in files.order_by("path"):
        budget -= file.blob.size
        if budget < 0 or len(found.hits) > HITS_SHOWN:
            break
        found.hits += _hits(by_pk[file.pk], lines_of(file.blob) or [], needle)
    found.cut = budget < 0 or len(texts) > SEARCHED_FILES or len(found.hits) > HITS_SHOWN
    found.hits = found.hits[:HITS_SHOWN]
    return found


def _hits(row: FileRow, lines: list[str], needle: str) -> list[Hit]:
    if needle not in "\n".join(lines).casefold():
        return []
    places = (number for number, line in enumerate(lines, 1) if needle in line.casefold())
    return [Hit(row, number, lines[number - 1].strip()[:HIT_LENGTH]) for number in places][: HITS_SHOWN + 1]
