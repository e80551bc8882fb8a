"""Where people's files lie on the disk of the server."""

import os

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage


class PrivateFiles(FileSystemStorage):
    """Django's, and a shorter way in for a small content whose name was drawn by lot: an archive holds thousands."""

    def keep(self, name: str, data: bytes) -> None:
        """Write ``data`` under a name that nothing has; raises FileExistsError if something does."""
        path = os.path.join(self.location, name)
        try:
            self._write(path, data)
        except FileNotFoundError:
            os.makedirs(os.path.dirname(path), self.directory_permissions_mode or 0o777, exist_ok=True)
            self._write(path, data)

    def _write(self, path: str, data: bytes) -> None:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, self.file_permissions_mode or 0o666)
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(handle, left) :]
        except OSError:  # no room for all of it: half of it is none
            os.unlink(path)
            raise
        finally:
            os.close(handle)


def keep_bytes(storage: Storage, name: str, data: bytes) -> str:
    """Store ``data`` under ``name``, the shorter way where there is one; returns the name it has."""
    if isinstance(storage, PrivateFiles):
        storage.keep(name, data)
        return name
    return storage.save(name, ContentFile(data))
