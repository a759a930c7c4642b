"""Folds decoded registry events into a head, as any stranger with the logs would."""

from collections.abc import Iterable, Mapping
from typing import Any

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from tests.contracts.machine import Event

_REGISTRY: Mapping[str, tuple[int, str]] = {
    "Registered": (1, "uint64 batch,bytes2 office,uint64 firstGid,uint256 count,bytes32 root"),
    "Amended": (2, "uint64 gid,bytes2 office,uint32 version,bytes32 commitment,bytes32 opId"),
    "Linked": (3, "bytes2 office,bytes32 opId,uint64[] gids"),
    "Unlinked": (4, "bytes2 office,bytes32 opId,uint64[] gids"),
    "Merged": (5, "uint64 merged,uint64 survivor,bytes32 opId,uint256 consentBitmap"),
    "SplitOff": (6, "uint64 merged,uint64 survivor,bytes32 opId,uint256 consentBitmap"),
    "Revoked": (7, "uint64 gid,bytes2 office,bytes32 reasonHash,bytes32 opId"),
    "ForceUnlinked": (8, "bytes2 office,bytes32 opId,uint64[] gids,bytes32 reasonHash"),
}
_OFFICES: Mapping[str, tuple[int, str]] = {
    "OfficeAdmitted": (1, "uint8 number,bytes2 code,address key"),
    "OfficeSuspended": (2, "uint8 number,bytes32 reasonHash"),
    "OfficeReinstated": (3, "uint8 number,bytes32 reasonHash"),
    "OfficeRemoved": (4, "uint8 number,bytes32 reasonHash"),
    "KeyProposed": (5, "uint8 number,address key"),
    "KeyChanged": (6, "uint8 number,address oldKey,address newKey"),
    "Paused": (7, "uint64 until,bytes32 reasonHash"),
    "PauseLifted": (8, ""),
    "GuardianSet": (9, "address guardian"),
    "SuccessorSet": (10, "address successor"),
    "DecisionScheduled": (11, "bytes32 decision,uint64 notBefore"),
}
_ACTIONS = {**_REGISTRY, **_OFFICES}


def fold_events(events: Iterable[Event], head: bytes = bytes(32), sequence: int = 0) -> tuple[bytes, int]:
    """Continue `head` over `events`, in log order."""
    for event in events:
        sequence += 1
        action, fields = _ACTIONS[event.name]
        head = keccak(
            encode(["bytes32", "uint64", "uint8", "bytes32"], [head, sequence, action, _hash_arguments(event, fields)])
        )
    return head, sequence


def _hash_arguments(event: Event, fields: str) -> bytes:
    if not fields:
        return bytes(32)
    members: list[tuple[str, str]] = [(kind, name) for kind, name in (one.split(" ") for one in fields.split(","))]
    values: dict[str, Any] = dict(event.arguments)
    if event.name == "Registered":
        values["count"] = len(values["commitments"])
    return keccak(encode([kind for kind, _ in members], [values[name] for _, name in members]))
