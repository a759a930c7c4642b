"""Uploads on the wire."""

from typing import Annotated, Any

from pydantic import Field

from api.schemas.records import RecordIn, RefusedRowOut
from api.schemas.wire import Wire
from api.store.uploads import Upload
from api.uploads.progress import UploadProgress

MOST_COLUMNS = 200


class ConfirmationIn(Wire):
    """What a person or program says about an upload that was checked.

    `mapping` names the heading of the file for each of our columns; `""` in it takes a column out.
    """

    mapping: Annotated[dict[str, str], Field(max_length=MOST_COLUMNS)] | None = None
    encoding: Annotated[str, Field(max_length=40)] = ""
    skip_refused: bool = False


class UploadReportOut(Wire):
    """What taking the upload would do, by rows."""

    received: int
    new: int
    changed: int
    unchanged: int
    deleted: int
    refused: list[RefusedRowOut]
    refused_count: int
    warnings: list[str]


class PreviewOut(Wire):
    """What matching says about new records, of which at most a hundred are looked up among registered applicants."""

    compared: int
    linked: int
    doubtful: int
    unlike: int


class UploadFindingsOut(Wire):
    """How the file was understood; what is a guess is for a person to confirm."""

    format: str
    encoding: str
    encoding_certain: bool
    headings: list[str]
    mapping: dict[str, str]
    sample: list[RecordIn]
    preview: PreviewOut


class UploadProgressOut(Wire):
    """How far the work is; `done` of `total` are bytes while checking, records while taking; 0 = not known."""

    stage: str
    rows: int
    done: int
    total: int


class UploadTakenOut(Wire):
    """What was written so far, by records; `proposals` only when all is taken."""

    new: int
    changed: int
    unchanged: int
    deleted: int
    proposals: int | None


class UploadOut(Wire):
    """An upload: receiving, checking, checked, taking, taken, unreadable or expired."""

    id: str
    office: str
    file_name: str
    state: str
    size: int | None
    received: int
    created_at: str
    expires_at: str
    findings: UploadFindingsOut | None
    report: UploadReportOut | None
    progress: UploadProgressOut | None
    taken: UploadTakenOut | None
    failure: str | None
    advice: str | None

    @classmethod
    def of(cls, upload: Upload, progress: UploadProgress) -> "UploadOut":
        """From the store."""
        found, report = upload.findings, upload.report
        return cls(
            id=upload.id,
            office=upload.office,
            file_name=upload.file_name,
            state=upload.state,
            size=upload.size,
            received=upload.received,
            created_at=upload.created_at,
            expires_at=upload.expires_at,
            findings=_findings(found) if "format" in found else None,
            report=UploadReportOut.model_validate(report) if report else None,
            progress=UploadProgressOut(
                stage=progress.stage, rows=progress.rows, done=progress.done, total=progress.total
            )
            if progress.stage
            else None,
            taken=_taken(upload.taken) if upload.taken else None,
            failure=upload.failure,
            advice=found.get("advice") or None,
        )


def _findings(found: dict[str, Any]) -> UploadFindingsOut:
    return UploadFindingsOut(
        format=found["format"],
        encoding=found["encoding"],
        encoding_certain=found["encodingCertain"],
        headings=found["headings"],
        mapping=found["mapping"],
        sample=[_sample(raw) for raw in found["sample"]],
        preview=PreviewOut(**found["preview"]),
    )


def _sample(raw: dict[str, Any]) -> RecordIn:
    pairs = [{"scheme": scheme, "value": value} for scheme, value in raw["identifiers"]]
    return RecordIn.model_validate({**raw, "identifiers": pairs})


def _taken(taken: dict[str, Any]) -> UploadTakenOut:
    counts = {name: taken.get(name, 0) for name in ("new", "changed", "unchanged", "deleted")}
    return UploadTakenOut(**counts, proposals=taken.get("proposals"))
