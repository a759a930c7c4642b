"""A process may die between any two steps. It is stopped there, by an exception and by SIGKILL, and started again."""

import os
import random
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from devnet.network import Devnet
from devnet.relayer import fund
from node.abi import load_artifact
from node.errors import ChainUnavailableError
from node.identifiers import Gid
from node.operations import LinkRecords, RegisterBatch
from node.outbox import Outbox, Step
from node.queue import count_by_state
from node.results import OperationState
from node.signer import KeystoreSigner
from tests.node.desk import JP, KR, SA, Desk, commitments
from tests.stores import Stores

EVERY_DRAIN = [step for step in Step if step not in (Step.SPLIT, Step.RAISED)]
"""Those two need a small gas cap and a chain that does not mine: test_splitting.py, test_fees.py."""
KILLS = int(os.environ.get("GID_TEST_KILLS", "40"))


class Crash(BaseException):
    """Stands for the death of a process; no handler may swallow it."""


def crash_at(step: Step, occurrence: int) -> Callable[[Step, int], None]:
    seen = 0

    def observe(reached: Step, _operation_id: int) -> None:
        nonlocal seen
        seen += reached is step
        if seen == occurrence and reached is step:
            raise Crash

    return observe


def workload(desk: Desk) -> None:
    desk.enqueue(
        RegisterBatch(JP, commitments("jp/1", 3), ["a"]),
        RegisterBatch(KR, commitments("kr/1", 2), ["b"]),
        RegisterBatch(JP, commitments("jp/2", 1), ["c"]),
    )


def assert_all_done_once(desk: Desk) -> None:
    """Every operation has one result, and the chain holds exactly the leaves of the results."""
    assert desk.client.next_gid() == 7
    assert desk.client.batch_count() == 3
    results = desk.take()
    assert sorted(str(result.reference) for result in results) == ["['a']", "['b']", "['c']"]
    desk.index.follow()
    for result in results:
        assert result.state is OperationState.FINAL
        assert result.batch is not None
        assert desk.index.batch(result.batch).commitments == result.commitments
        assert desk.index.batch(result.batch).first_gid == result.first_gid
        assert desk.index.batch(result.batch).transaction_hash == result.transaction_hash


@pytest.mark.parametrize("occurrence", [1, 2, 3])
@pytest.mark.parametrize("step", EVERY_DRAIN)
def test_stopped_after_any_step_and_drained_again(desk: Desk, step: Step, occurrence: int) -> None:
    workload(desk)
    crashing = Outbox(desk.engine, desk.client, desk.devnet.signers, on_step=crash_at(step, occurrence))
    with pytest.raises(Crash):
        crashing.drain()
    desk.outbox.drain()
    assert_all_done_once(desk)


def test_killed_at_random_moments(desk: Desk) -> None:
    """SIGKILL of a forked process at a random step, over and over, until everything is through; nothing may double."""
    drawn = random.Random(7)
    for number in range(KILLS):
        office = (JP, KR, SA)[number % 3]
        desk.enqueue(RegisterBatch(office, commitments(f"kill/{number}", 1 + number % 4), [number]))
        left = drawn.randint(1, 12)
        child = os.fork()
        if child == 0:
            drain_until_killed(desk, left)
        _, status = os.waitpid(child, 0)
        assert os.WIFEXITED(status) or os.WTERMSIG(status) == signal.SIGKILL
    desk.outbox.drain()
    results = desk.take()
    assert [result.reference for result in results] == [[number] for number in range(KILLS)]
    assert desk.client.batch_count() == KILLS
    assert desk.client.next_gid() - 1 == sum(len(result.commitments) for result in results)
    desk.index.follow()
    for result in results:
        assert result.batch is not None
        assert desk.index.batch(result.batch).commitments == result.commitments


def drain_until_killed(desk: Desk, steps: int) -> None:
    """Run in the child: connections of its own, and death by SIGKILL at the given step."""
    left = steps

    def observe(_step: Step, _operation_id: int) -> None:
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    engine = create_engine(desk.engine.url)
    desk.engine.dispose(close=False)  # its connections belong to the parent
    own = Desk(desk.devnet, engine)
    Outbox(engine, own.client, desk.devnet.signers, on_step=observe).drain()
    os._exit(0)


