"""Approved proposals reach a real chain exactly once, whatever happens on the way."""

import time
from pathlib import Path

import pytest

from api.errors import MergedGidError, ProposalStateError
from api.intake.rows import RawRecord
from api.pilot import Pilot
from api.proposals.composing import Composer
from api.store.engine import reading, writing
from api.store.proposals import ProposalFilter
from api.store.records import records_of
from api.store.tables import constraints
from devnet.chain import find_chain, stop_chain
from devnet.network import open_devnet
from node.commitments import canonical_json, commit_record
from node.errors import ChainUnavailableError
from node.identifiers import Gid
from node.index import FIRST_STEP
from node.outbox import Outbox, Step
from node.verification import verify_proof
from tests.api.extracts import ALONE, CERTAIN, SAME_LEI, write_extract


class Killed(BaseException):
    """Stands for the process ending at this point; nothing catches it."""


def gid_of(pilot: Pilot, record: str) -> Gid | None:
    with reading(pilot.engine) as connection:
        (stored,) = records_of(connection, [record])
    return Gid(stored.gid) if stored.gid is not None else None


def waiting(pilot: Pilot, kind: str) -> list[str]:
    return [each.id for each in pilot.proposal_page(ProposalFilter(states=("proposed",), kinds=(kind,))).items]


def anchored(pilot: Pilot) -> Pilot:
    pilot.accept_by_policy()
    pilot.anchor()
    return pilot


def test_certain_proposals_become_verified_identifiers(on_chain: Pilot) -> None:
    on_chain.accept_by_policy()
    report = on_chain.anchor()
    assert (report.batches, report.registered, report.linked, report.failed) == (2, 2, 1, 0)
    assert report.gas_used > 0
    gid = gid_of(on_chain, "JP:1001")
    assert gid is not None
    assert gid == gid_of(on_chain, "WO:IB2001")
    detail = on_chain.applicant(gid)
    assert detail.anchor is not None
    assert (detail.anchor.batch.office, detail.anchor.entry.offices) == ("JP", ("JP", "WO"))
    verdict = verify_proof(on_chain.proof(gid), on_chain.chain.rpc_url)
    assert verdict.ok, verdict
    assert "active" in verdict.reason


def test_history_tells_who_decided_and_where_it_is(on_chain: Pilot) -> None:
    gid = gid_of(anchored(on_chain), "JP:1001")
    assert gid is not None
    history = on_chain.applicant(gid).history
    assert [(entry.event, entry.by) for entry in history] == [
        ("proposed", "matching"),
        ("approved", "policy"),
        ("registered", ""),
        ("linked", ""),
    ]
    assert all(entry.at for entry in history)
    assert history[2].transaction.startswith("0x")


def test_second_call_finds_nothing_to_do(on_chain: Pilot) -> None:
    anchored(on_chain)
    report = on_chain.anchor()
    assert (report.transactions, report.registered) == (0, 0)


def test_no_proposal_is_raised_for_what_is_registered(on_chain: Pilot) -> None:
    anchored(on_chain)
    assert dict(on_chain.propose(again=True).raised) == {}


