"""Erasure of a person: nothing of them is left anywhere, everything of the others still holds."""

import io
import json
from pathlib import Path

import pytest
from sqlalchemy import delete, select
from starlette.testclient import TestClient

from api.access.roles import LOCAL
from api.app import create_app
from api.erasure.certificate import ErasureRequest
from api.erasure.list_file import LIST_NAME
from api.errors import (
    ErasedApplicantError,
    ErasedRecordError,
    ErasureUnderWayError,
    NotAPersonError,
    StoreUnavailableError,
    UnknownRecordError,
    UsageError,
)
from api.exports.form import ExportForm, ExportQuestion
from api.issues.model import IssueCategory, IssueDraft, Severity
from api.logs import configure_logs
from api.migrations.env import joined_metadata
from api.pilot import Pilot, open_pilot
from api.proposals.model import ProposalState
from api.store.access_tables import erasures
from api.store.applicants import change_applicant
from api.store.audit import TrailFilter, first_broken_entry
from api.store.engine import reading, writing
from api.store.personal_data import PERSONAL_DATA
from api.store.proposals import ProposalFilter
from api.store.records import move_records
from api.store.tables import proposals
from node.errors import UnknownGidError
from node.identifiers import Gid, compact_gid, format_gid
from node.verification import verify_proof
from tests.api.erasure.conftest import Registered, register_all
from tests.api.erasure.people import NAMES, traces
from tests.api.extracts import write_extract


def test_every_table_is_accounted_for() -> None:
    tables = set(joined_metadata().tables)
    assert tables - PERSONAL_DATA.keys() == set(), "say in api/store/personal_data.py what an erasure does there"
    assert PERSONAL_DATA.keys() - tables == set()


