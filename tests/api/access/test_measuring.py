"""Metrics and logs: figures of operations, and not one name."""

import json

import pytest
from prometheus_client.parser import text_string_to_metric_families

from api.logs import configure_logs
from tests.api.access.conftest import Staffed


def samples(staffed: Staffed) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    answer = staffed.ask("GET", "/metrics", by="auditor")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    families = text_string_to_metric_families(answer.text)
    return {(one.name, tuple(sorted(one.labels.items()))): one.value for each in families for one in each.samples}


def test_requests_are_counted_by_operation_and_status(staffed: Staffed) -> None:
    staffed.ask("GET", "/v1/summary", by="reader")
    staffed.ask("GET", "/v1/summary", by="reader")
    staffed.ask("GET", "/v1/proposals/nothing", by="auditor")
    staffed.ask("POST", "/v1/batches", by="reader")
    found = samples(staffed)
    assert found["gid_requests_total", (("operation", "summarise"), ("status", "200"))] == 2
    assert found["gid_requests_total", (("operation", "read_proposal"), ("status", "404"))] == 1
    assert found["gid_refusals_total", (("problem", "operation-forbidden"),)] == 1
    assert found["gid_request_seconds_count", (("operation", "summarise"),)] == 2
    assert found["gid_records", ()] == 5
    assert found["gid_proposals", (("state", "proposed"),)] == 3


def test_neither_metrics_nor_logs_name_anybody(staffed: Staffed, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("debug")
    capsys.readouterr()
    record = {"office": "EA", "localId": "90210", "name": "Canary\r\nZyxwv\x1b[2J", "country": "RU"}
    staffed.ask("GET", "/v1/applicants", by="reader", params={"q": "Canary Zyxwv"})
    staffed.ask("POST", "/v1/records", by="submitter", json={"records": [record]})
    staffed.ask("POST", "/v1/records", by="submitter", json={"records": [{**record, "name": "Canary Zyxwv"}]})
    staffed.ask("POST", "/v1/match", by="reader", json={"name": "Canary Zyxwv"})
    staffed.client.post("/v1/session", json={"name": "boss", "password": "Canary Zyxwv 90210"})
    text = capsys.readouterr().err
    events = [json.loads(line) for line in text.splitlines()]
    answered = {event["operation"] for event in events if event["event"] == "request_answered"}
    assert answered >= {"find_applicants", "take_records", "match_applicants", "open_session"}
    metrics = staffed.ask("GET", "/metrics", by="auditor").text
    for secret in ("Canary", "Zyxwv", "90210", *staffed.keys.values()):
        assert secret not in text
        assert secret not in metrics
