"""From scored pairs to clusters that resist chaining: average linkage on a sparse graph, constraints respected."""

import heapq
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

__all__ = ["NO_CONSTRAINTS", "Constraints", "agglomerate", "cluster_belief"]

UNSEEN_LOG_ODDS = -4.0
"""Log-odds taken for a pair inside a would-be cluster that retrieval never brought up; about 2 %."""

UNSEEN_COUNTED = 1.0
"""Such pairs count at most this many times the pairs that were compared: retrieval is bounded, so large clusters have
gaps, and the gaps say less the more pairs agree."""


@dataclass(frozen=True, slots=True)
class Constraints:
    """What people have decided; pairs of record ids, in either order.

    Attributes:
        must_link: Pairs judged to be one applicant.
        cannot_link: Pairs judged to be different applicants; they win over any probability.
    """

    must_link: frozenset[tuple[str, str]] = frozenset()
    cannot_link: frozenset[tuple[str, str]] = frozenset()


NO_CONSTRAINTS = Constraints()
"""Nobody has decided anything."""


def agglomerate(
    count: int,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    log_odds: NDArray[np.float32],
    *,
    join_from: float,
    together: NDArray[np.int64] | None = None,
    apart: NDArray[np.int64] | None = None,
) -> NDArray[np.int64]:
    """Join the two clusters whose average pair is most believable, as long as it is believable enough.

    Pairs between two clusters that were never scored count as `UNSEEN_LOG_ODDS`, so a chain of look-alikes breaks
    while a tight group holds. Ties go to the lower node numbers: the result depends on the numbering of the nodes,
    which is canonical, and on nothing else.

    Args:
        count: Number of nodes.
        left: Node numbers of scored pairs.
        right: Node numbers, as many.
        log_odds: Belief per pair.
        join_from: Smallest average log-odds of a join.
        together: [n, 2] node pairs that must share a cluster.
        apart: [n, 2] node pairs that must not; they win.

    Returns:
        The cluster of every node: the smallest node number in it.
    """
    spoken_of = np.concatenate(
        [pairs.ravel() for pairs in (together, apart) if pairs is not None] or [np.zeros(0, int)]
    )
    believable = log_odds >= join_from
    cluster, settled = _cliques(count, left[believable], right[believable], spoken_of)
    forest = _Forest(count)
    for a, b in _sorted_pairs(apart):
        forest.forbid(a, b)
    open_pairs = _touching(count, left, right, believable) & ~settled[left] & ~settled[right]
    edges = (left[open_pairs].tolist(), right[open_pairs].tolist(), log_odds[open_pairs].tolist())
    for a, b, odds in zip(*edges, strict=True):
        forest.connect(a, b, odds)
    for a, b in _sorted_pairs(together):
        forest.unite(a, b)
    forest.run(join_from)
    for node in np.flatnonzero(~settled).tolist():
        cluster[node] = forest.find(node)
    return cluster


