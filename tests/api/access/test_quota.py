"""Quotas: cost by operation, honest headers, one account's flood is nobody else's trouble."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from limits import RateLimitItemPerMinute

from api.access.limits import AccessSettings
from api.access.policy import POLICY
from api.access.spending import Quota, Spending
from api.errors import TooManyRequestsError
from api.pilot import Pilot
from tests.api.access.conftest import Staffed, bearer, serve


def small(pilot: Pilot, per_minute: int) -> Pilot:
    access = AccessSettings(cost_per_minute=per_minute)
    return Pilot(pilot.settings.model_copy(update={"access": access}), pilot.engine, clock=pilot.clock)


def test_costs_are_taken_told_and_at_last_refused(staffed: Staffed) -> None:
    with serve(small(staffed.pilot, 20)) as client:
        reader, auditor = bearer(staffed.keys["reader"]), bearer(staffed.keys["auditor"])
        first = client.get("/v1/summary", headers=reader)
        assert first.headers["ratelimit-policy"].startswith('"minute";q=20;w=60, "day";q=')
        assert '"minute";r=19;t=' in first.headers["ratelimit"]
        answers = [client.get("/v1/applicants?q=Aoyama", headers=reader) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        refused = answers[-1]
        assert refused.headers["content-type"] == "application/problem+json"
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert refused.headers["ratelimit"].startswith('"minute";r=0')
        assert client.get("/v1/offices", headers=reader).status_code == 200  # 4 units are left, and this costs 1
        assert client.get("/v1/applicants?q=Aoyama", headers=auditor).status_code == 200


def test_who_did_not_sign_in_pays_by_address_for_what_is_public(staffed: Staffed) -> None:
    cost = POLICY["describe_or_answer"].cost
    with serve(small(staffed.pilot, 3 * cost)) as client:
        statuses = [client.get("/reconcile").status_code for _ in range(4)]
        assert statuses == [200, 200, 200, 429]
        assert client.get("/healthz").status_code == 200
        assert client.get("/v1/offices", headers=bearer(staffed.keys["reader"])).status_code == 200


def test_refused_request_costs_nothing(staffed: Staffed) -> None:
    for _ in range(3):
        assert staffed.ask("POST", "/v1/proposals", by="reader").status_code == 403
    left = staffed.ask("GET", "/v1/summary", by="reader").headers["ratelimit"]
    assert left.startswith('"minute";r=5999')


def test_open_pilot_has_no_quota(client: object) -> None:
    assert "ratelimit" not in client.get("/v1/summary").headers  # type: ignore[attr-defined]


def test_many_at_once_take_exactly_what_is_there() -> None:
    spending = Spending(Quota("minute", RateLimitItemPerMinute(100)))

    def spend(_: int) -> bool:
        try:
            spending.spend("one", 3)
        except TooManyRequestsError:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        taken = sum(pool.map(spend, range(400)))
    assert taken == 33


def test_refusal_of_one_quota_takes_nothing_from_the_other() -> None:
    spending = Spending(Quota("few", RateLimitItemPerMinute(5)), Quota("many", RateLimitItemPerMinute(7)))
    spending.spend("one", 4)
    for _ in range(5):
        with pytest.raises(TooManyRequestsError):
            spending.spend("one", 2)
    assert '"many";r=2' in dict(spending.spend("one", 1))["RateLimit"]


def test_every_operation_fits_the_smallest_quota_that_settings_allow() -> None:
    assert max(rule.cost for rule in POLICY.values()) <= 200


def test_wrong_keys_from_one_address_are_throttled_and_right_ones_are_not(staffed: Staffed) -> None:
    wrong = {"Authorization": f"Bearer gid_{'0' * 12}_{'0' * 64}"}
    statuses = [staffed.client.get("/v1/summary", headers=wrong).status_code for _ in range(40)]
    assert (statuses[0], statuses[-1]) == (401, 429)
    assert staffed.ask("GET", "/v1/summary", by="reader").status_code == 200