def test_a_restored_old_backup_sends_nothing_twice(desk: Desk, stores: Stores, tmp_path: Path) -> None:
    workload(desk)
    backup = stores.copied(desk.engine, tmp_path)
    desk.outbox.drain()
    spent = [desk.client.nonce(signer.address) for signer in desk.devnet.signers.values()]
    restored = Desk(desk.devnet, create_engine(backup))
    restored.outbox.drain()
    assert [desk.client.nonce(signer.address) for signer in desk.devnet.signers.values()] == spent
    assert_all_done_once(restored)


def test_a_restored_backup_finds_links_too(desk: Desk, stores: Stores, tmp_path: Path) -> None:
    (gid,) = desk.register(JP, "one", 1)
    desk.enqueue(LinkRecords(KR, (gid,), ["mine"]))
    backup = stores.copied(desk.engine, tmp_path)
    desk.outbox.drain()
    (sent,) = desk.take()
    restored = Desk(desk.devnet, create_engine(backup))
    restored.outbox.drain()
    (found,) = restored.take()
    assert (found.reference, found.transaction_hash) == (["mine"], sent.transaction_hash)


def test_a_nonce_used_past_the_outbox_is_given_up(desk: Desk) -> None:
    """Signed and stored, never sent; then the same key sends something else with that nonce."""
    workload(desk)
    with pytest.raises(Crash):
        Outbox(desk.engine, desk.client, desk.devnet.signers, on_step=crash_at(Step.STORED, 1)).drain()
    signer = desk.devnet.signers[JP]
    foreign = {
        "chainId": 4242, "to": signer.address, "value": 0, "gas": 21_000, "nonce": desk.client.nonce(signer.address),
    }  # fmt: skip
    raw = signer.sign_transaction(foreign | desk.client.fees()).raw
    desk.client.broadcast(raw)
    desk.outbox.drain()
    assert_all_done_once(desk)


def test_a_nonce_lost_while_waiting_is_given_up(desk: Desk) -> None:
    """The foreign transaction pays more and is mined first, after ours was sent."""
    workload(desk)
    desk.rpc.call("evm_setAutomine", False)
    signer, seen = desk.devnet.signers[JP], []

    def outbid(step: Step, _operation_id: int) -> None:
        if step is Step.SENT and not seen:
            seen.append(step)
            fees = {"maxFeePerGas": 10**11, "maxPriorityFeePerGas": 10**11}
            foreign = {"chainId": 4242, "to": signer.address, "value": 0, "gas": 21_000, "nonce": 0}
            desk.client.broadcast(signer.sign_transaction(foreign | fees).raw)
            desk.rpc.call("evm_setAutomine", True)
            desk.rpc.call("anvil_mine", "0x1")

    Outbox(desk.engine, desk.client, desk.devnet.signers, on_step=outbid, patience_s=20.0).drain()
    assert seen
    assert_all_done_once(desk)


def test_a_key_changed_with_a_transaction_under_way_loses_nothing(desk: Desk, tmp_path: Path) -> None:
    """Signed and stored with the old key, never sent; the office has a new key when the next process starts."""
    workload(desk)
    with pytest.raises(Crash):
        Outbox(desk.engine, desk.client, desk.devnet.signers, on_step=crash_at(Step.STORED, 1)).drain()
    old, new = desk.devnet.signers[JP], KeystoreSigner.create(tmp_path / "new.json", "x", iterations=2)
    fund(desk.rpc, new.address)
    offices = load_artifact("Offices").functions
    for number, (signer, data) in enumerate((
        (old, offices["proposeKey"].calldata(new.address)), (new, offices["acceptKey"].calldata(0)),
    )):  # fmt: skip
        fields = {"chainId": 4242, "to": desk.config.offices, "value": 0, "gas": 300_000, "data": data}
        nonce = desk.client.nonce(signer.address)
        raw = signer.sign_transaction(fields | {"nonce": nonce} | desk.client.fees()).raw
        assert desk.client.broadcast(raw) == "", number
    Outbox(desk.engine, desk.client, {**desk.devnet.signers, JP: new}, patience_s=5.0).drain()
    assert_all_done_once(desk)