def _cliques(
    count: int, left: NDArray[np.int64], right: NDArray[np.int64], spoken_of: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Settle the easy nodes at once: those without partner, and groups in which all believe all and nobody else.

    Agglomeration would come to the same, one join at a time.

    Args:
        count: Number of nodes.
        left: Node numbers of believable pairs.
        right: Node numbers, as many.
        spoken_of: Nodes that constraints name; their groups are left to agglomeration.

    Returns:
        Smallest node of the group per node, and whether the node is settled.
    """
    graph = sp.coo_matrix((np.ones(len(left), np.int8), (left, right)), shape=(count, count))
    groups, label = connected_components(graph, directed=False)
    size = np.bincount(label, minlength=groups)
    pairs = np.bincount(label[left], minlength=groups)
    whole = pairs == size * (size - 1) // 2
    whole[label[spoken_of]] = False
    smallest = np.full(groups, count, np.int64)
    np.minimum.at(smallest, label, np.arange(count))
    return smallest[label], whole[label]


def _sorted_pairs(pairs: NDArray[np.int64] | None) -> list[tuple[int, int]]:
    return sorted({(min(a, b), max(a, b)) for a, b in pairs.tolist() if a != b}) if pairs is not None else []


def _touching(
    count: int, left: NDArray[np.int64], right: NDArray[np.int64], believable: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Pairs worth keeping: both ends have some believable partner, so the pair can matter for an average."""
    touched = np.zeros(count, bool)
    touched[left[believable]] = True
    touched[right[believable]] = True
    return touched[left] & touched[right]


class _Forest:
    """Clusters under construction: per cluster its neighbours with the sum and number of scored pairs."""

    def __init__(self, count: int) -> None:
        self.parent = list(range(count))
        self.size = [1] * count
        self.edges: dict[int, dict[int, tuple[float, int]]] = {}
        self.forbidden: dict[int, set[int]] = {}

    def find(self, node: int) -> int:
        while self.parent[node] != node:
            self.parent[node] = self.parent[self.parent[node]]
            node = self.parent[node]
        return node

    def connect(self, a: int, b: int, odds: float) -> None:
        self.edges.setdefault(a, {})[b] = (odds, 1)
        self.edges.setdefault(b, {})[a] = (odds, 1)

    def forbid(self, a: int, b: int) -> None:
        self.forbidden.setdefault(a, set()).add(b)
        self.forbidden.setdefault(b, set()).add(a)

    def average(self, a: int, b: int) -> float:
        total, seen = self.edges[a][b]
        unseen = min(self.size[a] * self.size[b] - seen, UNSEEN_COUNTED * seen)
        return (total + unseen * UNSEEN_LOG_ODDS) / (seen + unseen)

    def unite(self, a: int, b: int) -> int:
        """Join two clusters unless forbidden; the smaller number names the result."""
        a, b = self.find(a), self.find(b)
        if a == b or b in self.forbidden.get(a, ()):
            return min(a, b)
        keep, gone = min(a, b), max(a, b)
        self.parent[gone] = keep
        self.size[keep] += self.size[gone]
        mine = self.edges.setdefault(keep, {})
        mine.pop(gone, None)
        for other, (total, seen) in self.edges.pop(gone, {}).items():
            if other == keep:
                continue
            before = mine.get(other, (0.0, 0))
            joined = (before[0] + total, before[1] + seen)
            mine[other] = joined
            theirs = self.edges[other]
            theirs.pop(gone, None)
            theirs[keep] = joined
        for other in self.forbidden.pop(gone, set()):
            self.forbidden.setdefault(keep, set()).add(other)
            self.forbidden[other].discard(gone)
            self.forbidden[other].add(keep)
        return keep

    def run(self, join_from: float) -> None:
        """Join best first; stale queue entries are recognised by their value."""
        queue = [
            (-average, a, b)
            for a, others in self.edges.items()
            for b in others
            if a < b and (average := self.average(a, b)) >= join_from
        ]
        heapq.heapify(queue)
        while queue:
            value, a, b = heapq.heappop(queue)
            if self.parent[a] != a or self.parent[b] != b or b not in self.edges[a] or b in self.forbidden.get(a, ()):
                continue
            if -value != self.average(a, b):
                continue
            keep = self.unite(a, b)
            for other in self.edges[keep]:
                average = self.average(keep, other)
                if average >= join_from:
                    heapq.heappush(queue, (-average, min(keep, other), max(keep, other)))


def cluster_belief(
    cluster: NDArray[np.int64],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    probability: NDArray[np.float32],
    twins: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Probability that all members of each node's cluster are one applicant: its weakest necessary belief.

    For every member the best belief that ties it to another member is necessary; the weakest of these is the
    cluster's. A cluster of one record is certain.

    Args:
        cluster: Smallest node number of each node's cluster.
        left: Node numbers of scored pairs.
        right: Node numbers, as many.
        probability: Belief per pair.
        twins: Per node, the belief that the records it stands for are one; 1.0 for one record.

    Returns:
        Per node the probability of its cluster.
    """
    inside = cluster[left] == cluster[right]
    best = np.zeros(len(cluster), np.float32)
    np.maximum.at(best, left[inside], probability[inside])
    np.maximum.at(best, right[inside], probability[inside])
    size = np.bincount(cluster, minlength=len(cluster))
    best[size[cluster] == 1] = 1.0
    weakest = np.ones(len(cluster), np.float32)
    np.minimum.at(weakest, cluster, np.minimum(best, twins))
    return weakest[cluster]
