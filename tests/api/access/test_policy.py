"""Every role against every operation, from the one table; deny by default."""

import itertools
import re

import pytest
from starlette.testclient import TestClient

from api.access.operations import Operations
from api.access.policy import POLICY, POLICY_PAGE, Rule, allowed_operations, is_allowed, policy_page, policy_table
from api.access.roles import EVERY_ROLE, LOCAL, Acting, Role
from api.app import create_app
from api.errors import OfficeForbiddenError, OwnProposalError
from api.pilot import Pilot
from tests.api.access.conftest import Staffed, bearer, serve

ROLE_SETS = [frozenset(some) for size in range(6) for some in itertools.combinations(Role, size)]

FORBIDDEN = "urn:gid-pilot:problem:operation-forbidden"


def operations_of(pilot: Pilot) -> Operations:
    return Operations(create_app(pilot).routes)


def test_every_route_has_a_rule_and_every_rule_a_route(pilot: Pilot) -> None:
    served = {operation.name for operation in operations_of(pilot).all}
    assert served - POLICY.keys() == set(), (
        "add a rule for each to api/access/policy.py, then: python -m api.access.policy"
    )
    assert POLICY.keys() - served == set(), "these rules stand for nothing"


def test_operations_have_names_of_their_own(pilot: Pilot) -> None:
    names = [operation.name for operation in operations_of(pilot).all]
    assert len(set(names)) == len(names)


def test_page_says_what_the_table_says() -> None:
    assert POLICY_PAGE.read_text(encoding="utf-8") == policy_page(), "run: python -m api.access.policy"
    cells = {
        (row[1], role): cell.strip() == "yes"
        for row in re.finditer(r"^\| `(\w+)` \|(.*)\|$", policy_table(), re.MULTILINE)
        for role, cell in zip(Role, row[2].split("|"), strict=False)
    }
    assert cells == {(name, role): is_allowed(name, {role}) for name in POLICY for role in Role}


@pytest.mark.parametrize("roles", ROLE_SETS, ids=lambda roles: "+".join(sorted(roles)) or "none")
def test_a_set_of_roles_may_do_what_one_of_them_may(roles: frozenset[Role]) -> None:
    for name, rule in POLICY.items():
        assert is_allowed(name, roles) == (rule.public or any(role in rule.roles for role in roles)), name
    assert not is_allowed("no_such_operation", roles)
    assert set(allowed_operations(roles)) == {name for name in POLICY if is_allowed(name, roles)}


def test_every_role_meets_every_operation_as_the_table_says(staffed: Staffed) -> None:
    checked = 0
    for operation in operations_of(staffed.pilot).all:
        path = re.sub(r"\{[^}]*\}", "nothing", operation.path)
        for role in Role:
            answer = staffed.ask(operation.method, path, by=str(role), follow_redirects=False)
            refused = answer.status_code == 403 and answer.json()["type"] == FORBIDDEN
            if operation.name == "change_account" and role is not Role.ADMINISTRATOR and answer.status_code == 403:
                continue  # refused inside: not their own account
            assert refused != is_allowed(operation.name, {role}), (operation.name, role, answer.status_code)
            assert answer.status_code != 401
            checked += 1
    assert checked >= 100


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer nonsense", f"Bearer gid_{'0' * 12}_{'0' * 64}", "Basic Ym9zczpib3Nz", "Bearer gid_x_y"],
)
def test_nobody_meets_what_is_public_only(staffed: Staffed, authorization: str) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    staffed.client.cookies.clear()
    for operation in operations_of(staffed.pilot).all:
        path = re.sub(r"\{[^}]*\}", "nothing", operation.path)
        answer = staffed.client.request(operation.method, path, headers=headers, follow_redirects=False)
        if answer.status_code == 429:  # wrong keys were throttled: refused all the same
            continue
        needs_sign_in = answer.status_code == 401 and answer.json()["type"].endswith("sign-in-needed")
        assert needs_sign_in != POLICY[operation.name].public, operation.name
        if needs_sign_in:
            assert answer.headers["www-authenticate"] == "Bearer"


def test_key_in_the_address_is_no_key(staffed: Staffed) -> None:
    assert staffed.client.get("/v1/summary", params={"key": staffed.keys["reader"]}).status_code == 401


def test_route_without_a_rule_is_refused(pilot: Pilot) -> None:
    app = create_app(pilot)
    app.add_api_route("/v1/forgotten", lambda: {"secret": 1})
    with TestClient(app, base_url="http://127.0.0.1") as client:
        answer = client.get("/v1/forgotten")
    assert (answer.status_code, "secret" in answer.text) == (403, False)


