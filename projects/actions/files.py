"""The files of a draft: one by one, a folder, or an archive that is unpacked."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import F, Sum
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core import archives, paths, uploads
from core.encodings import composed
from core.typography import isolated, listed
from core.workflow import TransitionRefused
from projects.actions.contents import Kept, keep_contents
from projects.models import Submission, Version, VersionFile

TOLD_EVERY, NAMES_TOLD, GROUPS_NOTED = 100, 5, 20
SOURCE = 200
EDITABLE = {Submission.State.DRAFT, Submission.State.QUEUED, Submission.State.CHANGES_REQUESTED}


def is_editable(submission: Submission) -> bool:
    """Its team may write a draft: nobody reviews it, and no second reading is asked for."""
    return submission.state in EDITABLE and not submission.disputed


def require_editing(submission: Submission, by: User) -> None:
    """Raises PermissionDenied for who is not of the team, TransitionRefused while the work is in review, disputed or
    done."""
    if not by.has_perm("projects.submit_submission", submission):
        raise PermissionDenied("projects.submit_submission")
    if not is_editable(submission):
        raise TransitionRefused(submission, "save_draft")


@dataclass(frozen=True)
class Arrival:
    """What came into a draft together: path → content, what brought it, what was left out of it and by whom made."""

    files: dict[str, Kept]
    source: str = ""
    folder: str = ""
    left_out: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What people know it by: a file chosen by itself is its own."""
        return self.source or next(iter(self.files))

    def beside(self) -> "Arrival":
        """The same in a folder of its own: the one that was taken off, or one named as what has come."""
        folder = self.folder or f"{paths.stem_of(self.name)}/"
        return replace(self, files={paths.clean_path(folder + path): kept for path, kept in self.files.items()})


class SameNames(ValidationError):
    """Files of ``paths`` came by something else and differ: whether they give way is a question."""

    def __init__(self, source: str, same: list[str]):
        names = listed(isolated(path) for path in same[:NAMES_TOLD])
        told = {"source": source, "names": names, "count": len(same)}
        super().__init__(
            ngettext(
                "%(count)d file of “%(source)s” has the name of another one of this draft: %(names)s.",
                "%(count)d files of “%(source)s” have the names of other ones of this draft: %(names)s.",
                len(same),
            )
            % told
        )
        self.paths = same


def keep_files(files: list) -> list[Arrival]:
    """What the files sent with a form bring. Raises ValidationError, with the field ``files``, that tells which are
    refused."""
    try:
        uploads.check_files(files)
        return [keep_file(upload, paths.lone_path(paths.last_of(upload.name))) for upload in files]
    except ValidationError as refusal:
        raise ValidationError({"files": refusal.messages}) from refusal


def keep_file(upload, path: str, *, source: str = "", told=lambda count: None) -> Arrival:
    """What one file brings: itself, or the files of an archive; ``told`` hears now and then how many were read.

    Raises ValidationError for what is named as an archive and is none, or as ``archives.entries``.
    """
    if not paths.is_unpacked(path) or "/" in path or source:  # one of a folder is a file as another
        return Arrival({path: keep_contents([File(upload.file, name=path)])[path]}, source)
    with _opened(upload, path) as (found, report):
        kept = keep_contents(_counted(found, told))
    for taken in report.take_back(list(kept)):
        del kept[taken]
    if not kept:
        raise ValidationError(_("“%(name)s” holds no file to review.") % {"name": path})
    top = paths.common_folder(kept)
    files = {inside.removeprefix(top): content for inside, content in kept.items()}
    return Arrival(files, path[-SOURCE:], top, dict(report.left_out))


@contextmanager
def _opened(upload, path: str) -> Iterator[tuple]:
    uploads.content_type(upload)  # refuses a program
    if not archives.is_archive(upload.file):
        raise ValidationError(
            _(
                "“%(name)s” cannot be opened as an archive: it is neither a ZIP nor a TAR, or it is damaged. "
                "Make it again as a ZIP."
            )
            % {"name": path}
        )
    bounds, report = archives.Bounds(settings.VERSION_MAX_FILES, settings.VERSION_MAX_BYTES), archives.Report()
    yield archives.entries(upload.file, bounds, report), report


def _counted(files: Iterable, told) -> Iterator:
    for count, file in enumerate(files, 1):
        if count % TOLD_EVERY == 0:
            told(count)
        yield file


def put_files(draft: Version, arrival: Arrival, *, batch: str, replaces: bool = False) -> None:
    """Lay what has come at its paths in the draft; what the last version held there gives way, and so does all that
    came by the same archive or folder.

    Raises SameNames for files that came otherwise, unless it ``replaces`` them; ValidationError when the version would
    hold too many files or bytes.
    """
    there = {row.path: row for row in draft.files.all()}
    in_the_way = _in_the_way(there, arrival.files)
    if not replaces:
        _check_names(there, in_the_way, arrival, batch)
    spelt = [row.pk for path, row in there.items() if path != composed(path) and composed(path) in arrival.files]
    gone = spelt + [row.pk for row, _path in in_the_way]
    draft.files.filter(pk__in=gone).delete()  # the same name with its accents taken apart, a folder's or a file's
    before = {path: row for row, path in in_the_way} | there
    VersionFile.objects.bulk_create(
        [_row(draft, path, kept, before.get(path), arrival, batch) for path, kept in arrival.files.items()],
        update_conflicts=True, unique_fields=["version", "path"], batch_size=500,
        update_fields=["blob", "source", "batch", "laid_at", "suspect", "is_wanted", "is_replaced"],
    )  # fmt: skip
    note_left_out(draft, arrival.source, arrival.left_out)


