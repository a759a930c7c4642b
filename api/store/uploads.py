"""Uploads in the store: what was sent, how far it came, and what was found; the files lie elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from api.errors import UnknownUploadError
from api.store.tables import uploads


class UploadState(StrEnum):
    """Where an upload stands; the last four are final."""

    RECEIVING = "receiving"
    CHECKING = "checking"
    CHECKED = "checked"
    TAKING = "taking"
    TAKEN = "taken"
    UNREADABLE = "unreadable"
    EXPIRED = "expired"


AT_WORK = (UploadState.CHECKING, UploadState.TAKING)
"""States in which the pilot has something to do; what was interrupted is taken up again."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One file that somebody sent.

    Attributes:
        size: Bytes announced, None when the sender did not say.
        received: Bytes that are here.
        choices: What a person said about it: mapping, encoding, skipRefused.
        findings: Format, encoding, headings, mapping, sample, and what matching says.
        report: Of the check: counts, warnings, the first refused rows.
        taken: Counts of what was written so far, and `after`, the number of the last staged record.
        failure: Why it cannot be read.
    """

    id: str
    office: str
    file_name: str
    state: str
    size: int | None
    received: int
    choices: dict[str, Any]
    findings: dict[str, Any]
    report: dict[str, Any]
    taken: dict[str, Any]
    failure: str | None
    by: str
    created_at: str
    expires_at: str


def add_upload(connection: Connection, upload: Upload) -> None:
    """Enter a new upload."""
    connection.execute(insert(uploads).values({each.name: getattr(upload, each.name) for each in fields(upload)}))


def read_upload(connection: Connection, upload_id: str) -> Upload:
    """One upload.

    Raises:
        UnknownUploadError: there is none with this id.
    """
    row = connection.execute(select(uploads).where(uploads.c.id == upload_id)).mappings().first()
    if row is None:
        raise UnknownUploadError(upload_id)
    return _upload(row)


def change_upload(connection: Connection, upload_id: str, values: Mapping[str, Any]) -> None:
    """Set columns of one upload."""
    connection.execute(update(uploads).where(uploads.c.id == upload_id).values(values))


def expired_uploads(connection: Connection, *, at: str) -> list[str]:
    """Uploads whose time is over at a moment, and that were not put away yet."""
    table = uploads.c
    query = select(table.id).where(table.expires_at <= at, table.state != UploadState.EXPIRED)
    return list(connection.execute(query).scalars())


def idle_uploads(connection: Connection) -> list[str]:
    """Uploads that are not worked on and were not put away."""
    query = select(uploads.c.id).where(uploads.c.state.not_in((*AT_WORK, UploadState.EXPIRED)))
    return list(connection.execute(query).scalars())


def _upload(row: RowMapping) -> Upload:
    return Upload(**{each.name: row[each.name] for each in fields(Upload)})
