"""Where the files of uploads lie: under names of our own, for this user only, within a quota, until they expire."""

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from api.errors import UnknownUploadError, UploadQuotaError

_ID = re.compile(r"[0-9a-f]{32}")
LOOK_AGAIN_S = 10.0
"""How long a count of all files holds; what came since is added to it."""

CONTENT, STAGED, REFUSED = "content", "staged", "refused.csv"


class UploadFolder:
    """One folder per upload: `content` as sent, `staged` as checked, `refused.csv` for the sender."""

    def __init__(self, root: Path, quota: int) -> None:
        self._root = root
        self.quota = quota
        self._counted_at = -LOOK_AGAIN_S
        self._counted = 0

    def path(self, upload_id: str, name: str) -> Path:
        """A file of an upload.

        Raises:
            UnknownUploadError: the id is none of ours, so that it can name no other file.
        """
        if not _ID.fullmatch(upload_id):
            raise UnknownUploadError(upload_id)
        return self._root / upload_id / name

    def make(self, upload_id: str) -> None:
        """Make the folder and its empty content; neither may exist."""
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        content = self.path(upload_id, CONTENT)
        content.parent.mkdir(mode=0o700)
        os.close(os.open(content, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600))

    @contextmanager
    def appending(self, upload_id: str, offset: int) -> Iterator[BinaryIO]:
        """The content, open for writing behind `offset`; what was there behind it is dropped."""
        with self.path(upload_id, CONTENT).open("r+b") as file:
            file.truncate(offset)
            file.seek(offset)
            yield file

    def used(self) -> int:
        """Bytes of all uploads, counted lately."""
        if time.monotonic() - self._counted_at > LOOK_AGAIN_S:
            self._counted = sum(_size(file) for file in self._root.glob("*/*"))
            self._counted_at = time.monotonic()
        return self._counted

    def count(self, size: int) -> None:
        """Note that so many bytes came."""
        self._counted += size

    def require_room(self, size: int) -> int:
        """How many bytes may still come.

        Raises:
            UploadQuotaError: fewer than `size`.
        """
        room = self.quota - self.used()
        if size > room or room <= 0:
            raise UploadQuotaError(size, max(room, 0))
        return room

    def remove(self, upload_id: str, *names: str) -> None:
        """Delete some of an upload's files, or all of them."""
        if names:
            for name in names:
                self.path(upload_id, name).unlink(missing_ok=True)
        else:
            shutil.rmtree(self.path(upload_id, CONTENT).parent, ignore_errors=True)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:  # deleted while we count
        return 0
