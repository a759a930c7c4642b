"""One chain and its two contracts over JSON-RPC: pinned at the first call, then blocks, logs and transactions."""

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

from node.abi import load_artifact
from node.deployed_code import is_code_of
from node.errors import ChainUnavailableError, GasLimitError, WrongChainError
from node.reverts import error_from_data
from node.rpc import TIMEOUT_S, Rpc, RpcError

ASK_AGAIN_AFTER_S = (0.02, 0.05, 0.1, 0.2, 0.4)
"""Waits before a read is repeated that the node answered with an error of its own (anvil under load: "block height is
7 but requested was 6" to a call at `latest`)."""

TRANSACTION_GAS_CAP = 16_777_216
"""EIP-7825: no transaction may have more gas."""


@dataclass(frozen=True, slots=True)
class ChainConfig:
    """Which chain and which contracts.

    Attributes:
        finality_depth: A block is final when this many have followed it.
        timeout_s: For one request, in seconds.
        gas_cap: The most gas one transaction may have here; the chain's own block limit counts too.
    """

    rpc_url: str
    chain_id: int
    registry: str
    offices: str
    finality_depth: int = 0
    timeout_s: float = TIMEOUT_S
    gas_cap: int = TRANSACTION_GAS_CAP


@dataclass(frozen=True, slots=True)
class Block:
    """A block header; hashes are 32 bytes, the timestamp unix seconds."""

    number: int
    hash: bytes
    parent: bytes
    timestamp: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a mined transaction."""

    transaction_hash: bytes
    block_number: int
    block_hash: bytes
    succeeded: bool
    gas_used: int
    logs: tuple[Mapping[str, Any], ...]

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Self:
        """Read what `eth_getTransactionReceipt` answers."""
        return cls(
            transaction_hash=bytes.fromhex(raw["transactionHash"][2:]),
            block_number=int(raw["blockNumber"], 16),
            block_hash=bytes.fromhex(raw["blockHash"][2:]),
            succeeded=int(raw["status"], 16) == 1,
            gas_used=int(raw["gasUsed"], 16),
            logs=tuple(raw["logs"]),
        )


class ChainConnection:
    """The configured chain. The first call checks chain id and contract code, once."""

    def __init__(self, config: ChainConfig) -> None:
        self.config = config
        self.rpc = Rpc(config.rpc_url, timeout_s=config.timeout_s)
        self._connected = False
        self._block_gas_limit = TRANSACTION_GAS_CAP

    def connect(self) -> Self:
        """Check that the endpoint serves the configured chain, and that both contracts are there and belong together.

        Raises:
            ChainUnavailableError: Nothing usable answers.
            WrongChainError: Another chain id, no code or other code at an address, or another registry's offices.
        """
        if self._connected:
            return self
        served = served_chain_id(self.rpc)
        if served != self.config.chain_id:
            raise WrongChainError("chain id", expected=self.config.chain_id, actual=served)
        for name, address in (("ApplicantRegistry", self.config.registry), ("Offices", self.config.offices)):
            code = str(self.guarded("eth_getCode", address, "latest") or "0x")
            if not is_code_of(name, bytes.fromhex(code[2:])):
                actual = "none" if code == "0x" else f"{len(code) // 2 - 1} bytes of another program"
                raise WrongChainError(f"contract at {address}", expected=f"{name} code", actual=actual)
        self._require_own_offices()
        newest = self.rpc.call("eth_getBlockByNumber", "latest", False) or {}
        self._block_gas_limit = int(newest.get("gasLimit", hex(TRANSACTION_GAS_CAP)), 16)
        self._connected = True
        return self

    def _require_own_offices(self) -> None:
        """Two right contracts of two deployments would pass one by one, and every office would look unknown."""
        call = {
            "to": self.config.registry,
            "data": "0x" + load_artifact("ApplicantRegistry").functions["offices"].selector.hex(),
        }
        actual = "0x" + str(self.guarded("eth_call", call, "latest"))[-40:]
        if actual.lower() != self.config.offices.lower():
            raise WrongChainError(
                f"offices of the registry at {self.config.registry}", expected=self.config.offices, actual=actual
            )

    def gas_cap(self) -> int:
        """Return the most gas that one transaction may have: the configured cap, or a block's limit if that is less."""
        self.connect()
        return min(self.config.gas_cap, self._block_gas_limit)

    # Blocks and logs

    def block(self, number: int | str = "latest") -> Block | None:
        """Return a block header, or None when the chain has none of that number."""
        self.connect()
        return _block(self.rpc.call("eth_getBlockByNumber", block_tag(number), False))

    def tip(self) -> Block:
        """Return the newest block's header."""
        block = self.block("latest")
        if block is None:
            raise ChainUnavailableError(self.config.rpc_url, "it has no blocks")
        return block

    def blocks(self, numbers: Sequence[int]) -> list[Block | None]:
        """Return several headers in one round trip."""
        self.connect()
        return [_block(raw) for raw in self.rpc.batch("eth_getBlockByNumber", [(hex(n), False) for n in numbers])]

    def logs(self, first: int, last: int) -> list[Mapping[str, Any]]:
        """Return both contracts' raw logs of a range of blocks, ends included, in chain order."""
        self.connect()
        addresses = [self.config.registry, self.config.offices]
        query = {"address": addresses, "fromBlock": hex(first), "toBlock": hex(last)}
        try:
            logs: list[Mapping[str, Any]] = self.rpc.call("eth_getLogs", query)
        except RpcError:
            if first == last:
                raise
            middle = (first + last) // 2  # many nodes limit the blocks or logs of one answer, each in its own words
            return self.logs(first, middle) + self.logs(middle + 1, last)
        return logs

    # Transactions

    def estimate_gas(self, sender: str, data: bytes) -> int:
        """Estimate the gas of a call to the registry; includes the calldata floor of EIP-7623.

        Raises:
            GasLimitError: More than one transaction may have.
            GidError: The domain error of a revert.
        """
        self.connect()
        call = {"from": sender, "to": self.config.registry, "data": "0x" + data.hex()}
        gas = _number(self.rpc, self.guarded("eth_estimateGas", call))
        if gas > self.gas_cap():
            raise GasLimitError(gas, self.gas_cap())
        return gas

    def call_registry(self, sender: str, data: bytes) -> None:
        """Execute a call without a transaction; raises the domain error when the contract refuses."""
        self.connect()
        self.guarded("eth_call", {"from": sender, "to": self.config.registry, "data": "0x" + data.hex()}, "latest")

    def nonce(self, address: str) -> int:
        """Return how many transactions of this address are mined."""
        self.connect()
        return _number(self.rpc, self.guarded("eth_getTransactionCount", address, "latest"))

    def fees(self) -> dict[str, int]:
        """Return the fee fields of a transaction, in wei: EIP-1559 where blocks have a base fee, else a gas price."""
        self.connect()
        base = (self.rpc.call("eth_getBlockByNumber", "latest", False) or {}).get("baseFeePerGas")
        if base is None:
            return {"gasPrice": _number(self.rpc, self.rpc.call("eth_gasPrice"))}
        tip = self._priority_fee(int(base, 16))
        return {"maxFeePerGas": 2 * int(base, 16) + tip, "maxPriorityFeePerGas": tip}

    def _priority_fee(self, base_fee: int) -> int:
        """Ask what to offer above the base fee; nodes without that method say it as part of their gas price."""
        try:
            return _number(self.rpc, self.rpc.call("eth_maxPriorityFeePerGas"))
        except RpcError:
            return max(_number(self.rpc, self.rpc.call("eth_gasPrice")) - base_fee, 0)

    def broadcast(self, raw: bytes) -> str:
        """Hand a signed transaction to the node; return its complaint, for people only: receipts decide."""
        self.connect()
        try:
            self.rpc.call("eth_sendRawTransaction", "0x" + raw.hex())
        except RpcError as error:
            return error.message
        return ""

    def receipts(self, hashes: Sequence[bytes]) -> list[Receipt | None]:
        """Return what became of several transactions, in one round trip; None for those not mined."""
        self.connect()
        raws = self.rpc.batch("eth_getTransactionReceipt", [("0x" + each.hex(),) for each in hashes])
        return [Receipt.from_json(raw) if raw and raw["blockHash"] else None for raw in raws]

    def guarded(self, method: str, *params: object) -> Any:
        """Ask something of the present state; revert data becomes a domain error.

        A node that takes in a block at that moment may answer with an error of its own: asked again, it has settled.
        """
        for wait_s in ASK_AGAIN_AFTER_S:
            with suppress(RpcError):
                return self._asked(method, *params)
            time.sleep(wait_s)
        return self._asked(method, *params)

    def _asked(self, method: str, *params: object) -> Any:
        try:
            return self.rpc.call(method, *params)
        except RpcError as error:
            if error.data:
                raise error_from_data(error.data) from error
            raise


def served_chain_id(rpc: Rpc) -> int:
    """Ask an endpoint which chain it serves."""
    return _number(rpc, rpc.call("eth_chainId"))


def block_tag(block: int | str) -> str:
    """Return a block number, or a tag such as `latest`, in the form of an RPC parameter."""
    return block if isinstance(block, str) else hex(block)


def _number(rpc: Rpc, value: object) -> int:
    try:
        return int(str(value), 16)
    except ValueError as error:
        raise ChainUnavailableError(rpc.url, "the answer is not a JSON-RPC number") from error


def _block(raw: Mapping[str, Any] | None) -> Block | None:
    if raw is None:
        return None
    hashes = (bytes.fromhex(raw["hash"][2:]), bytes.fromhex(raw["parentHash"][2:]))
    return Block(int(raw["number"], 16), *hashes, int(raw["timestamp"], 16))
