"""The offices, the batches on the chain, and the pilot in figures."""

from dataclasses import asdict

from fastapi import APIRouter

from api.routers.pilot import ServedPilot
from api.schemas.match import AnchoredOut, BatchesOut, BatchOut, OfficeOut, OfficesOut, SummaryOut
from api.schemas.wire import ANSWERS, Limit

router = APIRouter(prefix="/v1", tags=["network"], responses=ANSWERS)


@router.get("/offices")
def list_offices(pilot: ServedPilot) -> OfficesOut:
    """List the offices that sent records or take part on the chain."""
    items = [OfficeOut(**asdict(each)) for each in pilot.offices()]
    return OfficesOut(items=items, total=len(items))


@router.get("/batches")
def list_batches(pilot: ServedPilot, limit: Limit = 50) -> BatchesOut:
    """List the batches on the chain, the newest first."""
    found, total = pilot.batches(limit=limit)
    items = [
        BatchOut(
            batch=each.number,
            first_gid=each.first_gid,
            count=each.count,
            root=each.root,
            block=each.block,
            at=each.at,
            transaction=each.transaction,
            office=each.office,
            gas_used=each.gas_used,
        )
        for each in found
    ]
    return BatchesOut(items=items, total=total)


@router.post("/batches", status_code=201)
def anchor_approved(pilot: ServedPilot) -> AnchoredOut:
    """Bring everything approved to the chain; safe to repeat."""
    return AnchoredOut(**asdict(pilot.anchor()), waiting_for_keys=pilot.waiting_for_keys())


@router.get("/summary")
def summarise(pilot: ServedPilot) -> SummaryOut:
    """The pilot in figures."""
    return SummaryOut.model_validate(pilot.summary().as_json())
