"""Changes by people, consents, relations, acceptances of many and look-up by any number, as a client sees them."""

from collections.abc import Iterator
from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from starlette.testclient import TestClient

from api.app import create_app
from api.pilot import Pilot
from node.identifiers import Gid, OfficeCode, compact_gid
from tests.api.extracts import SAME_LEI, write_extract
from tests.api.test_anchoring import gid_of


@pytest.fixture
def served(on_chain: Pilot) -> Iterator[TestClient]:
    """The API over a pilot with a chain, its certain applicants and the two doubtful ones registered."""
    with TestClient(create_app(on_chain), base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        judge(client, doubtful(client), "relate", reason="one group, two companies")
        client.post("/v1/proposals")
        client.post("/v1/batches")
        yield client


NOWHERE = compact_gid(Gid(999_999_999_999))


def doubtful(client: TestClient) -> str:
    return str(client.get("/v1/proposals").json()["items"][0]["id"])


def judge(client: TestClient, name: str, decision: str, **more: Any) -> dict[str, Any]:
    etag = client.get(f"/v1/proposals/{name}").headers["etag"]
    answer = client.post(
        f"/v1/proposals/{name}/judgement", json={"decision": decision, **more}, headers={"If-Match": etag}
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def gids(client: TestClient) -> tuple[str, str]:
    """KR's and WO's applicant."""
    found = client.get("/v1/applicants", params={"q": "3001"}), client.get("/v1/applicants", params={"q": "IB2002"})
    return tuple(each.json()["items"][0]["gid"] for each in found)  # type: ignore[return-value]


def test_related_applicants_are_apart_and_show_each_other(served: TestClient) -> None:
    left, right = gids(served)
    assert left != right
    (relation,) = served.get(f"/v1/applicants/{left}").json()["relations"]
    assert (relation["gid"], relation["reason"]) == (right, "one group, two companies")
    assert served.get(f"/v1/applicants/{right}").json()["relations"][0]["gid"] == left
    rejected = served.get("/v1/proposals?state=rejected").json()["items"][0]["id"]
    assert served.get(f"/v1/proposals/{rejected}").json()["judgements"][-1]["decision"] == "relate"


def test_relation_is_gone_when_the_judgement_is_taken_back(client: TestClient) -> None:
    name = doubtful(client)
    assert judge(client, name, "relate")["state"] == "rejected"
    reopened = judge(client, name, "reopen")
    assert reopened["state"] == "proposed"
    assert client.get("/v1/proposals?state=proposed").json()["total"] == 3, "the sides are withdrawn with it"


def test_lone_record_is_related_to_nothing(client: TestClient) -> None:
    name = client.get("/v1/proposals?office=SA").json()["items"][0]["id"]
    assert "relate" not in client.get(f"/v1/proposals/{name}").json()["allowed"]
    headers = {"If-Match": '"1"'}
    answer = client.post(f"/v1/proposals/{name}/judgement", json={"decision": "relate"}, headers=headers)
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (400, "invalid-input")


def test_merge_is_tried_proposed_consented_to_and_sent(served: TestClient, on_chain: Pilot) -> None:
    left, right = gids(served)
    change = {"kind": "merge", "gid": left, "otherGid": right, "by": "clerk", "reason": "same company"}
    tried = served.post("/v1/proposals?dryRun=true", json=change)
    assert (tried.status_code, tried.json()["consequences"]["undo"]) == (200, "split")
    assert served.get(f"/v1/proposals/{tried.json()['id']}").status_code == 404
    proposed = served.post("/v1/proposals", json=change)
    assert (proposed.status_code, proposed.headers["etag"]) == (201, '"1"')
    name = proposed.json()["id"]
    approved = judge(served, name, "approve", by="clerk")
    asked = approved["consents"]
    (missing,) = asked["missing"]
    part = next(each for each in asked["offices"] if each["office"] == missing)
    assert (part["keyHere"], part["given"], part["sends"]) == (True, False, False)
    served.post("/v1/batches")
    assert served.get(f"/v1/proposals/{name}").json()["state"] == "approved", "it waits for the consent"
    forged = Account.create().sign_message(encode_typed_data(full_message=part["typedData"])).signature
    refused = served.post(f"/v1/proposals/{name}/consents", json={"office": missing, "signature": "0x" + forged.hex()})
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "consent-refused")
    signature = on_chain.signers[OfficeCode(missing)].sign_typed_data(part["typedData"])
    given = served.post(f"/v1/proposals/{name}/consents", json={"office": missing, "signature": "0x" + signature.hex()})
    body = given.json()
    assert (given.status_code, body["state"], body["consents"]["missing"]) == (201, "anchored", [])
    assert body["operation"]["transaction"].startswith("0x")
    assert body["operation"]["block"] > 0
    assert [entry["decision"] for entry in body["earlier"]] == ["relate"]
    younger, elder = sorted((left, right), reverse=True)
    moved = served.get(f"/v1/applicants/{younger}", follow_redirects=False)
    assert (moved.status_code, elder in moved.headers["location"]) == (308, True)
    detail = served.get(f"/v1/applicants/{elder}").json()
    assert detail["merged"] == [younger]
    assert next(each["otherGid"] for each in detail["history"] if each["event"] == "merged") == younger


@pytest.mark.parametrize(
    ("change", "status", "slug"),
    [
        ({"kind": "merge", "gid": "00000000000100"}, 400, "gid-check"),
        ({"kind": "merge"}, 400, "invalid-input"),
        ({"kind": "revoke", "gid": NOWHERE}, 404, "unknown-gid"),
        ({"kind": "unlink", "recordIds": ["JP:1001"]}, 409, "impossible-change"),
        ({"kind": "unlink", "recordIds": ["JP:0"]}, 404, "unknown-record"),
        ({"kind": "register"}, 422, "validation"),
        ({"kind": "split", "gid": "0" * 50}, 422, "validation"),
        ({"kind": "revoke", "gid": NOWHERE, "by": "policy"}, 422, "reserved-name"),
    ],
)
def test_change_that_cannot_be_is_a_problem(client: TestClient, change: dict[str, Any], status: int, slug: str) -> None:
    answer = client.post("/v1/proposals", json=change)
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (status, slug), answer.text


def test_many_are_counted_then_accepted_and_never_others_than_counted(client: TestClient) -> None:
    wanted = {"least": 0.99, "by": "clerk"}
    path = "/v1/proposals/judgement"
    counted = client.post(f"{path}?dryRun=true", json=wanted)
    assert counted.json() == {
        "dryRun": True,
        "proposals": 2,
        "records": 3,
        "kinds": {"register": 2},
        "offices": {"JP": 1, "SA": 1, "WO": 1},
        "lowest": counted.json()["lowest"],
        "leftOut": 0,
    }
    assert client.post(path, json=wanted).status_code == 428
    name = client.get("/v1/proposals?office=SA").json()["items"][0]["id"]
    judge(client, name, "defer")
    stale = client.post(path, json=wanted, headers={"If-Match": counted.headers["etag"]})
    assert (stale.status_code, stale.json()["type"].rpartition(":")[2]) == (412, "bulk-changed")
    again = client.post(f"{path}?dryRun=true", json=wanted).headers["etag"]
    accepted = client.post(path, json=wanted, headers={"If-Match": again}).json()
    assert (accepted["dryRun"], accepted["proposals"]) == (False, 1)
    (approved,) = client.get("/v1/proposals?state=approved").json()["items"]
    judged = client.get(f"/v1/proposals/{approved['id']}").json()["judgements"][0]
    assert (judged["by"], judged["reason"]) == ("clerk", "Accepted together: probability 0.99 or more.")
    assert client.post(f"{path}?dryRun=true", json={"least": 0.2}).status_code == 422


@pytest.mark.parametrize("question", [SAME_LEI.split(":")[1], SAME_LEI, f"LEI {SAME_LEI.split(':')[1].lower()}"])
def test_number_given_by_somebody_else_finds_the_applicant(served: TestClient, question: str) -> None:
    (found,) = served.get("/v1/applicants", params={"q": question}).json()["items"]
    assert (found["offices"], found["probability"]) == (["JP", "WO"], 1.0)
    assert "states this lei" in found["evidence"][0]["sentence"].lower()


def test_exact_answers_say_why(served: TestClient) -> None:
    by_number = served.get("/v1/applicants", params={"q": "SA:5001"}).json()["items"][0]
    assert by_number["evidence"][0]["sentence"] == "The office SA has it under this number."
    by_gid = served.get("/v1/applicants", params={"q": by_number["gid"]}).json()["items"][0]
    assert by_gid["evidence"][0]["sentence"] == "This is its GID."


def test_former_name_leads_to_the_present_one(served: TestClient, on_chain: Pilot) -> None:
    row = "JP,7001,Minato Sensor Systems Inc.,en,,organisation,JP,Kobe,,former|en|Kobe Thermometer Works Ltd.,"
    on_chain.import_extract(write_extract(on_chain.settings.home / "former.csv", row))
    served.post("/v1/proposals")
    served.post("/v1/batches")
    assert gid_of(on_chain, "JP:7001") is not None
    found = served.get("/v1/applicants", params={"q": "Kobe Thermometer Works"}).json()["items"][0]
    assert found["standardName"]["text"] == "Minato Sensor Systems Inc."
    assert found["formerName"]["text"] == "Kobe Thermometer Works Ltd."
    present = served.get("/v1/applicants", params={"q": "Minato Sensor Systems"}).json()["items"][0]
    assert present["formerName"] is None


def test_rename_is_in_the_history(served: TestClient, on_chain: Pilot) -> None:
    row = "SA,5001,مؤسسة الواحة الحديثة للتقنية,ar,,organisation,SA,Riyadh,,,"
    on_chain.import_extract(write_extract(on_chain.settings.home / "renamed.csv", row))
    served.post("/v1/proposals")
    (amend,) = served.get("/v1/proposals?kind=amend").json()["items"]
    if amend["state"] == "proposed":
        judge(served, amend["id"], "approve")
    served.post("/v1/batches")
    gid = served.get("/v1/applicants", params={"q": "SA:5001"}).json()["items"][0]["gid"]
    renames = [each for each in served.get(f"/v1/applicants/{gid}").json()["history"] if each["event"] == "renamed"]
    assert [each["detail"] for each in renames] == ["مؤسسة الواحة للتقنية → مؤسسة الواحة الحديثة للتقنية"]


def test_qr_code_is_a_picture_of_the_applicants_address(client: TestClient) -> None:
    drawn = client.get("/v1/applicants/00000000000195/qr")
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert drawn.text.startswith("<svg")
    assert "script" not in drawn.text
    assert client.get("/v1/applicants/00000000000100/qr").status_code == 400


def test_record_left_out_of_a_link_is_registered_on_its_own(served: TestClient, on_chain: Pilot) -> None:
    left, _ = gids(served)
    link = served.post("/v1/proposals", json={"kind": "link", "gid": left, "recordIds": ["SA:5001"]})
    assert link.status_code == 409, "it has a GID"
    rows = ("EA,8001,Hanbit Optical Instruments Co. Ltd.,en,,organisation,KR,Seoul,,,",
            "SA,8002,Hanbit Optical,en,,organisation,KR,Busan,,,")  # fmt: skip
    on_chain.import_extract(write_extract(on_chain.settings.home / "more.csv", *rows))
    change = {"kind": "link", "gid": left, "recordIds": ["EA:8001", "SA:8002"], "by": "clerk"}
    name = served.post("/v1/proposals", json=change).json()["id"]
    torn = [["KR:3001", "SA:8002"], ["EA:8001"], ["WO:IB2002"]]
    headers = {"If-Match": '"1"'}
    body = {"decision": "reject", "groups": torn}
    assert served.post(f"/v1/proposals/{name}/judgement", json=body, headers=headers).status_code == 400
    judge(served, name, "reject", groups=[["KR:3001", "EA:8001"], ["SA:8002"]])
    served.post("/v1/batches")
    assert gid_of(on_chain, "EA:8001") == gid_of(on_chain, "KR:3001")
    assert gid_of(on_chain, "SA:8002") not in (None, gid_of(on_chain, "KR:3001"))
