"""A transaction that nobody mines is signed again at a higher price, with the same nonce."""

import pytest
from eth_account import Account
from sqlalchemy import select

from node.errors import ChainUnavailableError, InvalidInputError
from node.fees import price_of, raise_price, read_fields
from node.operations import RegisterBatch
from node.outbox import Outbox, Step
from node.results import OperationState
from node.tables import replacements
from tests.node.desk import JP, KR, Desk, commitments
from tests.node.test_outbox_crash import Crash, crash_at

GWEI = 10**9
FIELDS = {"chainId": 4242, "nonce": 7, "gas": 50_000, "to": "0x" + "11" * 20, "value": 0, "data": b"abc"}


@pytest.mark.parametrize(
    "prices", [{"gasPrice": 3 * GWEI}, {"maxFeePerGas": 9 * GWEI, "maxPriorityFeePerGas": GWEI}, {"gasPrice": 0}]
)
def test_a_signed_transaction_reads_back_as_it_was(prices: dict[str, int]) -> None:
    account = Account.create()
    raw = bytes(account.sign_transaction({**FIELDS, **prices}).raw_transaction)
    assert read_fields(raw) == FIELDS | prices
    assert bytes(account.sign_transaction(read_fields(raw)).raw_transaction) == raw


@pytest.mark.parametrize("raw", [b"", b"\x02", b"\xc0", b"\x02\xff\xff", b"\x99" * 40])
def test_bytes_that_are_no_transaction_are_one_error(raw: bytes) -> None:
    with pytest.raises(InvalidInputError):
        read_fields(raw)


@pytest.mark.parametrize(
    ("signed", "present", "expected"),
    [
        ({"gasPrice": 800}, {"gasPrice": 1}, {"gasPrice": 900}),
        ({"gasPrice": 800}, {"gasPrice": 5_000}, {"gasPrice": 5_000}),
        ({"gasPrice": 1}, {"gasPrice": 1}, {"gasPrice": 2}),  # an eighth more of little is still more
        (
            {"maxFeePerGas": 800, "maxPriorityFeePerGas": 8}, {"maxFeePerGas": 10, "maxPriorityFeePerGas": 1},
            {"maxFeePerGas": 900, "maxPriorityFeePerGas": 9},
        ),
        (
            {"maxFeePerGas": 8, "maxPriorityFeePerGas": 8}, {"maxFeePerGas": 1, "maxPriorityFeePerGas": 500},
            {"maxFeePerGas": 500, "maxPriorityFeePerGas": 500},
        ),
        ({"gasPrice": 0}, {"gasPrice": 0}, None),
        ({"gasPrice": 9_000}, {"gasPrice": 1}, None),  # 10,125 is above the cap
    ],
)  # fmt: skip
def test_prices_rise_by_an_eighth_or_to_what_is_asked(
    signed: dict[str, int], present: dict[str, int], expected: dict[str, int] | None
) -> None:
    raised = raise_price(signed, present, cap=10_000)
    assert raised == expected
    assert raised is None or price_of(raised) >= 1.1 * price_of(signed)


def stuck(desk: Desk, *, on_step: object = None, patience_s: float = 1.2) -> Outbox:
    return Outbox(
        desk.engine, desk.client, desk.devnet.signers, patience_s=patience_s, raise_after_s=0.3,
        on_step=on_step,  # type: ignore[arg-type]
    )  # fmt: skip


def attempts(desk: Desk) -> list[tuple[int, int]]:
    with desk.engine.connect() as connection:
        rows = connection.execute(select(replacements).order_by(replacements.c.nonce, replacements.c.attempt)).all()
    return [(row.nonce, row.attempt) for row in rows]


def test_the_price_rises_until_it_is_mined_and_one_of_them_counts(desk: Desk) -> None:
    desk.enqueue(RegisterBatch(JP, commitments("stuck", 2), ["a"]), RegisterBatch(JP, commitments("next", 1), ["b"]))
    desk.rpc.call("evm_setAutomine", False)
    with pytest.raises(ChainUnavailableError, match="not mined"):
        stuck(desk).drain()
    raised = attempts(desk)
    assert len(raised) >= 2
    assert {nonce for nonce, _ in raised} == {0}, "only the oldest is raised: the others wait for it"
    desk.rpc.call("evm_setAutomine", True)
    desk.rpc.call("anvil_mine", "0x2")
    desk.outbox.drain()
    first, second = desk.take()
    with desk.engine.connect() as connection:
        last = connection.execute(select(replacements.c.hash).order_by(replacements.c.attempt.desc())).scalars().first()
    assert (first.reference, first.transaction_hash, first.state) == (["a"], last, OperationState.FINAL)
    assert second.reference == ["b"]
    assert desk.client.batch_count() == 2


@pytest.mark.parametrize("step", [Step.RAISED, Step.SENT])
def test_a_process_that_dies_while_raising_loses_nothing(desk: Desk, step: Step) -> None:
    desk.enqueue(RegisterBatch(KR, commitments("dies", 2), ["a"]))
    desk.rpc.call("evm_setAutomine", False)
    with pytest.raises(Crash):
        stuck(desk, on_step=crash_at(step, 1 if step is Step.RAISED else 2)).drain()
    desk.rpc.call("evm_setAutomine", True)
    desk.outbox.drain()
    (result,) = desk.take()
    assert (result.reference, result.state) == (["a"], OperationState.FINAL)
    assert desk.client.batch_count() == 1


def test_the_first_transaction_counts_when_it_is_mined_after_all(desk: Desk) -> None:
    desk.enqueue(RegisterBatch(KR, commitments("first", 1), ["a"]))
    desk.rpc.call("evm_setAutomine", False)

    def mine_before_sending(step: Step, _operation_id: int) -> None:
        if step is Step.RAISED:
            desk.rpc.call("anvil_mine", "0x1")

    stuck(desk, on_step=mine_before_sending, patience_s=5.0).drain()
    desk.rpc.call("evm_setAutomine", True)
    (result,) = desk.take()
    assert result.state is OperationState.FINAL
    assert attempts(desk) == [(0, 1)]
    assert desk.client.batch_count() == 1
