"""Private files that no row names: their upload was rolled back once the bytes were kept."""

import secrets
from collections.abc import Collection, Iterator
from datetime import timedelta
from pathlib import PurePosixPath

from django.apps import apps
from django.core.files.storage import Storage
from django.db.models import FileField, Model
from django.utils import timezone

from core.uploads import private_storage

# An upload still under way has no row yet; none lasts a day.
KEPT_FOR = timedelta(hours=24)
FOLDERS_PER_RUN, FILES_PER_FOLDER = 5, 200
_dice = secrets.SystemRandom()


def private_fields() -> Iterator[tuple[type[Model], str]]:
    """Every field of ours that keeps its files in the private storage; a new one is found by itself."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, FileField) and field.storage is private_storage():
                yield model, field.name


def named_by_rows(names: Collection[str]) -> set[str]:
    """Those of the stored ``names`` that some row holds."""
    return {
        name
        for model, field in private_fields()
        for name in model._base_manager.filter(**{f"{field}__in": names}).values_list(field, flat=True)
    }


def sweep() -> int:
    """Delete the old private files that no row names, in a few folders; returns how many went.

    The folders are picked at random: each has its turn within a day, without a place to be kept in
    mind. A database that names no file at all is not the one they belong to: it deletes none.
    """
    if not any(model._base_manager.exclude(**{field: ""}).exists() for model, field in private_fields()):
        return 0
    return sum(_sweep_folder(private_storage()) for _ in range(FOLDERS_PER_RUN))


def _sweep_folder(storage: Storage) -> int:
    folder, files = _some_folder(storage)
    chosen = _dice.sample(files, min(len(files), FILES_PER_FOLDER))
    old = [name for file in chosen if _is_old(storage, name := str(folder / file))]
    orphans = set(old) - named_by_rows(old)
    for name in orphans:
        storage.delete(name)
    return len(orphans)


def _some_folder(storage: Storage) -> tuple[PurePosixPath, list[str]]:
    """A folder of the storage picked at random, and its files."""
    path = PurePosixPath()
    while True:
        folders, files = storage.listdir("" if path == PurePosixPath() else str(path))
        if not folders or (files and _dice.randrange(len(folders) + 1) == 0):
            return path, files
        path /= _dice.choice(folders)


def _is_old(storage: Storage, name: str) -> bool:
    try:
        return storage.get_modified_time(name) < timezone.now() - KEPT_FOR
    except FileNotFoundError:
        return False  # its row went meanwhile, and the file with it
