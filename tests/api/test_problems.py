"""Every error has its HTTP form: one table, complete, and nothing of the program shows through it."""

import inspect
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api import errors
from api.access.policy import POLICY, Rule
from api.app import create_app
from api.bulk.tables import TableError
from api.errors import RefusalReason, RefusedRow
from api.logs import configure_logs
from api.pilot import Pilot
from api.problem_page import PAGE, problem_page
from api.problems import MEDIA_TYPE, PROBLEMS, TYPE_PREFIX, kind_of, problem_body, problem_response
from matching import errors as matching_errors
from node import errors as node_errors
from node.rpc import RpcError

EVERY_ERROR = [
    errors.ColumnsMissingError("x", advice="y", headings=["a"], mapping={}),
    errors.UnknownUploadError("x"),
    errors.UploadStateError("x", "checking", "waits"),
    errors.UploadOffsetError("x", expected=1, got=2),
    errors.UploadBusyError("x"),
    errors.UploadExpiredError("x"),
    errors.UploadUnreadableError("x"),
    errors.UploadQuotaError(2, 1),
    node_errors.GidError("x"),
    node_errors.InvalidInputError("x"),
    node_errors.NotFoundError("x"),
    node_errors.ConflictError("x"),
    node_errors.ForbiddenError("x"),
    node_errors.ChainUnavailableError("http://127.0.0.1:1", "nobody answers"),
    node_errors.GidCheckError("12", "expected 14 digits"),
    node_errors.OfficeCodeError("jp"),
    node_errors.InvalidRecordError("x"),
    node_errors.RecordTooLargeError(20_000, 16_384),
    node_errors.BatchSizeError(0, 2_000),
    node_errors.GasLimitError(17_000_000, 16_777_216),
    node_errors.UnknownGidError(7),
    node_errors.UnknownOfficeError("ZZ"),
    node_errors.RevertedError("RegistryNotActive", {"gid": 7, "status": 2}),
    node_errors.RegistryPausedError(1_800_000_000),
    node_errors.OfficeNotActiveError("OfficesKeyNotActive", {"key": "0x0"}),
    node_errors.WrongChainError("chain id", expected=4242, actual=1),
    node_errors.WrongKeyError("JP", address="0x1", actual="KR"),
    node_errors.EstimateRefusedError("http://127.0.0.1:1", "insufficient funds"),
    node_errors.IndexMismatchError("x"),
    node_errors.DeepReorgError(300),
    node_errors.DamagedError("chain_entries", "x", advice="y"),
    node_errors.KeystoreError("x"),
    node_errors.DevnetError("x"),
    RpcError("eth_call", code=-32000, message="x"),
    errors.SettingsError("x"),
    errors.HomeUnusableError(Path("/x"), "it is a file"),
    errors.NoPilotError(Path("/x")),
    errors.UnknownWordError("state", "nonsense", ["proposed", "deferred"]),
    errors.UsageError("x"),
    errors.ExtractError("x"),
    errors.ExtractTooLargeError(10, 5, "rows"),
    errors.RowsRefusedError([RefusedRow(3, "name is blank")], 1, [RefusalReason(3, 1, "name is blank")]),
    errors.UnknownProposalError("p1"),
    errors.UnknownIssueError(7),
    errors.StaleIssueError(7, expected=1, actual=2),
    errors.AssumptionsError("x"),
    errors.ReviewSampleError("x"),
    errors.PdfUnavailableError(),
    errors.UnknownRecordError("JP:1"),
    errors.NothingFoundError("x"),
    errors.StaleProposalError("p1", expected=1, actual=2),
    errors.ProposalStateError("p1", state="anchored", decision="reject"),
    errors.ReservedNameError("policy"),
    errors.NothingDecidedError("p1", errors.UnknownProposalError("p1"), asked=3),
    errors.RecordsChangedError("p1"),
    errors.PreconditionRequiredError("x"),
    errors.RevokedGidError(7),
    errors.MergedGidError(9, 7),
    errors.ErasedRecordError("x"),
    errors.RequestTooLargeError(10, 5),
    errors.StoreUnavailableError("x"),
    errors.PortInUseError("x"),
    errors.SignInNeededError(),
    errors.SignInRefusedError(),
    errors.OperationForbiddenError("add_account"),
    errors.OfficeForbiddenError("JP"),
    errors.OwnProposalError(),
    errors.TooManyRequestsError(7),
    errors.KeyReusedError(),
    errors.RepeatUnderWayError(),
    errors.WeakPasswordError(12, 200),
    errors.AccountNameError(),
    errors.UnknownAccountError("x"),
    errors.AccountConflictError("x"),
    errors.FirstAccountError(),
    errors.NoAccountError("0.0.0.0"),
    errors.ErasedApplicantError(7, "2026-11-23T12:00:00Z"),
    errors.ErasureUnderWayError(),
    errors.NotAPersonError(),
    errors.BackupError("x"),
    errors.TrailBrokenError(3),
    errors.ImpossibleChangeError("x"),
    errors.ConsentRefusedError("p", "x"),
    errors.BulkChangedError(),
    TableError("x"),
    matching_errors.MatchingError("x"),
    matching_errors.NameTooLongError(600, 512),
    matching_errors.InvalidRecordError("JP:1", "x"),
    matching_errors.InvalidTableError("x"),
    matching_errors.ModelFileError("x"),
]


