"""From an intended operation to a receipt, such that a process that dies anywhere loses and doubles nothing.

The order is the whole point:
1. `enqueue` writes the operation in the caller's own transaction: approved and intended are one commit.
2. The signed raw transaction with its nonce is committed before it is sent for the first time.
3. Only receipts decide. The texts of RPC errors differ by client and version, and decide nothing.
4. The contract lets an office use an operation id once, so even a restored old backup cannot double anything.
After a crash `drain` is called again: it sends the very same bytes, which have the very same hash.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Engine, RowMapping, insert, update
from sqlalchemy.exc import IntegrityError

from node.client import RegistryClient
from node.connection import TRANSACTION_GAS_CAP, Receipt
from node.errors import ChainUnavailableError, GidError, RegistryPausedError, RevertedError, UnknownOfficeError
from node.identifiers import OfficeCode
from node.identity import require_same_chain
from node.outcomes import mined_values, refused_values, values_from_chain
from node.queue import (
    count_by_state,
    enqueue,
    next_nonce,
    offices_with_work,
    operations_in,
    pending_transactions,
    transactions_from,
)
from node.results import OperationState
from node.reverts import OPERATION_USED
from node.signer import Signer
from node.tables import operations, transactions

__all__ = ["DrainReport", "Outbox", "Step", "enqueue"]

IN_FLIGHT = 32
"""Transactions sent and not yet mined. anvil drops some when about 1,000 wait; 32 keep it busy."""
PATIENCE_S = 60.0
FIRST_POLL_S = 0.01
LAST_POLL_S = 0.5
UNSETTLED = {"state": OperationState.SIGNED, "first_gid": None, "batch": None, "refusal": None}
"""What an operation goes back to when the chain has dropped its transaction."""


class Step(StrEnum):
    """The moments between which a process may die; each is named so that a test can stop there."""

    ESTIMATED = "estimated"
    SIGNED = "signed"
    STORED = "stored"
    SENT = "sent"
    RECEIVED = "received"
    RECORDED = "recorded"


@dataclass(frozen=True, slots=True)
class DrainReport:
    """What one call of `drain` settled; `waiting` operations are mined but not yet final."""

    final: int
    refused: int
    waiting: int


class Outbox:
    """Sends what is enqueued, oldest first. One process drains at a time; a second one at once does no harm."""

    def __init__(
        self,
        engine: Engine,
        client: RegistryClient,
        signers: Mapping[OfficeCode, Signer],
        *,
        patience_s: float = PATIENCE_S,
        on_step: Callable[[Step, int], None] | None = None,
    ) -> None:
        """Prepare to send.

        Args:
            engine: Its database holds the node's tables.
            client: The registry.
            signers: One per office that this process may sign for.
            patience_s: How long to wait for one receipt before giving up for now.
            on_step: Called after every step with the operation's id; for progress, and for tests that stop there.
        """
        self._engine = engine
        self._client = client
        self._signers = signers
        self._patience_s = patience_s
        self._on_step = on_step or (lambda _step, _operation_id: None)

    def drain(self) -> DrainReport:
        """Send everything enqueued and wait until each operation has its receipt; safe to call again after a crash.

        Raises:
            ChainUnavailableError: The chain is away or mines nothing; everything stays stored for the next call.
            RegistryPausedError: The guardian has stopped all writes; as above.
            UnknownOfficeError: An operation belongs to an office whose key is not here; the others are sent first.
        """
        require_same_chain(self._engine, self._client)
        before = count_by_state(self._engine)
        self._review_mined()
        self._resend()
        while intended := self._rows(OperationState.INTENDED, limit=IN_FLIGHT):
            for row in intended:
                if not self._send(row):
                    self._await_receipts()  # what is under way may be why: settle it, then ask again
                    self._send(row, refusal_is_final=True)
            self._await_receipts()
        for office in offices_with_work(self._engine):
            if office not in self._signers:
                raise UnknownOfficeError(office)
        after = count_by_state(self._engine)
        final, refused = (after.get(s, 0) - before.get(s, 0) for s in (OperationState.FINAL, OperationState.REFUSED))
        return DrainReport(final, refused, after.get(OperationState.MINED, 0))

    # Sending

    def _send(self, row: RowMapping, *, refusal_is_final: bool = False) -> bool:
        """Sign, store and broadcast one operation; False when the contract would refuse it now, which may pass."""
        signer = self._signers[OfficeCode(row["office"])]
        try:
            gas = self._client.estimate_gas(signer.address, bytes(row["calldata"]))
        except (ChainUnavailableError, RegistryPausedError):
            raise
        except RevertedError as error:
            if error.name == OPERATION_USED:  # an earlier life of this database had sent it
                self._record(row["id"], values_from_chain(self._client, row))
                return True
            return self._refuse(row, error, final=refusal_is_final)
        except GidError as error:
            return self._refuse(row, error, final=refusal_is_final)
        self._on_step(Step.ESTIMATED, row["id"])
        raw = self._sign(row, signer, gas_limit=min(gas + gas // 10 + 10_000, TRANSACTION_GAS_CAP))
        self._on_step(Step.STORED, row["id"])
        if raw is not None:  # None: another process signed it in the meantime
            self._client.broadcast(raw)
            self._on_step(Step.SENT, row["id"])
        return True

    def _refuse(self, row: RowMapping, error: GidError, *, final: bool) -> bool:
        if final:
            self._record(row["id"], refused_values(error))
        return final

    def _sign(self, row: RowMapping, signer: Signer, *, gas_limit: int) -> bytes | None:
        """Give the operation the next nonce, sign it, commit the bytes. Two processes cannot take one nonce or row."""
        fields = {
            "chainId": self._client.config.chain_id,
            "to": self._client.config.registry,
            "value": 0,
            "gas": gas_limit,
            "data": bytes(row["calldata"]),
            **self._client.fees(),
        }
        mined = self._client.nonce(signer.address)
        try:
            with self._engine.begin() as connection:
                claimed = connection.execute(
                    update(operations)
                    .where(operations.c.id == row["id"], operations.c.state == OperationState.INTENDED)
                    .values(state=OperationState.SIGNED)
                )
                if claimed.rowcount != 1:
                    return None
                nonce = next_nonce(connection, signer.address, mined=mined)
                signed = signer.sign_transaction({**fields, "nonce": nonce})
                self._on_step(Step.SIGNED, row["id"])
                stored = {"hash": signed.hash, "operation": row["id"], "signer": signer.address}
                connection.execute(insert(transactions).values(**stored, nonce=nonce, raw=signed.raw))
        except IntegrityError:
            return None
        return signed.raw

    def _resend(self) -> None:
        """Take up what an earlier process left signed: look for receipts, send the same bytes, give up lost nonces.

        A chain that forgot blocks it had called final (a development chain killed by force) has forgotten transactions
        too. Theirs are sent again first, in the order of nonces, and their results are handed out anew.
        """
        for signer in self._signers.values():
            mined = self._client.nonce(signer.address)
            for row in transactions_from(self._engine, signer.address, mined):
                if row["state"] != OperationState.SIGNED and self._client.receipts([row["hash"]]) == [None]:
                    self._record(row["id"], {**UNSETTLED, "taken": False})
                self._client.broadcast(row["raw"])
                self._on_step(Step.SENT, row["id"])
        self._give_up_lost(pending_transactions(self._engine, list(self._signers)))
        self._await_receipts()

    def _give_up_lost(self, pending: Sequence[RowMapping]) -> None:
        """Deal with transactions whose nonce is used up on the chain."""
        mined = {address: self._client.nonce(address) for address in {row["signer"] for row in pending}}
        for row in pending:
            if row["nonce"] < mined[row["signer"]]:
                self._settle_or_replace(row)

    def _settle_or_replace(self, row: RowMapping) -> None:
        """Settle a transaction whose nonce is used up; if by another, that one was sent past this outbox: sign anew."""
        receipt = self._client.receipts([row["hash"]])[0]
        if receipt is not None:
            self._settle(row, receipt)
        else:  # safe, because the contract lets an operation id take effect once
            self._record(row["id"], {"state": OperationState.INTENDED})

    # Receipts

    def _await_receipts(self) -> None:
        """Wait until every signed operation has its receipt."""
        deadline, pause_s = time.monotonic() + self._patience_s, FIRST_POLL_S
        while pending := pending_transactions(self._engine, list(self._signers)):
            receipts = self._client.receipts([row["hash"] for row in pending])
            arrived = [(row, receipt) for row, receipt in zip(pending, receipts, strict=True) if receipt is not None]
            for row, receipt in arrived:
                self._on_step(Step.RECEIVED, row["id"])
                self._settle(row, receipt)
            if arrived:
                deadline, pause_s = time.monotonic() + self._patience_s, FIRST_POLL_S
                continue
            if time.monotonic() > deadline:
                raise self._stalled(pending)
            time.sleep(pause_s)
            pause_s = min(2 * pause_s, LAST_POLL_S)
            if pause_s == LAST_POLL_S:
                self._give_up_lost(pending)

    def _stalled(self, pending: Sequence[RowMapping]) -> ChainUnavailableError:
        row = pending[0]
        complaint = self._client.broadcast(row["raw"]) or "it gives no reason"
        reason = f"transaction 0x{bytes(row['hash']).hex()} was not mined within {self._patience_s:g} s; {complaint}"
        advice = "check that the chain makes blocks and that the office's account can pay; then drain again"
        return ChainUnavailableError(self._client.config.rpc_url, reason, advice=advice)

    def _review_mined(self) -> None:
        """Make final what is deep enough, and take back what a reorganised chain has dropped."""
        rows = self._rows(OperationState.MINED)
        receipts = self._client.receipts([row["transaction_hash"] for row in rows])
        for row, receipt in zip(rows, receipts, strict=True):
            if receipt is not None:
                self._settle(row, receipt)
            else:
                self._record(row["id"], UNSETTLED)

    def _settle(self, row: RowMapping, receipt: Receipt) -> None:
        self._record(row["id"], mined_values(self._client, row, receipt))

    def _rows(self, state: OperationState, *, limit: int | None = None) -> Sequence[RowMapping]:
        return operations_in(self._engine, list(self._signers), state, limit=limit)

    def _record(self, operation_id: int, values: Mapping[str, object]) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(operations).where(operations.c.id == operation_id).values(**values))
        self._on_step(Step.RECORDED, operation_id)
