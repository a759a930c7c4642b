"""A funded account for what anybody may send: deployments and decisions that others have signed."""

import time

from eth_account import Account

from node.connection import Receipt
from node.errors import ChainUnavailableError, DevnetError
from node.reverts import error_from_data
from node.rpc import Rpc, RpcError
from node.signer import KeystoreKey, Signer

FUNDS_WEI = 10**24
TIP_WEI = 10**9
PATIENCE_S = 20.0


def fund(rpc: Rpc, address: str, *, wei: int = FUNDS_WEI) -> None:
    """Give an account of the development chain money, unless it has half as much already."""
    if int(rpc.call("eth_getBalance", address, "latest"), 16) < wei // 2:
        rpc.call("anvil_setBalance", address, hex(wei))


class Relayer:
    """Sends transactions from a key that holds no office's rights."""

    def __init__(self, rpc: Rpc, signer: Signer | None = None) -> None:
        """Prepare to send.

        Args:
            rpc: The chain.
            signer: An account that has money there; without one a key is drawn, written nowhere and funded by anvil.
        """
        self._rpc = rpc
        self._signer = signer or Signer(KeystoreKey(Account.create()))
        if signer is None:
            fund(rpc, self._signer.address)
        self._nonce = int(rpc.call("eth_getTransactionCount", self._signer.address, "latest"), 16)

    def send(self, data: bytes, *, to: str | None = None) -> tuple[Receipt, str]:
        """Send one transaction and wait for it.

        Args:
            data: Calldata, or creation bytecode.
            to: The contract, or None to create one.

        Returns:
            The receipt, and the address of a created contract or an empty text.

        Raises:
            GidError: The domain error with which the contract refuses.
            DevnetError: It was mined and failed, or not mined in time.
        """
        fields = {"from": self._signer.address, "data": "0x" + data.hex()} | ({"to": to} if to else {})
        try:
            gas = int(self._rpc.call("eth_estimateGas", fields), 16)
        except RpcError as error:
            if error.data:
                raise error_from_data(error.data) from error
            raise
        base_fee = int(self._rpc.call("eth_getBlockByNumber", "latest", False)["baseFeePerGas"], 16)
        fees = {"maxFeePerGas": 2 * base_fee + TIP_WEI, "maxPriorityFeePerGas": TIP_WEI}
        chain_id = int(self._rpc.call("eth_chainId"), 16)
        transaction = {"chainId": chain_id, "nonce": self._nonce, "gas": gas + gas // 10, "value": 0, **fees}
        signed = self._signer.sign_transaction({**transaction, "data": data, **({"to": to} if to else {})})
        self._rpc.call("eth_sendRawTransaction", "0x" + signed.raw.hex())
        self._nonce += 1
        return self._await(signed.hash)

    def _await(self, transaction_hash: bytes) -> tuple[Receipt, str]:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            raw = self._rpc.call("eth_getTransactionReceipt", "0x" + transaction_hash.hex())
            if raw is not None:
                return _succeeded(raw), raw.get("contractAddress") or ""
            time.sleep(0.01)
        raise ChainUnavailableError(self._rpc.url, f"a transaction was not mined within {PATIENCE_S:g} s")


def _succeeded(raw: dict[str, object]) -> Receipt:
    receipt = Receipt.from_json(raw)
    if not receipt.succeeded:
        raise DevnetError(f"transaction 0x{receipt.transaction_hash.hex()} was mined and failed")
    return receipt
