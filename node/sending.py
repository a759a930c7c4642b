"""One operation onto the wire: estimate, sign, store, broadcast; and again at a higher price when nobody mines it."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from sqlalchemy import Engine, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from node.client import RegistryClient
from node.errors import (
    ChainUnavailableError,
    EstimateRefusedError,
    GasLimitError,
    GidError,
    RegistryPausedError,
    RevertedError,
    WrongKeyError,
)
from node.fees import raise_price, read_fields
from node.identifiers import OfficeCode
from node.outcomes import refused_values, values_from_chain
from node.queue import next_nonce, record
from node.results import OperationState
from node.reverts import OPERATION_USED
from node.rpc import RpcError
from node.signer import Signer
from node.splitting import ids_if_divided, may_exceed, split_operation
from node.tables import operations, replacements, transactions

FEE_CAP_WEI = 500 * 10**9
"""The most that is ever paid for one gas. On a chain without fees nothing is paid and nothing can be raised."""
_CANNOT_PAY = "check that the office's account can pay and that the node serves eth_estimateGas; then drain again"


class Step(StrEnum):
    """The moments between which a process may die; each is named so that a test can stop there."""

    ESTIMATED = "estimated"
    SPLIT = "split"
    SIGNED = "signed"
    STORED = "stored"
    SENT = "sent"
    RAISED = "raised"
    RECEIVED = "received"
    RECORDED = "recorded"


class Outcome(StrEnum):
    """What came of trying to send one operation."""

    SETTLED = "settled"  # sent, or refused for good
    HELD = "held"  # the contract would refuse it now, which may pass
    SPLIT = "split"  # its parts wait in its place


class Sender:
    """Signs for several offices; every signed byte is stored before it is sent."""

    def __init__(
        self,
        engine: Engine,
        client: RegistryClient,
        signers: Mapping[OfficeCode, Signer],
        *,
        fee_cap_wei: int,
        on_step: Callable[[Step, int], None],
    ) -> None:
        self._engine = engine
        self._client = client
        self._signers = signers
        self._fee_cap_wei = fee_cap_wei
        self._on_step = on_step

    def require_own_key(self, office: OfficeCode) -> None:
        """Check that the key kept for an office is not another office's.

        Raises:
            WrongKeyError: It is; the contract goes by the key alone and would take the other office for the sender.
        """
        address = self._signers[office].address
        actual = self._client.office_of_key(address)
        if actual not in (None, office):
            raise WrongKeyError(office, address=address, actual=str(actual))

    def send(self, row: RowMapping, *, refusal_is_final: bool) -> Outcome:
        """Sign, store and broadcast one operation.

        Raises:
            ChainUnavailableError: Nothing usable answers; EstimateRefusedError when only this operation is the trouble.
            RegistryPausedError: All writes are stopped.
        """
        signer = self._signers[OfficeCode(row["office"])]
        try:
            gas = self._estimate(row, signer)
        except (ChainUnavailableError, RegistryPausedError):
            raise
        except GasLimitError as error:
            divided = self._divide(row)
            return divided if divided is Outcome.SPLIT else self._refuse(row, error, final=True)
        except RevertedError as error:
            if error.name == OPERATION_USED:  # an earlier life of this database had sent it
                self._record(row["id"], values_from_chain(self._client, row))
                return Outcome.SETTLED
            return self._refuse(row, error, final=refusal_is_final)
        except GidError as error:
            return self._refuse(row, error, final=refusal_is_final)
        if may_exceed(row, self._client.gas_cap()) and self._was_divided(row):
            return self._divide(row)
        self._on_step(Step.ESTIMATED, row["id"])
        raw = self._sign(row, signer, gas_limit=min(gas + gas // 10 + 10_000, self._client.gas_cap()))
        self._on_step(Step.STORED, row["id"])
        if raw is not None:  # None: another process signed it in the meantime
            self._client.broadcast(raw)
            self._on_step(Step.SENT, row["id"])
        return Outcome.SETTLED

    def raise_fee(self, row: RowMapping) -> None:
        """Sign a pending transaction anew at a higher price and send it; where that is no use, send the old one again.

        Whichever of them is mined, it is the same nonce, so the other never is.
        """
        attempts = self._attempts(row)
        last = attempts[-1] if attempts else bytes(row["raw"])
        fields = raise_price(read_fields(last), self._client.fees(), cap=self._fee_cap_wei)
        signer = self._signers[OfficeCode(row["office"])]
        if fields is None or signer.address != row["signer"]:
            self._client.broadcast(last)
            return
        signed = signer.sign_transaction(fields)
        values = {"hash": signed.hash, "operation": row["id"], "signer": row["signer"], "nonce": row["nonce"]}
        try:
            with self._engine.begin() as connection:
                number = len(attempts) + 1
                connection.execute(insert(replacements).values(**values, attempt=number, raw=signed.raw))
        except IntegrityError:  # another process has raised it just now
            return
        self._on_step(Step.RAISED, row["id"])
        self._client.broadcast(signed.raw)
        self._on_step(Step.SENT, row["id"])

    def _estimate(self, row: RowMapping, signer: Signer) -> int:
        try:
            return self._client.estimate_gas(signer.address, bytes(row["calldata"]))
        except RpcError as error:  # no revert data: the contract has said nothing, and texts decide nothing
            cap = self._client.gas_cap()
            if may_exceed(row, cap):
                raise GasLimitError(cap + 1, cap) from error
            raise EstimateRefusedError(self._client.config.rpc_url, str(error), advice=_CANNOT_PAY) from error

    def _divide(self, row: RowMapping) -> Outcome:
        if not split_operation(self._engine, row):
            return Outcome.HELD
        self._on_step(Step.SPLIT, row["id"])
        return Outcome.SPLIT

    def _was_divided(self, row: RowMapping) -> bool:
        number = self._client.office_by_code(OfficeCode(row["office"])).number
        return any(self._client.is_operation_used(number, op_id) for op_id in ids_if_divided(dict(row)))

    def _refuse(self, row: RowMapping, error: GidError, *, final: bool) -> Outcome:
        if final and isinstance(error, RevertedError) and self._was_divided(row):
            return self._divide(row)
        if final:
            self._record(row["id"], refused_values(error))
        return Outcome.SETTLED if final else Outcome.HELD

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

    def _attempts(self, row: RowMapping) -> list[bytes]:
        table = replacements.c
        query = select(table.raw).where(table.signer == row["signer"], table.nonce == row["nonce"])
        with self._engine.connect() as connection:
            return [bytes(raw) for raw in connection.execute(query.order_by(table.attempt)).scalars()]

    def _record(self, operation_id: int, values: Mapping[str, object]) -> None:
        record(self._engine, operation_id, values)
        self._on_step(Step.RECORDED, operation_id)
