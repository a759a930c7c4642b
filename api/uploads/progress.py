"""How far the work on uploads is; kept in memory, because it only matters while the work runs."""

import threading
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UploadProgress:
    """What is being done, and how far it is; `total` 0 = not known."""

    stage: str = ""
    rows: int = 0
    done: int = 0
    total: int = 0


class ProgressBoard:
    """The progress of every upload that is worked on."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shown: dict[str, UploadProgress] = {}

    def show(self, upload_id: str, progress: UploadProgress) -> None:
        """Put up how far one is."""
        with self._lock:
            self._shown[upload_id] = progress

    def of(self, upload_id: str) -> UploadProgress:
        """How far one is; blank when nothing is done about it here."""
        with self._lock:
            return self._shown.get(upload_id, UploadProgress())

    def clear(self, upload_id: str) -> None:
        """It is done."""
        with self._lock:
            self._shown.pop(upload_id, None)
