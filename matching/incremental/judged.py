"""What people decided, by nodes: who must share a cluster, who must not, and which records one node cannot hold."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.clusters import Constraints

__all__ = ["JudgedNodes", "groups_within", "torn_nodes"]

Pair = tuple[int, int]


class JudgedNodes:
    """Constraints of a run, seen from the nodes that hold the records."""

    def __init__(self, constraints: Constraints, node_of: Mapping[str, int]) -> None:
        """Look up the nodes of all pairs; pairs that name unknown records are left out."""
        self._together = _by_node(constraints.must_link, node_of)
        self._apart = _by_node(constraints.cannot_link, node_of)

    def together(self, node: int) -> set[int]:
        """Nodes that must share the cluster of a node."""
        return self._together.get(node, set())

    def pairs_among(self, nodes: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Places in `nodes`, ascending, of pairs that must be together, and of pairs that must not."""
        return _among(self._together, nodes), _among(self._apart, nodes)

    def differing(self, other: "JudgedNodes") -> set[int]:
        """Nodes about which the two say different things."""
        return _differing(self._together, other._together) | _differing(self._apart, other._apart)


def groups_within(constraints: Constraints, held: Iterable[list[str]]) -> list[list[list[str]]]:
    """Per node its records in groups that must be together; nobody's records are one group, put last."""
    leader = _leaders(constraints.must_link)
    named = {one for pair in constraints.must_link | constraints.cannot_link for one in pair}
    result = []
    for records in held:
        groups: dict[str, list[str]] = {}
        for record in records:
            groups.setdefault(leader.get(record, record) if record in named else "", []).append(record)
        result.append([groups[key] for key in sorted(groups, reverse=True)])
    return result


def torn_nodes(constraints: Constraints, node_of: Mapping[str, int], held: Sequence[list[str]]) -> set[int]:
    """Nodes some of whose records, though they say the same, must be told apart.

    A node may hold records of which nobody spoke, or records that must be together; nothing else.
    """
    named = {one for pair in constraints.must_link | constraints.cannot_link for one in pair}
    concerned = sorted({node for record in named if (node := node_of.get(record)) is not None and len(held[node]) > 1})
    groups = groups_within(constraints, [held[node] for node in concerned])
    return {node for node, parts in zip(concerned, groups, strict=True) if len(parts) > 1}


def _leaders(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Per record a record that stands for all that must be together with it."""
    leader: dict[str, str] = {}

    def find(record: str) -> str:
        while leader.setdefault(record, record) != record:
            leader[record] = record = leader[leader[record]]
        return record

    for left, right in sorted(pairs):
        low, high = sorted((find(left), find(right)))
        leader[high] = low
    return {record: find(record) for record in list(leader)}


def _by_node(pairs: Iterable[tuple[str, str]], node_of: Mapping[str, int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for left, right in pairs:
        a, b = node_of.get(left), node_of.get(right)
        if a is not None and b is not None and a != b:
            found.setdefault(a, set()).add(b)
            found.setdefault(b, set()).add(a)
    return found


def _among(pairs: Mapping[int, set[int]], nodes: NDArray[np.integer]) -> NDArray[np.int64]:
    place = {node: number for number, node in enumerate(nodes.tolist())}
    found = [
        (number, place[other])
        for node, number in place.items()
        for other in pairs.get(node, ())
        if node < other and other in place
    ]
    return np.array(sorted(found), np.int64).reshape(-1, 2)


def _differing(one: Mapping[int, set[int]], other: Mapping[int, set[int]]) -> set[int]:
    return {node for node in one.keys() | other.keys() if one.get(node) != other.get(node)}
