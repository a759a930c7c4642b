"""Registered applicants: find, read, prove."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from api.applicants.qr import qr_svg
from api.did.credential import MEDIA_TYPE as VC_MEDIA_TYPE
from api.errors import MergedGidError
from api.guards import CONSOLE_PATH
from api.routers.pilot import ServedPilot
from api.schemas.applicants import ApplicantBrief, ApplicantOut, ApplicantsOut
from api.schemas.match import MatchIn, MatchItem, MatchOut
from api.schemas.wire import ANSWERS, Limit
from node.errors import InvalidInputError
from node.identifiers import Gid, compact_gid, parse_gid

router = APIRouter(prefix="/v1", tags=["applicants"], responses=ANSWERS)


@router.get("/applicants")
def find_applicants(
    pilot: ServedPilot,
    q: Annotated[
        str,
        Query(
            description="A name in any script, a former one too; a GID, an office's number, an LEI or another number."
        ),
    ] = "",
    office: Annotated[str, Query(pattern="^([A-Z]{2})?$")] = "",
    limit: Limit = 20,
    cursor: Annotated[str, Query(max_length=20)] = "",
) -> ApplicantsOut:
    """Find applicants, most probable first; without `q` list all of them by GID."""
    if q.strip():
        hits = [hit for hit in pilot.search(q, top=limit) if not office or _holds(hit.applicant.records, office)]
        items = [ApplicantBrief.of_hit(hit) for hit in hits]
        return ApplicantsOut(items=items, total=len(items), next_cursor=None)
    found, total = pilot.applicants.page(after=_after(cursor), limit=limit + 1, office=office)
    following = compact_gid(found[limit - 1].gid) if len(found) > limit else None
    items = [ApplicantBrief.of(applicant) for applicant in found[:limit]]
    return ApplicantsOut(items=items, total=total, next_cursor=following)


@router.get("/applicants/{gid}", response_model=ApplicantOut)
def read_applicant(gid: str, pilot: ServedPilot, request: Request) -> Response | ApplicantOut:
    """Read an applicant; 308 to the survivor when its GID was merged, 410 when it was revoked."""
    try:
        detail = pilot.applicant(parse_gid(gid))
    except MergedGidError as merged:
        survivor = compact_gid(Gid(merged.survivor))
        return RedirectResponse(str(request.url_for("read_applicant", gid=survivor).path), status_code=308)
    chain = pilot.known_chain()
    return ApplicantOut.of_detail(detail, chain["chainId"] or 0, chain["registry"])


@router.get(
    "/applicants/{gid}/proof",
    response_model=dict[str, Any],
    responses={200: {"content": {VC_MEDIA_TYPE: {"schema": {"type": "object"}}}}},
)
def prove_applicant(
    gid: str,
    pilot: ServedPilot,
    request: Request,
    response: Response,
    form: Annotated[Literal["file", "vc"], Query(description="`vc`: a certificate without record and salt.")] = "file",
) -> Response | dict[str, Any]:
    """What lets a stranger check this GID with an RPC address alone: the input of `gid verify`.

    With `form=vc`, or `Accept: application/vc`, a certificate in the shape of a W3C Verifiable Credential 2.0.
    """
    number = parse_gid(gid)
    if form == "vc" or VC_MEDIA_TYPE in request.headers.get("accept", ""):
        return _certificate(number, pilot, request)
    response.headers["Content-Disposition"] = f'attachment; filename="gid-{compact_gid(number)}-proof.json"'
    return pilot.proof(number)


@router.get(
    "/applicants/{gid}/qr",
    response_class=Response,
    responses={200: {"content": {"image/svg+xml": {"schema": {"type": "string"}}}}},
)
def draw_qr(gid: str, request: Request) -> Response:
    """The address of an applicant's page as a QR code, in SVG; asks nothing about the GID but its check digits."""
    page = f"{request.base_url}{CONSOLE_PATH.removeprefix('/')}/#/applicants/{compact_gid(parse_gid(gid))}"
    return Response(qr_svg(page), media_type="image/svg+xml")


@router.post("/match")
def match_applicants(question: MatchIn, pilot: ServedPilot) -> MatchOut:
    """Who is this? Registered applicants a name or a record may stand for, with the reasons."""
    hits = pilot.match(question.record.raw() if question.record else question.name, top=question.top)
    items = [MatchItem(score=hit.probability, match=hit.settled, applicant=ApplicantBrief.of_hit(hit)) for hit in hits]
    return MatchOut(items=items)


def _certificate(gid: Gid, pilot: ServedPilot, request: Request) -> Response:
    try:
        found = pilot.credential(gid, base=str(request.base_url).rstrip("/"))
    except MergedGidError as merged:
        survivor = request.url_for("prove_applicant", gid=compact_gid(Gid(merged.survivor))).path
        return RedirectResponse(f"{survivor}?form=vc", status_code=308)
    name = f'attachment; filename="gid-{compact_gid(gid)}-certificate.json"'
    return JSONResponse(found, media_type=VC_MEDIA_TYPE, headers={"Content-Disposition": name})


def _holds(records: tuple[Any, ...], office: str) -> bool:
    return any(stored.record.office == office for stored in records)


def _after(cursor: str) -> int:
    try:
        return parse_gid(cursor) if cursor else 0
    except InvalidInputError:
        raise InvalidInputError("the cursor is not one that an earlier page gave") from None