def test_erased_person_is_nowhere_and_the_others_still_hold(
    registered: Registered, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs("debug")
    pilot = registered.pilot
    register_all(pilot)
    gid, arabic = registered.gid_of("JP:9001"), registered.gid_of("SA:5009")
    salts = [registered.salt_of(gid), registered.salt_of(arabic)]
    assert pilot.search("Zimowska")
    assert len(traces(NAMES, salts, pilot)) >= 4, "the search for traces must be able to find some"
    certificate = registered.erase(gid)
    registered.erase(arabic)
    assert traces([*NAMES, "JP:9001", "IB9001", "SA:5009"], salts, pilot) == []
    assert not any(name in capsys.readouterr().err for name in NAMES)
    assert pilot.search("Zimowska") == pilot.search(NAMES[1]) == []
    kept = pilot.registered_gids()
    assert kept
    assert {gid, arabic}.isdisjoint(kept)
    for other in kept:
        assert verify_proof(pilot.proof(other), pilot.chain.rpc_url).ok
    assert pilot.index.digest() == pilot.rebuild()
    with reading(pilot.engine) as connection:
        assert first_broken_entry(connection) is None
    _check_certificate(registered, certificate, gid)


def _check_certificate(registered: Registered, certificate: dict[str, object], gid: Gid) -> None:
    pilot = registered.pilot
    assert certificate["gids"] == [format_gid(gid)]
    assert (certificate["by"], certificate["ground"], certificate["status"]) == ("boss", "request", "erased")
    assert set(certificate["leftAfterwards"].values()) == {0}  # type: ignore[attr-defined]
    deleted = certificate["deleted"]
    assert (deleted["records"], deleted["recordVersions"], deleted["salts"]) == (2, 2, 1)  # type: ignore[index]
    entry = pilot.lookups.applicant(gid)
    assert certificate["commitments"] == [{"commitment": "0x" + entry.commitment.hex(), "opens": False}]
    assert certificate["purgedAt"]
    assert not any(name in json.dumps(certificate, ensure_ascii=False) for name in NAMES)
    assert registered.erase(gid) == certificate  # asked again, the same
    with pytest.raises(ErasedRecordError):
        pilot.proof(gid)
    with pytest.raises(ErasedApplicantError):
        pilot.applicant(gid)


def test_audit_holds_and_no_export_names_an_erased_person(registered: Registered) -> None:
    pilot = registered.pilot
    register_all(pilot)
    gid = registered.gid_of("JP:9001")
    forms = [form for form in ExportForm if form is not ExportForm.QUERY]  # that one is about a single applicant
    whole = [exported(pilot, form) for form in forms]
    assert sum(NAMES[0].encode() in text for text in whole) >= 3, "the exports must be able to name somebody"
    registered.erase(gid)
    for form in forms:
        text = exported(pilot, form)
        assert not any(name.encode() in text for name in (NAMES[0], NAMES[0].upper(), "JP:9001", "IB9001")), form
    assert pilot.audit().store.commitments == len(pilot.registered_gids())


def exported(pilot: Pilot, form: ExportForm) -> bytes:
    out = io.BytesIO()
    pilot.export(form, out, ExportQuestion(persons=True))
    return out.getvalue()


def test_erased_applicant_is_gone_over_http(registered: Registered) -> None:
    register_all(registered.pilot)
    gid = compact_gid(registered.gid_of("JP:9001"))
    app = create_app(registered.pilot)
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        listed = client.get("/v1/applicants").json()["total"]
        assert NAMES[0] in client.get("/v1/proposals?state=anchored&limit=50").text
        made = client.post("/v1/erasures", json={"gid": gid, "ground": "objection"})
        assert (made.status_code, made.json()["ground"], made.json()["by"]) == (201, "objection", LOCAL.name)
        gone = client.get(f"/v1/applicants/{gid}")
        assert (gone.status_code, gone.json()["type"]) == (410, "urn:gid-pilot:problem:erased-applicant")
        assert client.get(f"/v1/applicants/{gid}/proof").status_code == 410
        assert client.get("/v1/applicants").json()["total"] == listed - 1
        assert client.get("/v1/applicants", params={"q": gid}).json()["items"] == []
        for each in client.get("/v1/proposals?limit=50").json()["items"]:
            shown = client.get(f"/v1/proposals/{each['id']}")
            assert shown.status_code == 200
            assert NAMES[0] not in shown.text
        entry = client.get("/v1/audit?action=applicant_erased").json()["items"][0]
        assert (entry["actor"], entry["subject"]) == ("local", made.json()["id"])
        assert client.post("/v1/erasures", json={}).status_code == 400
        assert client.post("/v1/erasures", json={"recordId": "JP:nobody"}).status_code == 404


def test_office_that_sends_the_person_again_brings_nothing_back(registered: Registered) -> None:
    register_all(registered.pilot)
    registered.erase(registered.gid_of("JP:9001"))
    report = registered.pilot.import_extract(registered.extract)
    assert (report.new, report.changed, report.unchanged) == (0, 0, 6)
    assert report.warnings[-1] == "2 records were left out: they were erased on request of the person"
    assert dict(registered.pilot.propose().raised) == {}
    assert registered.pilot.search("Zimowska") == []


def test_backup_from_before_is_erased_again_before_it_is_served(registered: Registered, tmp_path: Path) -> None:
    from api.store.backup import back_up, restore

    pilot = registered.pilot
    url = pilot.settings.store_url
    register_all(pilot)
    gid = registered.gid_of("JP:9001")
    salt = registered.salt_of(gid)
    back_up(url, tmp_path / "before.backup")
    registered.erase(gid)
    pilot.engine.dispose()
    restore(url, tmp_path / "before.backup")
    assert traces(["Zimowska"], [salt], pilot), "the backup does hold them"
    with open_pilot(pilot.settings) as again:
        assert again.search("Zimowska") == []
        assert traces(["Zimowska", "JP:9001"], [salt], pilot) == []
        for other in again.registered_gids():
            assert verify_proof(again.proof(other), again.chain.rpc_url).ok
        found, _, _ = again.trail.page(TrailFilter(), limit=1)
        assert found[0].action == "erasure_applied_again"
        assert again.trail.first_broken() is None


def test_backup_from_before_the_registration_is_erased_by_its_records(registered: Registered, tmp_path: Path) -> None:
    from api.store.backup import back_up, restore

    pilot = registered.pilot
    url = pilot.settings.store_url
    pilot.propose()
    waiting = pilot.proposal_page(ProposalFilter(states=("proposed",)), limit=50).items
    pilot.judge_all([each.id for each in waiting], "approve", by="clerk")
    back_up(url, tmp_path / "before.backup")
    pilot.anchor()
    registered.erase(registered.gid_of("JP:9001"))
    pilot.engine.dispose()
    restore(url, tmp_path / "before.backup")
    with open_pilot(pilot.settings) as again:
        assert traces(["Zimowska", "JP:9001"], [], pilot) == []
        with reading(again.engine) as connection:
            states = set(connection.execute(select(proposals.c.state)).scalars())
        assert states == {ProposalState.APPROVED, ProposalState.SUPERSEDED}


def test_lost_list_is_written_again_and_a_broken_one_stops_everything(registered: Registered) -> None:
    pilot = registered.pilot
    registered.erase(None, "SA:5009")
    listed = pilot.settings.home / LIST_NAME
    text = listed.read_text()
    assert listed.stat().st_mode & 0o077 == 0
    assert NAMES[1] not in text
    assert "5009" not in text
    listed.unlink()
    with open_pilot(pilot.settings):
        assert json.loads(listed.read_text())["erasures"][0]["id"] == json.loads(text)["erasures"][0]["id"]
    listed.write_text("{")
    with pytest.raises(StoreUnavailableError, match="list of erasures"), open_pilot(pilot.settings):
        pass


def test_erasure_that_was_cut_off_is_finished_at_the_next_start(registered: Registered) -> None:
    """The list is on disk before the database commits: a crash between the two leaves the list ahead."""
    pilot = registered.pilot
    with pilot.engine.connect() as connection:
        pilot.eraser._erase(connection, ErasureRequest(None, "SA:5009", "request", by="boss"))
        connection.rollback()
    assert traces([NAMES[1]], [], pilot)
    with open_pilot(pilot.settings) as again:
        assert traces([NAMES[1]], [], pilot) == []
        assert again.summary().records == 7


def test_record_without_a_gid_is_erased_with_its_open_proposals(registered: Registered) -> None:
    pilot = registered.pilot
    pilot.propose()
    before = pilot.proposal_page(ProposalFilter(states=("proposed",)), limit=50).total
    registered.erase(None, "SA:5009")
    assert traces([NAMES[1]], [], pilot) == []
    assert pilot.proposal_page(ProposalFilter(states=("proposed",)), limit=50).total == before - 1
    pilot.propose()
    assert pilot.anchor().failed == 0


def test_approved_proposal_of_an_erased_record_is_never_sent(registered: Registered) -> None:
    pilot = registered.pilot
    pilot.propose()
    waiting = pilot.proposal_page(ProposalFilter(states=("proposed",)), limit=50).items
    pilot.judge_all([each.id for each in waiting], "approve", by="clerk")
    registered.erase(None, "SA:5009")
    assert pilot.anchor().registered == len(waiting) - 1


def test_merged_identifiers_are_erased_together(registered: Registered) -> None:
    pilot = registered.pilot
    register_all(pilot)
    survivor, merged = registered.gid_of("JP:9001"), registered.gid_of("SA:5009")
    salts = [registered.salt_of(survivor), registered.salt_of(merged)]
    with writing(pilot.engine) as connection:  # as settling does it
        change_applicant(connection, merged, survivor=survivor)
        move_records(connection, merged, survivor)
    certificate = registered.erase(merged)
    assert sorted(certificate["gids"]) == sorted([format_gid(survivor), format_gid(merged)])  # type: ignore[arg-type]
    assert traces(NAMES, salts, pilot) == []


def test_what_is_on_its_way_to_the_chain_waits(registered: Registered) -> None:
    pilot = registered.pilot
    register_all(pilot)
    gid = registered.gid_of("JP:9001")
    with writing(pilot.engine) as connection:
        connection.execute(proposals.update().where(proposals.c.gid == gid).values(state=ProposalState.SUBMITTED))
    with pytest.raises(ErasureUnderWayError):
        registered.erase(gid)
    assert pilot.search("Zimowska")


def test_legal_persons_and_unknown_ones_are_refused(registered: Registered) -> None:
    pilot = registered.pilot
    register_all(pilot)
    with pytest.raises(NotAPersonError):
        registered.erase(registered.gid_of("JP:1001"))
    with pytest.raises(UnknownGidError):
        registered.erase(Gid(999))
    with pytest.raises(UnknownRecordError):
        registered.erase(None, "JP:nobody")
    for gid, record in ((None, ""), (Gid(1), "JP:1001")):
        with pytest.raises(UsageError):
            registered.erase(gid, record)
    with reading(pilot.engine) as connection:
        assert connection.execute(select(erasures)).first() is None


def test_many_erased_one_after_the_other_leave_nothing_and_touch_nobody_else(pilot: Pilot, tmp_path: Path) -> None:
    def row(number: int, name: str) -> str:
        return f"JP,{number},{name} Qwx{number:03d}y,en,,person,JP,Osaka,,,"

    rows = [row(number, "Erased" if number % 2 else "Staying") for number in range(40)]
    pilot.import_extract(write_extract(tmp_path / "many.csv", *rows))
    pilot.propose()
    for number in range(1, 40, 2):
        pilot.erase(ErasureRequest(None, f"JP:{number}", "request", by="boss"))
    assert traces(["Erased Qwx", *(f"Qwx{number:03d}y" for number in range(1, 40, 2))], [], pilot) == []
    for number in range(0, 40, 2):
        assert traces([f"Qwx{number:03d}y"], [], pilot)
    assert pilot.summary().records == 20


@pytest.mark.store("sqlite")
def test_purge_that_a_reader_held_up_is_done_at_the_next_start(
    pilot: Pilot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.store.engine.BUSY_TIMEOUT_MS", 50)
    pilot.import_extract(write_extract(tmp_path / "one.csv", "JP,9001,Haruko Zimowska,en,,person,JP,Osaka,,,"))
    with reading(pilot.engine) as connection:
        connection.execute(select(proposals)).all()  # an old view of the database, kept open
        with writing(pilot.engine) as other:
            pilot.eraser._erase(other, ErasureRequest(None, "JP:9001", "request", by="boss"))
        pilot.engine.dispose()
        held_up = not pilot.eraser.purge()
    assert held_up
    assert traces(["Zimowska"], [], pilot)
    with open_pilot(pilot.settings):
        assert traces(["Zimowska"], [], pilot) == []
    with writing(pilot.engine) as connection:
        connection.execute(delete(erasures))


def test_issues_about_an_erased_person_keep_category_and_dates_only(registered: Registered) -> None:
    pilot = registered.pilot
    register_all(pilot)
    gid = registered.gid_of("JP:9001")
    contest = IssueDraft(IssueCategory.STAKEHOLDER, Severity.HIGH, "Zimowska says this is not hers", gid=gid)
    own = pilot.raise_issue(contest, by="clerk")
    other = pilot.raise_issue(
        IssueDraft(IssueCategory.LEGAL, Severity.LOW, "A question", evidence=("JP:9001", "JP:1001")), by="clerk"
    )
    registered.erase(gid)
    assert pilot.issue(own.id).draft == IssueDraft(IssueCategory.STAKEHOLDER, Severity.HIGH, "[erased]", gid=gid)
    assert pilot.issue(other.id).draft.evidence == ("JP:1001",)
    assert pilot.issue(other.id).draft.summary == "A question"
