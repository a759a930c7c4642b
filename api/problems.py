"""Every error as an RFC 9457 problem: one table from error class to type, title and status."""

import traceback
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from api import errors
from api.bulk.tables import TableError
from api.logs import event_log
from matching.errors import MatchingError, NameTooLongError
from node import errors as node_errors

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:gid-pilot:problem:"


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """How a class of errors looks on the wire.

    Attributes:
        slug: Stable code, the last part of the problem's `type`.
        title: The same for every occurrence.
        status: HTTP status.
        members: Attributes of the error that are sent along, in camelCase.
    """

    slug: str
    title: str
    status: int
    members: tuple[str, ...] = ()


PROBLEMS: dict[type[Exception], ProblemKind] = {
    node_errors.GidCheckError: ProblemKind("gid-check", "Not a well-formed GID", 400),
    node_errors.OfficeCodeError: ProblemKind("office-code", "Not an office code", 400),
    node_errors.UnknownGidError: ProblemKind("unknown-gid", "No such GID", 404),
    node_errors.UnknownOfficeError: ProblemKind("unknown-office", "No such office", 404),
    node_errors.RecordTooLargeError: ProblemKind("record-too-large", "Record too large", 422, ("size", "limit")),
    node_errors.RevertedError: ProblemKind("registry-refused", "The registry refused", 409, ("name",)),
    node_errors.OfficeNotActiveError: ProblemKind("registry-forbids", "The registry forbids it", 403, ("name",)),
    node_errors.RegistryPausedError: ProblemKind("registry-paused", "The registry is paused", 503, ("until",)),
    node_errors.WrongChainError: ProblemKind("wrong-chain", "Another chain than expected", 409),
    node_errors.IndexMismatchError: ProblemKind("index-mismatch", "The index contradicts the chain", 409),
    node_errors.DeepReorgError: ProblemKind("deep-reorganisation", "The chain was replaced", 409, ("depth",)),
    node_errors.ChainUnavailableError: ProblemKind("chain-unavailable", "The chain is away", 503),
    node_errors.DamagedError: ProblemKind("damaged", "What is stored was changed", 409, ("table",)),
    node_errors.DevnetError: ProblemKind("devnet", "The local chain cannot be used", 503),
    node_errors.KeystoreError: ProblemKind("keystore", "An office key cannot be used", 500),
    errors.SettingsError: ProblemKind("settings", "A setting cannot be used", 500),
    errors.ExtractError: ProblemKind("extract", "Not an extract", 400),
    errors.ExtractTooLargeError: ProblemKind("too-many-records", "Too much at once", 413, ("size", "limit", "unit")),
    errors.RowsRefusedError: ProblemKind("rows-refused", "Some records are wrong", 422, ("refused_count",)),
    errors.UnknownUploadError: ProblemKind("unknown-upload", "No such upload", 404),
    errors.UploadStateError: ProblemKind("upload-state", "Not the time for this", 409, ("state",)),
    errors.UploadOffsetError: ProblemKind("upload-offset", "Other bytes are here", 409, ("expected", "got")),
    errors.UploadBusyError: ProblemKind("upload-busy", "Somebody else is sending", 409),
    errors.UploadExpiredError: ProblemKind("upload-expired", "The upload expired", 410),
    errors.UploadUnreadableError: ProblemKind("upload-unreadable", "The file cannot be read", 422),
    errors.UploadQuotaError: ProblemKind("upload-quota", "No room for uploads", 507, ("size", "room")),
    errors.UnknownProposalError: ProblemKind("unknown-proposal", "No such proposal", 404),
    errors.UnknownIssueError: ProblemKind("unknown-issue", "No such issue", 404),
    errors.StaleIssueError: ProblemKind("stale-issue", "Somebody else was faster", 412, ("expected", "actual")),
    errors.AssumptionsError: ProblemKind("assumptions", "An assumption cannot be used", 400),
    errors.ReviewSampleError: ProblemKind("review-sample", "Not a reviewed sample", 400),
    errors.PdfUnavailableError: ProblemKind("pdf-unavailable", "No PDF can be made here", 503),
    errors.UnknownRecordError: ProblemKind("unknown-record", "No such office record", 404),
    errors.NothingFoundError: ProblemKind("nothing-found", "Nothing found", 404),
    errors.StaleProposalError: ProblemKind("stale-proposal", "Somebody else was faster", 412, ("expected", "actual")),
    errors.ProposalStateError: ProblemKind("proposal-state", "Not open to this decision", 409, ("state",)),
    errors.ReservedNameError: ProblemKind("reserved-name", "This name is reserved", 422, ("name",)),
    errors.NothingDecidedError: ProblemKind("nothing-decided", "None was decided", 409, ("proposal_id",)),
    errors.RecordsChangedError: ProblemKind("records-changed", "Records changed meanwhile", 409),
    errors.ImpossibleChangeError: ProblemKind("impossible-change", "This cannot be done as things stand", 409),
    errors.ConsentRefusedError: ProblemKind("consent-refused", "This consent cannot be taken", 409),
    errors.BulkChangedError: ProblemKind("bulk-changed", "Not what was counted", 412),
    errors.PreconditionRequiredError: ProblemKind("precondition-required", "If-Match is missing", 428),
    errors.MergedGidError: ProblemKind("merged-gid", "Merged into another GID", 308),
    errors.RevokedGidError: ProblemKind("revoked-gid", "This GID was revoked", 410),
    errors.ErasedRecordError: ProblemKind("erased-record", "The record was erased", 410),
    errors.RequestTooLargeError: ProblemKind("request-too-large", "Request too large", 413, ("size", "limit")),
    errors.StoreUnavailableError: ProblemKind("store-unavailable", "The database is away", 503),
    errors.PortInUseError: ProblemKind("port-in-use", "The port is taken", 500),
    errors.SignInNeededError: ProblemKind("sign-in-needed", "Sign in first", 401),
    errors.SignInRefusedError: ProblemKind("sign-in-refused", "Sign-in refused", 401),
    errors.OperationForbiddenError: ProblemKind("operation-forbidden", "Not for this role", 403, ("operation",)),
    errors.OfficeForbiddenError: ProblemKind("office-forbidden", "Another office's matter", 403, ("office",)),
    errors.OwnProposalError: ProblemKind("own-proposal", "Four eyes are needed", 403),
    errors.TooManyRequestsError: ProblemKind("too-many-requests", "Too many requests", 429, ("retry_after",)),
    errors.KeyReusedError: ProblemKind("idempotency-key-reused", "Idempotency-Key used before", 422),
    errors.RepeatUnderWayError: ProblemKind("repeat-under-way", "The first request is under way", 409),
    errors.WeakPasswordError: ProblemKind("weak-password", "Password too easy", 422, ("least", "most")),
    errors.AccountNameError: ProblemKind("account-name", "Not a name of an account", 422),
    errors.UnknownAccountError: ProblemKind("unknown-account", "No such account", 404),
    errors.AccountConflictError: ProblemKind("account-conflict", "The accounts do not allow it", 409),
    errors.FirstAccountError: ProblemKind("first-account", "Nobody could sign in any more", 409),
    errors.NoAccountError: ProblemKind("no-account", "There is no account", 500),
    errors.ErasedApplicantError: ProblemKind("erased-applicant", "The applicant was erased", 410, ("erased_at",)),
    errors.ErasureUnderWayError: ProblemKind("erasure-under-way", "On its way to the chain", 409),
    errors.NotAPersonError: ProblemKind("not-a-person", "Not a natural person", 409),
    errors.BackupError: ProblemKind("backup", "Not a backup", 400),
    errors.TrailBrokenError: ProblemKind("trail-broken", "The audit trail was changed", 409, ("sequence",)),
    errors.UnknownWordError: ProblemKind("unknown-word", "Not a word that may stand here", 422, ("field", "allowed")),
    errors.UsageError: ProblemKind("usage", "This does not fit together", 400),
    TableError: ProblemKind("table", "Not a table", 400),
    NameTooLongError: ProblemKind("name-too-long", "Name too long", 422, ("size", "limit", "unit")),
    MatchingError: ProblemKind("matching", "This cannot be compared", 422),
    node_errors.InvalidInputError: ProblemKind("invalid-input", "This cannot be accepted", 400),
    node_errors.NotFoundError: ProblemKind("not-found", "Not found", 404),
    node_errors.ConflictError: ProblemKind("conflict", "This contradicts the present state", 409),
    node_errors.ForbiddenError: ProblemKind("forbidden", "Not allowed", 403),
    node_errors.GidError: ProblemKind("failed", "This failed", 500),
}


