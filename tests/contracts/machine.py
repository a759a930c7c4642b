"""The committed bytecode in an EVM inside this process: tens of thousands of calls a second, for exhaustive tests.

Gas is not asserted here: this EVM leaves the calldata floor out. Everything about transactions runs on anvil.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyrevm
from eth_abi.abi import decode, encode
from eth_utils import function_abi_to_4byte_selector, keccak, to_checksum_address
from eth_utils.abi import collapse_if_tuple, get_abi_input_types, get_abi_output_types

from tests.contracts.chain import read_artifact
from tests.contracts.reverting import decode_error

DEPLOYER = to_checksum_address("0x" + "de" * 20)
START_TIME = 1_800_000_000
_REVERT = re.compile(r"output: 0x([0-9a-f]{8,})")


class RefusedError(Exception):
    """The call reverted with a custom error."""

    def __init__(self, name: str, arguments: Mapping[str, Any]) -> None:
        super().__init__(f"{name} {dict(arguments)}")
        self.name = name
        self.arguments = arguments


@dataclass(frozen=True, slots=True)
class Function:
    """How one contract function is called."""

    selector: bytes
    inputs: list[str]
    outputs: list[str]


@dataclass(frozen=True, slots=True)
class Event:
    """One decoded log."""

    name: str
    arguments: Mapping[str, Any]


class Machine:
    """An EVM with its own clock."""

    def __init__(self) -> None:
        self.evm = pyrevm.EVM(spec_id="CANCUN", gas_limit=60_000_000)
        self.time = 0
        self.set_time(START_TIME)

    @property
    def chain_id(self) -> int:
        """The id this EVM tells contracts."""
        return 1

    def set_time(self, seconds: int) -> None:
        """Let the following calls happen at this unix time."""
        self.time = seconds
        self.evm.set_block_env(pyrevm.BlockEnv(timestamp=seconds, gas_limit=60_000_000))

    def deploy(self, artifact: Mapping[str, Any], *arguments: Any) -> "Deployed":
        """Deploy an artifact; a revert of the constructor raises `RefusedError`."""
        constructor = next((entry for entry in artifact["abi"] if entry["type"] == "constructor"), None)
        types = get_abi_input_types(constructor) if constructor else []
        code = bytes.fromhex(artifact["bytecode"][2:]) + encode(types, arguments)
        address = self._run(lambda: self.evm.deploy(DEPLOYER, code))
        return Deployed(self, to_checksum_address(address), artifact["abi"])

    def call(self, sender: str, address: str, data: bytes) -> bytes:
        """Call and keep the changes."""
        return bytes(self._run(lambda: self.evm.message_call(sender, address, calldata=data, is_static=False)))

    def read(self, address: str, data: bytes) -> bytes:
        """Call without changes."""
        return bytes(self._run(lambda: self.evm.message_call(DEPLOYER, address, calldata=data, is_static=True)))

    def _run(self, action: Any) -> Any:
        try:
            return action()
        except RuntimeError as error:
            found = _REVERT.search(str(error))
            if found is None:
                raise
            raise RefusedError(*decode_error(bytes.fromhex(found[1]))) from None


class Deployed:
    """One contract in a `Machine`."""

    def __init__(self, machine: Machine, address: str, abi: Sequence[Mapping[str, Any]]) -> None:
        self.machine = machine
        self.address = address
        self._functions = {
            entry["name"]: Function(
                function_abi_to_4byte_selector(entry), get_abi_input_types(entry), get_abi_output_types(entry)
            )
            for entry in abi
            if entry["type"] == "function"
        }
        self._events = {_topic(entry): entry for entry in abi if entry["type"] == "event"}

    def send(self, sender: str, name: str, *arguments: Any) -> list[Event]:
        """Call a writing function and return its events; a revert raises `RefusedError`."""
        function = self._functions[name]
        self.machine.call(sender, self.address, function.selector + encode(function.inputs, arguments))
        return [self._decode_log(log) for log in self.machine.evm.result.logs]

    def read(self, name: str, *arguments: Any) -> Any:
        """Call a reading function; one value comes alone, several as a tuple."""
        function = self._functions[name]
        data = self.machine.read(self.address, function.selector + encode(function.inputs, arguments))
        values = decode(function.outputs, data)
        return values[0] if len(values) == 1 else values

    def _decode_log(self, log: Any) -> Event:
        topics = [bytes.fromhex(topic.removeprefix("0x")) for topic in log.topics]
        entry = self._events[topics[0]]
        indexed = [given for given in entry["inputs"] if given["indexed"]]
        others = [given for given in entry["inputs"] if not given["indexed"]]
        values = {
            given["name"]: decode([given["type"]], topic)[0] for given, topic in zip(indexed, topics[1:], strict=True)
        }
        data = decode([given["type"] for given in others], bytes(log.data[1]))
        values |= {given["name"]: value for given, value in zip(others, data, strict=True)}
        return Event(entry["name"], values)


def _topic(entry: Mapping[str, Any]) -> bytes:
    types = ",".join(collapse_if_tuple(given) for given in entry["inputs"])
    return keccak(text=f"{entry['name']}({types})")


def read_both_artifacts() -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The registry's and the council's artifact."""
    return read_artifact("ApplicantRegistry"), read_artifact("Offices")
