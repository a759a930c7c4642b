"""What is done with an upload once it is here: check it and, when confirmed, take it. Either may be interrupted."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from sqlite3 import DatabaseError
from typing import Any

from sqlalchemy import Connection, Engine

from api.clock import Clock
from api.errors import ColumnsMissingError, ExtractError, ExtractTooLargeError, UnknownWordError
from api.intake.checking import Checked, RowChecker
from api.intake.comparing import Counts, compare_staged
from api.intake.error_file import ErrorFile
from api.intake.limits import IntakeLimits
from api.intake.reading import FileFormat, Reading, ReadOptions, open_reading
from api.intake.staging import StagedRecord, Staging
from api.intake.take import TAKE_CHUNK, IntakeOptions, IntakeReport, OnWithdrawn, compare_all, report_of, take_staged
from api.store.engine import reading, writing
from api.store.uploads import Upload, UploadState, change_upload, read_upload
from api.uploads.folder import CONTENT, REFUSED, STAGED, UploadFolder
from api.uploads.preview import MOST_COMPARED, Likeness, Preview, preview_of
from api.uploads.progress import ProgressBoard, UploadProgress


@dataclass(frozen=True, slots=True)
class UploadWork:
    """Checks and takes uploads.

    Attributes:
        likeness: How like a registered applicant a record is; for the preview.
        accept_from, review_from: Thresholds of probability, as `matching.config.MatchConfig` has them.
        parting: What follows when an office takes back registered records, in the name of whoever sent them.
        propose: Compares all records and raises proposals; returns how many.
    """

    engine: Engine
    folder: UploadFolder
    limits: IntakeLimits
    clock: Clock
    board: ProgressBoard
    likeness: Likeness
    accept_from: float
    review_from: float
    propose: Callable[[], int]
    parting: Callable[[str], OnWithdrawn]

    def run(self, upload_id: str) -> None:
        """Do what the upload's state asks for, until nothing is left to do."""
        with reading(self.engine) as connection:
            upload = read_upload(connection, upload_id)
        try:
            if upload.state == UploadState.CHECKING:
                self._check(upload)
            elif upload.state == UploadState.TAKING:
                self._take(upload)
        finally:
            self.board.clear(upload_id)

    def _check(self, upload: Upload) -> None:
        try:
            values = self._checked(upload)
        except (ExtractError, ExtractTooLargeError, UnknownWordError) as error:
            findings = {"advice": error.advice, **(_headings(error) if isinstance(error, ColumnsMissingError) else {})}
            values = {"state": UploadState.UNREADABLE, "failure": str(error), "findings": findings, "report": {}}
            self.folder.remove(upload.id, STAGED)
        with writing(self.engine) as connection:
            change_upload(connection, upload.id, values)

    def _checked(self, upload: Upload) -> dict[str, Any]:
        path = self.folder.path(upload.id, STAGED)
        path.unlink(missing_ok=True)
        choices = upload.choices
        options = ReadOptions(upload.office or None, choices.get("mapping"), choices.get("encoding", ""), "the file")
        staging = Staging(path)
        try:
            with (
                open_reading(self.folder.path(upload.id, CONTENT), self.limits, options) as read,
                ErrorFile(self.folder.path(upload.id, REFUSED)) as errors,
            ):
                checker = RowChecker(staging, self.limits, read.notes, read.adds, errors.add)
                checked = checker.check(read.rows, lambda rows: self._tell(upload.id, "check", rows, read))
                findings = self._findings(read, checked, staging)
            counts = compare_all(self.engine, staging, adds=read.adds)
        finally:
            staging.close()
        report = report_json(report_of(checked, counts, dry_run=True))
        return {"state": UploadState.CHECKED, "findings": findings, "report": report, "failure": None}

    def _tell(self, upload_id: str, stage: str, rows: int, read: Reading) -> None:
        self.board.show(upload_id, UploadProgress(stage, rows, read.position(), read.total))

    def _findings(self, read: Reading, checked: Checked, staging: Staging) -> dict[str, Any]:
        news = self._new_records(staging, read.adds)
        preview = preview_of(news, self.likeness, accept_from=self.accept_from, review_from=self.review_from)
        return {
            "format": str(read.form),
            "encoding": read.encoding.name,
            "encodingCertain": read.encoding.certain,
            "headings": list(read.headings),
            "mapping": read.mapping,
            "adds": read.adds,
            "sample": [asdict(raw) for raw in checked.sample],
            "preview": preview.json(),
        }

    def _new_records(self, staging: Staging, adds: bool) -> Iterator[StagedRecord]:
        """New records among the first ones; a file that brings hardly any is not searched for them to its end."""
        for _, chunk in staging.chunks(10 * MOST_COMPARED):
            with reading(self.engine) as connection:
                known = compare_staged(connection, chunk, adds=adds).known
            yield from (each for each in chunk if each.record_id not in known)
            return

    def _take(self, upload: Upload) -> None:
        after = upload.taken.get("after", 0)
        so_far = Counts(**{name: upload.taken.get(name, 0) for name in Counts.__slots__})
        options = IntakeOptions(
            actor=upload.by,
            stage=f"upload {upload.id}",
            adds=upload.findings["adds"],
            chunk=TAKE_CHUNK,
            on_withdrawn=self.parting(upload.by),
        )

        def checkpoint(connection: Connection, last: int, part: Counts) -> None:
            so_far.add(part)
            change_upload(connection, upload.id, {"taken": {**asdict(so_far), "after": last}})
            self.board.show(upload.id, UploadProgress("take", so_far.changes + so_far.unchanged, last, total))

        try:
            staging = Staging(self.folder.path(upload.id, STAGED))
            try:
                total = staging.count()
                take_staged(self.engine, staging, options, clock=self.clock, checkpoint=checkpoint, after=after)
            finally:
                staging.close()
        except (DatabaseError, FileNotFoundError):  # what was staged is lost or damaged: stage it again
            with writing(self.engine) as connection:
                change_upload(connection, upload.id, {"state": UploadState.CHECKING, "taken": {}})
            return self._check(read_again(self.engine, upload.id))
        self.board.show(upload.id, UploadProgress("compare"))
        proposals = self.propose()
        with writing(self.engine) as connection:
            taken = {**read_upload(connection, upload.id).taken, "proposals": proposals}
            findings = {**upload.findings, "sample": []}  # the records say it now
            values = {"state": UploadState.TAKEN, "taken": taken, "findings": findings}
            change_upload(connection, upload.id, values)
        self.folder.remove(upload.id, CONTENT, STAGED)
        return None


def _headings(error: ColumnsMissingError) -> dict[str, Any]:
    """What a person needs to say which column is which."""
    return {
        "format": str(FileFormat.CSV),
        "encoding": "",
        "encodingCertain": False,
        "headings": list(error.headings),
        "mapping": error.mapping,
        "adds": False,
        "sample": [],
        "preview": Preview().json(),
    }


def read_again(engine: Engine, upload_id: str) -> Upload:
    """The upload as it is now."""
    with reading(engine) as connection:
        return read_upload(connection, upload_id)


def report_json(report: IntakeReport) -> dict[str, Any]:
    """A report as it is kept."""
    return {
        "received": report.received,
        "new": report.new,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "deleted": report.deleted,
        "refused": [asdict(row) for row in report.refused],
        "refusedCount": report.refused_count,
        "warnings": list(report.warnings),
    }
