"""An operation too large for one transaction is divided, in place, and every item still takes effect once."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select

from node.client import RegistryClient
from node.errors import EstimateRefusedError, GasLimitError
from node.operations import AmendRecords, LinkRecords, RegisterBatch, UnlinkRecords
from node.outbox import Outbox, Step
from node.results import OperationResult, OperationState
from node.tables import metadata, operations
from tests.node.desk import JP, KR, SA, Desk, commitments
from tests.node.test_outbox_crash import Crash, crash_at
from tests.stores import Stores


@pytest.fixture
def small(desk: Desk) -> Desk:
    """A desk on a chain whose transactions may have 400,000 gas: about 200 registrations or 10 links."""
    desk.config = replace(desk.config, gas_cap=400_000)
    desk.client = RegistryClient(desk.config)
    desk.outbox = Outbox(desk.engine, desk.client, desk.devnet.signers, patience_s=5.0)
    return desk


def given(results: list[OperationResult]) -> list[object]:
    return [entry for result in results for entry in result.reference]


def test_a_registration_is_divided_and_each_reference_keeps_its_gid(small: Desk) -> None:
    leaves = commitments("large", 900)
    results = small.submit(RegisterBatch(JP, leaves, [f"JP:{number}" for number in range(900)]))
    assert len(results) > 2
    assert {result.state for result in results} == {OperationState.FINAL}
    assert max(result.gas_used for result in results) <= 400_000
    by_name = {
        name: commitment
        for result in results
        for name, (_, commitment) in zip(result.reference, result.allotted(), strict=True)
    }
    assert by_name == {f"JP:{number}": leaf for number, leaf in enumerate(leaves)}
    gids = [gid for result in results for gid, _ in result.allotted()]
    assert sorted(gids) == list(range(1, 901))
    small.index.follow()
    small.assert_index_equals_contract()


def test_links_and_amendments_are_divided_with_their_references(small: Desk) -> None:
    gids = small.register(JP, "many", 30)
    shuffled = (*gids[10:], *gids[:10])
    linked = small.submit(LinkRecords(KR, shuffled, list(shuffled)))
    assert len(linked) > 1
    assert sorted(given(linked)) == gids  # type: ignore[type-var]
    new = commitments("new", 30)
    amended = small.submit(AmendRecords(JP, shuffled, new, [{"gid": gid} for gid in shuffled]))
    assert len(amended) > 1
    assert [small.client.commitment_of(gid) for gid in shuffled] == list(new)
    undone = small.submit(UnlinkRecords(KR, shuffled, ["one for all"]))
    assert given(undone) == ["one for all"] * len(undone)
    assert {small.client.offices_of(gid) for gid in gids} == {1}


def test_what_builds_on_a_divided_operation_still_comes_after_it(small: Desk) -> None:
    gids = small.register(JP, "ordered", 40)
    results = small.submit(LinkRecords(KR, tuple(gids)), UnlinkRecords(KR, tuple(gids)), LinkRecords(KR, (gids[-1],)))
    assert {result.state for result in results} == {OperationState.FINAL}
    assert [small.client.offices_of(gid) for gid in gids] == [1] * 39 + [3]


@pytest.mark.parametrize("occurrence", [1, 2, 3])
def test_stopped_after_dividing_and_drained_again(small: Desk, occurrence: int) -> None:
    leaves = commitments("stopped", 900)
    small.enqueue(RegisterBatch(JP, leaves, list(range(900))))
    crashing = Outbox(small.engine, small.client, small.devnet.signers, on_step=crash_at(Step.SPLIT, occurrence))
    with pytest.raises(Crash):
        crashing.drain()
    small.outbox.drain()
    assert sorted(given(small.take())) == list(range(900))  # type: ignore[type-var]
    assert small.client.next_gid() == 901


def test_a_backup_from_before_the_division_sends_nothing_twice(small: Desk, stores: Stores, tmp_path: Path) -> None:
    gids = small.register(JP, "restored", 30)
    small.enqueue(RegisterBatch(KR, commitments("whole", 500), list(range(500))), LinkRecords(SA, tuple(gids), gids))
    backup = stores.copied(small.engine, tmp_path)
    small.outbox.drain()
    sent, batches = small.take(), small.client.batch_count()
    restored = Desk(small.devnet, create_engine(backup))
    metadata.create_all(restored.engine)
    Outbox(restored.engine, small.client, small.devnet.signers).drain()
    found = restored.take()
    assert {(each.transaction_hash, json.dumps(each.reference)) for each in found} == {
        (each.transaction_hash, json.dumps(each.reference)) for each in sent
    }
    assert small.client.batch_count() == batches


def test_one_item_too_large_for_any_transaction_is_refused(desk: Desk) -> None:
    desk.client = RegistryClient(replace(desk.config, gas_cap=60_000))
    desk.enqueue(RegisterBatch(JP, commitments("one", 1)))
    Outbox(desk.engine, desk.client, desk.devnet.signers).drain()
    (result,) = desk.take()
    assert result.refusal is not None
    assert result.refusal["name"] == GasLimitError.__name__
    assert desk.client.batch_count() == 0


def test_an_office_that_cannot_pay_waits_and_the_others_are_served(desk: Desk) -> None:
    """The node's refusal to estimate carries no revert data: the contract has not spoken, so nothing is refused."""
    address = desk.devnet.signers[JP].address
    desk.rpc.call("anvil_setBalance", address, "0x0")
    desk.enqueue(RegisterBatch(JP, commitments("poor", 1), ["JP"]), RegisterBatch(KR, commitments("rich", 1), ["KR"]))
    client = desk.client
    original = client.estimate_gas

    def as_a_node_that_checks_balances(sender: str, data: bytes) -> int:
        if sender == address and int(desk.rpc.call("eth_getBalance", address, "latest"), 16) == 0:
            desk.rpc.call("eth_noSuchMethod")
        return original(sender, data)

    client.estimate_gas = as_a_node_that_checks_balances  # type: ignore[method-assign]
    with pytest.raises(EstimateRefusedError) as caught:
        desk.outbox.drain()
    assert "account can pay" in caught.value.advice
    assert given(desk.take()) == ["KR"]
    with desk.engine.connect() as connection:
        states = connection.execute(select(operations.c.office, operations.c.state).order_by(operations.c.id)).all()
    assert [tuple(row) for row in states] == [("JP", OperationState.INTENDED), ("KR", OperationState.FINAL)]
    desk.rpc.call("anvil_setBalance", address, hex(10**24))
    desk.outbox.drain()
    assert given(desk.take()) == ["JP"]
