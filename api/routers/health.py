"""Whether the process lives, and whether it can work."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from api.access.measuring import CONTENT_TYPE
from api.routers.pilot import ServedPilot
from api.store.engine import reading
from node.errors import GidError

router = APIRouter(tags=["health"])


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
def readyz(pilot: ServedPilot) -> JSONResponse:
    """The database and the chain answer; 503 names what does not. Without the chain everything but anchoring works."""
    parts = {"database": "ok", "chain": "ok"}
    try:
        with reading(pilot.engine) as connection:
            connection.exec_driver_sql("SELECT 1")
    except GidError:
        parts["database"] = "away"
    try:
        pilot.client.connect()
    except GidError:
        parts["chain"] = "away"
    ready = set(parts.values()) == {"ok"}
    return JSONResponse({"status": "ok" if ready else "degraded", **parts}, status_code=200 if ready else 503)


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(pilot: ServedPilot, request: Request) -> Response:
    """Figures for Prometheus: requests, times, and what the store holds; no names."""
    return Response(request.app.state.doorkeeper.measures.text(pilot.engine), media_type=CONTENT_TYPE)
