"""Private files without a row go after a day; whatever a row names stays."""

import secrets
from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from core import orphans
from core.tick import run_due
from core.uploads import private_storage
from projects.models import Blob
from tests import conftest

DAY = timedelta(hours=25)


@pytest.fixture(autouse=True)
def storage(tmp_path):
    """An empty private storage."""
    storage = private_storage()
    before = storage.location
    conftest.move_files(storage, tmp_path)
    yield storage
    conftest.move_files(storage, before)


def _upload() -> Blob:
    stored = ContentFile(b"print('salut')", name="programme.py")
    return Blob.objects.create(sha256=secrets.token_hex(32), size=14, content_type="text/plain", file=stored)


@pytest.fixture
def kept(db) -> str:
    """The stored name of a file that a row names."""
    return _upload().file.name


@pytest.fixture
def orphan(db) -> str:
    """The stored name that an upload left behind as it was rolled back."""
    with transaction.atomic():
        name = _upload().file.name
        transaction.set_rollback(True)
    return name


def _swept(wait: timedelta) -> None:
    """The worker has passed often enough to see every folder."""
    with time_machine.travel(timezone.now() + wait, tick=False):
        for _ in range(50):
            orphans.sweep()


def test_file_of_a_rolled_back_upload_goes_after_a_day(storage, kept, orphan):
    _swept(timedelta(hours=23))
    assert storage.exists(orphan)

    _swept(DAY)

    assert not storage.exists(orphan)
    assert storage.exists(kept)


def test_file_in_any_depth_is_found(storage, kept):
    loose = [storage.save(name, ContentFile(b"x")) for name in ("loose", "blob/ab/cd/ef", "blob/ab/other")]

    _swept(DAY)

    assert not any(storage.exists(name) for name in loose)


def test_one_run_looks_at_a_few_files(storage, kept, monkeypatch):
    monkeypatch.setattr(orphans, "FOLDERS_PER_RUN", 1)
    monkeypatch.setattr(orphans, "FILES_PER_FOLDER", 2)
    for number in range(5):
        storage.save(f"versionfile/00/{number}", ContentFile(b"x"))

    with time_machine.travel(timezone.now() + DAY, tick=False):
        assert orphans.sweep() <= 2


def test_database_that_names_no_file_deletes_none(storage, db, orphan):
    """A worker on a new or wrong database must not empty the folder."""
    _swept(DAY)

    assert storage.exists(orphan)


def test_every_field_in_the_private_storage_is_known():
    assert (Blob, "file") in set(orphans.private_fields())


def test_worker_sweeps_by_itself(monkeypatch, storage, kept, orphan, db):
    monkeypatch.setattr(orphans, "FOLDERS_PER_RUN", 100)
    with time_machine.travel(timezone.now() + DAY, tick=False):
        run_due()

    assert not storage.exists(orphan)
