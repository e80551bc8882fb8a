"""Hand work in: drafts, versions, receipts."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cohorts.models import Cohort
from core.encodings import composed
from core.events import emit
from core.workflow import TransitionRefused
from projects import events, rubric
from projects.actions.files import (
    SameNames,
    check_bounds,
    keep_files,
    lock_work,
    put_files,
    require_editing,
    take_others_out,
)
from projects.actions.pieces import ask_about
from projects.deadlines import check_takes
from projects.models import SelfAssessment, Submission, Upload, Version, VersionFile

# What those who hear of a version write on it.
GIVEN = ("queued_at", "promised_at")
# After a decision that asks for changes; a bootcamp's week is short.
REMINDERS = (timedelta(hours=24), timedelta(hours=48))


class DraftChangedMeanwhile(ValidationError):
    """A team-mate saved the draft after the page was opened; ``draft`` is what they saved."""

    def __init__(self, draft: Version):
        super().__init__(
            _("%(person)s changed this draft meanwhile. Both texts are below; keep what you need, then save again.")
            % {"person": draft.saved_by}
        )
        self.draft = draft


def draft_of(submission: Submission, *, by: User) -> Version:
    """The team's draft; a new one begins with the files and the addresses of the last version."""
    require_editing(submission, by)
    draft = submission.versions.filter(submitted_at=None).first()
    return draft or _begin_draft(submission, by)


