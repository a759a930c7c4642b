from pathlib import Path

import pytest
from sqlalchemy import create_engine, select

from devnet.network import Devnet
from devnet.offices import guardian_key
from devnet.relayer import fund
from node.abi import load_artifact
from node.consents import prepare_merge, prepare_split
from node.errors import (
    ChainUnavailableError,
    ConflictError,
    ForbiddenError,
    OfficeNotActiveError,
    RegistryPausedError,
    RevertedError,
    UnknownGidError,
    UnknownOfficeError,
    WrongChainError,
    WrongKeyError,
)
from node.identifiers import Gid, OfficeCode
from node.merkle import MAX_BATCH, path_for
from node.operations import (
    MAX_AMENDMENTS,
    MAX_LINKS,
    AmendRecords,
    LinkRecords,
    RegisterBatch,
    RevokeApplicant,
    UnlinkRecords,
)
from node.outbox import DrainReport, Outbox
from node.results import OperationState
from node.signer import KeystoreSigner
from node.tables import metadata, transactions
from tests.node.desk import EA, JP, KR, SA, WO, Desk, commitments


def test_results_give_each_reference_its_gid(desk: Desk) -> None:
    leaves = commitments("batch", 3)
    ids = desk.enqueue(RegisterBatch(JP, leaves, ["JP:1", "JP:2", "JP:3"]), RegisterBatch(KR, commitments("other", 2)))
    assert desk.outbox.drain() == DrainReport(final=2, refused=0, waiting=0)
    first, second = desk.take()
    assert [first.operation_id, second.operation_id] == ids
    assert first.reference == ["JP:1", "JP:2", "JP:3"]
    assert [commitment for _, commitment in first.allotted()] == list(leaves)
    for gid, commitment in (*first.allotted(), *second.allotted()):
        batch = desk.client.batch(desk.client.batch_of(gid))
        result = first if batch.number == first.batch else second
        path = path_for(result.commitments, gid - batch.first_gid)
        assert desk.client.verify(gid, commitment, path)


def test_results_are_taken_once_and_with_the_callers_transaction(desk: Desk) -> None:
    desk.enqueue(RegisterBatch(JP, commitments("once", 1)))
    desk.outbox.drain()

    def fail_after_taking() -> None:
        with desk.engine.begin() as connection:
            from node.results import take_results

            assert len(take_results(connection)) == 1
            raise RuntimeError("the caller's own work failed")

    with pytest.raises(RuntimeError):
        fail_after_taking()
    assert len(desk.take()) == 1
    assert desk.take() == []


def test_nothing_is_enqueued_when_the_callers_transaction_fails(desk: Desk) -> None:
    connection = desk.engine.connect()
    transaction = connection.begin()
    from node.outbox import enqueue

    enqueue(connection, RegisterBatch(JP, commitments("rolled back", 1)))
    transaction.rollback()
    connection.close()
    assert desk.outbox.drain() == DrainReport(0, 0, 0)


def test_the_same_list_cannot_be_enqueued_twice(desk: Desk) -> None:
    desk.enqueue(RegisterBatch(JP, commitments("same", 2)))
    with pytest.raises(ConflictError, match="enqueued before"):
        desk.enqueue(RegisterBatch(JP, commitments("same", 2)))
    desk.outbox.drain()
    with pytest.raises(ConflictError, match="enqueued before"):
        desk.enqueue(RegisterBatch(JP, commitments("same", 2)))
    assert desk.client.next_gid() == 3


def test_every_kind_of_operation_takes_effect(desk: Desk) -> None:
    elder, younger = desk.register(JP, "elder", 1)[0], desk.register(KR, "younger", 1)[0]
    desk.submit(LinkRecords(SA, (elder,)), LinkRecords(WO, (younger,)))
    merge = prepare_merge(desk.client, KR, (younger, elder), signers=desk.devnet.signers)
    assert {consent.office for consent in merge.consents} == {0, 2, 4}
    assert [each.state for each in desk.submit(merge)] == [OperationState.FINAL]
    assert desk.client.resolve(younger) == elder
    desk.submit(prepare_split(desk.client, SA, younger, signers=desk.devnet.signers))
    assert desk.client.resolve(younger) == younger
    (new,) = commitments("amended", 1)
    results = desk.submit(
        AmendRecords(SA, (elder,), (new,)), UnlinkRecords(WO, (younger,)), RevokeApplicant(KR, younger, b"\x01" * 32)
    )
    assert [each.refusal for each in results] == [None, None, None]
    assert desk.client.commitment_of(elder) == new
    assert desk.client.status_of(younger).name == "REVOKED"


