"""The contracts' interface as compiled: functions to call, events to read, errors to name.

`node/abi/*.json` is generated from `contracts/` and committed, so running needs no compiler.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from eth_abi.abi import decode, encode
from eth_abi.exceptions import DecodingError, EncodingError

from node.errors import InvalidInputError
from node.keccak import keccak


@dataclass(frozen=True, slots=True)
class Signature:
    """A function or error of a contract: its selector and the names and ABI types of what it takes and gives."""

    name: str
    selector: bytes
    input_names: tuple[str, ...]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]

    def calldata(self, *arguments: Any) -> bytes:
        """Encode a call.

        Raises:
            InvalidInputError: An argument does not fit its ABI type.
        """
        try:
            return self.selector + encode(self.inputs, arguments)
        except EncodingError as error:
            raise InvalidInputError(f"{self.name}: {error}") from error

    def read_arguments(self, calldata: bytes) -> tuple[Any, ...]:
        """Decode a call that `calldata` encoded."""
        return tuple(decode(self.inputs, calldata[4:]))

    def read(self, data: bytes) -> tuple[Any, ...]:
        """Decode what a call returned.

        Raises:
            DecodingError: The bytes are not of this shape, as when the contract is another one.
        """
        return tuple(decode(self.outputs, data))


@dataclass(frozen=True, slots=True)
class Artifact:
    """One compiled contract."""

    name: str
    abi: tuple[Mapping[str, Any], ...]
    bytecode: bytes
    deployed_bytecode: bytes
    functions: Mapping[str, Signature]
    errors: Mapping[bytes, Signature]
    topics: Mapping[str, str]
    """Event name to its first topic, hexadecimal with 0x."""

    def deployment(self, *arguments: Any) -> bytes:
        """Return the creation bytecode followed by the encoded constructor arguments."""
        inputs: Sequence[Mapping[str, Any]] = next(
            (entry["inputs"] for entry in self.abi if entry["type"] == "constructor"), []
        )
        return self.bytecode + encode([_type(each) for each in inputs], arguments)


@cache
def load_artifact(name: str) -> Artifact:
    """Read one committed artifact, such as `ApplicantRegistry`."""
    document = json.loads(files("node").joinpath("abi", f"{name}.json").read_text(encoding="utf-8"))
    abi = tuple(document["abi"])
    signatures = [_signature(entry) for entry in abi if entry["type"] == "function"]
    errors = [_signature(entry) for entry in abi if entry["type"] == "error"]
    return Artifact(
        name=name,
        abi=abi,
        bytecode=bytes.fromhex(document["bytecode"].removeprefix("0x")),
        deployed_bytecode=bytes.fromhex(document["deployedBytecode"].removeprefix("0x")),
        functions={each.name: each for each in signatures},
        errors={each.selector: each for each in errors},
        topics={entry["name"]: "0x" + _hash(entry).hex() for entry in abi if entry["type"] == "event"},
    )


def decode_arguments(types: Sequence[str], data: bytes) -> tuple[Any, ...] | None:
    """Decode ABI data, or return None when it has another shape."""
    try:
        return tuple(decode(types, data))
    except (DecodingError, OverflowError):
        return None


def _signature(entry: Mapping[str, Any]) -> Signature:
    return Signature(
        name=entry["name"],
        selector=_hash(entry)[:4],
        input_names=tuple(each["name"] for each in entry["inputs"]),
        inputs=tuple(_type(each) for each in entry["inputs"]),
        outputs=tuple(_type(each) for each in entry.get("outputs", ())),
    )


def _hash(entry: Mapping[str, Any]) -> bytes:
    return keccak(f"{entry['name']}({','.join(_type(each) for each in entry['inputs'])})".encode())


def _type(parameter: Mapping[str, Any]) -> str:
    """Return a parameter's ABI type, with tuples written out."""
    kind: str = parameter["type"]
    if not kind.startswith("tuple"):
        return kind
    return f"({','.join(_type(each) for each in parameter['components'])}){kind.removeprefix('tuple')}"