def _begin_draft(submission: Submission, by: User) -> Version:
    last = submission.versions.order_by("-number").first()
    number = (submission.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    kept = {name: getattr(last, name) for name in ("repository_url", "demo_url", "how_to_run")} if last else {}
    try:
        with transaction.atomic():
            draft = Version.objects.create(submission=submission, number=number, saved_by=by, **kept)
            if last:
                VersionFile.objects.bulk_create(_inherited(last, draft), batch_size=500)
            return draft
    except IntegrityError:
        return submission.versions.get(submitted_at=None)  # a team-mate began it first


def _inherited(last: Version, draft: Version) -> list[VersionFile]:
    """The files of the last version; of two whose names differ by how their accents are written, one."""
    names = ("blob_id", "suspect", "is_wanted", "laid_at")
    rows = {composed(row.path): row for row in sorted(last.files.all(), key=lambda row: row.path, reverse=True)}
    return [
        VersionFile(version=draft, path=path, **{name: getattr(row, name) for name in names})
        for path, row in rows.items()
    ]


def save_draft(
    submission: Submission,
    *,
    by: User,
    note: str = "",
    repository_url: str = "",
    commit: str = "",
    demo_url: str = "",
    how_to_run: str = "",
    own_levels: Mapping[int, int] | None = None,
    files: Iterable = (),
    replaces_all: bool = False,
    seen_at: datetime | None = None,
) -> Version:
    """Keep what the team is writing; ``files`` are added to those already there, or take the place of them all; an
    archive comes as its own files, and waits for an answer when it would replace what came otherwise.

    ``own_levels`` maps a criterion's number to the level the team gives itself. ``seen_at`` is when the
    page last saw the draft: DraftChangedMeanwhile is raised when a team-mate saved after it.
    ValidationError tells which files are refused, and nothing is kept then.
    """
    require_editing(submission, by)
    files = list(files)
    began, arrivals = timezone.now(), keep_files(files)
    with transaction.atomic():
        lock_work(submission, by)
        draft = Version.objects.select_for_update(of=("self",)).get(pk=draft_of(submission, by=by).pk)
        if draft.submitted_at is not None:
            raise TransitionRefused(submission, "save_draft")  # a team-mate handed it in meanwhile
        if seen_at and draft.saved_by_id not in (None, by.pk) and draft.saved_at > seen_at:
            raise DraftChangedMeanwhile(draft)
        draft.note, draft.repository_url, draft.commit = note, repository_url, commit
        draft.demo_url, draft.how_to_run, draft.saved_by = demo_url, how_to_run, by
        draft.save()
        _put_all(draft, list(zip(files, arrivals, strict=True)), by, began if replaces_all else None)
        _assess(draft, own_levels or {})
    return draft


def _put_all(draft: Version, come: list, by: User, replaces_before: datetime | None) -> None:
    batch = secrets.token_hex(16)
    for file, arrival in come:
        try:
            put_files(draft, arrival, batch=batch, replaces=replaces_before is not None)
        except SameNames as same:
            ask_about(draft.submission, file, same, by=by)
    if replaces_before and come:
        take_others_out(draft, batch, since=replaces_before)
    check_bounds(draft)


def _assess(draft: Version, own_levels: Mapping[int, int]) -> None:
    rubric.check_levels(draft.submission.assignment.criteria.all(), own_levels)
    SelfAssessment.objects.bulk_create(
        (SelfAssessment(version=draft, criterion_id=pk, level=level) for pk, level in own_levels.items()),
        update_conflicts=True, unique_fields=["version", "criterion"], update_fields=["level"],
    )  # fmt: skip


def submit(submission: Submission, *, by: User, at: datetime | None = None) -> Version:
    """Hand the draft in for review: it gets its number and its instant; its place and its promised hour come with its
    event.

    Raises PermissionDenied for who is not of the team, TransitionRefused unless the submission is a
    draft or to redo, ValidationError when the assignment is closed or the draft is empty.
    """
    at = at or timezone.now()
    with submission.workflow.apply(submission, "submit", by=by) as change:
        version = _hand_in(submission, by, at)
        change.data |= {"version": version.number}
    version.refresh_from_db(fields=GIVEN)
    return version


def replace(submission: Submission, *, by: User, at: datetime | None = None) -> Version:
    """Hand in a newer version while the earlier one waits; its place in the queue and its promise are kept."""
    with submission.workflow.apply(submission, "replace", by=by) as change:
        version = _hand_in(submission, by, at or timezone.now())
        change.data |= {"version": version.number}
    version.refresh_from_db(fields=GIVEN)
    return version


def withdraw(submission: Submission, *, by: User) -> Submission:
    """Take the work back while nobody reviews it; the version stays in the history."""
    with submission.workflow.apply(submission, "withdraw", by=by):
        return submission


def remind_teams(*, at: datetime) -> int:
    """Tell the teams that have been awaited for a day, then for two, and have not begun; returns how many."""
    begun = Version.objects.filter(submission=OuterRef("pk"), submitted_at=None)
    awaited = Submission.objects.attended().filter(
        ~Exists(begun),
        assignment__cohort__state=Cohort.State.RUNNING,
        assignment__withdrawn_at=None,
        state=Submission.State.CHANGES_REQUESTED,
    )
    told = 0
    for count, wait in reversed(list(enumerate(REMINDERS, 1))):
        due = awaited.filter(reminded__lt=count, decided_at__lte=at - wait).select_related("assignment")[:200]
        told += sum(_remind(submission, count) for submission in due)
    return told


@transaction.atomic
def _remind(submission: Submission, count: int) -> bool:
    due = Submission.objects.filter(
        pk=submission.pk, reminded=submission.reminded, state=Submission.State.CHANGES_REQUESTED
    )
    if not due.update(reminded=count):
        return False
    emit(events.SUBMISSION_REMIND, target=submission, actor=User.system(), data={"reminder": count})
    return True


def _hand_in(submission: Submission, by: User, at: datetime) -> Version:
    draft = submission.versions.filter(submitted_at=None).first()
    deadline = check_takes(submission, at)
    if draft is None or not (draft.repository_url or draft.demo_url or draft.files.exists()):
        raise ValidationError(_("There is nothing to review yet: add a file or the address of your repository."))
    _check_questions(draft)
    draft.submitted_at, draft.submitted_by = at, by
    draft.sha256, draft.is_late = fingerprint(draft), deadline.is_late(at)
    draft.save(update_fields=["submitted_at", "submitted_by", "sha256", "is_late"])
    return draft


def _check_questions(draft: Version) -> None:
    """What the draft asks is answered before it leaves."""
    if draft.submission.uploads.filter(state=Upload.State.ASKED).exists():
        raise ValidationError(_("Say first what becomes of the files that have the same names."))
    secret = draft.files.exclude(suspect="").filter(is_wanted=False).first()
    if secret:
        told = {"name": secret.path, "secret": secret.get_suspect_display()}
        raise ValidationError(
            _("“%(name)s” may hold %(secret)s: take it out, or say that it is handed in on purpose.") % told
        )


def fingerprint(version: Version) -> str:
    """The SHA-256 that a receipt carries: of "<SHA-256 of the bytes>  <path>" lines in the order of paths
    (as ``sha256sum`` writes them), then of the addresses, one a line."""
    digest = hashlib.sha256()
    for path, sha256 in version.files.order_by("path").values_list("path", "blob__sha256"):
        digest.update(f"{sha256}  {path}\n".encode())
    for address in (version.repository_url, version.commit, version.demo_url):
        digest.update(f"{address}\n".encode())
    return digest.hexdigest()
