"""People merge, split, link, unlink and revoke on a real chain; every mistake but a revocation can be undone."""

from pathlib import Path

import pytest
from sqlalchemy import select

from api.errors import ConsentRefusedError, ImpossibleChangeError, MergedGidError, RevokedGidError, UnknownRecordError
from api.pilot import Pilot
from api.proposals.by_hand import Wanted
from api.proposals.consenting import Asked, typed_data
from api.proposals.consequences import Undo
from api.proposals.model import Proposal, ProposalKind
from api.store.audit import first_broken_entry
from api.store.consents import ConsentCall
from api.store.constraints import judged_pairs
from api.store.engine import reading
from api.store.proposals import ProposalFilter
from api.store.tables import awaited_links, proposals
from node.errors import InvalidInputError
from node.identifiers import Gid, OfficeCode
from node.verification import verify_proof
from tests.api.test_anchoring import anchored, gid_of, waiting

KR, WO, SA, JP = "KR:3001", "WO:IB2002", "SA:5001", "JP:1001"


@pytest.fixture
def two(on_chain: Pilot) -> Pilot:
    """The doubtful pair registered as two applicants, KR's and WO's, beside JP's and SA's."""
    name = next(each for each in waiting(on_chain, "register") if len(on_chain.proposal(each).sides) == 2)
    on_chain.judge(name, "reject", by="clerk")
    return anchored(on_chain)


def gid(pilot: Pilot, record: str) -> Gid:
    found = gid_of(pilot, record)
    assert found is not None, record
    return found


def raised(pilot: Pilot, kind: ProposalKind, **what: object) -> Proposal:
    proposal, _ = pilot.desk.propose(Wanted(kind, by="clerk", office="KR", reason="seen in the file", **what))  # type: ignore[arg-type]
    return proposal


def done(pilot: Pilot, proposal: Proposal) -> None:
    """Approve, collect every consent with the keys at hand, and anchor."""
    pilot.judge(proposal.id, "approve", by="clerk")
    asked = asked_for(pilot, proposal.id)
    for office in asked[0].missing if asked else ():
        pilot.desk.consent(proposal.id, office, None, by=f"clerk of {office}")
    report = pilot.anchor()
    assert report.failed == 0
    assert pilot.proposal(proposal.id).summary.state == "anchored"


def asked_for(pilot: Pilot, name: str) -> tuple[ConsentCall, list[Asked]] | None:
    return pilot.desk.view(pilot.proposal(name)).consents


def merged(pilot: Pilot) -> tuple[Gid, Gid]:
    elder, younger = sorted((gid(pilot, KR), gid(pilot, WO)))
    done(pilot, raised(pilot, ProposalKind.MERGE, gid=younger, other_gid=elder))
    return Gid(elder), Gid(younger)


def linked(pilot: Pilot, number: Gid) -> set[str]:
    bitmap = pilot.client.offices_of(number)
    return {str(office.code) for office in pilot.client.all_offices() if bitmap >> office.number & 1}


def verified(pilot: Pilot, number: Gid) -> list[str]:
    """The office records in the proof of a GID that verifies."""
    proof = pilot.proof(number)
    assert verify_proof(proof, pilot.chain.rpc_url).ok
    return [f"{each['officeCode']}:{each['localId']}" for each in proof["record"]["officeRecords"]]


def test_merge_is_undone_by_a_split_without_a_trace_in_the_records(two: Pilot) -> None:
    elder, younger = merged(two)
    assert gid(two, KR) == gid(two, WO) == elder
    assert linked(two, elder) == {"KR", "WO"}
    assert verified(two, elder) == [KR, WO]
    split = raised(two, ProposalKind.SPLIT, gid=younger)
    assert [len(side) for side in split.sides] == [1, 1]
    done(two, split)
    assert {gid(two, KR), gid(two, WO)} == {elder, younger}
    for record in (KR, WO):
        number = gid(two, record)
        assert verified(two, number) == [record]
        assert linked(two, number) == {record[:2]}
    assert dict(two.propose(again=True).raised) == {}, "matching must not ask again"
    assert two.index.digest() == two.rebuild()


def test_what_was_split_can_be_merged_again_and_split_again(two: Pilot) -> None:
    elder, younger = merged(two)
    done(two, raised(two, ProposalKind.SPLIT, gid=elder))  # the survivor of one merge names it as well
    merged(two)
    assert gid(two, KR) == gid(two, WO) == elder
    with reading(two.engine) as connection:
        assert judged_pairs(connection)[1] == frozenset(), "what is one applicant again is not judged apart"
    done(two, raised(two, ProposalKind.SPLIT, gid=younger))
    assert gid(two, KR) != gid(two, WO)