def kind_of(error: Exception) -> ProblemKind:
    """The entry of the error's own class, or of the nearest class above it."""
    return next(PROBLEMS[above] for above in type(error).__mro__ if above in PROBLEMS)


def problem_body(error: Exception, *, instance: str) -> dict[str, Any]:
    """The problem of one occurrence; `advice` says what to do where that is known."""
    kind = kind_of(error)
    body: dict[str, Any] = {
        "type": TYPE_PREFIX + kind.slug,
        "title": kind.title,
        "status": kind.status,
        "detail": str(error),
        "instance": instance,
    }
    if advice := getattr(error, "advice", ""):
        body["advice"] = advice
    for name in kind.members:
        first, *rest = name.split("_")
        body[first + "".join(part.title() for part in rest)] = getattr(error, name)
    if isinstance(error, errors.RowsRefusedError):
        body["refused"] = [{"row": entry.row, "detail": entry.detail} for entry in error.refused]
    return body


def problem_response(body: dict[str, Any]) -> JSONResponse:
    """The problem as a response; 401 and 429 carry the header that belongs to them."""
    headers = {}
    if body["status"] == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if "retryAfter" in body:
        headers["Retry-After"] = str(body["retryAfter"])
    return JSONResponse(body, status_code=body["status"], media_type=MEDIA_TYPE, headers=headers)