@pytest.mark.parametrize("step", [Step.SIGNED, Step.STORED, Step.SENT, Step.RECEIVED, Step.RECORDED])
def test_process_that_dies_while_sending_loses_and_doubles_nothing(
    on_chain: Pilot, step: Step, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_chain.accept_by_policy()
    original = Outbox.__init__

    def dying(self: Outbox, *args: object, **options: object) -> None:
        def stop(reached: Step, _operation: int) -> None:
            if reached is step:
                raise Killed

        original(self, *args, **{**options, "on_step": stop})  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(Outbox, "__init__", dying)
        with pytest.raises(Killed):
            on_chain.anchor()
    on_chain.anchor()
    assert on_chain.registered_gids() == [1, 2]
    assert on_chain.summary().proposals["anchored"] == 2
    assert on_chain.client.next_gid() == 3


def test_process_that_dies_after_composing_is_finished_by_the_next(on_chain: Pilot) -> None:
    on_chain.accept_by_policy()
    composer = Composer(on_chain.client, on_chain.signers, 1_000, on_chain.clock)
    with writing(on_chain.engine) as connection:
        assert composer.compose(connection) == 2
    assert on_chain.summary().proposals["submitted"] == 2
    assert on_chain.anchor().registered == 2


def test_submitted_proposal_cannot_be_taken_back(on_chain: Pilot) -> None:
    on_chain.accept_by_policy()
    name = on_chain.proposal_page(ProposalFilter(states=("approved",))).items[0].id
    on_chain.anchor()
    with pytest.raises(ProposalStateError, match="is anchored"):
        on_chain.judge(name, "reopen", by="clerk")


def test_rejection_whose_sides_were_registered_cannot_be_taken_back(on_chain: Pilot) -> None:
    name = waiting(on_chain, "register")[0]
    on_chain.judge(name, "reject", by="clerk")
    on_chain.accept_by_policy()
    for side in waiting(on_chain, "register"):
        on_chain.judge(side, "approve", by="clerk")
    on_chain.anchor()
    records = [stored.record.record_id for stored in on_chain.proposal(name).records]
    before = [gid_of(on_chain, record) for record in records]
    assert None not in before
    with pytest.raises(ProposalStateError):
        on_chain.judge(name, "reopen", by="clerk")
    assert [gid_of(on_chain, record) for record in records] == before


def test_chain_that_is_away_keeps_everything_for_later(on_chain: Pilot) -> None:
    on_chain.accept_by_policy()
    folder = on_chain.settings.home / "devnet"
    assert stop_chain(folder)
    with pytest.raises(ChainUnavailableError):
        on_chain.anchor()
    assert on_chain.summary().proposals["approved"] == 2
    open_devnet(folder)
    try:
        assert on_chain.anchor().registered == 2
    finally:
        stop_chain(folder)
    assert find_chain(folder) is None


def test_new_record_of_a_known_applicant_is_linked_to_its_gid(on_chain: Pilot, tmp_path: Path) -> None:
    gid = gid_of(anchored(on_chain), "JP:1001")
    row = f"KR,3009,Aoyama Precision Works Co Ltd,en,,organisation,JP,Osaka,{SAME_LEI},,"
    on_chain.import_extract(write_extract(tmp_path / "kr.csv", row))
    assert dict(on_chain.propose().raised) == {"link": 1}
    assert on_chain.accept_by_policy().accepted == 1
    report = on_chain.anchor()
    assert (report.registered, report.linked, report.amended) == (0, 1, 1)
    assert gid_of(on_chain, "KR:3009") == gid
    assert gid is not None
    detail = on_chain.applicant(gid)
    assert detail.anchor is not None
    assert detail.anchor.entry.offices == ("JP", "KR", "WO")
    assert (detail.anchor.entry.version, detail.applicant.row.record_version) == (2, 2)
    proof = on_chain.proof(gid)
    assert len(proof["record"]["officeRecords"]) == 3
    assert verify_proof(proof, on_chain.chain.rpc_url).ok
    assert dict(on_chain.propose(again=True).raised) == {}


def test_record_that_resembles_an_approved_proposal_is_linked_once_that_has_its_gid(
    on_chain: Pilot, tmp_path: Path
) -> None:
    on_chain.accept_by_policy()
    row = f"KR,3009,Aoyama Precision Works Co Ltd,en,,organisation,JP,Osaka,{SAME_LEI},,"
    on_chain.import_extract(write_extract(tmp_path / "kr.csv", row))
    assert dict(on_chain.propose().raised) == {}
    on_chain.anchor()
    assert dict(on_chain.propose().raised) == {"link": 1}


def test_changed_record_amends_the_commitment(on_chain: Pilot, tmp_path: Path) -> None:
    gid = gid_of(anchored(on_chain), "JP:1001")
    assert gid is not None
    on_chain.import_extract(write_extract(tmp_path / "jp.csv", CERTAIN[0].replace("Osaka", "Sakai")))
    assert dict(on_chain.propose().raised) == {"amend": 1}
    (name,) = waiting(on_chain, "amend") or ("",)
    if on_chain.proposal(name).summary.reasons:
        on_chain.judge(name, "approve", by="clerk")
    else:
        on_chain.accept_by_policy()
    assert on_chain.anchor().amended == 1
    assert verify_proof(on_chain.proof(gid), on_chain.chain.rpc_url).ok
    assert dict(on_chain.propose(again=True).raised) == {}


def test_two_gids_found_to_be_one_are_merged_and_the_elder_answers(on_chain: Pilot, tmp_path: Path) -> None:
    doubtful = waiting(on_chain, "register")
    name = next(each for each in doubtful if len(on_chain.proposal(each).sides) == 2)
    on_chain.judge(name, "reject", by="clerk")
    anchored(on_chain)
    left, right = gid_of(on_chain, "KR:3001"), gid_of(on_chain, "WO:IB2002")
    assert left is not None
    assert right is not None
    assert left != right
    merge_two(on_chain, left, right)
    assert gid_of(on_chain, "KR:3001") == gid_of(on_chain, "WO:IB2002") == min(left, right)
    with pytest.raises(MergedGidError) as caught:
        on_chain.applicant(max(left, right))
    assert caught.value.survivor == min(left, right)
    survivor = on_chain.applicant(min(left, right))
    assert len(survivor.applicant.records) == 2
    assert verify_proof(on_chain.proof(min(left, right)), on_chain.chain.rpc_url).ok
    assert "merged" in verify_proof(on_chain.proof(max(left, right)), on_chain.chain.rpc_url).reason


def merge_two(pilot: Pilot, left: Gid, right: Gid) -> None:
    """Let both offices report the same identifier, so that matching itself finds the two GIDs to be one."""
    folder = pilot.settings.home
    lei = "lei:529900T8BM49AURSDO55"
    for row in ("KR,3001,Hanbit Optical Instruments Co. Ltd.,en,,organisation,KR,Seoul,LEI,,",
                "WO,IB2002,Hanbit Optical Instruments Inc.,en,,organisation,KR,Seoul,LEI,,"):  # fmt: skip
        pilot.import_extract(write_extract(folder / "lei.csv", row.replace("LEI", lei)))
    with writing(pilot.engine) as connection:  # as if the earlier judgement had never been made
        connection.execute(constraints.delete().where(constraints.c.together == 0))
    pilot.propose(again=True)
    (merge,) = waiting(pilot, "merge")
    proposal = pilot.proposal(merge)
    assert (proposal.summary.gid, proposal.summary.other_gid) == (min(left, right), max(left, right))
    assert "A merge ends the life of one identifier" in proposal.summary.reasons[0]
    pilot.judge(merge, "approve", by="clerk")
    assert pilot.anchor().merged == 0, "WO has not consented yet"
    pilot.desk.consent(merge, "WO", None, by="clerk of WO")
    assert pilot.anchor().merged == 1


def test_doubtful_newcomer_waits_beside_the_registered_applicant(on_chain: Pilot, tmp_path: Path) -> None:
    on_chain.judge(next(each for each in waiting(on_chain, "register") if len(on_chain.proposal(each).sides) == 2),
                   "approve", by="clerk")  # fmt: skip
    gid = gid_of(anchored(on_chain), "KR:3001")
    row = "SA,5009,Hanbit Optical Instruments,en,,organisation,KR,Busan,,,"
    on_chain.import_extract(write_extract(tmp_path / "sa.csv", row))
    on_chain.propose()
    (link,) = waiting(on_chain, "link")
    proposal = on_chain.proposal(link)
    assert (proposal.summary.gid, proposal.sides) == (gid, (("KR:3001", "WO:IB2002"), ("SA:5009",)))
    on_chain.judge(link, "reject", by="clerk")
    on_chain.anchor()
    assert gid_of(on_chain, "SA:5009") not in (gid, None)
    assert dict(on_chain.propose(again=True).raised) == {}


def test_index_rebuilt_from_the_chain_alone_is_the_same(on_chain: Pilot) -> None:
    anchored(on_chain)
    before = on_chain.index.digest()
    assert on_chain.rebuild() == before


def test_index_follows_many_blocks_at_once(on_chain: Pilot) -> None:
    """More than one slice of blocks, the first of them without the newest event: that is asked of the store."""
    on_chain.client.rpc.call("anvil_mine", hex(2 * FIRST_STEP))
    gid = gid_of(anchored(on_chain), "SA:5001")
    assert gid is not None
    assert on_chain.index.digest() == on_chain.rebuild()


def test_whoever_reads_while_the_index_is_rebuilt_sees_the_old_one_and_does_not_wait(on_chain: Pilot) -> None:
    gid = gid_of(anchored(on_chain), "SA:5001")
    assert gid is not None
    before, seen = on_chain.lookups.digest(), []

    def read(_stage: str, _done: int, _total: int) -> None:
        started = time.monotonic()
        seen.append((on_chain.lookups.digest(), on_chain.applicant(gid).applicant.gid, time.monotonic() - started < 5))

    assert on_chain.rebuild(progress=read) == before
    assert set(seen) == {(before, gid, True)}


def test_commitment_on_chain_opens_to_the_record_and_nothing_else_is_there(on_chain: Pilot) -> None:
    gid = gid_of(anchored(on_chain), "SA:5001")
    assert gid is not None
    proof = on_chain.proof(gid)
    salt = bytes.fromhex(proof["salt"][2:])
    assert "0x" + commit_record(canonical_json(proof["record"]), salt=salt).hex() == proof["commitment"]  # type: ignore[arg-type]
    client = on_chain.client
    logs = str(client.logs(0, client.tip().number))
    for text in (ALONE[0].split(",")[2], "5001", "Riyadh"):
        assert text.encode().hex() not in logs


def test_search_finds_registered_applicants_in_other_scripts_and_by_number(on_chain: Pilot) -> None:
    anchored(on_chain)
    for question in ("AOYAMA PRECISION", "青山プレシジョン", "WO:IB2001", "1001", on_chain.print_gid(Gid(1))):
        hits = on_chain.search(question)
        assert hits, question
    assert on_chain.search("WO:IB2001")[0].applicant.gid == gid_of(on_chain, "JP:1001")
    assert on_chain.search("Aoyama Precision Works")[0].applicant.gid == gid_of(on_chain, "JP:1001")
    (hit,) = on_chain.match(_as_raw(CERTAIN[1]), top=1)
    assert hit.settled


def test_search_sees_what_was_registered_after_the_first_question(on_chain: Pilot) -> None:
    assert on_chain.search("Aoyama") == []
    anchored(on_chain)
    assert on_chain.search("Aoyama")


def _as_raw(row: str) -> RawRecord:
    office, local_id, name, _, _, kind, country, city, identifiers, _, _ = row.split(",")
    scheme, value = identifiers.split(":")
    return RawRecord(office, local_id, name, "", "", kind, country, city, ((scheme, value),))
