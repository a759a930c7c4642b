"""The reconciliation API as OpenRefine uses it, checked against the shapes of its specification."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.reconcile.manifest import BATCH_SIZE
from node.identifiers import compact_gid
from tests.api.extracts import SAME_LEI
from tests.api.outside_world import OutsideWorld, outside_world
from tests.api.reconciliation_shapes import SHAPES, official_folder, require_shape
from tests.stores import NewStore

OFFICIAL = official_folder()  # read here: the fixtures of the folder clear the variables
FOREIGN = {"origin": "http://openrefine.example", "sec-fetch-site": "cross-site"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, lasting_store: NewStore) -> Iterator[OutsideWorld]:
    with outside_world(tmp_path_factory.mktemp("reconcile"), database_url=lasting_store()) as made:
        yield made


@pytest.fixture(scope="module")
def http(world: OutsideWorld) -> Iterator[TestClient]:
    with TestClient(create_app(world.pilot), base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        yield client


def ask(http: TestClient, **queries: Any) -> dict[str, list[dict[str, Any]]]:
    """A batch as OpenRefine sends it: a form, from another origin."""
    answer = http.post("/reconcile", data={"queries": json.dumps(queries)}, headers=FOREIGN)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    require_shape("reconciliation-result-batch", body, OFFICIAL)
    assert body.keys() == queries.keys()
    return {key: each["result"] for key, each in body.items()}


def test_manifest_says_where_everything_is(http: TestClient) -> None:
    manifest = http.get("/reconcile").json()
    require_shape("manifest", manifest, OFFICIAL)
    for part in manifest["suggest"].values():
        assert http.get(part["service_url"] + part["service_path"], params={"prefix": "a"}).status_code == 200
    proposals = manifest["extend"]["propose_properties"]
    assert http.get(proposals["service_url"] + proposals["service_path"]).status_code == 200


def test_batch_is_answered_each_question_by_itself(world: OutsideWorld, http: TestClient) -> None:
    found = ask(
        http,
        q0={"query": "Aoyama Precision Works", "limit": 3},
        q1={"query": "مؤسسة الواحة للتقنية"},
        q2={"query": "Zzyzx Quux"},
        q3={"query": "x" * 5_000},
        q4={"query": "00000000000196"},
        q5={"query": "nul \x00 and \ud800 half"},
    )
    assert found["q0"][0]["id"] == compact_gid(world.gid("JP:1001"))
    assert found["q1"][0]["id"] == compact_gid(world.gid("SA:5001"))
    assert [found[key] for key in ("q2", "q3", "q4")] == [[], [], []]
    assert [each["score"] for each in found["q0"]] == sorted((each["score"] for each in found["q0"]), reverse=True)


def test_a_name_alone_is_never_a_match(http: TestClient) -> None:
    names = ["Aoyama Precision Works Co. Ltd.", "見本電機株式会社", "مؤسسة الواحة للتقنية"]
    found = ask(http, **{f"q{number}": {"query": name} for number, name in enumerate(names)})
    assert [each["match"] for result in found.values() for each in result] == [False] * sum(map(len, found.values()))
    assert all(result for result in found.values())


def test_equal_identifiers_are_a_match(world: OutsideWorld, http: TestClient) -> None:
    aoyama = compact_gid(world.gid("JP:1001"))
    lei = SAME_LEI.partition(":")[2]
    found = ask(
        http,
        gid={"query": aoyama},
        record={"query": "JP:1001"},
        number={"query": "", "properties": [{"pid": "officeNumber", "v": "WO:IB2001"}]},
        lei={"query": "Aoyama", "properties": [{"pid": "identifier:lei", "v": lei}]},
        alone={"properties": [{"pid": "identifier", "v": [f"lei:{lei}"]}]},
        bare={"query": "1001"},
    )
    for key in ("gid", "record", "number", "lei", "alone"):
        assert [(each["id"], each["match"]) for each in found[key]][:1] == [(aoyama, True)], key
        assert sum(each["match"] for each in found[key]) == 1
    assert [each["match"] for each in found["bare"]] == [False]  # whose number it is was not said


def test_merged_gid_leads_to_the_survivor_and_a_revoked_one_nowhere(world: OutsideWorld, http: TestClient) -> None:
    survivor = world.gid("KR:3001")
    merged = next(gid for gid in world.pilot.registered_gids() if gid > survivor and _is_merged(world, gid))
    found = ask(http, merged={"query": compact_gid(merged)}, revoked={"query": compact_gid(world.gid("EA:9001"))})
    assert [each["id"] for each in found["merged"]] == [compact_gid(survivor)]
    assert found["revoked"] == []


def _is_merged(world: OutsideWorld, gid: Any) -> bool:
    return world.pilot.lookups.applicant(gid).survivor is not None


def test_natural_persons_are_not_shown(world: OutsideWorld, http: TestClient) -> None:
    gid = compact_gid(world.gid("KR:4001"))
    assert ask(http, q={"query": "Gildong Sample-Hong"}, g={"query": gid}, n={"query": "KR:4001"}) == {
        "q": [],
        "g": [],
        "n": [],
    }
    assert http.get("/reconcile/preview", params={"id": gid}).status_code == 404
    assert http.get("/reconcile/suggest/entity", params={"prefix": "Gildong"}).json() == {"result": []}
    assert extend(http, [gid], ["name"])["rows"] == {gid: {"name": []}}


def test_types_limit_the_answers(http: TestClient) -> None:
    kettle = {"query": "Thistledown Kettle Makers"}
    found = ask(
        http, a={**kettle, "type": "applicant"}, b={**kettle, "type": ["legalPerson"]}, c={**kettle, "type": []}
    )
    assert [bool(found[key]) for key in "abc"] == [True, False, True]
    assert found["a"][0]["type"] == [{"id": "unknown", "name": "Kind not stated"}]


def test_single_question_and_questions_in_the_address(world: OutsideWorld, http: TestClient) -> None:
    gid = compact_gid(world.gid("JP:1001"))
    for text in (gid, json.dumps({"query": gid})):
        assert http.get("/reconcile", params={"query": text}).json()["result"][0]["id"] == gid
    body = http.get("/reconcile", params={"queries": json.dumps({"q0": {"query": gid}})}).json()
    assert body["q0"]["result"][0]["match"] is True


def test_suggestions(world: OutsideWorld, http: TestClient) -> None:
    entities = http.get("/reconcile/suggest/entity", params={"prefix": "Aoyama Prec"}).json()
    require_shape("suggest-entities-response", entities, OFFICIAL)
    assert entities["result"][0]["id"] == compact_gid(world.gid("JP:1001"))
    assert http.get("/reconcile/suggest/entity", params={"prefix": "Aoyama Prec", "cursor": 50}).json()["result"] == []
    properties = http.get("/reconcile/suggest/property", params={"prefix": "former"}).json()
    require_shape("suggest-properties-response", properties, OFFICIAL)
    assert [each["id"] for each in properties["result"]] == ["formerName"]
    types = http.get("/reconcile/suggest/type", params={"prefix": "legal"}).json()
    require_shape("suggest-types-response", types, OFFICIAL)
    assert [each["id"] for each in types["result"]] == ["legalPerson"]


def extend(http: TestClient, ids: list[str], properties: list[str]) -> Any:
    query = {"ids": ids, "properties": [{"id": each} for each in properties]}
    answer = http.post("/reconcile", data={"extend": json.dumps(query)}, headers=FOREIGN)
    assert answer.status_code == 200, answer.text
    require_shape("data-extension-response", answer.json(), OFFICIAL)
    return answer.json()


def test_columns_are_proposed_and_fetched(world: OutsideWorld, http: TestClient) -> None:
    proposed = http.get("/reconcile/properties", params={"type": "applicant", "limit": 5}).json()
    require_shape("data-extension-property-proposal", proposed, OFFICIAL)
    assert (len(proposed["properties"]), proposed["limit"]) == (5, 5)
    rich = compact_gid(world.gid("JP:0001002"))
    wanted = ["formerName", "country", "officeNumber", "identifier:isni", "nonsense", "did"]
    rows = extend(http, [rich, "00000000000196", compact_gid(world.gid("EA:9001"))], wanted)["rows"]
    assert rows[rich] == {
        "formerName": [{"str": "見本製作所株式会社"}],
        "country": [{"str": "JP"}],
        "officeNumber": [{"str": "JP:0001002"}],
        "identifier:isni": [{"str": "000000012146438X"}],
        "nonsense": [],
        "did": [{"str": f"did:gidpilot:{rich}"}],
    }
    assert {
        value for each in list(rows.values())[1:] for values in each.values() for value in map(str, values)
    } == set()


def test_preview_is_a_page_without_script_that_may_be_framed(world: OutsideWorld, http: TestClient) -> None:
    rich = compact_gid(world.gid("JP:0001002"))
    answer = http.get("/reconcile/preview", params={"id": rich})
    policy = answer.headers["content-security-policy"]
    assert "見本電機株式会社" in answer.text
    assert "script-src" not in policy
    assert "frame-ancestors" not in policy
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert answer.headers["x-content-type-options"] == "nosniff"
    formula = http.get("/reconcile/preview", params={"id": compact_gid(world.gid("SA:5002"))})
    assert "=HYPERLINK(&quot;http" in formula.text


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 400),
        ({"queries": "not json"}, 400),
        ({"queries": "[" * 100_000}, 400),
        ({"queries": "[]"}, 400),
        ({"queries": '{"q0": {"query": 7}}'}, 400),
        ({"queries": '{"q0": {"query": "a", "limit": 0}}'}, 400),
        ({"queries": '{"q0": {"query": "a", "type_strict": "none"}}'}, 400),
        ({"queries": json.dumps({f"q{n}": {"query": "a"} for n in range(BATCH_SIZE + 1)})}, 413),
        ({"extend": '{"ids": ["1"]}'}, 400),
        ({"extend": json.dumps({"ids": ["1"] * 201, "properties": []})}, 400),
    ],
)
def test_wrong_question_is_a_problem_that_other_sites_may_read(
    http: TestClient, fields: dict[str, str], status: int
) -> None:
    answer = http.post("/reconcile", data=fields, headers=FOREIGN)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.headers["access-control-allow-origin"] == "*"


def test_other_bodies_are_refused(http: TestClient) -> None:
    assert http.post("/reconcile", json={"queries": {}}).status_code == 400
    broken = http.post(
        "/reconcile", content=b"queries=\xff", headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert broken.status_code == 400


def test_other_sites_may_read_this_and_nothing_else(http: TestClient) -> None:
    for path in ("/reconcile", "/reconcile/suggest/type", "/reconcile/properties"):
        answer = http.get(path, headers=FOREIGN)
        assert answer.headers.get_list("access-control-allow-origin") == ["*"]
        assert answer.headers.get_list("cross-origin-resource-policy") == ["cross-origin"]
        assert "access-control-allow-credentials" not in answer.headers
    preflight = http.options("/reconcile", headers={**FOREIGN, "access-control-request-method": "POST"})
    assert (preflight.status_code, preflight.content) == (204, b"")
    assert "POST" in preflight.headers["access-control-allow-methods"]
    for method, path in (("GET", "/v1/applicants"), ("GET", "/reconciled"), ("OPTIONS", "/v1/match")):
        assert "access-control-allow-origin" not in http.request(method, path, headers=FOREIGN).headers, path
    assert http.post("/v1/match", json={"name": "Aoyama"}, headers=FOREIGN).status_code == 403
    assert http.post("/reconcile", data={"query": "a"}, headers={**FOREIGN, "host": "evil.example"}).status_code == 403


@pytest.mark.skipif(
    OFFICIAL is None, reason="GID_TEST_RECONCILIATION_SCHEMAS names no folder with the official schemas"
)
def test_official_schemas_are_all_used() -> None:
    assert OFFICIAL is not None
    present = {path.stem for path in Path(OFFICIAL).glob("*.json")}
    assert present - {"openapi", "type", "reconciliation-query-batch", "data-extension-query"} == set(SHAPES)
