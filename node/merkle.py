"""Batch trees in the shape of RFC 6962, hashed with keccak-256 as `ApplicantRegistry` does it.

leaf = keccak(0x00 | commitment); node = keccak(0x01 | left | right); the last odd node of a level moves up unchanged,
never doubled. Proofs are positional: the leaf index says which side every step is on, so one batch cannot hold two
leaves for one GID.
Source: contracts/libraries; compared with the contract in tests/node/test_merkle_on_chain.py.
"""

from collections.abc import Sequence

from sha3 import keccak_256

from node.errors import BatchSizeError, InvalidInputError
from node.keccak import keccak

MAX_BATCH = 2_000
BATCH_DOMAIN = b"gid-pilot/batch/1".ljust(32, b"\0")


def leaf_hash(commitment: bytes) -> bytes:
    """Hash one commitment into a leaf, 32 bytes."""
    return keccak(b"\x00" + commitment)


def tree_root(commitments: Sequence[bytes]) -> bytes:
    """Return the root over 1 to `MAX_BATCH` commitments, 32 bytes; it is also the register operation's id.

    Raises:
        BatchSizeError: No commitment, or more than the contract takes.
    """
    return _levels(commitments)[-1][0]


def batch_root(root: bytes, *, chain_id: int, registry: str, first_gid: int, count: int) -> bytes:
    """Bind a tree root to its chain, contract and range, as the contract stores it."""
    words = (chain_id, int(registry, 16), first_gid, count)
    return keccak(BATCH_DOMAIN + b"".join(word.to_bytes(32, "big") for word in words) + root)


def path_for(commitments: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Return the sibling hashes from the leaf at `index` up to the root; a level without a sibling adds none.

    Raises:
        BatchSizeError: As `tree_root`.
        InvalidInputError: `index` is outside the batch.
    """
    levels = _levels(commitments)
    if not 0 <= index < len(commitments):
        raise InvalidInputError(f"leaf {index} is outside a batch of {len(commitments)}")
    path = []
    for level in levels[:-1]:
        sibling = index ^ 1
        if sibling < len(level):
            path.append(level[sibling])
        index >>= 1
    return tuple(path)


def root_from_path(commitment: bytes, path: Sequence[bytes], *, index: int, count: int) -> bytes | None:
    """Return the tree root that a path leads to, or None when its length is not the one for this index and count."""
    if not 0 <= index < count or not 1 <= count <= MAX_BATCH:
        return None
    node, steps, width = leaf_hash(commitment), iter(path), count
    for sibling_expected in _steps(index, width):
        if not sibling_expected:
            index >>= 1
            continue
        sibling = next(steps, None)
        if sibling is None:
            return None
        node = keccak(b"\x01" + (sibling + node if index & 1 else node + sibling))
        index >>= 1
    return node if next(steps, None) is None else None


def verify_path(commitment: bytes, path: Sequence[bytes], *, index: int, count: int, root: bytes) -> bool:
    """Say whether `commitment` is leaf number `index` of the tree of `count` leaves with this tree root."""
    return root_from_path(commitment, path, index=index, count=count) == root


def _steps(index: int, width: int) -> list[bool]:
    """Return, level by level from the leaves, whether the node at this position has a sibling."""
    steps = []
    while width > 1:
        steps.append((index ^ 1) < width)
        index, width = index >> 1, (width + 1) >> 1
    return steps


def _levels(commitments: Sequence[bytes]) -> list[list[bytes]]:
    """Return all levels of the tree, leaves first. The hash is inlined: an index rebuild spends its time here."""
    if not 1 <= len(commitments) <= MAX_BATCH:
        raise BatchSizeError(len(commitments), MAX_BATCH)
    level = [keccak_256(b"\x00" + commitment).digest() for commitment in commitments]
    levels = [level]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        above = [keccak_256(b"\x01" + left + right).digest() for left, right in pairs]
        if len(level) & 1:
            above.append(level[-1])
        level = above
        levels.append(level)
    return levels
