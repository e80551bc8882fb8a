"""Suggested lines, laid into the draft by the team."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.events import emit
from projects import events
from projects.actions.after import acknowledge
from projects.actions.anchors import Earlier, forget_lost_suggestions, place_remarks, stands
from projects.actions.contents import keep_content
from projects.actions.files import lock_draft
from projects.actions.reviews import resolve
from projects.actions.submissions import draft_of
from projects.models import AppliedSuggestion, Blob, Submission, Thread, Version, VersionFile
from projects.texts import text_of

LINE_ENDS = (r"\r\n|\n", r"\r\n|\n|\r")


@dataclass(frozen=True)
class Edit:
    """The lines ``first`` to ``last`` of the file at ``path`` become those that ``thread`` suggests."""

    thread: Thread
    path: str
    first: int
    last: int

    def __str__(self):
        return f"{self.path}:{self.first}"


@dataclass
class Applied:
    """What was laid into the draft, and why the rest was not."""

    threads: list[Thread] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@transaction.atomic
def apply_suggestions(submission: Submission, *, by: User, threads: Iterable[Thread]) -> Applied:
    """Replace, in the files of the draft, exactly the lines that each remark is about by those it suggests, or take
    them out.

    What stands there already is not laid twice. A suggestion whose lines have changed, or which another one of
    ``threads`` crosses, is refused by name; ValidationError when nothing could be applied. Raises as ``lock_draft``.
    """
    draft = draft_of(submission, by=by)
    lock_draft(draft, by)
    files = {row.path: row for row in draft.files.select_related("blob")}
    wanted = [thread for thread in threads if thread.suggests and not thread.review.is_superseded]
    if not wanted:
        raise ValidationError(_("There is no suggestion to apply."))
    asked = [thread for thread in wanted if not stands(thread, draft, files)]
    edits, refused = _placed(asked, files)
    done = Applied(refused=refused)
    for path, found in edits.items():
        _lay(files[path], found, done)
    if asked and not done.threads:
        raise ValidationError(done.refused)
    _record(submission, draft, by, done.threads, {edit.thread.pk: path for path in edits for edit in edits[path]})
    return done


def _placed(threads: list[Thread], files: dict[str, VersionFile]) -> tuple[dict[str, list[Edit]], list[str]]:
    """By file, where each suggestion goes now, the last lines first; and why others have no place."""
    earlier, edits, refused = Earlier(files), defaultdict(list), []
    for thread in threads:
        path, place = earlier.place(thread)
        if place.first is None or place.last is None:
            refused.append(_moved_away(thread, path))
        else:
            edits[path].append(Edit(thread, path, place.first, place.last))
    apart = {path: _apart(sorted(found, key=lambda edit: edit.first), refused) for path, found in edits.items()}
    return {path: found[::-1] for path, found in apart.items()}, refused


def _moved_away(thread: Thread, path: str) -> str:
    where = {"place": f"{thread.path}:{thread.line}"}
    if not path:
        return _("%(place)s: your draft no longer has this file.") % where
    return _("%(place)s: these lines have changed in your draft; correct them there.") % where


def _apart(edits: list[Edit], refused: list[str]) -> list[Edit]:
    """Those that cross no other one."""
    crossed = {
        edit
        for place, one in enumerate(edits)
        for other in edits[place + 1 :]
        if other.first <= one.last
        for edit in (one, other)
    }
    refused += [
        _("%(place)s: two suggestions change the same lines; apply one of them by itself.") % {"place": edit}
        for edit in edits
        if edit in crossed
    ]
    return [edit for edit in edits if edit not in crossed]


def _lay(file: VersionFile, edits: list[Edit], done: Applied) -> None:
    """The file with its new lines takes the place of the one before."""
    if not edits:
        return
    content = _edited(file.blob, edits)
    if content is None:
        done.refused += [
            _("%(place)s: this file cannot be changed here; correct it on your machine.") % {"place": edit}
            for edit in edits
        ]
        return
    VersionFile.objects.filter(pk=file.pk).update(blob=keep_content(ContentFile(content, name=file.name)))
    done.threads += [edit.thread for edit in edits[::-1]]


def _edited(blob: Blob, edits: list[Edit]) -> bytes | None:
    """The bytes with other lines, in the same encoding and with the same ends of lines; None when that cannot be."""
    found = text_of(blob)
    if found is None:
        return None
    with blob.content.open("rb") as stored:
        data = stored.read()
    lines, charset = found
    try:
        text = data.decode(charset)
        rows = _rows(text, lines) if text.encode(charset) == data else None
        return "".join(_replaced(rows, edits)).encode(charset) if rows else None
    except UnicodeError:
        return None


def _rows(text: str, lines: list[str]) -> list[str] | None:
    """The lines with their ends, when they are those that people read."""
    for ends in LINE_ENDS:
        rows = re.findall(rf"(?s).*?(?:{ends})|.+?$", text) if text else [""]
        if [re.sub(rf"(?:{ends})$", "", row).removeprefix("\ufeff") for row in rows] == lines:
            return rows
    return None


def _replaced(rows: list[str], edits: list[Edit]) -> list[str]:
    """``edits`` come from the last lines to the first."""
    made = list(rows)
    for edit in edits:
        old = made[edit.first - 1 : edit.last]
        mark = "\ufeff" if old[0].startswith("\ufeff") else ""
        end = next((row[len(row.rstrip("\r\n")) :] for row in (*old, *rows) if row.endswith(("\r", "\n"))), "\n")
        new = [f"{line}{end}" for line in edit.thread.suggested_lines]
        if new and not old[-1].endswith(("\r", "\n")):
            new[-1] = new[-1].removesuffix(end)
        made[edit.first - 1 : edit.last] = new
        if mark:
            made[edit.first - 1 : edit.first] = [mark + "".join(made[edit.first - 1 : edit.first])]
    return made


def _record(submission: Submission, draft: Version, by: User, threads: list[Thread], paths: dict[int, str]) -> None:
    """Each remark says it, the team has read them, and one event tells of all."""
    if not threads:
        return
    Version.objects.filter(pk=draft.pk).update(saved_by=by)
    for thread in threads:
        told = {"version": draft, "path": paths[thread.pk], "by": by}
        AppliedSuggestion.objects.update_or_create(thread=thread, defaults=told)
        if thread.state == Thread.State.OPEN:
            resolve(thread, by=by)
        acknowledge(thread.review, by=by)
    data = {"version": draft.number, "threads": [thread.pk for thread in threads]}
    emit(events.SUBMISSION_APPLY_SUGGESTIONS, target=submission, actor=by, data=data)


def follow_remarks(version: Version, *, by: User) -> None:
    """A version just handed in says where each remark has its lines now, and which suggestions it follows: whoever
    wrote a review hears once of each of these."""
    place_remarks(version)
    forget_lost_suggestions(version)
    untold = version.applied.filter(told_at=None)
    reviews = list(untold.order_by("thread__review").values_list("thread__review", flat=True).distinct())
    untold.update(told_at=version.submitted_at)
    for review in reviews:
        emit(events.SUBMISSION_FOLLOW_SUGGESTIONS, target=version.submission, actor=by, data={"review": review})
