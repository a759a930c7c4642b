"""The issue log: raised by people and by rules, changed with a version, exported."""

import csv
import io

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from api.applicants.corpus import Corpus, read_corpus
from api.errors import ReservedNameError, StaleIssueError, UnknownIssueError
from api.issues.model import IssueCategory, IssueChange, IssueDraft, IssueFilter, IssueState, Severity
from api.issues.rules import RULES
from api.pilot import Pilot
from api.store.audit import first_broken_entry
from api.store.engine import reading
from api.store.tables import audit_events
from tests.api.extracts import write_extract

DRAFT = IssueDraft(IssueCategory.LEGAL, Severity.HIGH, "May a standard name be printed?", "JP", action="Ask counsel")


def corpus_of(pilot: Pilot) -> Corpus:
    with reading(pilot.engine) as connection:
        return read_corpus(connection)


def test_what_a_person_raises_is_listed_and_noted_in_the_audit_trail(pilot: Pilot) -> None:
    raised = pilot.raise_issue(DRAFT, by="clerk")
    found, total = pilot.issue_page(IssueFilter())
    assert (found, total) == ([raised], 1)
    assert (raised.draft, raised.raised_by, raised.rule, raised.state) == (DRAFT, "clerk", "", IssueState.OPEN)
    with reading(pilot.engine) as connection:
        last = connection.execute(select(audit_events).order_by(audit_events.c.sequence.desc())).mappings().first()
        assert first_broken_entry(connection) is None
    assert last is not None
    assert (last["action"], last["subject"], last["detail"]) == ("issue_raised", f"issue:{raised.id}", {})


def test_open_and_grave_issues_come_first(pilot: Pilot) -> None:
    low = pilot.raise_issue(IssueDraft(IssueCategory.COST, Severity.LOW, "low"), by="clerk")
    closed = pilot.raise_issue(IssueDraft(IssueCategory.COST, Severity.HIGH, "closed"), by="clerk")
    high = pilot.raise_issue(IssueDraft(IssueCategory.COST, Severity.HIGH, "high"), by="clerk")
    pilot.amend_issue(closed.id, IssueChange(IssueState.CLOSED, resolution="done"), by="clerk")
    assert [issue.id for issue in pilot.issue_page(IssueFilter())[0]] == [high.id, low.id, closed.id]
    assert [issue.id for issue in pilot.issue_page(IssueFilter(state="closed"))[0]] == [closed.id]


def test_a_change_of_an_older_version_is_refused(pilot: Pilot) -> None:
    raised = pilot.raise_issue(DRAFT, by="clerk")
    closed = pilot.amend_issue(raised.id, IssueChange(IssueState.CLOSED, resolution="settled"), by="head")
    assert (closed.state, closed.closed_by, closed.resolution, closed.version) == ("closed", "head", "settled", 2)
    with pytest.raises(StaleIssueError) as stale:
        pilot.amend_issue(raised.id, IssueChange(severity=Severity.LOW), by="clerk", expected_version=1)
    assert (stale.value.expected, stale.value.actual) == (1, 2)
    again = pilot.amend_issue(raised.id, IssueChange(IssueState.OPEN), by="clerk", expected_version=2)
    assert (again.state, again.closed_by, again.closed_at) == ("open", "", "")
    with pytest.raises(UnknownIssueError):
        pilot.amend_issue(99, IssueChange(), by="clerk")


@pytest.mark.parametrize("name", ["system", "ＳＹＳＴＥＭ ", "policy"])
def test_nobody_raises_under_the_name_of_the_system(pilot: Pilot, name: str) -> None:
    with pytest.raises(ReservedNameError):
        pilot.raise_issue(DRAFT, by=name)


SEEN = (
    "JP,1,Aoyama Works Co. Ltd.,en,,organisation,JP,Osaka,,,",
    "WO,2,Aoyama Works Inc.,en,,organisation,US,Austin,,,",
    "KR,3,Hanbit Optical Instruments Co. Ltd.,en,,organisation,KR,Seoul,lei:5493001KJTIIGC8Y1R12,,",
    "WO,4,Hanbit Optical Instruments Co. Ltd.,en,,organisation,KR,Seoul,lei:529900T8BM49AURSDO55,,",
    "NU,5,Lone Palm Trading,en,,organisation,NU,,,translation|fr|Commerce du Palmier,12-345",
    "EA,6,Роmашка,ru,,organisation,RU,Moscow,,,",  # a Latin m in a Cyrillic word
)