def test_split_gives_back_what_the_merge_brought_and_nothing_that_came_later(two: Pilot) -> None:
    jp, (elder, younger) = gid(two, JP), merged(two)
    first, second = sorted((jp, elder))
    done(two, raised(two, ProposalKind.MERGE, gid=first, other_gid=second))  # a merge on top of the merge
    assert {gid(two, record) for record in (JP, KR, WO)} == {first}
    own = WO if younger == gid_before(two, WO, elder, younger) else KR
    done(two, raised(two, ProposalKind.SPLIT, gid=younger))
    assert gid(two, own) == younger
    assert {gid(two, record) for record in (JP, KR, WO) if record != own} == {first}
    done(two, raised(two, ProposalKind.SPLIT, gid=second))
    assert len({gid(two, record) for record in (JP, KR, WO)}) == 3


def gid_before(pilot: Pilot, record: str, elder: Gid, younger: Gid) -> Gid:
    """Which of two merged GIDs registered a record, by the registering office in the index."""
    office = pilot.lookups.batch(pilot.lookups.applicant(younger).batch).office
    return younger if record.startswith(office) else elder


def test_record_is_unlinked_and_linked_again(on_chain: Pilot) -> None:
    number = gid(anchored(on_chain), JP)
    unlink = raised(on_chain, ProposalKind.UNLINK, record_ids=("WO:IB2001",))
    assert unlink.sides == ((JP,), ("WO:IB2001",))
    done(on_chain, unlink)
    assert gid_of(on_chain, "WO:IB2001") is None
    assert linked(on_chain, number) == {"JP"}
    assert verified(on_chain, number) == [JP]
    done(on_chain, raised(on_chain, ProposalKind.LINK, gid=number, record_ids=("WO:IB2001",)))
    assert linked(on_chain, number) == {"JP", "WO"}
    assert verified(on_chain, number) == [JP, "WO:IB2001"]
    with reading(on_chain.engine) as connection:
        assert judged_pairs(connection)[1] == frozenset()


def test_registering_office_can_leave_and_another_speaks_for_the_applicant(on_chain: Pilot) -> None:
    number = gid(anchored(on_chain), JP)
    done(on_chain, raised(on_chain, ProposalKind.UNLINK, record_ids=(JP,)))
    assert linked(on_chain, number) == {"WO"}
    assert verified(on_chain, number) == ["WO:IB2001"]


def test_record_split_off_becomes_an_applicant_of_its_own_and_can_come_back(on_chain: Pilot) -> None:
    number = gid(anchored(on_chain), JP)
    done(on_chain, raised(on_chain, ProposalKind.UNLINK, record_ids=("WO:IB2001",), apart=True))
    own = gid(on_chain, "WO:IB2001")
    assert own != number
    assert verified(on_chain, own) == ["WO:IB2001"]
    assert [each.event for each in on_chain.applicant(number).history][-2:] == ["amended", "unlinked"]
    assert dict(on_chain.propose(again=True).raised) == {}
    done(on_chain, raised(on_chain, ProposalKind.MERGE, gid=number, other_gid=own))
    assert verified(on_chain, number) == [JP, "WO:IB2001"]


def test_revoked_number_is_never_used_again_and_its_record_is_free(on_chain: Pilot) -> None:
    number = gid(anchored(on_chain), SA)
    done(on_chain, raised(on_chain, ProposalKind.REVOKE, gid=number))
    with pytest.raises(RevokedGidError):
        on_chain.applicant(number)
    assert gid_of(on_chain, SA) is None
    for kind, what in ((ProposalKind.REVOKE, {}), (ProposalKind.LINK, {"record_ids": (SA,)})):
        with pytest.raises(ImpossibleChangeError, match="was revoked"):
            raised(on_chain, kind, gid=number, **what)
    assert on_chain.search("مؤسسة الواحة للتقنية") == []


