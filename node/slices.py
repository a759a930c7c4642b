"""Read a range of blocks from the chain such that logs and headers are certain to belong to one and the same chain."""

from collections.abc import Mapping
from dataclasses import dataclass

from node.client import RegistryClient
from node.connection import Block
from node.errors import ConflictError
from node.events import RegistryEvent, decode_log


class ChainMovedError(ConflictError):
    """The chain changed while it was being read; read it again."""


@dataclass(frozen=True, slots=True)
class BlockSlice:
    """A range of blocks: its events in chain order, its last block, and the headers worth keeping."""

    last: Block
    headers: tuple[Block, ...]
    events: tuple[RegistryEvent, ...]


def read_slice(client: RegistryClient, first: int, last: int, *, keep_from: int, before: bytes | None) -> BlockSlice:
    """Read blocks `first` to `last`.

    Args:
        client: The chain.
        first: First block.
        last: Last block, included.
        keep_from: Headers from this block on are kept and checked to follow on each other; the last one always is.
        before: Hash of block `first - 1` as indexed, when known.

    Raises:
        ChainMovedError: The pieces are not of one chain that continues the indexed one.
        IndexMismatchError: A log is not of the shape the contracts emit.
    """
    logs = client.logs(first, last)
    wanted = sorted({last, *range(max(first, keep_from), last + 1)})
    headers = [header for header in client.blocks(wanted) if header is not None]
    gone = set(wanted).difference(header.number for header in headers)
    if gone:
        raise ChainMovedError(f"{len(gone)} of blocks {wanted[0]} to {last} are gone, the first is {min(gone)}")
    hashes = {header.number: header.hash for header in headers}
    _require_chained(headers, hashes if before is None else {first - 1: before, **hashes})
    events = [event for event in (decode_log(log) for log in logs) if event is not None]
    if any(hashes.get(each.place.block_number, each.place.block_hash) != each.place.block_hash for each in events):
        raise ChainMovedError("a log is of another chain than its block")
    events.sort(key=lambda event: (event.place.block_number, event.place.log_index))
    return BlockSlice(headers[-1], tuple(headers), tuple(events))


def _require_chained(headers: list[Block], hashes: Mapping[int, bytes]) -> None:
    for header in headers:
        if hashes.get(header.number - 1, header.parent) != header.parent:
            raise ChainMovedError("blocks do not follow on each other")
