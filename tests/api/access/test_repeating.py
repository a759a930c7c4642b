"""Idempotency-Key: same request, same answer, one effect; another request under the same key is refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from api.access.policy import POLICY
from api.access.repeating import Repeats
from api.app import create_app
from api.errors import RepeatUnderWayError
from api.pilot import Pilot
from api.settings import ServerSettings
from tests.api.access.conftest import Staffed

NEW = {"office": "EA", "localId": "7001", "name": "ООО Северный Луч", "nameLanguage": "ru", "country": "RU"}


def send(client: TestClient, key: str, record: dict[str, str]):
    return client.post("/v1/records", json={"records": [record]}, headers={"Idempotency-Key": key})


def test_repeated_request_gets_the_first_answer_and_has_no_second_effect(client: TestClient) -> None:
    first, second = send(client, "k1", NEW), send(client, "k1", NEW)
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json()["new"] == 1
    assert second.content == first.content
    assert second.headers["content-type"] == first.headers["content-type"]
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    assert send(client, "k2", NEW).json()["unchanged"] == 1


def test_key_with_another_body_or_address_is_422(client: TestClient) -> None:
    send(client, "k1", NEW)
    other = send(client, "k1", {**NEW, "localId": "7002"})
    assert (other.status_code, other.json()["type"]) == (422, "urn:gid-pilot:problem:idempotency-key-reused")
    elsewhere = client.post("/v1/proposals", headers={"Idempotency-Key": "k1"})
    assert elsewhere.status_code == 422
    assert client.get("/v1/summary").json()["records"] == 6


def test_refusal_is_an_answer_too(client: TestClient) -> None:
    wrong = {**NEW, "office": "QQ"}
    first, second = send(client, "k1", wrong), send(client, "k1", wrong)
    assert (first.status_code, second.status_code, second.content) == (422, 422, first.content)


def test_failure_of_ours_can_be_tried_again(client: TestClient) -> None:
    for _ in range(2):
        answer = client.post("/v1/batches", headers={"Idempotency-Key": "k1"})
        assert (answer.status_code, "idempotency-replayed" in answer.headers) == (503, False)


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb"])
def test_key_that_is_none_is_refused(client: TestClient, key: str) -> None:
    assert send(client, key, NEW).status_code == 400


def test_keys_of_two_accounts_do_not_meet(staffed: Staffed) -> None:
    for by, expected in (("submitter", 1), ("administrator", 0)):
        answer = staffed.ask("POST", "/v1/records", by=by, json={"records": [NEW]}, headers={"Idempotency-Key": "same"})
        assert answer.json()["new"] == expected


def test_second_request_waits_for_the_first(pilot: Pilot) -> None:
    repeats = Repeats(pilot.engine, pilot.clock, kept_hours=24)
    assert repeats.earlier("a", "k", "digest") is None
    with pytest.raises(RepeatUnderWayError):
        repeats.earlier("a", "k", "digest")
    pilot.clock.now += timedelta(minutes=11)  # type: ignore[attr-defined]
    assert repeats.earlier("a", "k", "digest") is None  # the first was cut off


def test_many_at_once_have_one_effect(client: TestClient) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: send(client, "k1", NEW), range(8)))
    assert {answer.status_code for answer in answers} <= {202, 409}
    assert sum(answer.json().get("new", 0) for answer in answers if "idempotency-replayed" not in answer.headers) == 1


def test_answers_are_kept_for_a_day(client: TestClient, proposed: Pilot) -> None:
    send(client, "k1", NEW)
    proposed.clock.now += timedelta(hours=25)  # type: ignore[attr-defined]
    again = send(client, "k1", NEW)
    assert ("idempotency-replayed" in again.headers, again.json()["unchanged"]) == (False, 1)


def test_body_over_the_cap_is_413_with_a_key_too(pilot: Pilot) -> None:
    settings = pilot.settings.model_copy(update={"server": ServerSettings(max_body_bytes=1_000)})
    with TestClient(create_app(Pilot(settings, pilot.engine)), base_url="http://127.0.0.1") as client:
        body = iter([b"x" * 600, b"x" * 600])
        answer = client.post("/v1/records", content=body, headers={"Idempotency-Key": "k"})
    assert answer.status_code == 413


def test_no_answer_that_holds_a_secret_is_kept() -> None:
    assert not any(POLICY[name].repeatable for name in ("open_session", "add_account", "change_account"))
