"""Signatures in the one form that the contracts take: r, s, v in 65 bytes, v 27 or 28, s in the lower half."""

from collections.abc import Mapping
from typing import Any

from coincurve import PublicKey
from eth_account.messages import encode_typed_data
from eth_utils.address import to_checksum_address

from node.errors import KeystoreError
from node.keccak import keccak

CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
HALF_ORDER = CURVE_ORDER // 2
SIGNATURE_BYTES = 65
_FIRST_V = 27


def typed_data_digest(typed_data: Mapping[str, Any]) -> bytes:
    """Return the 32 bytes that are signed for EIP-712 typed data."""
    message = encode_typed_data(full_message=dict(typed_data))
    return keccak(b"\x19" + message.version + message.header + message.body)


def recover_address(digest: bytes, signature: bytes) -> str | None:
    """Return the address, in EIP-55 form, whose key signed a digest.

    Returns:
        None for whatever the contracts refuse too: another length or v, s in the upper half (the same signature written
        a second way), r or s out of range, no point of the curve.
    """
    if len(signature) != SIGNATURE_BYTES or signature[64] not in (_FIRST_V, _FIRST_V + 1):
        return None
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:64], "big")
    if not (0 < r < CURVE_ORDER and 0 < s <= HALF_ORDER):
        return None
    compact = signature[:64] + bytes([signature[64] - _FIRST_V])
    try:
        key = PublicKey.from_signature_and_message(compact, digest, hasher=None)
    except Exception:  # coincurve raises bare Exception where no point fits
        return None
    return to_checksum_address(keccak(key.format(compressed=False)[1:])[12:])


def recover_signer(typed_data: Mapping[str, Any], signature: bytes) -> str | None:
    """Return the address whose key signed EIP-712 typed data, or None as `recover_address` does."""
    return recover_address(typed_data_digest(typed_data), signature)


def complete_signature(digest: bytes, r: int, s: int, *, address: str) -> bytes:
    """Bring r and s, as any ECDSA signer gives them, into the one form: s into the lower half, v by trying both.

    Raises:
        KeystoreError: They are no signature of `address` over `digest`; nothing must be sent with them.
    """
    if 0 < r < CURVE_ORDER and 0 < s < CURVE_ORDER:
        low = min(s, CURVE_ORDER - s)
        for v in (_FIRST_V, _FIRST_V + 1):
            signature = r.to_bytes(32, "big") + low.to_bytes(32, "big") + bytes([v])
            if recover_address(digest, signature) == address:
                return signature
    raise KeystoreError(f"what the key service returned is no signature of {address}")
