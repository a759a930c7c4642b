"""Look a value up in one of Ethereum's Merkle-Patricia tries, given any heap of its nodes.

Every node is known by the hash its parent names, so nothing about the heap has to be trusted: a value that is found
leads up to the root, and so does the proof that there is none.
Source: Ethereum yellow paper, appendix D; `eth_getProof` (EIP-1186) serves such nodes.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import rlp  # type: ignore[import-untyped]

from node.errors import InvalidInputError
from node.keccak import keccak

EMPTY_ROOT = keccak(rlp.encode(b""))
_BRANCH, _SHORT = 17, 2
_ODD, _LEAF = 1, 2

Nodes = Mapping[bytes, bytes]
"""Trie nodes in RLP, by their hash."""


class TrieError(InvalidInputError):
    """The nodes at hand do not lead to the value: one is missing, or is no node of a trie."""


def heap_of(nodes: Iterable[bytes]) -> Nodes:
    """Return nodes by their hash."""
    return {keccak(node): node for node in nodes}


def find_value(nodes: Nodes, root: bytes, key: bytes) -> bytes | None:
    """Follow a key from the root.

    Args:
        nodes: At least those on the way.
        root: Hash of the topmost node.
        key: As the state uses it, before hashing: an address, or a storage slot of 32 bytes.

    Returns:
        The value, in RLP; None when the trie proves that it has none.

    Raises:
        TrieError: A node on the way is missing or malformed.
    """
    if root == EMPTY_ROOT:
        return None
    way, node = _nibbles(keccak(key)), _load(nodes, root)
    while True:
        if len(node) == _BRANCH:
            if not way:
                return _value(node[-1])
            child, way = node[way[0]], way[1:]
        elif len(node) == _SHORT:
            stem, leaf = _stem(node[0])
            if leaf:
                return _value(node[1]) if stem == way else None
            if way[: len(stem)] != stem:
                return None
            child, way = node[1], way[len(stem) :]
        else:
            raise TrieError("a trie node has neither 2 nor 17 members")
        if child == b"":
            return None
        node = child if isinstance(child, list) else _load(nodes, child)


def decode_rlp(data: bytes) -> Any:
    """Decode RLP from a source that is not trusted: bytes, or a list of the like.

    Raises:
        TrieError: It is not RLP, or nested beyond all reason.
    """
    try:
        return rlp.decode(data)
    except (rlp.DecodingError, RecursionError) as error:
        raise TrieError(f"what should be RLP is not ({type(error).__name__})") from error


def _load(nodes: Nodes, name: bytes) -> list[Any]:
    if name not in nodes:
        raise TrieError(f"the trie node 0x{name.hex()[:16]} is not here")
    node = decode_rlp(nodes[name])
    if not isinstance(node, list):
        raise TrieError(f"the trie node 0x{name.hex()[:16]} is no list")
    return node


def _nibbles(data: bytes) -> tuple[int, ...]:
    return tuple(half for byte in data for half in (byte >> 4, byte & 15))


def _stem(packed: object) -> tuple[tuple[int, ...], bool]:
    """Unpack the path of a leaf or extension (hex-prefix encoding) and say whether it is a leaf's."""
    nibbles = _nibbles(packed) if isinstance(packed, bytes) else ()
    if not nibbles or nibbles[0] > _ODD | _LEAF:
        raise TrieError("a trie node's path is malformed")
    return nibbles[1 if nibbles[0] & _ODD else 2 :], bool(nibbles[0] & _LEAF)


def _value(value: object) -> bytes | None:
    if not isinstance(value, bytes):
        raise TrieError("a trie node holds a list where a value belongs")
    return value or None
