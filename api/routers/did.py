"""DID resolution over HTTP."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from api.did.resolving import DidResolver, failed
from api.routers.pilot import ServedPilot

router = APIRouter(tags=["did"])

RESULT = "application/did-resolution"
OLD_RESULT = 'application/ld+json;profile="https://w3id.org/did-resolution"'
DOCUMENTS = ("application/did", "application/did+ld+json", "application/did+json")

_ANY = {"application/did-resolution": {"schema": {"type": "object"}}}
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"description": "The DID resolution result, or the document alone where that was asked for", "content": _ANY},
    "default": {"description": "A DID resolution result with an error, or of a deactivated DID", "content": _ANY},
}


@router.get("/1.0/identifiers/{did:path}", response_class=JSONResponse, responses=ANSWERS)
def resolve_did(did: str, pilot: ServedPilot, request: Request) -> JSONResponse:
    """Resolve a DID: 400 no DID, 404 unknown, 406 another representation, 410 deactivated, 501 another method."""
    accepted = _accepted(request.headers.get("accept", "*/*"))
    base = str(request.base_url).rstrip("/")
    resolver = DidResolver(pilot.engine, pilot.lookups, pilot.known_chain()["chainId"] or 0)
    found = resolver.resolve(did, base=base)
    if accepted is None:
        found, accepted = failed("REPRESENTATION_NOT_SUPPORTED", f"offered: {RESULT}, {', '.join(DOCUMENTS)}"), RESULT
    if accepted in DOCUMENTS and found.document is not None:
        return JSONResponse(found.document, found.status, media_type=accepted)
    result_type = RESULT if accepted in DOCUMENTS else accepted
    document_type = accepted if accepted in DOCUMENTS else DOCUMENTS[0]
    return JSONResponse(found.as_json(document_type), found.status, media_type=result_type)


def _accepted(header: str) -> str | None:
    """The first media type that is offered; None when none is."""
    for part in header.split(","):
        kind, *parameters = [piece.strip().lower() for piece in part.split(";")]
        if kind in (RESULT, *DOCUMENTS):
            return kind
        if kind == "application/ld+json" and any("did-resolution" in each for each in parameters):
            return OLD_RESULT
        if kind in ("*/*", "application/*", "application/json"):
            return RESULT
    return None
