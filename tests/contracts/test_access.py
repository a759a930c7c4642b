"""Every writing function of both contracts, taken from the ABI, against senders who must have no power."""

from functools import partial
from typing import Any

import pytest

from tests.contracts.chain import read_artifact
from tests.contracts.reverting import find_refusal, reverts
from tests.contracts.world import World, make_key

ZERO = {"uint8": 0, "uint64": 1, "bytes32": bytes(32), "bytes2": b"ZZ", "bytes": b"", "address": "0x" + "11" * 20}


def example(entry: dict[str, Any]) -> Any:
    """Some value of an ABI type: one element in lists of plain values, none in lists of signatures."""
    kind = entry["type"]
    if kind == "tuple[]":
        return []
    if kind == "tuple":
        return tuple(example(member) for member in entry["components"])
    if kind.endswith("[]"):
        return [ZERO[kind[:-2]]]
    return 2**63 if entry["name"] == "deadline" else ZERO[kind]


def writes(name: str) -> list[tuple[str, list[dict[str, Any]]]]:
    return [
        (entry["name"], entry["inputs"])
        for entry in read_artifact(name)["abi"]
        if entry["type"] == "function" and entry["stateMutability"] == "nonpayable"
    ]


REGISTRY_BY_OFFICES = [entry for entry in writes("ApplicantRegistry") if entry[0] != "forceUnlink"]
BY_COUNCIL = [entry for entry in writes("Offices") if entry[0] not in ("proposeKey", "acceptKey", "pause")]


def test_the_lists_below_are_complete() -> None:
    names = {name for name, _ in writes("ApplicantRegistry")}
    assert names == {"register", "amend", "link", "unlink", "merge", "split", "revoke", "forceUnlink"}
    names = {name for name, _ in writes("Offices")}
    assert names == {
        *("schedule", "admit", "suspend", "reinstate", "remove", "recoverKey", "proposeKey", "acceptKey"),
        *("pause", "liftPause", "setGuardian", "setSuccessor"),
    }


@pytest.mark.parametrize(("name", "inputs"), REGISTRY_BY_OFFICES, ids=[name for name, _ in REGISTRY_BY_OFFICES])
def test_strangers_deployer_and_contracts_cannot_write(world: World, name: str, inputs: list[dict[str, Any]]) -> None:
    world.register(0, 2)
    arguments = [example(entry) for entry in inputs]
    for sender in (
        make_key("nobody").address,
        world.web3.eth.accounts[0],
        world.offices.address,
        world.registry.address,
    ):
        with reverts("OfficesKeyNotActive", key=sender.lower()):
            world.send(sender, world.registry.functions[name](*arguments))


@pytest.mark.parametrize(("name", "inputs"), BY_COUNCIL, ids=[name for name, _ in BY_COUNCIL])
def test_no_office_alone_decides_for_the_council(world: World, name: str, inputs: list[dict[str, Any]]) -> None:
    arguments = [example(entry) for entry in inputs]
    for sender in (world.keys[0].address, world.web3.eth.accounts[0]):
        refusal = find_refusal(partial(world.send, sender, world.offices.functions[name](*arguments)))
        assert refusal == ("OfficesTooFewApprovals" if name == "schedule" else "OfficesTooEarly")
