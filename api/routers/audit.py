"""The audit trail: who did what, when; searched, exported, checked."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from api.routers.pilot import ServedPilot
from api.schemas.access import AuditEntryOut, AuditOut
from api.schemas.wire import ANSWERS, Limit
from api.store.audit import TrailFilter

router = APIRouter(prefix="/v1/audit", tags=["audit"], responses=ANSWERS)

_MOMENT = r"^([0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?)?$"

_CSV: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}


@router.get("", response_model=AuditOut, responses=_CSV)
def search_audit(
    pilot: ServedPilot,
    request: Request,
    actor: Annotated[str, Query(max_length=80)] = "",
    action: Annotated[str, Query(max_length=40)] = "",
    subject: Annotated[str, Query(max_length=160)] = "",
    since: Annotated[str, Query(pattern=_MOMENT, description="A day or a moment in UTC.")] = "",
    until: Annotated[str, Query(pattern=_MOMENT, description="The first day or moment not shown.")] = "",
    check: Annotated[bool, Query(description="Walk the whole trail; `firstBroken` names the first bad entry.")] = False,
    limit: Limit = 50,
    cursor: Annotated[str, Query(max_length=20)] = "",
) -> AuditOut | Response:
    """Search the audit trail, the newest entry first; with `Accept: text/csv` all that fits, the oldest first."""
    wanted = TrailFilter(actor, action, subject, since, until)
    if request.headers.get("accept", "").split(",")[0].split(";")[0].strip() == "text/csv":
        headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
        return StreamingResponse(pilot.trail.csv(wanted), media_type="text/csv", headers=headers)
    found, total, following = pilot.trail.page(wanted, cursor=cursor, limit=limit)
    return AuditOut(
        items=[AuditEntryOut.of(entry) for entry in found],
        total=total,
        next_cursor=following,
        checked=check,
        first_broken=pilot.trail.first_broken() if check else None,
    )
