"""Office records in."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.errors import ExtractTooLargeError
from api.routers.acting import ActingAccount
from api.routers.pilot import ServedPilot
from api.schemas.records import RecordsIn, RecordsTakenOut
from api.schemas.wire import ANSWERS

router = APIRouter(prefix="/v1/records", tags=["records"], responses=ANSWERS)


@router.post("", status_code=202)
def take_records(
    upload: RecordsIn,
    pilot: ServedPilot,
    acting: ActingAccount,
    dry_run: Annotated[bool, Query(alias="dryRun")] = False,
    skip_refused: Annotated[bool, Query(alias="skipRefused")] = False,
) -> RecordsTakenOut:
    """Take office records, compare them with all others and raise proposals; the same upload twice changes nothing."""
    limit = pilot.settings.intake.max_records_per_request
    if len(upload.records) > limit:
        raise ExtractTooLargeError(len(upload.records), limit, "records")
    acting.require_own({record.office for record in upload.records})
    raw = [record.raw() for record in upload.records]
    report = pilot.import_records(raw, dry_run=dry_run, skip_refused=skip_refused, by=acting.signs_as("api"))
    raised = pilot.propose().raised if not dry_run else {}
    return RecordsTakenOut.of(report, sum(raised.values()))
