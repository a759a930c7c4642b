"""Erasure requests of natural persons."""

from typing import Any

from fastapi import APIRouter

from api.erasure.certificate import ErasureRequest
from api.routers.acting import ActingAccount
from api.routers.pilot import ServedPilot
from api.schemas.access import ErasureIn
from api.schemas.wire import ANSWERS
from node.identifiers import parse_gid

router = APIRouter(prefix="/v1/erasures", tags=["erasures"], responses=ANSWERS)


@router.post("", status_code=201)
def erase_applicant(wanted: ErasureIn, pilot: ServedPilot, acting: ActingAccount) -> dict[str, Any]:
    """Erase a natural person for good, and answer the certificate of erasure; asked again, the same certificate."""
    gid = parse_gid(wanted.gid) if wanted.gid else None
    return pilot.erase(ErasureRequest(gid, wanted.record_id, wanted.ground, by=acting.name))
