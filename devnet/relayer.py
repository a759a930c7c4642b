"""A throwaway funded account for what anybody may send: deployments and decisions that others have signed."""

import time

from eth_account import Account

from node.connection import Receipt
from node.errors import ChainUnavailableError, DevnetError
from node.reverts import error_from_data
from node.rpc import Rpc, RpcError

FUNDS_WEI = 10**24
PATIENCE_S = 20.0


def fund(rpc: Rpc, address: str, *, wei: int = FUNDS_WEI) -> None:
    """Give an account of the development chain money, unless it has half as much already."""
    if int(rpc.call("eth_getBalance", address, "latest"), 16) < wei // 2:
        rpc.call("anvil_setBalance", address, hex(wei))


class Relayer:
    """Sends transactions from a key that is drawn here and written nowhere; it holds no office's rights."""

    def __init__(self, rpc: Rpc) -> None:
        self._rpc = rpc
        self._account = Account.create()
        self._nonce = 0
        fund(rpc, self._account.address)

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
        fields = {"from": self._account.address, "data": "0x" + data.hex()} | ({"to": to} if to else {})
        try:
            gas = int(self._rpc.call("eth_estimateGas", fields), 16)
        except RpcError as error:
            if error.data:
                raise error_from_data(error.data) from error
            raise
        price = 2 * int(self._rpc.call("eth_gasPrice"), 16)
        chain_id = int(self._rpc.call("eth_chainId"), 16)
        transaction = {"chainId": chain_id, "nonce": self._nonce, "gas": gas + gas // 10, "gasPrice": price, "value": 0}
        signed = self._account.sign_transaction({**transaction, "data": data, **({"to": to} if to else {})})
        self._rpc.call("eth_sendRawTransaction", "0x" + signed.raw_transaction.hex())
        self._nonce += 1
        return self._await(bytes(signed.hash))

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
