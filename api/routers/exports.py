"""Registered applicants as files."""

import base64
import tempfile
from collections.abc import Iterator
from typing import IO, Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse, StreamingResponse

from api.exports.form import ExportForm, ExportQuestion
from api.exports.writing import CHUNK, FORMS
from api.routers.pilot import ServedPilot
from api.schemas.wire import ANSWERS
from node.identifiers import parse_gid

router = APIRouter(prefix="/v1", tags=["exports"], responses=ANSWERS)

_BINARY = {"schema": {"type": "string", "format": "binary"}}
FILE_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file; with `definition=true` its definition, the losses among them",
        "content": {
            "application/json": {},
            **{kind.media_type.partition(";")[0]: _BINARY for kind in FORMS.values() if "json" not in kind.media_type},
        },
    }
}


@router.get("/exports/{form}", response_class=Response, responses=FILE_ANSWER)
def export_applicants(
    form: ExportForm,
    pilot: ServedPilot,
    since: Annotated[int, Query(ge=0, le=2**53, description="Only what the chain changed after this.")] = 0,
    gid: Annotated[str, Query(max_length=40, description="The applicant of the form `query`.")] = "",
    definition: Annotated[bool, Query(description="Answer what goes with the file instead of the file.")] = False,
) -> Response:
    """Export applicants. Natural persons' data are never in it; whoever runs the pilot has `gid export --with-persons`.

    The file is finished before the first byte is sent: it comes whole, or a problem says why not.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by whoever reads it last
    try:
        found = pilot.export(form, file, ExportQuestion(since, parse_gid(gid) if gid else None))
    except BaseException:
        file.close()
        raise
    if definition:
        file.close()
        return JSONResponse(found.as_json())
    kind = FORMS[form]
    name = f"gid-{form}-{found.category}-{found.sequence}{kind.suffix}"
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "content-length": str(found.size),
        "repr-digest": f"sha-256=:{base64.b64encode(bytes.fromhex(found.sha256)).decode()}:",
        "gid-sequence": str(found.sequence),
        "link": f'</v1/exports/{form}?definition=true&since={since}>; rel="describedby"',
    }
    return StreamingResponse(_chunks(file), media_type=kind.media_type, headers=headers)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk
