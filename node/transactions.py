"""Transactions as they are signed and sent: EIP-1559, and EIP-155 for chains without a base fee.

Written out because a key service signs a digest and knows nothing of transactions; compared with eth-account in tests.
"""

from collections.abc import Mapping
from typing import Any

import rlp  # type: ignore[import-untyped]

from node.keccak import keccak

_DYNAMIC_FEE = b"\x02"
_EIP_155 = 35


class UnsignedTransaction:
    """A complete transaction; `fields` are those of `eth_sendTransaction`, numbers as integers, no `to` to create."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        """Lay the fields out in the order in which they are hashed."""
        self._chain_id = int(fields["chainId"])
        self._dynamic = "maxFeePerGas" in fields
        prices = ("maxPriorityFeePerGas", "maxFeePerGas") if self._dynamic else ("gasPrice",)
        called = (_bytes(fields.get("to") or b""), int(fields.get("value", 0)), _bytes(fields.get("data", b"")))
        self._members = [int(fields["nonce"]), *(int(fields[price]) for price in prices), int(fields["gas"]), *called]

    def digest(self) -> bytes:
        """Return the 32 bytes to sign."""
        if self._dynamic:
            return keccak(_DYNAMIC_FEE + rlp.encode([self._chain_id, *self._members, []]))
        return keccak(rlp.encode([*self._members, self._chain_id, 0, 0]))

    def encode_signed(self, signature: bytes) -> bytes:
        """Return the bytes to broadcast; the signature is r, s, v in 65 bytes with v 27 or 28."""
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:64], "big")
        parity = signature[64] - 27
        if self._dynamic:
            return bytes(_DYNAMIC_FEE + rlp.encode([self._chain_id, *self._members, [], parity, r, s]))
        return bytes(rlp.encode([*self._members, _EIP_155 + 2 * self._chain_id + parity, r, s]))


def _bytes(value: str | bytes) -> bytes:
    return bytes.fromhex(value.removeprefix("0x")) if isinstance(value, str) else bytes(value)
