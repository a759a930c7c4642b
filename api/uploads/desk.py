"""The desk at which files are handed in: receive, resume, look, confirm. The work itself runs beside the requests."""

import secrets
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from traceback import format_tb
from typing import Any, BinaryIO

from sqlalchemy import Engine

from api.clock import Clock, stamp
from api.errors import (
    ExtractTooLargeError,
    RowsRefusedError,
    StoreUnavailableError,
    UploadBusyError,
    UploadExpiredError,
    UploadOffsetError,
    UploadStateError,
    UploadUnreadableError,
)
from api.intake.limits import IntakeLimits
from api.logs import event_log
from api.store.audit import note
from api.store.engine import reading, writing
from api.store.uploads import (
    AT_WORK,
    Upload,
    UploadState,
    add_upload,
    change_upload,
    expired_uploads,
    idle_uploads,
    read_upload,
)
from api.uploads.folder import CONTENT, REFUSED, UploadFolder
from api.uploads.progress import UploadProgress
from api.uploads.work import UploadWork

FORGOTTEN: dict[str, Any] = {
    "state": UploadState.EXPIRED,
    "file_name": "",
    "choices": {},
    "findings": {},
    "report": {},
    "failure": None,
}
"""What is left of an upload whose time is over: its id, its size, when it came, and how many records were taken."""

WAIT_S = 2.0
"""How long a request waits for the work it started: small files are answered at once, large ones are polled."""