def _in_the_way(there: dict[str, VersionFile], files: Mapping[str, Kept]) -> list[tuple[VersionFile, str]]:
    """What cannot stay beside ``files``, each with the path that takes its place: a name is a file or a folder.

    Raises ValidationError when ``files`` hold one as both themselves.
    """
    folders = {folder: path for path in files for folder in paths.folders_of(path)}
    if both := next((path for path in files if path in folders), ""):
        raise ValidationError({"files": _("“%(name)s” is both a file and a folder here.") % {"name": both}})
    as_folders = [(row, folders[path]) for path, row in there.items() if path in folders]
    as_files = [(row, folder) for path, row in there.items() for folder in paths.folders_of(path) if folder in files]
    return as_folders + as_files


def _check_names(there: dict[str, VersionFile], in_the_way: list, arrival: Arrival, batch: str) -> None:
    rows = [there[path] for path, kept in arrival.files.items() if path in there and not _is(there[path], kept)]
    if not arrival.source:
        rows = []  # a file chosen by itself takes the place of its namesake, not of a folder
    same = [row.path for row in rows if _came_otherwise(row, arrival.source, batch)]
    same += [row.path for row, _path in in_the_way if _came_otherwise(row, arrival.source or None, batch)]
    if same:
        raise SameNames(arrival.name, sorted(same))


def _is(row: VersionFile, kept: Kept) -> bool:
    return row.blob_id == kept.blob_id


def _came_otherwise(row: VersionFile, source: str | None, batch: str) -> bool:
    return bool(row.batch and row.batch != batch and row.source != source)


def _row(draft: Version, path: str, kept: Kept, before: VersionFile | None, arrival: Arrival, batch: str):
    same = before is not None and before.path == path and _is(before, kept)
    row = VersionFile(version_id=draft.pk, path=path, blob_id=kept.blob_id, suspect=kept.suspect, batch=batch)
    row.source, row.laid_at = arrival.source, timezone.now()
    row.is_wanted = before is not None and same and before.is_wanted
    row.is_replaced = before is not None and (before.is_replaced or bool(before.batch and not same))
    return row


def note_left_out(draft: Version, source: str, left_out: Mapping[str, int]) -> None:
    """Keep what was left out of what has come, for its team to read; raises nothing."""
    noted = {name: counts for name, counts in draft.left_out.items() if name != source}
    if left_out:
        noted[source] = dict(sorted(left_out.items(), key=lambda row: -row[1])[:GROUPS_NOTED])
    if noted != draft.left_out:
        draft.left_out = noted
        Version.objects.filter(pk=draft.pk).update(left_out=noted)


def take_others_out(draft: Version, batch: str, *, since: datetime) -> None:
    """Let the draft hold what came with ``batch`` and what was laid in it ``since`` that began, by another page or a
    team-mate who was told that it arrived; nothing happens while nothing has come."""
    if draft.files.filter(batch=batch).exists():
        draft.files.exclude(batch=batch).exclude(laid_at__gte=since).delete()
        _forget_gone(draft, set(draft.left_out))


def _forget_gone(draft: Version, sources: set[str]) -> None:
    """Say no more what was left out of those archives and folders of which the draft holds nothing."""
    for source in sources - set(draft.files.values_list("source", flat=True).distinct()):
        note_left_out(draft, source, {})


def check_bounds(draft: Version) -> None:
    """Raise ValidationError when the version holds too many files or bytes."""
    size = draft.files.aggregate(total=Sum("blob__size"))["total"] or 0
    if draft.files.count() > settings.VERSION_MAX_FILES:
        raise ValidationError(
            {"files": _("A version holds at most %(count)d files.") % {"count": settings.VERSION_MAX_FILES}}
        )
    if size > settings.VERSION_MAX_BYTES:
        limit = filesizeformat(settings.VERSION_MAX_BYTES)
        raise ValidationError({"files": _("A version holds at most %(limit)s.") % {"limit": limit}})


@transaction.atomic
def want_file(file: VersionFile, *, by: User) -> None:
    """Say that a file which may hold a secret is handed in on purpose."""
    lock_draft(file.version, by)
    VersionFile.objects.filter(pk=file.pk).update(is_wanted=True)


@transaction.atomic
def remove_draft_file(file: VersionFile, *, by: User) -> None:
    """Take a file out of the draft; its bytes go when nothing has held them for a day."""
    lock_draft(file.version, by)
    file.delete()
    _forget_gone(file.version, {file.source})


@transaction.atomic
def remove_draft_files(draft: Version, *, by: User) -> None:
    """Take every file out of the draft, to begin anew."""
    lock_draft(draft, by)
    draft.files.all().delete()
    _forget_gone(draft, set(draft.left_out))


def lock_work(submission: Submission, by: User) -> None:
    """Inside a transaction: the work keeps its state until its end. Raises as ``require_editing``, by what it is now:
    a big archive is read for a while, and a reviewer may have taken the work meanwhile."""
    held = Submission.objects.select_for_update(no_key=True)
    submission.refresh_from_db(fields=["state"], from_queryset=held)
    submission.__dict__.pop("disputed", None)
    require_editing(submission, by)


def lock_draft(draft: Version, by: User) -> None:
    """Inside a transaction: the draft stays one until its end. Raises as ``lock_work``."""
    submission = draft.submission
    lock_work(submission, by)
    # This update is the lock: a team-mate who hands the draft in comes before or after, with or without the file.
    if not Version.objects.filter(pk=draft.pk, submitted_at=None).update(number=F("number")):
        raise TransitionRefused(submission, "remove_file")