def test_the_system_raises_what_it_sees_once(pilot: Pilot, tmp_path: object) -> None:
    pilot.import_extract(write_extract(tmp_path / "seen.csv", *SEEN))  # type: ignore[operator]
    pilot.propose()
    new = pilot.raise_what_is_seen()
    found, _ = pilot.issue_page(IssueFilter(), limit=100)
    by_rule = {(issue.rule, issue.draft.office): issue for issue in found}
    assert len(new) == len(found) == len(by_rule)
    assert ("homonyms", "JP") in by_rule or corpus_of(pilot).proposed["JP:1"] == corpus_of(pilot).proposed["WO:2"]
    assert by_rule["refused office codes", "NU"].draft.severity is Severity.HIGH
    assert by_rule["refused office codes", "NU"].raised_by == "system"
    assert by_rule["unread scripts", "EA"].draft.evidence == ("EA:6",)
    assert pilot.raise_what_is_seen() == []


def test_an_issue_somebody_closed_is_raised_anew_only_with_other_evidence(pilot: Pilot, tmp_path: object) -> None:
    pilot.import_extract(write_extract(tmp_path / "seen.csv", *SEEN))  # type: ignore[operator]
    pilot.raise_what_is_seen()
    one = next(issue for issue in pilot.issue_page(IssueFilter(), limit=100)[0] if issue.rule == "unread scripts")
    pilot.amend_issue(one.id, IssueChange(IssueState.CLOSED, resolution="known"), by="clerk")
    assert pilot.raise_what_is_seen() == []
    row = "EA,7,Cолнце,ru,,organisation,RU,Moscow,,,"
    pilot.import_extract(write_extract(tmp_path / "more.csv", row))  # type: ignore[operator]
    again = pilot.raise_what_is_seen()
    assert len(again) == 1
    assert again[0] > one.id


def test_conflicting_identifiers_are_seen_inside_a_proposal(pilot: Pilot, tmp_path: object) -> None:
    pilot.import_extract(write_extract(tmp_path / "seen.csv", *SEEN[2:4]))  # type: ignore[operator]
    pilot.propose()
    corpus = corpus_of(pilot)
    together = Corpus(corpus.records, dict.fromkeys(corpus.records, "p1"), {}, dict.fromkeys(corpus.records, "p1"), {})
    drafts = list(RULES["conflicting identifiers"](together))
    assert {draft.office: draft.evidence for draft in drafts} == {"KR": ("p1", "KR:3"), "WO": ("p1", "WO:4")}


def test_what_an_export_loses_is_one_issue_for_the_form(on_chain: Pilot) -> None:
    row = "JP,5,Lone Palm Trading,en,,organisation,JP,,,,JP-12345"
    on_chain.import_extract(write_extract(on_chain.settings.home / "palm.csv", row))
    on_chain.propose()
    on_chain.accept_by_policy()
    on_chain.raise_what_is_seen()
    assert "losses of st96" not in {issue.rule for issue in on_chain.issue_page(IssueFilter())[0]}  # none is registered
    on_chain.anchor()
    on_chain.raise_what_is_seen()
    drafts = {issue.rule: issue.draft for issue in on_chain.issue_page(IssueFilter())[0]}
    lost = drafts["losses of st96"]
    assert "families (left out: a party has no priorities) 1 times" in lost.summary
    assert "JP:5" in lost.evidence


def test_issues_over_http(client: TestClient) -> None:
    contest = {"category": "stakeholder", "summary": "=1+1 is not us", "gid": "00000000000195", "office": "JP"}
    raised = client.post("/v1/issues", json=contest)
    assert (raised.status_code, raised.headers["etag"], raised.json()["gid"]) == (201, '"1"', "00000000000195")
    path = f"/v1/issues/{raised.json()['id']}"
    closed = client.patch(path, json={"state": "closed", "resolution": "ours"}, headers={"If-Match": '"1"'})
    assert (closed.status_code, closed.json()["state"], closed.headers["etag"]) == (200, "closed", '"2"')
    stale = client.patch(path, json={"state": "open"}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["type"]) == (412, "urn:gid-pilot:problem:stale-issue")
    assert client.get("/v1/issues?state=open").json()["total"] == 0
    listed = client.get("/v1/issues?category=stakeholder&office=JP").json()
    assert [issue["id"] for issue in listed["items"]] == [raised.json()["id"]]
    table = client.get("/v1/issues", headers={"Accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert rows[0]["summary"] == "'=1+1 is not us"  # no spreadsheet runs it
    assert rows[0]["gid"] == "GID 0000 0000 0001 95"


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("post", "/v1/issues", {"category": "gossip", "summary": "x"}, 422),
        ("post", "/v1/issues", {"category": "legal", "summary": "  "}, 422),
        ("post", "/v1/issues", {"category": "legal", "summary": "x", "gid": "00000000000196"}, 400),
        ("patch", "/v1/issues/77", {"state": "closed"}, 404),
        ("patch", f"/v1/issues/{10**30}", {"state": "closed"}, 422),
        ("get", "/v1/issues?cursor=x", None, 400),
        ("get", "/v1/issues?state=gone", None, 422),
    ],
)
def test_what_does_not_fit_is_a_problem(client: TestClient, method: str, path: str, body: object, status: int) -> None:
    answer = client.request(method, path, json=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
