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

from sqlalchemy import Engine, RowMapping

from node.client import RegistryClient
from node.connection import Receipt
from node.errors import ChainUnavailableError, EstimateRefusedError, GidError, UnknownOfficeError, WrongKeyError
from node.identifiers import OfficeCode
from node.identity import require_same_chain
from node.outcomes import mined_values
from node.queue import (
    count_by_state,
    enqueue,
    offices_with_work,
    operations_in,
    pending_transactions,
    record,
    replacements_of,
    transactions_from,
)
from node.results import OperationState
from node.sending import FEE_CAP_WEI, Outcome, Sender, Step
from node.signer import Signer

__all__ = ["DrainReport", "Outbox", "Step", "enqueue"]

IN_FLIGHT = 32
"""Transactions sent and not yet mined. anvil drops some when about 1,000 wait; 32 keep it busy."""
PATIENCE_S = 60.0
RAISE_AFTER_S = 12.0
"""Without a receipt for so long, about a block of Ethereum's own chain, the oldest waiting price is raised."""
FIRST_POLL_S = 0.01
LAST_POLL_S = 0.5
UNSETTLED = {"state": OperationState.SIGNED, "first_gid": None, "batch": None, "refusal": None}
"""What an operation goes back to when the chain has dropped its transaction."""


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
        raise_after_s: float = RAISE_AFTER_S,
        fee_cap_wei: int = FEE_CAP_WEI,
        on_step: Callable[[Step, int], None] | None = None,
    ) -> None:
        """Prepare to send.

        Args:
            engine: Its database holds the node's tables.
            client: The registry.
            signers: One per office that this process may sign for.
            patience_s: How long to wait for one receipt before giving up for now.
            raise_after_s: How long to wait for one receipt before offering more for the oldest transaction.
            fee_cap_wei: The most ever offered for one gas, in wei.
            on_step: Called after every step with the operation's id; for progress, and for tests that stop there.
        """
        self._engine = engine
        self._client = client
        self._signers = signers
        self._patience_s = patience_s
        self._raise_after_s = raise_after_s
        self._on_step = on_step or (lambda _step, _operation_id: None)
        self._sender = Sender(engine, client, signers, fee_cap_wei=fee_cap_wei, on_step=self._on_step)
        self._held: dict[OfficeCode, GidError] = {}

    def drain(self) -> DrainReport:
        """Send everything enqueued and wait until each operation has its receipt; safe to call again after a crash.

        Raises:
            ChainUnavailableError: The chain is away or mines nothing; everything stays stored for the next call.
            RegistryPausedError: The guardian has stopped all writes; as above.
            UnknownOfficeError: An operation belongs to an office whose key is not here; the others are sent first.
            WrongKeyError: An office's key is another office's; the others are sent first.
            EstimateRefusedError: The node will not estimate an office's operation, as when its account cannot pay;
                the others are sent first.
        """
        require_same_chain(self._engine, self._client)
        before = count_by_state(self._engine)
        self._held = self._wrong_keys()
        self._review_mined()
        self._resend()
        while intended := self._rows(OperationState.INTENDED, limit=IN_FLIGHT):
            self._send_all(intended)
            self._await_receipts()
        for office in offices_with_work(self._engine):
            if office not in self._signers:
                raise UnknownOfficeError(office)
        for held in self._held.values():
            raise held
        after = count_by_state(self._engine)
        final, refused = (after.get(s, 0) - before.get(s, 0) for s in (OperationState.FINAL, OperationState.REFUSED))
        return DrainReport(final, refused, after.get(OperationState.MINED, 0))

    # Sending

    def _wrong_keys(self) -> dict[OfficeCode, GidError]:
        """Return the offices with work whose key here is not theirs, each with the error that says so."""
        found: dict[OfficeCode, GidError] = {}
        for office in offices_with_work(self._engine):
            try:
                if office in self._signers:
                    self._sender.require_own_key(office)
            except WrongKeyError as error:
                found[office] = error
        return found

    def _send_all(self, intended: Sequence[RowMapping]) -> None:
        """Send these, oldest first; stops early where one was split, because its parts come before what follows it."""
        for row in intended:
            if row["office"] in self._held:
                continue
            try:
                outcome = self._sender.send(row, refusal_is_final=False)
                if outcome is Outcome.HELD:
                    self._await_receipts()  # what is under way may be why: settle it, then ask again
                    outcome = self._sender.send(row, refusal_is_final=True)
            except EstimateRefusedError as error:  # this office's trouble, not the others'
                self._held[OfficeCode(row["office"])] = error
                continue
            if outcome is Outcome.SPLIT:
                return

    # Taking up what was left

    def _resend(self) -> None:
        """Take up what an earlier process left signed: look for receipts, send the same bytes, give up lost nonces.

        A chain that forgot blocks it had called final (a development chain killed by force) has forgotten transactions
        too. Theirs are sent again first, and their results are handed out anew. The order is that of the blocks in
        which they were, all offices together: a GID follows from the order, and later operations name GIDs.
        """
        rows: list[RowMapping] = []
        for signer in self._signers.values():
            rows += transactions_from(self._engine, signer.address, self._client.nonce(signer.address))
        rows.sort(key=_place_on_chain)
        for row, later in zip(rows, replacements_of(self._engine, rows), strict=True):
            if row["state"] != OperationState.SIGNED and self._receipts([row]) == [None]:
                self._record(row["id"], {**UNSETTLED, "taken": False})
            for raw in (row["raw"], *(each["raw"] for each in later)):
                self._client.broadcast(raw)
            self._on_step(Step.SENT, row["id"])
        self._give_up_lost(pending_transactions(self._engine, list(self._signers)))
        self._await_receipts()

    def _give_up_lost(self, pending: Sequence[RowMapping]) -> None:
        """Deal with transactions whose nonce is used up on the chain, or whose key is no office's any more."""
        signers = {row["signer"] for row in pending}
        mined = {address: self._client.nonce(address) for address in signers}
        retired = {
            address
            for address in signers - {signer.address for signer in self._signers.values()}
            if not self._client.is_active_key(address)
        }
        for row in pending:
            if row["nonce"] < mined[row["signer"]] or row["signer"] in retired:
                self._settle_or_replace(row)

    def _settle_or_replace(self, row: RowMapping) -> None:
        """Settle a transaction whose nonce is used up; if by another, that one was sent past this outbox: sign anew."""
        receipt = self._receipts([row])[0]
        if receipt is not None:
            self._settle(row, receipt)
        else:  # safe, because the contract lets an operation id take effect once
            self._record(row["id"], {"state": OperationState.INTENDED})

    # Receipts

    def _await_receipts(self) -> None:
        """Wait until every signed operation has its receipt."""
        quiet_since, raised_at, pause_s = time.monotonic(), time.monotonic(), FIRST_POLL_S
        while pending := pending_transactions(self._engine, list(self._signers)):
            receipts = self._receipts(pending)
            newest = self._client.tip().number if any(receipts) and self._client.config.finality_depth else None
            arrived = [(row, receipt) for row, receipt in zip(pending, receipts, strict=True) if receipt is not None]
            for row, receipt in arrived:
                self._on_step(Step.RECEIVED, row["id"])
                self._settle(row, receipt, newest=newest)
            now = time.monotonic()
            if arrived:
                quiet_since, raised_at, pause_s = now, now, FIRST_POLL_S
                continue
            if now - quiet_since > self._patience_s:
                raise self._stalled(pending)
            if now - raised_at > self._raise_after_s:
                self._raise_fees(pending)
                raised_at = now
            time.sleep(pause_s)
            pause_s = min(2 * pause_s, LAST_POLL_S)
            if pause_s == LAST_POLL_S:
                self._give_up_lost(pending)

    def _raise_fees(self, pending: Sequence[RowMapping]) -> None:
        """Offer more for every key's oldest transaction: the later ones wait for that one anyway."""
        oldest = {row["signer"]: row for row in reversed(pending)}
        for row in oldest.values():
            self._sender.raise_fee(row)

    def _receipts(self, rows: Sequence[RowMapping]) -> list[Receipt | None]:
        """Ask for the receipts of transactions, under any hash they were ever signed with."""
        later = replacements_of(self._engine, rows)
        hashes = [[row["hash"], *(each["hash"] for each in more)] for row, more in zip(rows, later, strict=True)]
        answers = iter(self._client.receipts([each for one in hashes for each in one]))
        found = [[next(answers) for _ in one] for one in hashes]
        return [next((each for each in one if each is not None), None) for one in found]

    def _stalled(self, pending: Sequence[RowMapping]) -> ChainUnavailableError:
        row = pending[0]
        complaint = self._client.broadcast(row["raw"]) or "it gives no reason"
        reason = f"transaction 0x{bytes(row['hash']).hex()} was not mined within {self._patience_s:g} s; {complaint}"
        advice = "check that the chain makes blocks and that the office's account can pay; then drain again"
        return ChainUnavailableError(self._client.config.rpc_url, reason, advice=advice)

    def _review_mined(self) -> None:
        """Make final what is deep enough, and take back what a reorganised chain has dropped."""
        rows = self._rows(OperationState.MINED)
        newest = self._client.tip().number if rows else None
        receipts = self._client.receipts([row["transaction_hash"] for row in rows])
        for row, receipt in zip(rows, receipts, strict=True):
            if receipt is None:
                self._record(row["id"], UNSETTLED)
            else:
                self._settle(row, receipt, newest=newest)

    def _settle(self, row: RowMapping, receipt: Receipt, *, newest: int | None = None) -> None:
        self._record(row["id"], mined_values(self._client, row, receipt, newest=newest))

    def _rows(self, state: OperationState, *, limit: int | None = None) -> Sequence[RowMapping]:
        offices = [office for office in self._signers if office not in self._held]
        return operations_in(self._engine, offices, state, limit=limit)

    def _record(self, operation_id: int, values: Mapping[str, object]) -> None:
        record(self._engine, operation_id, values)
        self._on_step(Step.RECORDED, operation_id)


def _place_on_chain(row: RowMapping) -> tuple[int, int, int]:
    """Sort by the block that once had it; what was never mined follows, oldest first."""
    block = row["block_number"]
    return (int(block is None), block or 0, row["id"])
