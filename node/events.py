"""What the contracts emitted: raw logs of `eth_getLogs` into typed events, and the running head over them.

Decoding slices bytes: a batch of 1,000 commitments costs one hexadecimal conversion, not 1,000 ABI values.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from node.abi import load_artifact
from node.errors import IndexMismatchError
from node.identifiers import OfficeCode
from node.keccak import keccak

GENESIS_HEAD = bytes(32)


class ChangeKind(StrEnum):
    """What can happen to a GID, as stored; see `ACTIONS` for the contract's numbers."""

    REGISTERED = "registered"
    AMENDED = "amended"
    LINKED = "linked"
    UNLINKED = "unlinked"
    MERGED = "merged"
    SPLIT = "split"
    REVOKED = "revoked"
    FORCE_UNLINKED = "force-unlinked"


class OfficeStatus(StrEnum):
    """An office's standing."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REMOVED = "removed"


ACTIONS = {kind: number for number, kind in enumerate(ChangeKind, start=1)}


@dataclass(frozen=True, slots=True)
class Place:
    """Where on the chain an event stands; hashes are 32 bytes."""

    block_number: int
    block_hash: bytes
    log_index: int
    transaction_hash: bytes


@dataclass(frozen=True, slots=True)
class Registered:
    """A batch was anchored; `leaves` holds its commitments one after the other, 32 bytes each."""

    place: Place
    batch: int
    office: OfficeCode
    first_gid: int
    root: bytes
    leaves: bytes

    @property
    def count(self) -> int:
        """Number of GIDs in the batch."""
        return len(self.leaves) // 32

    def commitments(self) -> list[bytes]:
        """Return the commitments in order."""
        return [self.leaves[start : start + 32] for start in range(0, len(self.leaves), 32)]


@dataclass(frozen=True, slots=True)
class Change:
    """Something happened to one or more GIDs; fields that the kind does not have stay empty."""

    place: Place
    kind: ChangeKind
    gids: tuple[int, ...]
    op_id: bytes
    office: OfficeCode | None = None
    survivor: int | None = None
    version: int | None = None
    commitment: bytes | None = None
    consents: int | None = None
    reason_hash: bytes | None = None


@dataclass(frozen=True, slots=True)
class OfficeChange:
    """Something happened to an office; `code` is given on admission, `key` on admission and change of key."""

    place: Place
    number: int
    status: OfficeStatus | None
    code: OfficeCode | None = None
    key: str | None = None


RegistryEvent = Registered | Change | OfficeChange


def decode_log(log: Mapping[str, Any]) -> RegistryEvent | None:
    """Decode one raw log of either contract; None for an office event that changes no office's standing.

    Raises:
        IndexMismatchError: The log is not of the shape the contracts emit.
    """
    try:
        name = _names()[log["topics"][0]]
        topics = [bytes.fromhex(topic[2:]) for topic in log["topics"][1:]]
        data = bytes.fromhex(log["data"][2:])
        place = Place(
            int(log["blockNumber"], 16),
            bytes.fromhex(log["blockHash"][2:]),
            int(log["logIndex"], 16),
            bytes.fromhex(log["transactionHash"][2:]),
        )
        return _decode(name, place, topics, data)
    except (KeyError, IndexError, ValueError, TypeError) as error:
        raise IndexMismatchError(f"the endpoint returned a log that no contract of ours emits: {error!r}") from error


def next_head(head: bytes, sequence: int, event: Registered | Change) -> bytes:
    """Fold one event into the registry's running hash; `sequence` counts the registry's events from 1."""
    if isinstance(event, Registered):
        action, arguments = ACTIONS[ChangeKind.REGISTERED], _registered_arguments(event)
    else:
        action, arguments = ACTIONS[event.kind], _change_arguments(event)
    return keccak(head + _word(sequence) + _word(action) + keccak(arguments))


def _decode(name: str, place: Place, topics: list[bytes], data: bytes) -> RegistryEvent | None:
    if name == "Registered":
        length = _int(data, 3)
        if len(data) != 128 + 32 * length or _int(data, 2) != 96:
            raise ValueError("the list of commitments is cut")
        number = int.from_bytes(topics[0], "big")
        return Registered(place, number, _code(topics[1]), _int(data, 0), data[32:64], data[128:])
    if name in _LISTS:
        kind = _LISTS[name]
        reason = data[32:64] if kind is ChangeKind.FORCE_UNLINKED else None
        gids = _gids(data, offset=32 if reason is None else 64)
        return Change(place, kind, gids, topics[1], _code(topics[0]), reason_hash=reason)
    gid = int.from_bytes(topics[0], "big")
    if name == "Amended":
        office, version = _code(topics[1]), _int(data, 0)
        return Change(place, ChangeKind.AMENDED, (gid,), data[64:96], office, version=version, commitment=data[32:64])
    if name in ("Merged", "SplitOff"):
        kind = ChangeKind.MERGED if name == "Merged" else ChangeKind.SPLIT
        survivor = int.from_bytes(topics[1], "big")
        return Change(place, kind, (gid,), data[:32], survivor=survivor, consents=_int(data, 1))
    if name == "Revoked":
        return Change(place, ChangeKind.REVOKED, (gid,), data[32:64], _code(topics[1]), reason_hash=data[:32])
    return _decode_office(name, place, topics)


def _decode_office(name: str, place: Place, topics: list[bytes]) -> OfficeChange | None:
    number = int.from_bytes(topics[0], "big") if topics else 0
    if name == "OfficeAdmitted":
        return OfficeChange(place, number, OfficeStatus.ACTIVE, _code(topics[1]), "0x" + topics[2][12:].hex())
    if name == "KeyChanged":
        return OfficeChange(place, number, None, key="0x" + topics[2][12:].hex())
    status = _STANDINGS.get(name)
    return OfficeChange(place, number, status) if status else None


_LISTS = {
    "Linked": ChangeKind.LINKED,
    "Unlinked": ChangeKind.UNLINKED,
    "ForceUnlinked": ChangeKind.FORCE_UNLINKED,
}
_STANDINGS = {
    "OfficeSuspended": OfficeStatus.SUSPENDED,
    "OfficeReinstated": OfficeStatus.ACTIVE,
    "OfficeRemoved": OfficeStatus.REMOVED,
}


@cache
def _names() -> Mapping[str, str]:
    """Event names by first topic, both contracts."""
    topics = {**load_artifact("Offices").topics, **load_artifact("ApplicantRegistry").topics}
    return {topic: name for name, topic in topics.items()}


def _registered_arguments(event: Registered) -> bytes:
    numbers = (_word(event.first_gid), _word(event.count))
    return _word(event.batch) + _padded(event.office) + b"".join(numbers) + event.root


def _change_arguments(event: Change) -> bytes:
    gid = _word(event.gids[0])
    if event.kind in (ChangeKind.MERGED, ChangeKind.SPLIT):
        return gid + _word(event.survivor or 0) + event.op_id + _word(event.consents or 0)
    office = _padded(event.office or OfficeCode(""))
    if event.kind is ChangeKind.AMENDED:
        return gid + office + _word(event.version or 0) + (event.commitment or b"") + event.op_id
    if event.kind is ChangeKind.REVOKED:
        return gid + office + (event.reason_hash or b"") + event.op_id
    listed = _word(len(event.gids)) + b"".join(_word(each) for each in event.gids)
    if event.reason_hash is not None:
        return office + event.op_id + _word(128) + event.reason_hash + listed
    return office + event.op_id + _word(96) + listed


def _gids(data: bytes, *, offset: int) -> tuple[int, ...]:
    start = offset + 32
    length = int.from_bytes(data[offset:start], "big")
    if len(data) != start + 32 * length or not length:
        raise ValueError("the list of GIDs is cut")
    return tuple(int.from_bytes(data[at : at + 32], "big") for at in range(start, len(data), 32))


def _code(word: bytes) -> OfficeCode:
    return OfficeCode(word[:2].decode("ascii"))


def _padded(code: OfficeCode) -> bytes:
    return code.encode("ascii").ljust(32, b"\0")


def _int(data: bytes, index: int) -> int:
    return int.from_bytes(data[32 * index : 32 * index + 32], "big")


def _word(number: int) -> bytes:
    return number.to_bytes(32, "big")
