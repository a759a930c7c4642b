"""Files in: sent as they are, in one piece or several, checked at once, taken when confirmed."""

import unicodedata
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.concurrency import contextmanager_in_threadpool, run_in_threadpool
from fastapi.responses import FileResponse
from starlette.requests import ClientDisconnect

from api.access.roles import Acting
from api.intake.st3 import is_office_code
from api.pilot import Pilot
from api.routers.acting import ActingAccount
from api.routers.pilot import ServedPilot
from api.schemas.uploads import ConfirmationIn, UploadOut
from api.schemas.wire import ANSWERS
from api.store.uploads import Upload
from node.errors import InvalidInputError, OfficeCodeError

router = APIRouter(prefix="/v1/uploads", tags=["uploads"], responses=ANSWERS)

WRITE_BYTES = 1024 * 1024
"""Bytes that are gathered before they go to the file."""

ACTOR = "api"

_BODY: dict[str, Any] = {
    "requestBody": {
        "required": False,  # a file may be empty, and one whose length is announced may begin with nothing
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_OR_CSV: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "The upload, or its refused rows"}
}


@router.post("", status_code=201, openapi_extra=_BODY)
async def send_upload(
    request: Request,
    response: Response,
    pilot: ServedPilot,
    acting: ActingAccount,
    office: Annotated[str, Query(pattern="^([A-Z]{2})?$", description="Whose records these are, ST.3.")] = "",
    file_name: Annotated[str, Query(alias="fileName", max_length=200)] = "",
    upload_length: Annotated[
        int | None, Header(ge=0, le=2**40, description="Bytes in all, when more will follow by PATCH.")
    ] = None,
) -> UploadOut:
    """Send a file and learn what taking it would do: nothing is taken before it is confirmed.

    Without `Upload-Length` the body is the whole file. With it, the body may be a beginning, or empty.
    """
    if office and not is_office_code(office):
        raise OfficeCodeError(office)
    desk = pilot.uploads
    name, whose = _printable(file_name), acting.acts_for(office)
    upload = await run_in_threadpool(desk.begin, whose, name, size=upload_length, by=acting.signs_as(ACTOR))
    response.headers["Location"] = f"{router.prefix}/{upload.id}"
    try:
        await _receive(pilot, upload.id, 0, request)
    except Exception as error:
        if upload_length is None:  # the sender has no id yet by which to go on
            await run_in_threadpool(desk.drop, upload.id)
        raise _gone(error) from error
    return _shown(pilot, await run_in_threadpool(desk.finish, upload.id))


@router.patch("/{upload_id}", openapi_extra=_BODY)
async def resume_upload(
    request: Request,
    upload_id: str,
    pilot: ServedPilot,
    acting: ActingAccount,
    upload_offset: Annotated[int, Header(ge=0, le=2**40, description="Where these bytes begin; `received` says.")],
) -> UploadOut:
    """Send the next bytes of a file; after the last one it is checked."""
    await run_in_threadpool(_require_own, pilot, upload_id, acting)
    try:
        await _receive(pilot, upload_id, upload_offset, request)
    except ClientDisconnect as error:
        raise _gone(error) from error
    return _shown(pilot, await run_in_threadpool(pilot.uploads.finish, upload_id))


@router.get("/{upload_id}", response_model=UploadOut, responses=_OR_CSV)
def read_upload(
    upload_id: str,
    pilot: ServedPilot,
    acting: ActingAccount,
    accept: Annotated[str, Header(max_length=1_000)] = "",
) -> UploadOut | FileResponse:
    """Look at an upload: state, progress, what taking it would do. As `text/csv`: the rows that are refused."""
    _require_own(pilot, upload_id, acting)
    if "text/csv" in accept:
        path = pilot.uploads.error_file(upload_id)
        return FileResponse(path, media_type="text/csv; charset=utf-8", filename=f"refused-{upload_id[:8]}.csv")
    return _shown(pilot, pilot.uploads.find(upload_id))


@router.post("/{upload_id}/confirmation", status_code=202)
def confirm_upload(
    upload_id: str, confirmation: ConfirmationIn, pilot: ServedPilot, acting: ActingAccount
) -> UploadOut:
    """Confirm how the file was understood and take its records; another mapping checks it again and takes nothing."""
    _require_own(pilot, upload_id, acting)
    choices: dict[str, Any] = {"skipRefused": confirmation.skip_refused, "encoding": confirmation.encoding}
    if confirmation.mapping is not None:
        choices["mapping"] = {target: heading for target, heading in confirmation.mapping.items() if heading}
    return _shown(pilot, pilot.uploads.confirm(upload_id, choices, by=acting.signs_as(ACTOR)))


async def _receive(pilot: Pilot, upload_id: str, offset: int, request: Request) -> None:
    receiving = pilot.uploads.receiving(upload_id, offset)
    async with contextmanager_in_threadpool(receiving) as receiver:
        gathered = bytearray()
        async for chunk in request.stream():
            gathered += chunk
            if len(gathered) >= WRITE_BYTES:
                await run_in_threadpool(receiver.write, bytes(gathered))
                gathered.clear()
        await run_in_threadpool(receiver.write, bytes(gathered))


def _require_own(pilot: Pilot, upload_id: str, acting: Acting) -> None:
    """An account that is bound to an office sees its uploads only."""
    acting.require_concern([pilot.uploads.find(upload_id).office])


def _shown(pilot: Pilot, upload: Upload) -> UploadOut:
    return UploadOut.of(upload, pilot.uploads.progress(upload.id))


def _gone(error: Exception) -> Exception:
    """A sender that broke off hears nothing of it; what came stays where it can be resumed."""
    return InvalidInputError("the sender broke off") if isinstance(error, ClientDisconnect) else error


def _printable(name: str) -> str:
    """A file name as it is shown: the last part, and nothing that drives a terminal."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(character for character in last if unicodedata.category(character)[0] != "C")[:200]