def test_a_merge_needs_the_key_of_every_office_concerned(desk: Desk) -> None:
    elder, younger = desk.register(JP, "elder", 1)[0], desk.register(KR, "younger", 1)[0]
    own = {KR: desk.devnet.signers[KR]}
    with pytest.raises(ForbiddenError, match="JP must consent"):
        prepare_merge(desk.client, KR, (elder, younger), signers=own)


def test_a_refusal_names_the_contracts_error_and_changes_nothing(desk: Desk) -> None:
    (gid,) = desk.register(JP, "one", 1)
    head = desk.client.head()
    refused = desk.submit(
        LinkRecords(JP, (gid,), ["x"]), LinkRecords(KR, (Gid(999),)), AmendRecords(EA, (gid,), commitments("no", 1))
    )
    assert {each.state for each in refused} == {OperationState.REFUSED}
    already, unknown, foreign = (each.error() for each in refused)
    assert isinstance(already, RevertedError)
    assert (already.name, already.arguments) == ("RegistryAlreadyLinked", {"gid": gid, "office": 0})
    assert isinstance(unknown, UnknownGidError)
    assert unknown.gid == 999
    assert isinstance(foreign, OfficeNotActiveError)
    assert (foreign.name, foreign.arguments) == ("RegistryNotLinked", {"gid": gid, "office": 3})
    assert desk.client.head() == head


def test_a_refused_operation_can_be_enqueued_again(desk: Desk) -> None:
    (gid,) = desk.register(JP, "one", 1)
    link = LinkRecords(KR, (gid, Gid(2)))
    assert desk.submit(link)[0].state is OperationState.REFUSED
    desk.register(JP, "two", 1)
    assert desk.submit(link)[0].state is OperationState.FINAL


def test_an_operation_waits_for_the_one_it_builds_on(desk: Desk) -> None:
    """The second estimate fails while the first is under way; that must not be taken for a refusal."""
    (gid,) = desk.register(JP, "one", 1)
    desk.rpc.call("evm_setAutomine", False)
    desk.rpc.call("evm_setIntervalMining", 1)
    try:
        results = desk.submit(UnlinkRecords(JP, (gid,)), LinkRecords(JP, (gid,)), UnlinkRecords(JP, (gid,)))
    finally:
        desk.rpc.call("evm_setIntervalMining", 0)
        desk.rpc.call("evm_setAutomine", True)
    assert [each.state for each in results] == [OperationState.FINAL] * 3


def test_largest_operations_fit_one_transaction(desk: Desk) -> None:
    gids = desk.register(JP, "full", MAX_BATCH)
    results = desk.submit(
        LinkRecords(KR, tuple(gids[:MAX_LINKS])),
        AmendRecords(JP, tuple(gids[:MAX_AMENDMENTS]), commitments("amended", MAX_AMENDMENTS)),
    )
    assert [each.refusal for each in results] == [None, None]
    assert max(each.gas_used for each in results) < 16_777_216


def test_many_operations_are_sent_in_order(desk: Desk) -> None:
    batches = [RegisterBatch(JP, commitments(f"many/{number}", 2), [number]) for number in range(80)]
    results = desk.submit(*batches)
    assert [each.reference for each in results] == [[number] for number in range(80)]
    assert [each.first_gid for each in results] == list(range(1, 161, 2))


def test_an_office_without_a_key_here_is_named_and_the_others_are_served(desk: Desk) -> None:
    desk.enqueue(RegisterBatch(EA, commitments("ea", 1)), RegisterBatch(KR, commitments("kr", 1)))
    outbox = Outbox(desk.engine, desk.client, {KR: desk.devnet.signers[KR]})
    with pytest.raises(UnknownOfficeError) as caught:
        outbox.drain()
    assert caught.value.office == "EA"
    assert [each.office for each in desk.take()] == [KR]


def test_a_key_kept_for_the_wrong_office_signs_nothing(desk: Desk) -> None:
    """The contract goes by the key alone: with KR's key under JP, JP's operations would count as KR's."""
    signers = {**desk.devnet.signers, JP: desk.devnet.signers[KR]}
    desk.enqueue(RegisterBatch(JP, commitments("jp", 1), ["jp"]), RegisterBatch(KR, commitments("kr", 1), ["kr"]))
    with pytest.raises(WrongKeyError) as caught:
        Outbox(desk.engine, desk.client, signers).drain()
    assert (caught.value.office, caught.value.actual) == ("JP", "KR")
    assert [each.reference for each in desk.take()] == [["kr"]]
    desk.outbox.drain()
    (result,) = desk.take()
    assert result.batch is not None
    assert desk.client.batch(result.batch).office == 0


