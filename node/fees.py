"""Raise the price of a transaction that nobody mines: same nonce and content, so only one of the two takes effect."""

from collections.abc import Mapping
from typing import Any

import rlp  # type: ignore[import-untyped]
from eth_account.typed_transactions.typed_transaction import TypedTransaction
from eth_utils.address import to_checksum_address
from hexbytes import HexBytes

from node.errors import InvalidInputError

RAISE_NUMERATOR, RAISE_DENOMINATOR = 9, 8
"""12.5 % a time: nodes take a replacement from 10 % on, and some compare after rounding."""
_PRICES = ("gasPrice", "maxFeePerGas", "maxPriorityFeePerGas")
_FIRST_OF_LIST = 0xC0


def price_of(fields: Mapping[str, Any]) -> int:
    """Return the most that a transaction pays for one gas, in wei."""
    return int(fields.get("maxFeePerGas", fields.get("gasPrice", 0)))


def read_fields(raw: bytes) -> dict[str, Any]:
    """Read a signed transaction back into the fields that were signed.

    Raises:
        InvalidInputError: These bytes are no transaction of the kinds this package signs.
    """
    try:
        if raw[0] >= _FIRST_OF_LIST:
            return _legacy_fields(raw)
        fields = TypedTransaction.from_bytes(HexBytes(raw)).as_dict()
    except (rlp.DecodingError, ValueError, TypeError, IndexError) as error:
        raise InvalidInputError("a stored transaction cannot be read back") from error
    wanted = ("chainId", "nonce", "gas", "value", *_PRICES[1:])
    return {name: int(fields[name]) for name in wanted} | {"to": _hex(fields["to"]), "data": _bytes(fields["data"])}


def raise_price(fields: Mapping[str, Any], present: Mapping[str, int], *, cap: int) -> dict[str, Any] | None:
    """Return the fields of a replacement, or None when nothing can be raised.

    Args:
        fields: What was signed last for this nonce.
        present: What the chain asks for now, as `ChainConnection.fees` returns it.
        cap: The most that may be paid for one gas, in wei.

    Returns:
        Every price an eighth higher, or what the chain asks for now if that is more. None on a chain without fees,
        where a replacement would not be taken, and above the cap.
    """
    prices = {name: fields[name] for name in _PRICES if name in fields}
    asked = {"gasPrice": price_of(present), **present}
    raised = {name: max(_raised(value), asked.get(name, 0)) for name, value in prices.items()}
    if "maxFeePerGas" in raised:
        raised["maxFeePerGas"] = max(raised["maxFeePerGas"], raised["maxPriorityFeePerGas"])
    if not any(prices.values()) or price_of(raised) > cap:
        return None
    return {**fields, **raised}


def _raised(price: int) -> int:
    return -(-price * RAISE_NUMERATOR // RAISE_DENOMINATOR)


def _legacy_fields(raw: bytes) -> dict[str, Any]:
    nonce, price, gas, to, value, data, v, _r, _s = rlp.decode(raw)
    number = int.from_bytes
    return {
        "chainId": (number(v, "big") - 35) // 2,
        "nonce": number(nonce, "big"),
        "gasPrice": number(price, "big"),
        "gas": number(gas, "big"),
        "to": _hex(to),
        "value": number(value, "big"),
        "data": bytes(data),
    }


def _bytes(value: object) -> bytes:
    return bytes(HexBytes(value))  # type: ignore[arg-type]


def _hex(value: object) -> str:
    return str(to_checksum_address(_bytes(value)))
