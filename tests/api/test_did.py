"""DIDs of the pilot and its certificate, as another resolver or verifier meets them."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.did.documents import applicant_did, office_did, parse_did
from node.identifiers import Gid, compact_gid
from node.verification import verify_proof
from tests.api.outside_world import OutsideWorld, outside_world
from tests.stores import NewStore

RESULT = {"accept": "application/did-resolution"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, lasting_store: NewStore) -> Iterator[OutsideWorld]:
    with outside_world(tmp_path_factory.mktemp("did"), database_url=lasting_store()) as made:
        yield made


@pytest.fixture(scope="module")
def http(world: OutsideWorld) -> Iterator[TestClient]:
    with TestClient(create_app(world.pilot), base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        yield client


def merged(world: OutsideWorld) -> Gid:
    lookups = world.pilot.lookups
    return next(gid for gid in world.pilot.registered_gids() if lookups.applicant(gid).survivor is not None)


def resolve(http: TestClient, did: str, status: int = 200) -> dict[str, Any]:
    answer = http.get(f"/1.0/identifiers/{did}", headers=RESULT)
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/did-resolution"), body
    assert set(body) == {"@context", "didDocument", "didResolutionMetadata", "didDocumentMetadata"}
    return body


def test_applicant_resolves_to_a_document_without_names(world: OutsideWorld, http: TestClient) -> None:
    gid = world.gid("JP:0001002")
    body = resolve(http, applicant_did(gid))
    document = body["didDocument"]
    assert document["@context"][0] == "https://www.w3.org/ns/did/v1"
    assert document["id"] == f"did:gidpilot:{compact_gid(gid)}"
    assert document["controller"] == "did:gidpilot:JP"
    assert body["didResolutionMetadata"] == {"contentType": "application/did"}
    assert body["didDocumentMetadata"]["versionId"] == "1"
    assert "見本" not in json.dumps(body, ensure_ascii=False)
    for service in document["service"]:
        assert service["id"].startswith(f"{document['id']}#")
        assert http.get(service["serviceEndpoint"]).status_code == 200


def test_office_resolves_to_the_key_it_signs_with(world: OutsideWorld, http: TestClient) -> None:
    document = resolve(http, office_did("JP"))["didDocument"]
    (key,) = document["verificationMethod"]
    namespace, chain_id, address = key["blockchainAccountId"].split(":")
    (office,) = [each for each in world.pilot.lookups.offices() if each.code == "JP"]
    assert (namespace, int(chain_id), address) == ("eip155", world.pilot.chain.chain_id, office.key)
    assert document["assertionMethod"] == [key["id"]]


def test_merged_did_names_its_canonical_one_and_the_survivor_its_equals(world: OutsideWorld, http: TestClient) -> None:
    gone, survivor = merged(world), world.gid("KR:3001")
    body = resolve(http, applicant_did(gone))
    assert body["didDocument"]["id"] == applicant_did(gone)
    assert body["didDocumentMetadata"]["canonicalId"] == applicant_did(survivor)
    assert body["didDocumentMetadata"]["equivalentId"] == [applicant_did(survivor)]
    assert resolve(http, applicant_did(survivor))["didDocumentMetadata"]["equivalentId"] == [applicant_did(gone)]


def test_revoked_did_is_deactivated(world: OutsideWorld, http: TestClient) -> None:
    body = resolve(http, applicant_did(world.gid("EA:9001")), 410)
    assert (body["didDocument"], body["didDocumentMetadata"]["deactivated"]) == (None, True)


@pytest.mark.parametrize(
    ("did", "status", "error"),
    [
        ("did:gidpilot:00000000000196", 400, "INVALID_DID"),
        ("did:gidpilot:", 400, "INVALID_DID"),
        ("did:GIDPILOT:JP", 400, "INVALID_DID"),
        ("gidpilot", 400, "INVALID_DID"),
        ("did:gidpilot:jp", 400, "INVALID_DID"),
        ("did:gidpilot:ZZ", 404, "NOT_FOUND"),
        (applicant_did(Gid(777_777)), 404, "NOT_FOUND"),
        ("did:web:example.org", 501, "METHOD_NOT_SUPPORTED"),
    ],
)
def test_failures_carry_the_status_and_error_of_did_resolution(
    http: TestClient, did: str, status: int, error: str
) -> None:
    body = resolve(http, did, status)
    assert body["didResolutionMetadata"]["error"]["type"] == f"https://www.w3.org/ns/did#{error}"
    assert body["didDocument"] is None


def test_representation_is_what_was_asked_for(world: OutsideWorld, http: TestClient) -> None:
    path = f"/1.0/identifiers/{applicant_did(world.gid('JP:1001'))}"
    for kind in ("application/did", "application/did+ld+json", "application/did+json"):
        answer = http.get(path, headers={"accept": kind})
        assert (answer.headers["content-type"], answer.json()["id"]) == (kind, path.rpartition("/")[2])
    old = http.get(path, headers={"accept": 'application/ld+json;profile="https://w3id.org/did-resolution"'})
    assert old.headers["content-type"].startswith("application/ld+json;profile=")
    assert http.get(path).headers["content-type"] == "application/did-resolution"
    refused = http.get(path, headers={"accept": "text/turtle"})
    assert (refused.status_code, refused.json()["didResolutionMetadata"]["error"]["title"]) == (
        406,
        "This representation is not offered",
    )


def test_did_reads_back() -> None:
    assert parse_did(applicant_did(Gid(12))) == 12
    assert parse_did(office_did("WO")) == "WO"


def certificate(http: TestClient, gid: Gid) -> dict[str, Any]:
    answer = http.get(f"/v1/applicants/{compact_gid(gid)}/proof", headers={"accept": "application/vc"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/vc"), answer.text
    body: dict[str, Any] = answer.json()
    return body


def require_credential(body: dict[str, Any]) -> None:
    """What Verifiable Credentials Data Model 2.0 requires (4.3 to 4.10): context, type, issuer, subject, and forms."""
    url = r"(https?://|did:|urn:)\S+"
    assert body["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert all(re.fullmatch(url, each) for each in body["@context"])
    assert "VerifiableCredential" in body["type"]
    assert re.fullmatch(url, body["issuer"]["id"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", body["validFrom"])
    assert body["credentialSubject"]
    assert re.fullmatch(url, body["credentialSubject"]["id"])
    for name in ("credentialStatus", "evidence", "termsOfUse"):
        listed = body[name] if isinstance(body[name], list) else [body[name]]
        assert all(each["type"] for each in listed), name
    assert "proof" not in body  # no Data Integrity suite secures it, and none is pretended


def test_certificate_has_the_shape_and_a_proof_that_holds(world: OutsideWorld, http: TestClient) -> None:
    gid = world.gid("JP:1001")
    body = certificate(http, gid)
    require_credential(body)
    assert body["credentialSubject"]["id"] == applicant_did(gid)
    assert body["credentialSubject"]["offices"] == ["JP", "WO"]
    inclusion = body["evidence"][0]["inclusionProof"]
    assert {"gid", "commitment", "path", "leafIndex"} <= set(inclusion)
    assert {"number", "root", "blockNumber", "transactionHash"} <= set(inclusion["batch"])
    assert not {"record", "salt"} & set(inclusion)
    verdict = verify_proof(inclusion, world.pilot.chain.rpc_url)
    assert verdict.ok, verdict
    assert not verify_proof({**inclusion, "commitment": "0x" + "00" * 32}, world.pilot.chain.rpc_url).ok
    status = http.get(body["credentialStatus"]["id"])
    assert status.json()["didDocument"]["id"] == applicant_did(gid)


@pytest.mark.parametrize("record_id", ["KR:4001", "SA:5003"])
def test_certificate_tells_nothing_of_persons_or_of_whom_nobody_called_a_company(
    world: OutsideWorld, http: TestClient, record_id: str
) -> None:
    body = certificate(http, world.gid(record_id))
    require_credential(body)
    assert set(body["credentialSubject"]) == {"id", "gid"}
    assert "Gildong" not in json.dumps(body)


def test_certificate_of_what_ended(world: OutsideWorld, http: TestClient) -> None:
    gone = http.get(f"/v1/applicants/{compact_gid(merged(world))}/proof?form=vc", follow_redirects=False)
    survivor = compact_gid(world.gid("KR:3001"))
    assert (gone.status_code, gone.headers["location"]) == (308, f"/v1/applicants/{survivor}/proof?form=vc")
    assert http.get(f"/v1/applicants/{compact_gid(world.gid('EA:9001'))}/proof?form=vc").status_code == 410
    assert http.get("/v1/applicants/00000000000195/proof?form=pdf").status_code == 422