def test_dry_run_tells_the_consequences_and_keeps_nothing(two: Pilot) -> None:
    elder, younger = sorted((gid(two, KR), gid(two, WO)))
    wanted = Wanted(ProposalKind.MERGE, gid=elder, other_gid=younger, by="clerk", reason="same site")
    proposal, view = two.desk.propose(wanted, dry_run=True)
    consequences = view.consequences
    assert consequences is not None
    survivor, gone = consequences.gids
    assert (survivor.gid, survivor.records_before, survivor.records_after) == (elder, 1, 2)
    assert (gone.gid, gone.before, gone.after, gone.records_after) == (younger, "active", "merged", 0)
    assert [(move.source, move.target) for move in consequences.moves] == [(younger, elder)]
    assert (len(consequences.signing), len(consequences.sending), consequences.undo) == (1, 1, Undo.SPLIT)
    assert proposal.links[0].evidence, "the evidence is shown before anything is kept"
    with reading(two.engine) as connection:
        assert connection.execute(select(proposals).where(proposals.c.id == proposal.id)).first() is None


def test_same_idea_is_raised_once_and_matching_leaves_it_alone(two: Pilot) -> None:
    elder, younger = sorted((gid(two, KR), gid(two, WO)))
    first = raised(two, ProposalKind.MERGE, gid=elder, other_gid=younger)
    assert raised(two, ProposalKind.MERGE, gid=younger, other_gid=elder).id == first.id
    two.propose(again=True)
    two.accept_by_policy()
    kept = two.proposal(first.id).summary
    assert (kept.state, kept.raised_by) == ("proposed", "clerk")
    assert kept.reasons[0] == "Proposed by clerk (KR): seen in the file"
    two.judge(first.id, "reject", by="clerk")
    assert raised(two, ProposalKind.MERGE, gid=elder, other_gid=younger).id != first.id


def test_rejected_split_says_nothing_about_the_records(two: Pilot) -> None:
    _, younger = merged(two)
    two.judge(raised(two, ProposalKind.SPLIT, gid=younger).id, "reject", by="clerk")
    with reading(two.engine) as connection:
        assert judged_pairs(connection)[1] == frozenset()


def test_what_cannot_be_done_is_refused_with_what_is_in_the_way(two: Pilot) -> None:
    jp, sa = gid(two, JP), gid(two, SA)
    refused = (
        (ProposalKind.MERGE, {"gid": jp, "other_gid": jp}, InvalidInputError, "itself"),
        (ProposalKind.REVOKE, {"gid": jp}, ImpossibleChangeError, "JP, WO hold records"),
        (ProposalKind.SPLIT, {"gid": sa}, ImpossibleChangeError, "not merged"),
        (ProposalKind.UNLINK, {"record_ids": (SA,)}, ImpossibleChangeError, "no other record"),
        (ProposalKind.UNLINK, {"record_ids": ("XX:0",)}, UnknownRecordError, "no office record"),
        (ProposalKind.LINK, {"gid": sa, "record_ids": (JP,)}, ImpossibleChangeError, "merge the two"),
        (ProposalKind.LINK, {"gid": sa}, InvalidInputError, "no office record is named"),
        (ProposalKind.AMEND, {"gid": sa}, InvalidInputError, "matching's part"),
    )
    for kind, what, error, text in refused:
        with pytest.raises(error, match=text):
            raised(two, kind, **what)
    elder, younger = merged(two)
    with pytest.raises(ImpossibleChangeError, match="was merged into"):
        raised(two, ProposalKind.MERGE, gid=younger, other_gid=sa)
    with pytest.raises(ImpossibleChangeError, match="hold records"):
        raised(two, ProposalKind.REVOKE, gid=elder)


def test_approval_is_refused_when_the_gids_have_moved(two: Pilot) -> None:
    younger = max(gid(two, KR), gid(two, WO))
    late = raised(two, ProposalKind.MERGE, gid=min(gid(two, SA), younger), other_gid=max(gid(two, SA), younger))
    merged(two)
    with pytest.raises(ImpossibleChangeError, match="was merged"):
        two.judge(late.id, "approve", by="clerk")
    with pytest.raises(MergedGidError):
        two.applicant(Gid(younger))


