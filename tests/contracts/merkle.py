"""The tree as RFC 6962, section 2.1, defines it: by recursion, independent of the contract's assembly."""

from collections.abc import Sequence

from eth_abi.abi import encode
from eth_utils.crypto import keccak


def leaf_hash(commitment: bytes) -> bytes:
    """Hash one commitment."""
    return keccak(b"\x00" + commitment)


def _divide(count: int) -> int:
    return 1 << ((count - 1).bit_length() - 1)


def tree_root(commitments: Sequence[bytes]) -> bytes:
    """MTH: the largest power of two below the size goes left."""
    if len(commitments) == 1:
        return leaf_hash(commitments[0])
    at = _divide(len(commitments))
    return keccak(b"\x01" + tree_root(commitments[:at]) + tree_root(commitments[at:]))


def path_for(commitments: Sequence[bytes], index: int) -> list[bytes]:
    """PATH: siblings from the bottom up."""
    if len(commitments) == 1:
        return []
    at = _divide(len(commitments))
    if index < at:
        return [*path_for(commitments[:at], index), tree_root(commitments[at:])]
    return [*path_for(commitments[at:], index - at), tree_root(commitments[:at])]


def batch_root(registry: str, chain_id: int, first_gid: int, count: int, root: bytes) -> bytes:
    """Bind a tree to chain, registry and range."""
    types = ["bytes32", "uint256", "address", "uint64", "uint256", "bytes32"]
    return keccak(encode(types, [b"gid-pilot/batch/1".ljust(32, b"\0"), chain_id, registry, first_gid, count, root]))