def classes_in(module: object, root: type[Exception]) -> set[type[Exception]]:
    return {each for _, each in inspect.getmembers(module, inspect.isclass) if issubclass(each, root)}


@pytest.fixture
def app(pilot: Pilot) -> FastAPI:
    return create_app(pilot)


@pytest.fixture
def failing(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """An application with one path per error, which raises it."""
    for operation in ("fail", "unforeseen"):
        monkeypatch.setitem(POLICY, operation, Rule(frozenset(), public=True))
    for number in range(len(EVERY_ERROR)):

        def fail(number: int = number) -> None:
            raise EVERY_ERROR[number]

        app.add_api_route(f"/fail/{number}", fail, response_model=None)

    def unforeseen() -> None:
        raise ZeroDivisionError("secret detail")

    app.add_api_route("/fail/unforeseen", unforeseen)
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        yield client


def test_no_error_class_is_forgotten_here() -> None:
    tested = {type(error) for error in EVERY_ERROR}
    known = classes_in(errors, node_errors.GidError) | classes_in(node_errors, node_errors.GidError)
    assert known | classes_in(matching_errors, matching_errors.MatchingError) <= tested


@pytest.mark.parametrize("number", range(len(EVERY_ERROR)), ids=[type(error).__name__ for error in EVERY_ERROR])
def test_error_becomes_its_problem(failing: TestClient, number: int) -> None:
    error = EVERY_ERROR[number]
    kind = kind_of(error)
    response = failing.get(f"/fail/{number}", follow_redirects=False)
    body = response.json()
    assert response.status_code == kind.status == body["status"]
    assert response.headers["content-type"] == MEDIA_TYPE
    assert (body["type"], body["title"], body["detail"]) == (TYPE_PREFIX + kind.slug, kind.title, str(error))
    assert body["instance"] == f"/fail/{number}"
    assert body.get("advice", "") == getattr(error, "advice", "")


def test_unforeseen_error_tells_nothing(failing: TestClient, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("error")
    response = failing.get("/fail/unforeseen")
    assert response.status_code == 500
    logged = json.loads(capsys.readouterr().err)
    assert (logged["event"], logged["error"]) == ("request_failed", "ZeroDivisionError")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.json()["type"] == TYPE_PREFIX + "internal"
    assert "secret" not in response.text
    assert "ZeroDivisionError" not in response.text


def test_refused_rows_are_listed(failing: TestClient) -> None:
    number = next(n for n, error in enumerate(EVERY_ERROR) if isinstance(error, errors.RowsRefusedError))
    body = failing.get(f"/fail/{number}").json()
    assert (body["refused"], body["refusedCount"]) == ([{"row": 3, "detail": "name is blank"}], 1)


def test_page_of_problem_types_is_complete() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == problem_page(), "run: python -m api.problem_page"
    for kind in PROBLEMS.values():
        assert f"| `{kind.slug}` | {kind.status} |" in page


@pytest.mark.parametrize(
    ("error", "header", "value"),
    [(errors.SignInNeededError(), "www-authenticate", "Bearer"), (errors.TooManyRequestsError(7), "retry-after", "7")],
)
def test_refusals_carry_the_header_that_belongs_to_them(error: Exception, header: str, value: str) -> None:
    assert problem_response(problem_body(error, instance="/x")).headers[header] == value


def test_slugs_are_unique_and_statuses_are_errors() -> None:
    slugs = [kind.slug for kind in PROBLEMS.values()]
    assert len(set(slugs)) == len(slugs)
    assert all(400 <= kind.status < 600 or kind.slug == "merged-gid" for kind in PROBLEMS.values())


@pytest.mark.parametrize(
    ("method", "path", "status", "slug"),
    [
        ("GET", "/nowhere", 404, "not-found"),
        ("PUT", "/v1/proposals", 405, "method-not-allowed"),
        ("GET", "/v1/proposals?limit=many", 422, "validation"),
    ],
)
def test_failures_of_http_itself_are_problems_too(app: FastAPI, method: str, path: str, status: int, slug: str) -> None:
    with TestClient(app, base_url="http://127.0.0.1") as client:
        response = client.request(method, path)
    assert (response.status_code, response.json()["type"]) == (status, TYPE_PREFIX + slug)
    assert response.headers["content-type"] == MEDIA_TYPE


def test_validation_never_repeats_what_was_sent(app: FastAPI) -> None:
    with TestClient(app, base_url="http://127.0.0.1") as client:
        response = client.post("/v1/match", json={"nam": "Aoyama-secret"})
    assert response.status_code == 422
    assert "Aoyama-secret" not in json.dumps(response.json())
