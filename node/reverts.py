"""From revert bytes to an error of this layer. Clients raise reverts in different ways; only the bytes are trusted."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from node.abi import Signature, decode_arguments, load_artifact
from node.errors import GidError, OfficeNotActiveError, RegistryPausedError, RevertedError, UnknownGidError

CONTRACTS = ("ApplicantRegistry", "Offices")
FORBIDDING = frozenset({"OfficesKeyNotActive", "RegistryNotLinked", "RegistryConsentMissing", "RegistryConsentInvalid"})
OPERATION_USED = "RegistryOperationUsed"
_REASON = Signature("Error", bytes.fromhex("08c379a0"), ("message",), ("string",), ())
_PANIC = Signature("Panic", bytes.fromhex("4e487b71"), ("code",), ("uint256",), ())


@cache
def known_errors() -> Mapping[bytes, Signature]:
    """Return every custom error of the contracts by its selector, with Solidity's two own ones."""
    table = {_REASON.selector: _REASON, _PANIC.selector: _PANIC}
    for contract in CONTRACTS:
        table |= load_artifact(contract).errors
    return table


def name_revert(data: str) -> tuple[str, dict[str, Any]]:
    """Return the error's name and arguments; bytes are shown as hexadecimal. Unknown data gives ("unknown", {})."""
    raw = bytes.fromhex(data.removeprefix("0x")) if data else b""
    signature = known_errors().get(raw[:4])
    values = decode_arguments(signature.inputs, raw[4:]) if signature else None
    if signature is None or values is None:
        return "unknown", {"data": data[:138]} if data else {}
    shown = ("0x" + value.hex() if isinstance(value, bytes) else value for value in values)
    return signature.name, dict(zip(signature.input_names, shown, strict=True))


def error_for(name: str, arguments: Mapping[str, Any], *, selector: str = "") -> GidError:
    """Return the domain error for a named revert."""
    if name == "RegistryUnknownGid":
        return UnknownGidError(int(arguments["gid"]))
    if name == "OfficesPaused":
        return RegistryPausedError(int(arguments["until"]))
    if name in FORBIDDING:
        return OfficeNotActiveError(name, arguments, selector=selector)
    return RevertedError(name, arguments, selector=selector)


def error_from_data(data: str) -> GidError:
    """Return the domain error for raw revert data."""
    name, arguments = name_revert(data)
    return error_for(name, arguments, selector=data[:10])