def plain_problem(status: int, detail: str, *, instance: str, slug: str = "") -> JSONResponse:
    """A problem that no error of ours stands for, such as an unknown path."""
    title = HTTPStatus(status).phrase
    slug = slug or title.lower().replace(" ", "-").replace("'", "")
    return problem_response(
        {"type": TYPE_PREFIX + slug, "title": title, "status": status, "detail": detail, "instance": instance}
    )


def install_problems(app: FastAPI) -> None:
    """Make every failure of the application a problem; what nobody foresaw is caught by `guards.SecurityHeaders`."""
    app.add_exception_handler(node_errors.GidError, _ours)
    app.add_exception_handler(MatchingError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def _ours(request: Request, error: Exception) -> Response:
    body = problem_body(error, instance=request.url.path)
    event_log().info("request_refused", problem=body["type"], status=body["status"])
    return problem_response(body)


def _invalid(request: Request, error: Exception) -> Response:
    """A request that does not fit the schema: where and why, never what was sent."""
    assert isinstance(error, RequestValidationError)
    places = [{"location": [str(part) for part in one["loc"]], "reason": one["msg"]} for one in error.errors()[:20]]
    body = {
        "type": TYPE_PREFIX + "validation",
        "title": "The request does not fit the schema",
        "status": 422,
        "detail": "; ".join(f"{'.'.join(place['location'])}: {place['reason']}" for place in places[:3]),
        "instance": request.url.path,
        "errors": places,
    }
    return problem_response(body)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    response = plain_problem(error.status_code, str(error.detail), instance=request.url.path)
    response.headers.update(error.headers or {})
    return response


def unforeseen_problem(path: str, error: Exception) -> JSONResponse:
    """What nobody foresaw: the log has it, the client learns nothing of it."""
    trace = "".join(traceback.format_exception(error))
    event_log().error("request_failed", path=path, error=type(error).__name__, trace=trace)
    return plain_problem(500, "An error nobody foresaw; the log has it.", instance=path, slug="internal")