def test_route_that_the_gate_did_not_see_is_refused_behind_it(pilot: Pilot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(POLICY, "late", Rule(EVERY_ROLE, public=True))
    app = create_app(pilot)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        assert client.get("/healthz").status_code == 200  # the gate has looked at the routes now
        app.add_api_route("/v1/late", lambda: {"secret": 1}, name="late")
        answer = client.get("/v1/late")
    assert (answer.status_code, answer.json()["type"]) == (403, FORBIDDEN)


OFFICES = ("JP", "KR", "SA", "WO", "EA")


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.SUBMITTER, Role.ADMINISTRATOR])
@pytest.mark.parametrize("bound", ["", *OFFICES])
def test_owner_rules_hold_for_every_set_of_offices(role: Role, bound: str) -> None:
    acting = Acting("a1", "someone", frozenset({role}), bound)
    for size in range(1, 6):
        for offices in itertools.combinations(OFFICES, size):
            concerned = role is Role.ADMINISTRATOR or not bound or bound in offices
            own = role is Role.ADMINISTRATOR or not bound or offices == (bound,)
            assert _passes(lambda offices=offices: acting.require_concern(offices)) == concerned
            assert _passes(lambda offices=offices: acting.require_own(offices)) == own
    for stated in OFFICES:
        allowed = role is Role.ADMINISTRATOR or bound in ("", stated)
        assert _passes(lambda stated=stated: acting.acts_for(stated)) == allowed
    assert acting.acts_for("") == bound


def _passes(check: object) -> bool:
    try:
        check()  # type: ignore[operator]
    except OfficeForbiddenError:
        return False
    return True


def judge(staffed: Staffed, queue: str, account: str, **body: str) -> tuple[int, str]:
    (item,) = staffed.ask("GET", f"/v1/proposals?office={queue}", by="auditor").json()["items"][:1]
    path = f"/v1/proposals/{item['id']}/judgement"
    answer = staffed.ask(
        "POST", path, by=account, json={"decision": "defer", **body}, headers={"If-Match": f'"{item["version"]}"'}
    )
    return answer.status_code, answer.json().get("type", "").rpartition(":")[2]


def test_reviewer_of_one_office_decides_what_concerns_it_only(staffed: Staffed) -> None:
    staffed.add("jp-reviewer", Role.REVIEWER, office="JP")
    staffed.add("jp-boss", Role.ADMINISTRATOR, office="JP")
    assert judge(staffed, "KR", "jp-reviewer") == (403, "office-forbidden")
    assert judge(staffed, "JP", "jp-reviewer", office="WO") == (403, "office-forbidden")
    assert judge(staffed, "JP", "jp-reviewer") == (200, "")
    assert judge(staffed, "KR", "jp-boss") == (200, "")


def test_submitter_of_one_office_sends_its_records_only(staffed: Staffed) -> None:
    staffed.add("kr-sender", Role.SUBMITTER, office="KR")
    record = {"localId": "77", "name": "Nari Park", "country": "KR"}
    refused = staffed.ask("POST", "/v1/records", by="kr-sender", json={"records": [{**record, "office": "JP"}]})
    assert (refused.status_code, refused.json()["office"]) == (403, "KR")
    taken = staffed.ask("POST", "/v1/records", by="kr-sender", json={"records": [{**record, "office": "KR"}]})
    assert taken.status_code == 202


def test_judgement_and_trail_carry_the_account_whatever_was_stated(staffed: Staffed) -> None:
    assert judge(staffed, "JP", "reviewer", by="somebody else") == (200, "")
    (item,) = staffed.ask("GET", "/v1/proposals?office=JP", by="auditor").json()["items"]
    judgements = staffed.ask("GET", f"/v1/proposals/{item['id']}", by="auditor").json()["judgements"]
    assert [entry["by"] for entry in judgements] == ["reviewer"]
    found = staffed.ask("GET", "/v1/audit?action=proposal_deferred", by="auditor").json()["items"]
    assert [(entry["actor"], entry["subject"]) for entry in found] == [("reviewer", item["id"])]


def test_who_raised_a_change_does_not_approve_it_once_there_are_accounts() -> None:
    one = Acting("a1", "one", frozenset({Role.REVIEWER}))
    boss = Acting("a2", "boss", frozenset({Role.ADMINISTRATOR}))
    for acting in (one, boss):
        with pytest.raises(OwnProposalError):
            acting.require_other_eyes(acting.name)
    one.require_other_eyes("boss")
    one.require_other_eyes("")  # matching raised it
    LOCAL.require_other_eyes("local")


def test_open_pilot_lets_the_local_administrator_do_all(proposed: Pilot) -> None:
    with serve(proposed) as client:
        session = client.get("/v1/session").json()
        assert (session["open"], session["signedIn"], session["roles"]) == (True, True, ["administrator"])
        assert session["operations"] == sorted(POLICY)
        assert client.get("/v1/summary").status_code == 200


def test_first_account_closes_the_pilot_at_once(proposed: Pilot) -> None:
    with serve(proposed) as client:
        new = {"name": "boss", "roles": ["administrator"], "password": "correct horse battery"}
        assert client.get("/v1/summary").status_code == 200
        assert client.post("/v1/accounts", json=new).status_code == 201
        assert client.get("/v1/summary").status_code == 401
        assert client.get("/v1/session").json()["open"] is False


def test_pilot_that_listens_to_the_network_is_never_open(pilot: Pilot) -> None:
    server = pilot.settings.server.__class__(host="0.0.0.0")
    elsewhere = Pilot(pilot.settings.model_copy(update={"server": server}), pilot.engine)
    with serve(elsewhere) as client:
        assert client.get("/v1/summary").status_code == 401
        assert client.get("/v1/summary", headers=bearer("gid_x")).status_code == 401
