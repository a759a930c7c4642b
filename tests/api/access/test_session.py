"""Signing in: the cookie, its end, wrong passwords, other web sites."""

from datetime import timedelta

import pytest

from api.access.accounts import NewAccount
from api.access.roles import Role
from api.access.signing_in import FAILURES_PER_MINUTE
from tests.api.access.conftest import PASSWORD, Staffed

RIGHT = {"name": "boss", "password": PASSWORD}


def test_sign_in_gives_a_cookie_that_scripts_and_other_sites_cannot_use(staffed: Staffed) -> None:
    answer = staffed.client.post("/v1/session", json=RIGHT)
    assert answer.status_code == 201
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("gid-session=")
    for attribute in ("httponly", "samesite=strict", "path=/", "max-age=43200"):
        assert attribute in cookie
    body = answer.json()
    assert (body["open"], body["signedIn"], body["name"], body["roles"]) == (False, True, "boss", ["administrator"])
    assert "erase_applicant" in body["operations"]
    assert staffed.client.get("/v1/summary").status_code == 200
    assert staffed.client.get("/v1/session").json()["expiresAt"] > "2026-11-23T23"


def test_cookie_is_for_encrypted_connections_where_there_are_any(staffed: Staffed) -> None:
    answer = staffed.client.post("https://127.0.0.1/v1/session", json=RIGHT)
    assert "secure" in answer.headers["set-cookie"].lower()


def test_signing_out_ends_the_session_on_the_server(staffed: Staffed) -> None:
    staffed.client.post("/v1/session", json=RIGHT)
    token = staffed.client.cookies["gid-session"]
    assert staffed.client.delete("/v1/session").status_code == 204
    staffed.client.cookies.clear()
    stolen = {"Cookie": f"gid-session={token}"}
    assert staffed.client.get("/v1/summary", headers=stolen).status_code == 401
    assert staffed.client.get("/v1/session", headers=stolen).json()["signedIn"] is False


def test_session_ends_by_itself(staffed: Staffed) -> None:
    staffed.client.post("/v1/session", json=RIGHT)
    staffed.pilot.clock.now += timedelta(hours=12)  # type: ignore[attr-defined]
    assert staffed.client.get("/v1/summary").status_code == 401


def test_wrong_passwords_unknown_names_and_programs_look_alike(staffed: Staffed) -> None:
    tried = [RIGHT | {"password": "wrong horse battery"}, RIGHT | {"name": "nobody"}, RIGHT | {"name": "reader"}]
    answers = [staffed.client.post("/v1/session", json=each) for each in tried]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1


def test_after_five_wrong_passwords_even_the_right_one_waits(staffed: Staffed) -> None:
    for _ in range(FAILURES_PER_MINUTE):
        assert staffed.client.post("/v1/session", json=RIGHT | {"password": "wrong"}).status_code == 401
    answer = staffed.client.post("/v1/session", json=RIGHT)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert answer.json()["retryAfter"] == int(answer.headers["retry-after"])


def test_right_password_clears_the_count(staffed: Staffed) -> None:
    for _ in range(2):
        for _ in range(FAILURES_PER_MINUTE - 2):
            staffed.client.post("/v1/session", json=RIGHT | {"password": "wrong"})
        assert staffed.client.post("/v1/session", json=RIGHT).status_code == 201


def test_other_site_cannot_use_the_session(staffed: Staffed) -> None:
    staffed.client.post("/v1/session", json=RIGHT)
    forged = {"origin": "http://evil.example", "sec-fetch-site": "cross-site"}
    assert staffed.client.post("/v1/proposals", headers=forged).status_code == 403
    assert staffed.client.delete("/v1/session", headers=forged).status_code == 403
    assert staffed.client.get("/v1/session").json()["signedIn"] is True


def test_another_password_ends_all_sessions_and_needs_the_present_one(staffed: Staffed) -> None:
    person = NewAccount("clerk", "person", frozenset({Role.REVIEWER}), password="clerk's first password")
    account = staffed.pilot.accounts.add(person, by="boss").account
    mine = {"name": "clerk", "password": "clerk's first password"}
    assert staffed.client.post("/v1/session", json=mine).status_code == 201
    change = {"password": "another long password"}
    path = f"/v1/accounts/{account.id}"
    assert staffed.client.patch(path, json=change).status_code == 401
    assert staffed.client.patch(path, json={**change, "roles": ["administrator"]}).status_code == 403
    change["presentPassword"] = "clerk's first password"
    assert staffed.client.patch(path, json=change).status_code == 200
    assert staffed.client.get("/v1/summary").status_code == 401
    assert staffed.client.post("/v1/session", json=mine).status_code == 401
    again = {"name": "clerk", "password": "another long password"}
    assert staffed.client.post("/v1/session", json=again).status_code == 201


@pytest.mark.parametrize(
    "cookie", ["gid-session=", "gid-session=nonsense", "gid-session; x", "=;;", "gid-session=" + "a" * 4_000]
)
def test_cookie_of_another_make_is_nobody(staffed: Staffed, cookie: str) -> None:
    assert staffed.client.get("/v1/summary", headers={"Cookie": cookie}).status_code == 401
    assert staffed.client.get("/v1/session", headers={"Cookie": cookie}).json()["signedIn"] is False