def test_consents_are_collected_office_by_office(two: Pilot) -> None:
    elder, younger = sorted((gid(two, KR), gid(two, WO)))
    merge = raised(two, ProposalKind.MERGE, gid=elder, other_gid=younger)
    with pytest.raises(ConsentRefusedError, match="once it is approved"):
        two.desk.consent(merge.id, "WO", None, by="clerk")
    two.judge(merge.id, "approve", by="clerk")
    asked = asked_for(two, merge.id)
    assert asked is not None
    call, parts = asked
    signer = call.missing[0]
    assert [part.office for part in parts] == [call.proposer, signer]
    assert parts[1].typed_data is not None
    assert parts[1].typed_data["message"]["opId"] == call.op_id
    assert f"{signer} consents to the transaction that {call.proposer} sends" in parts[1].sentence
    assert two.anchor().merged == 0
    wrong = two.signers[OfficeCode("JP")].sign_typed_data(parts[1].typed_data)
    for office, signature, reason in ((signer, wrong, "present key"), (signer, b"\0" * 65, "present key"),
                                      ("SA", wrong, "not asked for")):  # fmt: skip
        with pytest.raises(ConsentRefusedError, match=reason):
            two.desk.consent(merge.id, office, signature, by="clerk")
    signature = two.signers[OfficeCode(signer)].sign_typed_data(
        typed_data(call, ProposalKind.MERGE, two.client.config, signer)
    )
    assert two.desk.consent(merge.id, signer, signature, by="their clerk").missing == []
    assert two.anchor(only=[merge.id]).merged == 1
    with reading(two.engine) as connection:
        assert first_broken_entry(connection) is None


def test_approval_taken_back_voids_the_consents(two: Pilot) -> None:
    elder, younger = sorted((gid(two, KR), gid(two, WO)))
    merge = raised(two, ProposalKind.MERGE, gid=elder, other_gid=younger)
    two.judge(merge.id, "approve", by="clerk")
    first = asked_for(two, merge.id)
    assert first is not None
    two.desk.consent(merge.id, first[0].missing[0], None, by="clerk")
    two.judge(merge.id, "reopen", by="clerk")
    assert asked_for(two, merge.id) is None
    two.judge(merge.id, "approve", by="clerk")
    second = asked_for(two, merge.id)
    assert second is not None
    assert second[0].missing
    assert second[0].op_id != first[0].op_id


def test_call_that_ran_out_is_drawn_up_anew(two: Pilot) -> None:
    elder, younger = sorted((gid(two, KR), gid(two, WO)))
    merge = raised(two, ProposalKind.MERGE, gid=elder, other_gid=younger)
    two.judge(merge.id, "approve", by="clerk")
    first = asked_for(two, merge.id)
    assert first is not None
    two.desk.consent(merge.id, first[0].missing[0], None, by="clerk")
    two.client.rpc.call("evm_increaseTime", 8 * 24 * 60 * 60)
    two.client.rpc.call("anvil_mine", "0x1")
    assert two.anchor().merged == 0
    second = asked_for(two, merge.id)
    assert second is not None
    assert (second[0].missing, second[0].op_id != first[0].op_id) == (first[0].missing, True)
    two.desk.consent(merge.id, second[0].missing[0], None, by="clerk")
    assert two.anchor().merged == 1


def test_office_whose_key_is_elsewhere_signs_there_and_links_itself_later(two: Pilot, tmp_path: Path) -> None:
    elder, younger = sorted((gid(two, KR), gid(two, WO)))
    merge = raised(two, ProposalKind.MERGE, gid=elder, other_gid=younger)
    two.judge(merge.id, "approve", by="clerk")
    asked = asked_for(two, merge.id)
    assert asked is not None
    call, parts = asked
    other = call.missing[0]
    signature = two.signers[OfficeCode(other)].sign_typed_data(parts[1].typed_data or {})
    key = two.settings.home / "devnet" / "keys" / f"{other}.json"
    away = key.rename(tmp_path / key.name)
    elsewhere = Pilot(two.settings, two.engine, clock=two.clock)
    assert elsewhere.missing_keys(elsewhere.proposal(merge.id).summary) == []
    elsewhere.desk.consent(merge.id, other, signature, by="their clerk")
    assert elsewhere.anchor().merged == 1
    assert other not in linked(two, Gid(elder))
    with reading(two.engine) as connection:
        assert connection.execute(select(awaited_links.c.office)).scalars().all() == [other]
    away.rename(key)
    assert Pilot(two.settings, two.engine, clock=two.clock).anchor().linked == 1
    assert linked(two, Gid(elder)) == {"KR", "WO"}


def test_filters_know_the_new_kinds(two: Pilot) -> None:
    raised(two, ProposalKind.REVOKE, gid=gid(two, SA))
    page = two.proposal_page(ProposalFilter.parse((), ("revoke,split,unlink",)))
    assert [each.kind for each in page.items] == ["revoke"]