class UploadDesk:
    """Receives uploads and has them worked on, one after the other, in a thread of its own."""

    def __init__(
        self, engine: Engine, folder: UploadFolder, limits: IntakeLimits, clock: Clock, work: UploadWork
    ) -> None:
        self._engine, self._folder, self._limits, self._clock, self._work = engine, folder, limits, clock, work
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="upload")
        self._lock = threading.Lock()
        self._jobs: dict[str, Future[None]] = {}
        self._writers: set[str] = set()

    def close(self) -> None:
        """Stop after the work under way; what waits is taken up when it is asked for again."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def begin(self, office: str, file_name: str, *, size: int | None, by: str) -> Upload:
        """Make room for a new upload.

        Raises:
            ExtractTooLargeError: more bytes were announced than one file may have.
            UploadQuotaError: there is no room for it now.
        """
        self._expire()
        if size is not None and size > self._limits.max_file_bytes:
            raise ExtractTooLargeError(size, self._limits.max_file_bytes, "bytes")
        self._folder.require_room(size or 0)
        now = self._clock()
        upload = Upload(
            secrets.token_hex(16), office, file_name, UploadState.RECEIVING, size, 0, {}, {}, {}, {}, None, by,
            stamp(now), stamp(now + timedelta(hours=self._limits.keep_uploads_h)),
        )  # fmt: skip
        self._folder.make(upload.id)
        with writing(self._engine) as connection:
            add_upload(connection, upload)
            detail = {"office": office, "size": size}
            note(connection, "upload_begun", upload.id, actor=by, at=upload.created_at, detail=detail)
        return upload

    @contextmanager
    def receiving(self, upload_id: str, offset: int) -> Iterator["Receiver"]:
        """Take bytes from `offset` on; what came stays even when the sender breaks off.

        Raises:
            UploadOffsetError: other bytes are here than the sender believes.
            UploadStateError: all of it is here already.
            UploadBusyError: somebody else is sending to it.
        """
        upload = self.find(upload_id)
        if upload.state != UploadState.RECEIVING:
            raise UploadStateError(upload_id, upload.state, "is not waiting for bytes")
        with self._lock:
            if upload_id in self._writers:
                raise UploadBusyError(upload_id)
            self._writers.add(upload_id)
        try:
            present = self._folder.path(upload_id, CONTENT).stat().st_size
            if offset != present:
                raise UploadOffsetError(upload_id, expected=present, got=offset)
            room = self._folder.require_room(0)
            most = min(self._limits.max_file_bytes if upload.size is None else upload.size, offset + room)
            with self._folder.appending(upload_id, offset) as file:
                receiver = Receiver(file, offset, most)
                try:
                    yield receiver
                finally:
                    file.flush()
                    self._folder.count(receiver.received - offset)
                    with writing(self._engine) as connection:
                        change_upload(connection, upload_id, {"received": receiver.received})
        finally:
            with self._lock:
                self._writers.discard(upload_id)

    def finish(self, upload_id: str) -> Upload:
        """Bytes came to an end: begin the check if that was all, and wait a moment for its outcome."""
        upload = self.find(upload_id)
        if upload.state == UploadState.RECEIVING and (upload.size is None or upload.received == upload.size):
            with writing(self._engine) as connection:
                change_upload(connection, upload_id, {"state": UploadState.CHECKING})
        return self._worked(upload_id)

    def drop(self, upload_id: str) -> None:
        """Delete an upload's files and all that was said in them."""
        self._folder.remove(upload_id)
        with writing(self._engine) as connection:
            change_upload(connection, upload_id, FORGOTTEN)

    def drop_idle(self) -> None:
        """Drop every upload that is not worked on at this moment."""
        with reading(self._engine) as connection:
            idle = idle_uploads(connection)
        for upload_id in idle:
            self.drop(upload_id)

    def find(self, upload_id: str) -> Upload:
        """An upload as it is; takes up work that was interrupted."""
        upload = self._read(upload_id)
        if upload.state in AT_WORK:
            self._start(upload_id)
        return upload

    def progress(self, upload_id: str) -> UploadProgress:
        """How far the work on it is."""
        return self._work.board.of(upload_id)

    def error_file(self, upload_id: str) -> Path:
        """The refused rows as CSV.

        Raises:
            UploadStateError: it was not checked yet.
            UploadExpiredError: its time is over.
        """
        upload = self._read(upload_id)
        if upload.state == UploadState.EXPIRED:
            raise UploadExpiredError(upload_id)
        path = self._folder.path(upload_id, REFUSED)
        if upload.state not in (UploadState.CHECKED, UploadState.TAKING, UploadState.TAKEN) or not path.exists():
            raise UploadStateError(upload_id, upload.state, "has no error file")
        return path

    def confirm(self, upload_id: str, choices: dict[str, Any], *, by: str) -> Upload:
        """Take the records; with another mapping or encoding than was checked, check again instead.

        Raises:
            RowsRefusedError: some rows are refused and `skipRefused` is not set.
            UploadUnreadableError: it cannot be read as it is.
            UploadStateError: it is not here in full yet.
        """
        self._expire()
        upload = self._read(upload_id)
        if upload.state in (UploadState.TAKING, UploadState.TAKEN):
            return self._worked(upload_id)
        if upload.state == UploadState.EXPIRED:
            raise UploadExpiredError(upload_id)
        if upload.state not in (UploadState.CHECKED, UploadState.UNREADABLE):
            raise UploadStateError(upload_id, upload.state, "cannot be confirmed")
        if self._differs(upload, choices):
            self._set(upload_id, {"state": UploadState.CHECKING, "choices": choices})
        elif upload.state == UploadState.UNREADABLE:
            raise UploadUnreadableError(upload.failure or "", advice=upload.findings.get("advice", ""))
        elif upload.report["refusedCount"] and not choices.get("skipRefused"):
            raise RowsRefusedError.kept(upload.report["refused"], upload.report["refusedCount"])
        else:
            self._set(upload_id, {"state": UploadState.TAKING}, noted="upload_confirmed", by=by)
        return self._worked(upload_id)

    def _differs(self, upload: Upload, choices: dict[str, Any]) -> bool:
        """Whether a person wants the file read in another way than it was checked."""
        mapping, encoding = choices.get("mapping"), choices.get("encoding") or ""
        if upload.state == UploadState.UNREADABLE:
            return bool(mapping or encoding) and (
                (mapping, encoding) != (upload.choices.get("mapping"), upload.choices.get("encoding", ""))
            )
        as_checked = (upload.findings["mapping"], upload.findings["encoding"])
        return (mapping or as_checked[0], encoding or as_checked[1]) != as_checked

    def _set(self, upload_id: str, values: dict[str, Any], *, noted: str = "", by: str = "") -> None:
        with writing(self._engine) as connection:
            change_upload(connection, upload_id, values)
            if noted:
                note(connection, noted, upload_id, actor=by, at=stamp(self._clock()))

    def _worked(self, upload_id: str) -> Upload:
        """Start the work there is, wait a moment, and say how it stands."""
        if self._read(upload_id).state in AT_WORK:
            job = self._start(upload_id)
            job.exception(timeout=None) if job.done() else _wait(job)
        return self._read(upload_id)

    def _start(self, upload_id: str) -> Future[None]:
        with self._lock:
            job = self._jobs.get(upload_id)
            if job is None or job.done():
                self._jobs = {name: one for name, one in self._jobs.items() if not one.done()}
                job = self._jobs[upload_id] = self._pool.submit(self._run, upload_id)
            return job

    def _run(self, upload_id: str) -> None:
        try:
            self._work.run(upload_id)
        except StoreUnavailableError:
            event_log().warning("upload_waits", upload=upload_id)  # taken up again when it is asked for
        except Exception as error:
            event_log().error("upload_failed", upload=upload_id, trace="".join(format_tb(error.__traceback__)))
            values = {"state": UploadState.UNREADABLE, "failure": "an error nobody foresaw; the log has it"}
            self._set(upload_id, values)

    def _read(self, upload_id: str) -> Upload:
        self._folder.path(upload_id, CONTENT)  # an id that is none of ours asks no database
        with reading(self._engine) as connection:
            return read_upload(connection, upload_id)

    def _expire(self) -> None:
        """Delete the files of uploads whose time is over."""
        with reading(self._engine) as connection:
            over = expired_uploads(connection, at=stamp(self._clock()))
        for upload_id in over:
            if upload_id not in self._jobs or self._jobs[upload_id].done():
                self.drop(upload_id)


class Receiver:
    """Writes the bytes of one request."""

    def __init__(self, file: BinaryIO, received: int, most: int) -> None:
        self._file, self.received, self._most = file, received, most

    def write(self, chunk: bytes) -> None:
        """Append bytes.

        Raises:
            ExtractTooLargeError: these are more than were announced, or than there is room for.
        """
        if self.received + len(chunk) > self._most:
            raise ExtractTooLargeError(self.received + len(chunk), self._most, "bytes")
        self._file.write(chunk)
        self.received += len(chunk)


def _wait(job: Future[None]) -> None:
    try:
        job.exception(timeout=WAIT_S)
    except TimeoutError:
        return  # it goes on; whoever asks again learns how far it is
