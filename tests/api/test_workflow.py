"""The whole way on one store: from extracts to proofs, from a merge to its undoing, from uploads to withdrawals."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from starlette.testclient import TestClient

from api.app import create_app
from api.errors import StaleProposalError
from api.migrations.env import joined_metadata
from api.pilot import Pilot
from api.proposals.bulk import BulkFilter
from api.proposals.by_hand import Wanted
from api.proposals.model import ProposalKind
from api.report.making import ReportOptions, make_report
from api.store.audit import first_broken_entry
from api.store.engine import reading
from api.store.proposals import ProposalFilter
from api.store.records import all_records
from node.verification import verify_proof
from tests.api.extracts import HEADER, write_extract
from tests.api.test_anchoring import gid_of
from tests.api.test_uploads import settled


def test_workflow_from_extract_to_proof(on_chain: Pilot, extract_path: Path) -> None:
    pilot = on_chain
    with reading(pilot.engine) as connection:
        differences = compare_metadata(MigrationContext.configure(connection), joined_metadata())
        assert differences == []
    assert pilot.import_extract(extract_path).unchanged == 5
    assert pilot.accept_by_policy().accepted == 2
    (waiting,) = pilot.proposal_page(ProposalFilter(states=("proposed",))).items
    pilot.judge(waiting.id, "defer", by="one", expected_version=1)
    with pytest.raises(StaleProposalError):
        pilot.judge(waiting.id, "approve", by="two", expected_version=1)
    pilot.judge(waiting.id, "reject", by="one", expected_version=2)
    report = pilot.anchor()
    assert (report.registered, report.failed) == (4, 0)
    gas_used = report.gas_used
    for gid in pilot.registered_gids():
        assert verify_proof(pilot.proof(gid), pilot.chain.rpc_url).ok
    assert pilot.search("Aoyama Precision")
    assert pilot.index.digest() == pilot.rebuild()
    report = pilot.audit()
    assert (report.index.ids, report.store.record_versions, report.store.erased) == (4, 5, 0)
    assert dict(pilot.propose(again=True).raised) == {}
    with reading(pilot.engine) as connection:
        assert first_broken_entry(connection) is None
    pilot.raise_what_is_seen()
    made, _ = make_report(pilot, ReportOptions())
    figures = {figure.id: figure.value for figure in made.figures}
    assert (figures["corpus.records"], figures["lifecycle.registered"]) == (5, 4)
    assert figures["ledger.gas"] == gas_used > 0
    assert figures["work.decisionsOfPeople"] == 2


def test_merge_with_consent_and_its_undoing(on_chain: Pilot) -> None:
    pilot = on_chain
    pilot.accept_by_policy()
    (waiting,) = pilot.proposal_page(ProposalFilter(states=("proposed",))).items
    pilot.judge(waiting.id, "relate", by="one", reason="one group")
    pilot.anchor()
    elder, younger = (gid for record in ("KR:3001", "WO:IB2002") for gid in [gid_of(pilot, record)])
    for kind, gid, other in ((ProposalKind.MERGE, elder, younger), (ProposalKind.SPLIT, younger, None)):
        proposal, _ = pilot.desk.propose(Wanted(kind, gid=gid, other_gid=other, by="one", reason="tried"))
        pilot.judge(proposal.id, "approve", by="two")
        for office in pilot.desk.missing_consents(pilot.proposal(proposal.id).summary):
            pilot.consent(proposal.id, office, None, by="three")
        assert pilot.proposal(proposal.id).summary.state == "anchored"
    assert {gid_of(pilot, record) for record in ("KR:3001", "WO:IB2002")} == {elder, younger}
    assert elder is not None
    assert [each.record_id for each in pilot.applicant(elder).relations] == ["WO:IB2002"]
    assert pilot.desk.count_bulk(BulkFilter(0.5)).proposals == 0
    assert pilot.index.digest() == pilot.rebuild()


def test_uploads_and_withdrawals(pilot: Pilot, tmp_path: Path, extract_path: Path) -> None:
    feed = write_extract(tmp_path / "feed.csv", "SA,5001,,,,,,,,,,delete", header=f"{HEADER},operation")
    with TestClient(create_app(pilot), base_url="http://127.0.0.1") as client:
        for path, counts in ((extract_path, {"new": 5}), (extract_path, {"unchanged": 5}), (feed, {"deleted": 1})):
            upload = settled(client, client.post("/v1/uploads", content=path.read_bytes()).json()["id"])
            client.post(f"/v1/uploads/{upload['id']}/confirmation", json={})
            taken = settled(client, upload["id"])["taken"]
            assert {name: taken[name] for name in counts} == counts
        with reading(pilot.engine) as connection:
            assert "SA:5001" not in {stored.record.record_id for stored in all_records(connection)}
            assert first_broken_entry(connection) is None
        assert pilot.import_extract(extract_path).changed == 1
