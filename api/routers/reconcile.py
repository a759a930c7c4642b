"""The reconciliation API 0.2 for OpenRefine and its kin; the guard `OpenToOtherSites` lets other web sites read it."""

import json
from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import TypeAdapter, ValidationError

from api.errors import ExtractTooLargeError
from api.reconcile.answers import (
    candidates,
    extended,
    shown_applicant,
    suggested_entities,
    suggested_properties,
    suggested_types,
)
from api.reconcile.manifest import BATCH_SIZE, manifest
from api.reconcile.preview import PREVIEW_POLICY, preview_page
from api.reconcile.vocabulary import all_properties
from api.routers.pilot import ServedPilot
from api.schemas.reconciliation import ExtendQuery, ReconcileQuery
from api.schemas.wire import ANSWERS
from node.errors import InvalidInputError, UnknownGidError
from node.identifiers import parse_gid

router = APIRouter(prefix="/reconcile", tags=["reconciliation"], responses=ANSWERS)

Json = dict[str, Any]
Sent = TypeVar("Sent")

_BATCH = TypeAdapter(dict[str, ReconcileQuery])
_SINGLE = TypeAdapter(ReconcileQuery)
_EXTEND = TypeAdapter(ExtendQuery)
FIELDS = ("queries", "query", "extend")
FORM = "application/x-www-form-urlencoded"
_AS_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            FORM: {
                "schema": {"type": "object", "properties": {name: {"type": "string"} for name in FIELDS}},
                "example": {"queries": '{"q0": {"query": "Toyota Motor"}}'},
            }
        },
    }
}
MOST_CHARS = 16_000
"""Of one parameter in an address; whoever asks more sends a form. The server itself leaves room for all of them."""

Text = Annotated[str, Query(max_length=MOST_CHARS)]
Prefix = Annotated[str, Query(max_length=2_000)]
Identifier = Annotated[str, Query(alias="id", max_length=40)]


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form, as OpenRefine sends them."""
    if request.headers.get("content-type", FORM).partition(";")[0].strip().lower() != FORM:
        raise InvalidInputError(f"expected a body of type {FORM}")
    try:
        fields = parse_qs((await request.body()).decode("utf-8"), keep_blank_values=True, max_num_fields=20)
    except ValueError:
        raise InvalidInputError("the body is not a form in UTF-8") from None
    return {name: fields[name][0] for name in FIELDS if name in fields}


@router.get("")
def describe_or_answer(
    pilot: ServedPilot, request: Request, queries: Text = "", query: Text = "", extend: Text = ""
) -> Json:
    """Describe the service or, with a question in the address, answer it."""
    asked = {name: text for name, text in (("queries", queries), ("query", query), ("extend", extend)) if text}
    return _answer(pilot, asked) if asked else manifest(str(request.base_url).rstrip("/"))


@router.post("", openapi_extra=_AS_FORM)
def answer_questions(pilot: ServedPilot, form: Annotated[dict[str, str], Depends(_form)]) -> Json:
    """Answer a batch of questions, a single one, or fetch columns (`queries`, `query` or `extend`)."""
    if not form:
        raise InvalidInputError("expected one of the fields queries, query and extend")
    return _answer(pilot, form)


@router.get("/suggest/entity")
def suggest_entities(pilot: ServedPilot, prefix: Prefix = "", cursor: Annotated[int, Query(ge=0, le=50)] = 0) -> Json:
    """Suggest applicants while somebody types."""
    return {"result": suggested_entities(pilot, prefix, skip=cursor)}


@router.get("/suggest/property")
def suggest_properties(prefix: Prefix = "", cursor: Annotated[int, Query(ge=0, le=50)] = 0) -> Json:
    """Suggest properties."""
    return {"result": suggested_properties(prefix)[cursor:]}


@router.get("/suggest/type")
def suggest_types(prefix: Prefix = "", cursor: Annotated[int, Query(ge=0, le=50)] = 0) -> Json:
    """Suggest types."""
    return {"result": suggested_types(prefix)[cursor:]}


@router.get("/properties")
def propose_properties(
    type: Annotated[str, Query(max_length=80)] = "applicant",  # noqa: A002 - the specification's name
    limit: Annotated[int, Query(ge=1, le=100)] = 100,
) -> Json:
    """Propose the columns that can be fetched."""
    return {"type": type, "limit": limit, "properties": [each.shown() for each in all_properties()[:limit]]}


@router.get("/preview", response_class=HTMLResponse)
def preview(pilot: ServedPilot, gid: Identifier) -> HTMLResponse:
    """Show an applicant in a frame of a client's page."""
    applicant = shown_applicant(pilot, gid)
    if applicant is None:
        raise UnknownGidError(parse_gid(gid))
    return HTMLResponse(preview_page(applicant), headers={"content-security-policy": PREVIEW_POLICY})


def _answer(pilot: ServedPilot, asked: Mapping[str, str]) -> Json:
    if "queries" in asked:
        batch = _read(_BATCH.validate_python, "queries", asked["queries"])
        return {key: {"result": candidates(pilot, query)} for key, query in batch.items()}
    if "query" in asked:
        text = asked["query"]
        sent = text if text.lstrip().startswith("{") else json.dumps({"query": text})
        return {"result": candidates(pilot, _read(_SINGLE.validate_python, "query", sent))}
    return extended(pilot, _read(_EXTEND.validate_python, "extend", asked["extend"]))


def _read(check: Callable[[Any], Sent], field: str, text: str) -> Sent:
    """What a field says; an error tells where it is wrong, never what was sent."""
    try:
        value = json.loads(text)
        value = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))  # no half characters
    except (ValueError, RecursionError):
        raise InvalidInputError(f"{field} is not JSON") from None
    if field == "queries" and isinstance(value, dict) and len(value) > BATCH_SIZE:
        raise ExtractTooLargeError(len(value), BATCH_SIZE, "queries")
    try:
        return check(value)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part)[:40] for part in first["loc"])
        raise InvalidInputError(f"{field}: {place}: {first['msg']}"[:300]) from None
