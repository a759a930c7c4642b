"""Accounts and keys: what is stored, how long it lives, who may change it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from api.access.accounts import AccountChange, NewAccount
from api.access.credentials import draw_api_key, parse_api_key
from api.access.roles import LOCAL, Role
from api.errors import (
    AccountConflictError,
    AccountNameError,
    FirstAccountError,
    UsageError,
    WeakPasswordError,
)
from api.pilot import Pilot
from api.store.access_tables import accounts, api_keys, sessions
from api.store.engine import reading
from tests.api.access.conftest import PASSWORD, Staffed, bearer


def everything_stored(pilot: Pilot) -> str:
    with reading(pilot.engine) as connection:
        return repr([list(connection.execute(select(table))) for table in (accounts, api_keys, sessions)])


def test_neither_password_nor_key_nor_cookie_is_stored(staffed: Staffed) -> None:
    staffed.client.post("/v1/session", json={"name": "boss", "password": PASSWORD})
    text = everything_stored(staffed.pilot)
    assert "argon2id" in text
    for secret in (PASSWORD, staffed.client.cookies["gid-session"], *staffed.keys.values()):
        assert secret not in text
        assert secret.rpartition("_")[2] not in text


def test_keys_have_their_form_and_256_bits() -> None:
    keys = [draw_api_key() for _ in range(100)]
    assert len({key.secret for key in keys}) == 100
    for key in keys:
        assert parse_api_key(str(key)) == key
        assert len(bytes.fromhex(key.secret)) == 32
    for wrong in ("", "gid__", str(keys[0]) + "0", str(keys[0]).upper(), f" {keys[0]}", f"{keys[0]}\n"):
        assert parse_api_key(wrong) is None


@pytest.mark.parametrize("name", ["Boss", "a", "x" * 41, "policy", "local", "é", "a b", "a\n", "1a", "ｂoss"])
def test_name_of_an_account_has_one_form(pilot: Pilot, name: str) -> None:
    with pytest.raises(AccountNameError):
        pilot.accounts.add(NewAccount(name, "person", frozenset({Role.ADMINISTRATOR}), password=PASSWORD), by="local")


@pytest.mark.parametrize("password", ["", "short", "a" * 20, "ab" * 10, "x" * 201])
def test_easy_password_is_refused(pilot: Pilot, password: str) -> None:
    with pytest.raises(WeakPasswordError):
        pilot.accounts.add(NewAccount("boss", "person", frozenset({Role.ADMINISTRATOR}), password=password), by="local")


@pytest.mark.parametrize(("kind", "role"), [("person", Role.READER), ("program", Role.ADMINISTRATOR)])
def test_first_account_can_sign_in_as_administrator(pilot: Pilot, kind: str, role: Role) -> None:
    with pytest.raises(FirstAccountError):
        pilot.accounts.add(NewAccount("one", kind, frozenset({role}), password=PASSWORD), by="local")


def test_second_account_of_a_name_is_refused(staffed: Staffed) -> None:
    with pytest.raises(AccountConflictError, match="of this name"):
        staffed.add("reader", Role.READER)


def test_last_administrator_stays(staffed: Staffed) -> None:
    boss = next(view.account for view in staffed.pilot.accounts.all() if view.account.name == "boss")
    for change in (AccountChange(disabled=True), AccountChange(roles=frozenset({Role.READER}))):
        with pytest.raises(AccountConflictError, match="last administrator"):
            staffed.pilot.accounts.change(boss.id, change, LOCAL)
    assert staffed.ask("GET", "/v1/accounts", by="administrator").json()["total"] == 6


def account_of(staffed: Staffed, name: str) -> dict[str, object]:
    listed = staffed.ask("GET", "/v1/accounts", by="administrator").json()["items"]
    return next(item for item in listed if item["name"] == name)


def test_revoked_key_is_refused_at_once_every_time(staffed: Staffed) -> None:
    reader = account_of(staffed, "reader")
    assert staffed.ask("GET", "/v1/summary", by="reader").status_code == 200
    change = {"revokeKey": reader["keys"][0]["id"]}  # type: ignore[index]
    assert staffed.ask("PATCH", f"/v1/accounts/{reader['id']}", by="administrator", json=change).status_code == 200
    answers = {staffed.ask("GET", "/v1/summary", by="reader").status_code for _ in range(25)}
    assert answers == {401}


def test_two_keys_live_side_by_side_and_no_third(staffed: Staffed) -> None:
    path = f"/v1/accounts/{account_of(staffed, 'reader')['id']}"
    second = staffed.ask("PATCH", path, by="administrator", json={"newKeyDays": 30}).json()["key"]
    assert staffed.ask("PATCH", path, by="administrator", json={"newKeyDays": 30}).status_code == 409
    for key in (staffed.keys["reader"], second):
        assert staffed.client.get("/v1/summary", headers=bearer(key)).status_code == 200
    first = account_of(staffed, "reader")["keys"][0]["id"]  # type: ignore[index]
    rotated = staffed.ask("PATCH", path, by="administrator", json={"revokeKey": first, "newKeyDays": 30})
    assert rotated.status_code == 200


def test_key_ends_on_its_day_and_lives_90_at_most(staffed: Staffed) -> None:
    path = f"/v1/accounts/{account_of(staffed, 'reader')['id']}"
    assert staffed.ask("PATCH", path, by="administrator", json={"newKeyDays": 91}).status_code == 422
    with pytest.raises(UsageError, match="1 to 90"):
        staffed.pilot.accounts.change(path.rpartition("/")[2], AccountChange(new_key_days=91), LOCAL)
    staffed.pilot.clock.now += timedelta(days=89)  # type: ignore[attr-defined]
    assert staffed.ask("GET", "/v1/summary", by="reader").status_code == 200
    staffed.pilot.clock.now += timedelta(days=2)  # type: ignore[attr-defined]
    assert staffed.ask("GET", "/v1/summary", by="reader").status_code == 401


def test_last_use_is_noted(staffed: Staffed) -> None:
    assert account_of(staffed, "auditor")["keys"][0]["lastUsedAt"] is None  # type: ignore[index]
    staffed.ask("GET", "/v1/summary", by="auditor")
    assert account_of(staffed, "auditor")["keys"][0]["lastUsedAt"].startswith("2026-11-23")  # type: ignore[index]


def test_key_with_fewer_scopes_does_less_and_never_more_than_its_account(staffed: Staffed) -> None:
    staffed.add("both", Role.READER, Role.AUDITOR)
    path = f"/v1/accounts/{account_of(staffed, 'both')['id']}"
    narrow = {"newKeyDays": 1, "keyScopes": ["reader"]}
    key = staffed.ask("PATCH", path, by="administrator", json=narrow).json()["key"]
    assert staffed.client.get("/v1/audit", headers=bearer(key)).status_code == 403
    assert staffed.ask("GET", "/v1/audit", by="both").status_code == 200
    wide = {"newKeyDays": 1, "keyScopes": ["administrator"]}
    assert staffed.ask("PATCH", path, by="administrator", json=wide).status_code in (400, 409)
    assert staffed.ask("PATCH", path, by="administrator", json={"roles": ["reader"]}).status_code == 200
    assert staffed.ask("GET", "/v1/audit", by="both").status_code == 403


def test_disabled_account_does_nothing(staffed: Staffed) -> None:
    path = f"/v1/accounts/{account_of(staffed, 'reader')['id']}"
    assert staffed.ask("PATCH", path, by="administrator", json={"disabled": True}).status_code == 200
    assert staffed.ask("GET", "/v1/summary", by="reader").status_code == 401
    assert staffed.ask("PATCH", path, by="administrator", json={"disabled": False}).status_code == 200
    assert staffed.ask("GET", "/v1/summary", by="reader").status_code == 200


@pytest.mark.parametrize("change", [{"roles": ["administrator"]}, {"office": "JP"}, {"newKeyDays": 9}, {}])
def test_who_is_no_administrator_changes_no_account(staffed: Staffed, change: dict[str, object]) -> None:
    for name in ("reader", "auditor"):
        path = f"/v1/accounts/{account_of(staffed, 'reader')['id']}"
        assert staffed.ask("PATCH", path, by=name, json=change).status_code == 403
    assert account_of(staffed, "reader")["roles"] == ["reader"]


def test_every_change_of_an_account_is_in_the_trail_without_a_secret(staffed: Staffed) -> None:
    path = f"/v1/accounts/{account_of(staffed, 'reader')['id']}"
    staffed.ask("PATCH", path, by="administrator", json={"office": "JP", "newKeyDays": 5})
    entries = staffed.ask("GET", "/v1/audit?subject=reader", by="auditor").json()["items"]
    assert [entry["action"] for entry in entries] == ["key_issued", "account_changed", "key_issued", "account_added"]
    assert entries[0]["actor"] == "administrator"
    assert staffed.keys["reader"] not in str(entries)
