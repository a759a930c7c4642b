"""The REST surface as a client sees it."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.pilot import Pilot, open_pilot
from api.settings import ServerSettings, Settings
from node.identifiers import Gid, compact_gid
from tests.api.extracts import SAME_LEI

OPENAPI = Path(__file__).parents[2] / "api" / "openapi.json"

NEW = {"office": "EA", "localId": "7001", "name": "ООО Северный Луч", "nameLanguage": "ru", "country": "RU"}


@pytest.fixture
def served(on_chain: Pilot) -> Iterator[TestClient]:
    """The API over a pilot with a chain."""
    with TestClient(create_app(on_chain), base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        yield client


def doubtful(client: TestClient) -> str:
    return str(client.get("/v1/proposals").json()["items"][0]["id"])


def test_openapi_file_is_what_the_application_says(client: TestClient) -> None:
    served = client.get("/openapi.json").json()
    assert served == json.loads(OPENAPI.read_text(encoding="utf-8")), "run: python -m api.openapi"


def test_every_operation_declares_problems_and_has_a_summary(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for path, operations in paths.items():
        for operation in operations.values():
            assert operation["description"], path
            refused = {status: answer for status, answer in operation["responses"].items() if status > "308"}
            assert "503" in refused, path
            if not path.startswith("/1.0"):
                assert all("application/problem+json" in answer["content"] for answer in refused.values()), path
            assert "default" not in operation["responses"], path


def test_upload_is_taken_compared_and_the_second_time_nothing(client: TestClient) -> None:
    first = client.post("/v1/records", json={"records": [NEW]})
    assert first.status_code == 202
    assert first.json() == {
        "received": 1,
        "new": 1,
        "changed": 0,
        "unchanged": 0,
        "deleted": 0,
        "refused": [],
        "refusedCount": 0,
        "warnings": [],
        "dryRun": False,
        "proposals": 1,
    }
    second = client.post("/v1/records", json={"records": [NEW]}).json()
    assert (second["new"], second["unchanged"], second["proposals"]) == (0, 1, 0)


def test_dry_run_of_an_upload_reports_rows_and_keeps_nothing(client: TestClient) -> None:
    wrong = {**NEW, "localId": " "}
    answer = client.post("/v1/records?dryRun=true", json={"records": [NEW, wrong]}).json()
    assert (answer["new"], answer["refusedCount"], answer["refused"][0]["row"]) == (1, 1, 2)
    assert client.get("/v1/summary").json()["records"] == 5


def test_wrong_record_keeps_the_upload_out(client: TestClient) -> None:
    response = client.post("/v1/records", json={"records": [NEW, {**NEW, "office": "QQ"}]})
    assert response.status_code == 422
    assert response.json()["refused"][0]["row"] == 2
    assert client.get("/v1/summary").json()["records"] == 5


def test_enormous_name_is_refused_with_the_limit_of_a_name(client: TestClient) -> None:
    record = {**NEW, "name": "x" * 2_000_000}
    taken = client.post("/v1/records", json={"records": [record]})
    assert "name has 2,000,000 characters, at most 512 are taken" in taken.json()["detail"]
    for asked in ({"record": record}, {"name": record["name"]}):
        response = client.post("/v1/match", json=asked)
        assert (response.status_code // 100, "512" in response.json()["detail"]) == (4, True)
    searched = client.get("/v1/applicants", params={"q": "x" * 2_000})
    assert (searched.status_code, searched.json()["limit"]) == (422, 512)


@pytest.mark.parametrize("by", ["policy", " Policy ", "POLICY", "ｐｏｌｉｃｙ"])
def test_nobody_signs_as_the_policy(client: TestClient, by: str) -> None:
    path = f"/v1/proposals/{doubtful(client)}"
    response = client.post(f"{path}/judgement", json={"decision": "approve", "by": by}, headers={"If-Match": '"1"'})
    assert (response.status_code, response.json()["type"]) == (422, "urn:gid-pilot:problem:reserved-name")
    assert client.get(path).json()["state"] == "proposed"


@pytest.mark.parametrize("by", ["a\nb", "\u202ecilop", " ", "\x1b[2J"])
def test_name_of_a_reviewer_holds_nothing_that_drives_a_terminal(client: TestClient, by: str) -> None:
    path = f"/v1/proposals/{doubtful(client)}/judgement"
    response = client.post(path, json={"decision": "approve", "by": by}, headers={"If-Match": '"1"'})
    assert (response.status_code, response.json()["type"]) == (422, "urn:gid-pilot:problem:validation")


def test_unknown_field_is_refused(client: TestClient) -> None:
    response = client.post("/v1/records", json={"records": [{**NEW, "colour": "red"}]})
    assert response.status_code == 422
    assert "colour" in response.json()["detail"]


def test_queue_is_listed_filtered_and_paged(client: TestClient) -> None:
    page = client.get("/v1/proposals", params={"limit": 2}).json()
    assert (page["total"], len(page["items"])) == (3, 2)
    rest = client.get("/v1/proposals", params={"limit": 2, "cursor": page["nextCursor"]}).json()
    assert (len(rest["items"]), rest["nextCursor"]) == (1, None)
    assert client.get("/v1/proposals?state=approved,rejected&state=deferred").json()["total"] == 0
    assert client.get("/v1/proposals?kind=register&office=KR").json()["total"] == 1


@pytest.mark.parametrize(("query", "field"), [("state=nonsense", "state"), ("kind=link,registr", "kind")])
def test_unknown_word_is_refused_and_not_an_empty_queue(client: TestClient, query: str, field: str) -> None:
    response = client.get(f"/v1/proposals?{query}")
    body = response.json()
    assert (response.status_code, body["type"], body["field"]) == (422, "urn:gid-pilot:problem:unknown-word", field)
    assert {"state": "deferred", "kind": "merge"}[field] in body["allowed"]


def test_proposal_shows_both_sides_with_reading_aids_and_evidence(client: TestClient) -> None:
    response = client.get(f"/v1/proposals/{doubtful(client)}")
    body = response.json()
    assert response.headers["etag"] == '"1"'
    assert body["groups"] == [["KR:3001"], ["WO:IB2002"]]
    assert body["allowed"] == ["approve", "reject", "defer", "relate"]
    assert {record["legalForm"]["code"] for record in body["records"]} == {"co-ltd", "inc"}
    assert body["links"][0]["evidence"][0]["sentence"]


def test_second_writer_with_the_old_version_gets_412(client: TestClient) -> None:
    path = f"/v1/proposals/{doubtful(client)}"
    etag = client.get(path).headers["etag"]
    first = client.post(f"{path}/judgement", json={"decision": "defer", "by": "one"}, headers={"If-Match": etag})
    second = client.post(f"{path}/judgement", json={"decision": "approve", "by": "two"}, headers={"If-Match": etag})
    assert (first.status_code, second.status_code) == (200, 412)
    assert (second.json()["expected"], second.json()["actual"]) == (1, 2)
    assert first.headers["etag"] == client.get(path).headers["etag"] == '"2"'
    assert [entry["by"] for entry in client.get(path).json()["judgements"]] == ["one"]


@pytest.mark.parametrize(("header", "status"), [(None, 428), ('"9"', 412), ("nonsense", 412), ('"1", "2"', 412)])
def test_decision_must_name_the_version_it_saw(client: TestClient, header: str | None, status: int) -> None:
    headers = {"If-Match": header} if header else {}
    path = f"/v1/proposals/{doubtful(client)}/judgement"
    assert client.post(path, json={"decision": "approve"}, headers=headers).status_code == status


def test_decided_proposal_is_409(client: TestClient) -> None:
    path = f"/v1/proposals/{doubtful(client)}/judgement"
    assert client.post(path, json={"decision": "approve"}, headers={"If-Match": '"1"'}).status_code == 200
    response = client.post(path, json={"decision": "reject"}, headers={"If-Match": '"2"'})
    assert (response.status_code, response.json()["state"]) == (409, "approved")


def test_body_over_the_cap_is_refused_before_it_is_read(pilot: Pilot) -> None:
    small = pilot.settings.model_copy(update={"server": ServerSettings(max_body_bytes=1_000)})
    with TestClient(create_app(Pilot(small, pilot.engine)), base_url="http://127.0.0.1") as client:
        told = client.post("/v1/match", content=b"x" * 1_001)
        untold = client.post("/v1/match", content=iter([b"x" * 600, b"x" * 600]))
    assert (told.status_code, untold.status_code) == (413, 413)
    assert told.json()["limit"] == 1_000


def test_too_many_records_in_one_upload_are_refused(client: TestClient) -> None:
    response = client.post("/v1/records", json={"records": [NEW] * 5_001})
    assert (response.status_code, response.json()["unit"]) == (413, "records")


@pytest.mark.parametrize("path", ["/v1/summary", "/v1/proposals", "/healthz", "/openapi.json", "/console/", "/nowhere"])
def test_head_is_answered_as_get_without_the_body(client: TestClient, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    for name in ("content-type", "content-length", "content-security-policy"):
        assert head.headers[name] == got.headers[name]


def test_head_of_what_cannot_be_read_is_refused(client: TestClient) -> None:
    assert client.head("/v1/match").status_code == 405


@pytest.mark.parametrize("path", ["/v1/summary", "/nowhere", "/healthz", "/openapi.json"])
def test_answers_tell_browsers_to_run_nothing(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in headers


def test_console_runs_its_own_scripts_only(client: TestClient) -> None:
    page = client.get("/console/")
    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    script = client.get("/console/main.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert client.get("/", follow_redirects=False).headers["location"] == "/console/"
    assert client.get("/docs").status_code == 404


def test_console_folder_gives_nothing_else_away(client: TestClient) -> None:
    assert client.get("/console/../pilot.py").status_code == 404
    assert client.get("/console/%2e%2e/pilot.py").status_code == 404


def test_without_chain_all_but_anchoring_works(client: TestClient) -> None:
    assert client.get("/readyz").status_code == 503
    assert client.get("/readyz").json()["chain"] == "away"
    assert client.get("/v1/summary").status_code == 200
    response = client.post("/v1/batches")
    assert (response.status_code, response.json()["type"]) == (503, "urn:gid-pilot:problem:chain-unavailable")


def test_from_upload_to_proof_over_http(served: TestClient) -> None:
    assert served.get("/readyz").json() == {"status": "ok", "database": "ok", "chain": "ok"}
    raised = served.post("/v1/proposals").json()
    assert (raised["accepted"], raised["waiting"]) == (2, 1)
    batches = served.post("/v1/batches")
    assert (batches.status_code, batches.json()["registered"]) == (201, 2)
    listed = served.get("/v1/batches").json()
    assert [(entry["batch"], entry["count"]) for entry in listed["items"]] == [(1, 1), (0, 1)]
    found = served.get("/v1/applicants", params={"q": "Aoyama Precision"}).json()["items"][0]
    assert found["offices"] == ["JP", "WO"]
    assert found["probability"] > 0.5
    assert found["evidence"]
    detail = served.get(f"/v1/applicants/{found['gid']}").json()
    assert detail["chain"]["office"] == "JP"
    assert detail["chain"]["chainId"] == 4242
    assert [entry["event"] for entry in detail["history"]] == ["proposed", "approved", "registered", "linked"]
    assert detail["clusterProbability"] > 0.999
    proof = served.get(f"/v1/applicants/{found['gid']}/proof")
    assert "attachment" in proof.headers["content-disposition"]
    assert proof.json()["record"]["officeRecords"] == [
        {"officeCode": "JP", "localId": "1001"},
        {"officeCode": "WO", "localId": "IB2001"},
    ]
    offices = {entry["code"]: entry for entry in served.get("/v1/offices").json()["items"]}
    assert (offices["JP"]["status"], offices["JP"]["applicants"]) == ("active", 1)
    summary = served.get("/v1/summary").json()
    assert (summary["identifiers"], summary["batches"], summary["crossOfficeLinks"]) == (2, 2, 1)
    assert summary["sharedApplicants"] == [{"left": "JP", "right": "WO", "applicants": 1}]


def test_match_is_settled_by_an_identifier_only(served: TestClient) -> None:
    served.post("/v1/proposals")
    served.post("/v1/batches")
    by_name = served.post("/v1/match", json={"name": "Aoyama Precision Works"}).json()["items"][0]
    scheme, value = SAME_LEI.split(":")
    record = {**NEW, "name": "Aoyama Precision Works Co. Ltd.", "identifiers": [{"scheme": scheme, "value": value}]}
    by_number = served.post("/v1/match", json={"record": {**record, "country": "JP"}}).json()["items"][0]
    assert by_name["match"] is False
    assert by_number["match"] is True
    assert by_name["applicant"]["gid"] == by_number["applicant"]["gid"]


def test_approved_proposal_whose_key_is_away_says_so(served: TestClient, on_chain: Pilot) -> None:
    name = doubtful(served)
    (on_chain.settings.home / "devnet" / "keys" / "KR.json").unlink()
    assert served.get(f"/v1/proposals/{name}").json()["missingKeys"] == []
    judged = {"decision": "approve", "by": "clerk"}
    decided = served.post(f"/v1/proposals/{name}/judgement", json=judged, headers={"If-Match": '"1"'}).json()
    assert (decided["state"], decided["missingKeys"]) == ("approved", ["KR"])
    served.post("/v1/proposals")
    report = served.post("/v1/batches").json()
    assert (report["registered"], report["waitingForKeys"]) == (2, {"KR": 1})
    (left,) = served.get("/v1/proposals?state=approved").json()["items"]
    assert (left["id"], left["missingKeys"]) == (name, ["KR"])


@pytest.mark.parametrize(
    ("gid", "status", "slug"),
    [
        ("1", 400, "gid-check"),
        ("00000000000100", 400, "gid-check"),
        ("０００００００００００１７４", 400, "gid-check"),
        (compact_gid(Gid(999_999_999_999)), 404, "unknown-gid"),
    ],
)
def test_gid_that_leads_nowhere(client: TestClient, gid: str, status: int, slug: str) -> None:
    for path in (f"/v1/applicants/{gid}", f"/v1/applicants/{gid}/proof"):
        response = client.get(path)
        assert (response.status_code, response.json()["type"].rpartition(":")[2]) == (status, slug), path


def test_query_that_looks_like_a_gid_is_checked(client: TestClient) -> None:
    assert client.get("/v1/applicants", params={"q": "GID 0000 0000 0001 00"}).status_code == 400


def test_applicants_are_paged_by_gid(served: TestClient) -> None:
    served.post("/v1/proposals")
    served.post("/v1/batches")
    page = served.get("/v1/applicants?limit=1").json()
    assert (page["total"], len(page["items"])) == (2, 1)
    rest = served.get("/v1/applicants", params={"limit": 1, "cursor": page["nextCursor"]}).json()
    assert rest["nextCursor"] is None
    assert rest["items"][0]["gid"] != page["items"][0]["gid"]
    assert served.get("/v1/applicants?office=SA").json()["total"] == 1
    assert served.get("/v1/applicants?cursor=x").status_code == 400


def test_settings_of_the_server_hold(settings: Settings) -> None:
    small = settings.model_copy(update={"server": ServerSettings(max_body_bytes=10)})
    with open_pilot(small) as pilot, TestClient(create_app(pilot), base_url="http://127.0.0.1") as client:
        assert client.post("/v1/match", json={"name": "Aoyama"}).status_code == 413


def test_other_web_sites_are_refused(client: TestClient) -> None:
    assert client.get("/v1/summary", headers={"host": "evil.example"}).status_code == 403
    forged = {"origin": "http://evil.example", "sec-fetch-site": "cross-site"}
    assert client.post("/v1/proposals", headers=forged).status_code == 403
    assert client.post("/v1/match", json={"name": "Acme"}, headers={"origin": "http://127.0.0.1"}).status_code == 200


def test_deep_json_is_an_error_and_not_the_end_of_the_server(client: TestClient) -> None:
    deep = client.post("/v1/match", content=b"[" * 100_000, headers={"content-type": "application/json"})
    assert 400 <= deep.status_code < 500


def test_a_flood_of_tiny_records_is_refused_before_any_is_looked_at(client: TestClient) -> None:
    started = time.process_time()
    flood = b'{"records":[' + b"{}," * 1_000_000 + b"{}]}"
    answer = client.post("/v1/records", content=flood, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["size"]) == (413, 1_000_001)
    assert time.process_time() - started < 5  # it took 24 s and 2.6 GB