def test_two_processes_draining_at_once_double_nothing(desk: Desk) -> None:
    for number in range(20):
        desk.enqueue(RegisterBatch(JP, commitments(f"race/{number}", 2), [number]))
    others = [Desk(desk.devnet, create_engine(desk.engine.url)) for _ in range(2)]
    threads = [threading.Thread(target=other.outbox.drain) for other in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    desk.outbox.drain()
    assert desk.client.batch_count() == 20
    assert [result.reference for result in desk.take()] == [[number] for number in range(20)]


def test_a_reorganised_chain_gets_the_same_bytes_again(own_chain: Devnet, engine: Engine) -> None:
    deep = Desk(own_chain, engine, finality_depth=5)
    workload(deep)
    deep.outbox.drain()
    assert count_by_state(engine) == {OperationState.MINED: 3}
    deep.rpc.call("anvil_reorg", 4, [])
    deep.outbox.drain()
    deep.rpc.call("anvil_mine", "0x5")
    deep.outbox.drain()
    assert_all_done_once(deep)


def test_a_chain_that_forgot_final_blocks_gets_them_again(own_desk: Desk) -> None:
    """As after kill -9 of a development chain: nonces and blocks are gone, the database remembers."""
    desk = own_desk
    desk.enqueue(RegisterBatch(JP, commitments("remembered", 2), ["first"]))
    desk.outbox.drain()
    (before,) = desk.take()
    desk.rpc.call("anvil_reorg", 1, [])
    assert desk.client.batch_count() == 0
    desk.enqueue(RegisterBatch(JP, commitments("next", 1), ["second"]))
    desk.outbox.drain()
    again, second = desk.take()
    assert (again.reference, again.first_gid, again.transaction_hash) == (["first"], 1, before.transaction_hash)
    assert (second.reference, second.first_gid) == (["second"], 3)
    desk.index.follow()
    desk.assert_index_equals_contract()


def test_a_chain_that_forgot_final_blocks_allots_the_same_gids(own_desk: Desk) -> None:
    """Offices take turns; sent again office by office, the GIDs would be others, and the link would be a stranger's."""
    desk = own_desk
    for number, office in enumerate((KR, JP, KR, JP)):
        desk.submit(RegisterBatch(office, commitments(f"turn/{number}", 1), [number]))
    desk.submit(LinkRecords(SA, (Gid(3),), ["mine"]))
    desk.index.follow()
    desk.rpc.call("anvil_reorg", 5, [])
    assert desk.client.batch_count() == 0
    desk.outbox.drain()
    again = desk.take()
    assert [(each.reference, each.first_gid) for each in again[:4]] == [([number], number + 1) for number in range(4)]
    desk.index.follow()
    desk.assert_index_equals_contract()
    assert desk.index.applicant(Gid(3)).commitment == commitments("turn/2", 1)[0]
    assert desk.index.applicant(Gid(3)).offices == (KR, SA)


def test_a_chain_that_mines_nothing_is_reported_and_nothing_is_lost(desk: Desk) -> None:
    workload(desk)
    desk.rpc.call("evm_setAutomine", False)
    try:
        impatient = Outbox(desk.engine, desk.client, desk.devnet.signers, patience_s=0.2)
        with pytest.raises(ChainUnavailableError, match="was not mined within"):
            impatient.drain()
    finally:
        desk.rpc.call("evm_setAutomine", True)
    desk.rpc.call("anvil_mine", "0x1")
    desk.outbox.drain()
    assert_all_done_once(desk)


def test_an_account_that_cannot_pay_is_a_complaint_and_not_a_loss(desk: Desk) -> None:
    address = desk.devnet.signers[JP].address
    workload(desk)
    with pytest.raises(Crash):  # estimated and stored while it could pay
        Outbox(desk.engine, desk.client, desk.devnet.signers, on_step=crash_at(Step.STORED, 1)).drain()
    desk.rpc.call("anvil_setBalance", address, "0x1")
    impatient = Outbox(desk.engine, desk.client, desk.devnet.signers, patience_s=0.2)
    with pytest.raises(ChainUnavailableError, match="not mined within") as caught:
        impatient.drain()
    assert "can pay" in caught.value.advice
    fund(desk.rpc, address)
    desk.outbox.drain()
    assert_all_done_once(desk)
