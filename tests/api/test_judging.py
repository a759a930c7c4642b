"""A judgement and all that follows from it are one transaction, and can be taken back until the chain has it."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from api.errors import ProposalStateError, RecordsChangedError, StaleProposalError, UnknownProposalError
from api.pilot import Pilot
from api.proposals.model import ALLOWED, POLICY_ACTOR, Decision, ProposalState
from api.store.audit import first_broken_entry
from api.store.commitments import opening_of
from api.store.constraints import judged_pairs
from api.store.engine import reading, writing
from api.store.proposals import ProposalFilter, commitments_of, links_of
from api.store.tables import audit_events, committed_records, salts
from node.commitments import canonical_json, commit_record
from node.errors import InvalidInputError
from tests.api.extracts import ALONE, write_extract


def named(pilot: Pilot, record: str, *states: str) -> str:
    """The newest proposal that holds a record."""
    items = pilot.proposal_page(ProposalFilter(states=states or ("proposed",)), limit=200).items
    return next(each.id for each in items if any(record in side for side in pilot.proposal(each.id).sides))


def count(pilot: Pilot, table: object) -> int:
    with reading(pilot.engine) as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]


@pytest.mark.parametrize("decision", list(Decision))
def test_refusal_names_exactly_the_states_that_are_open_to_the_decision(decision: Decision) -> None:
    hint = str(ProposalStateError("p1", state="superseded", decision=decision)).partition("; ")[2]
    named_states = {state for state in ProposalState if state in hint}
    assert named_states == {state for state, decisions in ALLOWED.items() if decision in decisions}


@pytest.mark.parametrize("state", ["submitted", "anchored"])
def test_what_was_sent_cannot_be_reopened_and_the_hint_says_what_can_be_done(state: str) -> None:
    error = ProposalStateError("p1", state=state, decision="reopen")
    assert "it was sent to the chain" in str(error)
    assert "expected" not in str(error)
    assert "import it again" in error.advice


def test_policy_accepts_what_is_certain_and_leaves_the_rest(proposed: Pilot) -> None:
    report = proposed.accept_by_policy()
    assert (report.accepted, report.waiting) == (2, 1)
    accepted = proposed.proposal(named(proposed, "JP:1001", "approved"))
    assert accepted.summary.state == ProposalState.APPROVED
    assert [entry.by for entry in accepted.judgements] == [POLICY_ACTOR]
    assert proposed.accept_by_policy().accepted == 0


def test_approval_commits_to_the_record_and_keeps_the_salt_apart(proposed: Pilot) -> None:
    name = named(proposed, "KR:3001")
    assert proposed.judge(name, "approve", by="clerk", office="KR", reason="same site").summary.state == "approved"
    with reading(proposed.engine) as connection:
        commitment = commitments_of(connection, [name])[name]
        assert commitment is not None
        record, salt = opening_of(connection, commitment)
        together, apart = judged_pairs(connection)
    assert commit_record(canonical_json(record), salt=salt).hex() == commitment
    assert record["schema"] == "gid-pilot/applicant/1"
    assert record["officeRecords"] == [
        {"officeCode": "KR", "localId": "3001"},
        {"officeCode": "WO", "localId": "IB2002"},
    ]
    assert "salt" not in str(record)
    assert (together, apart) == ({("KR:3001", "WO:IB2002")}, set())


def test_every_approval_draws_its_own_salt(proposed: Pilot) -> None:
    proposed.accept_by_policy()
    with reading(proposed.engine) as connection:
        drawn = connection.execute(select(salts.c.salt)).scalars().all()
    assert len({bytes(salt) for salt in drawn}) == len(drawn) == 2
    assert {len(salt) for salt in drawn} == {32}


def test_rejection_proposes_each_side_and_remembers_the_difference(proposed: Pilot) -> None:
    name = named(proposed, "KR:3001")
    assert proposed.judge(name, "reject", by="clerk").summary.state == "rejected"
    with reading(proposed.engine) as connection:
        assert judged_pairs(connection) == (set(), {("KR:3001", "WO:IB2002")})
    for record in ("KR:3001", "WO:IB2002"):
        side = proposed.proposal(named(proposed, record, "approved"))
        assert (side.sides, side.judgements[0].by) == (((record,),), POLICY_ACTOR)
    assert dict(proposed.propose().raised) == {}


def test_rejected_lone_record_is_not_proposed_again(proposed: Pilot) -> None:
    proposed.judge(named(proposed, "SA:5001"), "reject", by="clerk", reason="a test entry")
    assert dict(proposed.propose().raised) == {}
    assert proposed.proposal(named(proposed, "SA:5001", "rejected")).judgements[0].reason == "a test entry"


def test_groups_by_hand_are_approved_as_the_person_said(proposed: Pilot) -> None:
    name = named(proposed, "KR:3001")
    proposed.judge(name, "reject", by="clerk", groups=(("WO:IB2002",), ("KR:3001",)))
    side = proposed.proposal(named(proposed, "KR:3001", "approved"))
    assert side.judgements[0].by == "clerk"


@pytest.mark.parametrize(
    "groups", [(("KR:3001",),), (("KR:3001", "WO:IB2002"),), (("KR:3001",), ("WO:IB2002", "SA:5001"))]
)
def test_groups_must_hold_every_record_once(proposed: Pilot, groups: tuple[tuple[str, ...], ...]) -> None:
    name = named(proposed, "KR:3001")
    with pytest.raises(InvalidInputError, match="every record of the proposal"):
        proposed.judge(name, "reject", by="clerk", groups=groups)
    assert proposed.proposal(name).summary.state == "proposed"


def test_two_people_never_overwrite_each_other(proposed: Pilot) -> None:
    name = named(proposed, "KR:3001")
    seen = proposed.proposal(name).summary.version
    proposed.judge(name, "defer", by="one", expected_version=seen)
    with pytest.raises(StaleProposalError) as caught:
        proposed.judge(name, "approve", by="two", expected_version=seen)
    assert (caught.value.expected, caught.value.actual) == (seen, seen + 1)
    assert [entry.by for entry in proposed.proposal(name).judgements] == ["one"]


def test_decided_proposal_takes_no_second_decision(proposed: Pilot) -> None:
    name = named(proposed, "KR:3001")
    proposed.judge(name, "approve", by="one")
    with pytest.raises(ProposalStateError) as caught:
        proposed.judge(name, "reject", by="two")
    assert (caught.value.state, caught.value.decision) == ("approved", "reject")
    assert "is approved; expected proposed or deferred to reject it" in str(caught.value)


def test_deferred_proposal_waits_and_can_be_approved(proposed: Pilot) -> None:
    name = named(proposed, "SA:5001")
    proposed.judge(name, "defer", by="clerk")
    assert proposed.accept_by_policy().accepted == 1  # the other certain one
    assert proposed.judge(name, "approve", by="clerk").summary.state == "approved"


def test_reopened_approval_leaves_nothing_behind(proposed: Pilot) -> None:
    name = named(proposed, "SA:5001")
    proposed.judge(name, "approve", by="clerk")
    assert count(proposed, salts) == 1
    reopened = proposed.judge(name, "reopen", by="clerk", reason="too early")
    assert (reopened.summary.state, count(proposed, salts), count(proposed, committed_records)) == ("proposed", 0, 0)
    assert [entry.decision for entry in reopened.judgements] == ["approve", "reopen"]
    assert reopened.summary.reasons == ("A person took an earlier decision back.",)
    assert proposed.accept_by_policy().accepted == 1, "the policy does not overrule a person"


def test_reopened_rejection_withdraws_the_sides(proposed: Pilot) -> None:
    name = named(proposed, "KR:3001")
    proposed.judge(name, "reject", by="clerk")
    reopened = proposed.judge(name, "reopen", by="clerk")
    assert reopened.summary.state == "proposed"
    assert named(proposed, "KR:3001", "superseded") != name
    with reading(proposed.engine) as connection:
        assert judged_pairs(connection) == (set(), set())
    assert count(proposed, salts) == 0
    assert dict(proposed.propose().raised) == {}


def test_approval_of_records_that_changed_meanwhile_is_refused(proposed: Pilot, tmp_path: Path) -> None:
    name = named(proposed, "SA:5001")
    proposed.import_extract(write_extract(tmp_path / "new.csv", ALONE[0].replace("Riyadh", "Jeddah")))
    with pytest.raises(RecordsChangedError):
        proposed.judge(name, "approve", by="clerk")
    assert count(proposed, salts) == 0


def test_failed_judgement_leaves_no_trace(proposed: Pilot) -> None:
    name = named(proposed, "SA:5001")
    events = count(proposed, audit_events)

    def no_salt() -> bytes:
        raise OSError("no entropy")

    proposed.rules = replace(proposed.rules, draw=no_salt)  # type: ignore[arg-type]
    with pytest.raises(OSError, match="no entropy"):
        proposed.judge(name, "approve", by="clerk")
    assert proposed.proposal(name).judgements == ()
    assert count(proposed, audit_events) == events


def test_unknown_proposal_is_refused(proposed: Pilot) -> None:
    with pytest.raises(UnknownProposalError, match="'nope'"):
        proposed.judge("nope", "approve", by="clerk")


def test_audit_trail_shows_tampering_and_holds_no_names(proposed: Pilot) -> None:
    proposed.accept_by_policy()
    with reading(proposed.engine) as connection:
        assert first_broken_entry(connection) is None
        assert "Aoyama" not in str(connection.execute(select(audit_events)).all())
    with writing(proposed.engine) as connection:
        connection.execute(audit_events.update().where(audit_events.c.sequence == 2).values(actor="nobody"))
    with reading(proposed.engine) as connection:
        assert first_broken_entry(connection) == 2


def test_evidence_is_kept_as_it_was_when_decided(proposed: Pilot) -> None:
    name = named(proposed, "KR:3001")
    shown = proposed.proposal(name).links
    proposed.judge(name, "reject", by="clerk")
    with reading(proposed.engine) as connection:
        assert links_of(connection, [name])[name] == list(shown)