def test_a_stranger_is_refused_by_the_contract(desk: Desk, tmp_path: Path) -> None:
    """An office code with a key that was never admitted: the key decides, not the code."""
    desk.enqueue(RegisterBatch(OfficeCode("XX"), commitments("stranger", 1)))
    stranger = KeystoreSigner.create(tmp_path / "stranger.json", "x", iterations=2)
    Outbox(desk.engine, desk.client, {OfficeCode("XX"): stranger}).drain()
    (result,) = desk.take()
    assert isinstance(result.error(), OfficeNotActiveError)
    assert result.refusal is not None
    assert result.refusal["name"] == "OfficesKeyNotActive"


def test_an_operation_settles_only_when_deep_enough(chain: Devnet, desk: Desk) -> None:
    deep = Desk(chain, desk.engine, finality_depth=3)
    deep.enqueue(RegisterBatch(JP, commitments("deep", 1)))
    assert deep.outbox.drain() == DrainReport(final=0, refused=0, waiting=1)
    assert deep.take() == []
    desk.rpc.call("anvil_mine", "0x3")
    assert deep.outbox.drain() == DrainReport(final=1, refused=0, waiting=0)
    assert len(deep.take()) == 1


def test_a_database_of_another_chain_is_refused(desk: Desk) -> None:
    from node.tables import identity

    desk.register(JP, "one", 1)
    with desk.engine.begin() as connection:
        connection.execute(identity.update().values(genesis=bytes(32)))
    with pytest.raises(WrongChainError, match="chain for this database"):
        desk.outbox.drain()


def test_signed_bytes_are_kept_for_every_nonce(desk: Desk) -> None:
    for number in range(3):
        desk.register(JP, f"nonce/{number}", 1)
    with desk.engine.connect() as connection:
        rows = connection.execute(select(transactions).order_by(transactions.c.nonce)).all()
    assert len(rows) == 3
    assert [row.nonce for row in rows] == list(range(rows[0].nonce, rows[0].nonce + 3))


def pause(desk: Desk, seconds: int) -> int:
    """Let the guardian stop all writes; return until when."""
    guardian, until = guardian_key(desk.folder), desk.client.tip().timestamp + seconds
    fund(desk.rpc, guardian.address)
    data = load_artifact("Offices").functions["pause"].calldata(until, bytes(32))
    nonce = desk.client.nonce(guardian.address)
    fields = {"chainId": 4242, "to": desk.config.offices, "value": 0, "gas": 200_000, "nonce": nonce, "data": data}
    assert desk.client.broadcast(guardian.sign_transaction(fields | desk.client.fees()).raw) == ""
    return until


def test_operations_wait_out_a_pause(desk: Desk) -> None:
    until = pause(desk, 3_600)
    (operation_id,) = desk.enqueue(RegisterBatch(JP, commitments("paused", 1)))
    for _ in range(2):
        with pytest.raises(RegistryPausedError) as caught:
            desk.outbox.drain()
        assert caught.value.until == until
    assert desk.take() == []
    desk.rpc.call("evm_setNextBlockTimestamp", hex(until + 1))
    desk.rpc.call("anvil_mine", "0x1")
    desk.outbox.drain()
    assert [(each.operation_id, each.state) for each in desk.take()] == [(operation_id, OperationState.FINAL)]


def test_a_transaction_that_met_a_pause_is_sent_again_after_it(desk: Desk) -> None:
    """Signed and sent before the pause, mined within it: it reverts, and the intention stays."""
    desk.rpc.call("evm_setAutomine", False)
    impatient = Outbox(desk.engine, desk.client, desk.devnet.signers, patience_s=0.1)
    desk.enqueue(RegisterBatch(JP, commitments("met", 1)))
    with pytest.raises(ChainUnavailableError):
        impatient.drain()
    address = desk.devnet.signers[JP].address
    desk.rpc.call("anvil_dropAllTransactions")
    desk.rpc.call("evm_setAutomine", True)
    until = pause(desk, 3_600)
    with pytest.raises(RegistryPausedError):
        desk.outbox.drain()
    assert desk.client.nonce(address) == 1
    desk.rpc.call("evm_setNextBlockTimestamp", hex(until + 1))
    desk.rpc.call("anvil_mine", "0x1")
    desk.outbox.drain()
    assert [each.state for each in desk.take()] == [OperationState.FINAL]
    assert desk.client.batch_count() == 1


def test_tables_can_be_created_twice() -> None:
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    metadata.create_all(engine)
