"""`with reverts(...)`: a call must fail with this custom error and these arguments."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from eth_abi.abi import decode
from eth_utils import function_abi_to_4byte_selector
from web3.exceptions import ContractCustomError, Web3RPCError

from tests.contracts.chain import read_artifact


def _read_errors() -> dict[bytes, dict[str, Any]]:
    entries = [entry for name in ("ApplicantRegistry", "Offices") for entry in read_artifact(name)["abi"]]
    return {function_abi_to_4byte_selector(entry): entry for entry in entries if entry["type"] == "error"}


_ERRORS = _read_errors()


def known_errors() -> set[str]:
    """Names of all custom errors of both contracts."""
    return {entry["name"] for entry in _ERRORS.values()}


def decode_error(data: bytes) -> tuple[str, dict[str, Any]]:
    """Name a custom error and its arguments."""
    entry = _ERRORS[data[:4]]
    values = decode([given["type"] for given in entry["inputs"]], data[4:])
    return entry["name"], {given["name"]: value for given, value in zip(entry["inputs"], values, strict=True)}


@contextmanager
def reverts(expected: str, **arguments: Any) -> Iterator[None]:
    """Demand custom error `expected` with exactly these arguments; addresses in lower case, as eth-abi decodes them."""
    assert expected in known_errors(), f"no such error: {expected}"
    try:
        yield
    except (ContractCustomError, Web3RPCError) as error:
        name, found = decode_error(_read_data(error))
        assert (name, found) == (expected, arguments), f"reverted with {name} {found}, not {expected} {arguments}"
        return
    raise AssertionError(f"nothing reverted; expected {expected}")


def find_refusal(action: Callable[[], Any]) -> str:
    """Name the custom error with which `action` reverts."""
    try:
        action()
    except (ContractCustomError, Web3RPCError) as error:
        return decode_error(_read_data(error))[0]
    raise AssertionError("nothing reverted")


def _read_data(error: ContractCustomError | Web3RPCError) -> bytes:
    if isinstance(error, ContractCustomError):
        return bytes.fromhex(str(error.data).removeprefix("0x"))
    raise error
