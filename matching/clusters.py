"""From scored pairs to clusters that resist chaining: average linkage on a sparse graph, constraints respected."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from matching.forest import Forest
from matching.lockstep import LARGEST_GROUP, link_groups

__all__ = ["NO_CONSTRAINTS", "Constraints", "agglomerate", "cluster_belief"]


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
    left: NDArray[np.integer],
    right: NDArray[np.integer],
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
    group, whole = _groups(count, left[believable], right[believable])
    by_queue = ~whole & (np.bincount(group) > LARGEST_GROUP)
    by_queue[group[spoken_of]] = True
    cluster, whole, by_queue = _smallest(group), (whole & ~by_queue)[group], by_queue[group]
    # a pair that reaches from one group into another is not believable, nor is any average of such pairs
    small = np.flatnonzero((group[left] == group[right]) & ~(whole | by_queue)[left])
    nodes = np.flatnonzero(~(whole | by_queue))
    place = np.cumsum(~(whole | by_queue)) - 1
    edges = place[left[small]], place[right[small]], log_odds[small]
    cluster[nodes] = nodes[link_groups(_numbered(group[nodes]), *edges, join_from=join_from)]
    if by_queue.any():
        forest = Forest(np.flatnonzero(by_queue).tolist())
        pairs = _touching(count, left, right, believable) & by_queue[left] & by_queue[right]
        forest.connect(left[pairs].tolist(), right[pairs].tolist(), log_odds[pairs].tolist())
        forest.link(_sorted_pairs(together), _sorted_pairs(apart), join_from=join_from)
        for node in np.flatnonzero(by_queue).tolist():
            cluster[node] = forest.find(node)
    return cluster


def _numbered(values: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.unique(values, return_inverse=True)[1].astype(np.int64)


def _groups(
    count: int, left: NDArray[np.integer], right: NDArray[np.integer]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Group nodes that believable pairs connect, however indirectly.

    Args:
        count: Number of nodes.
        left: Node numbers of believable pairs.
        right: Node numbers, as many.

    Returns:
        Number of the group per node, and per group whether all its nodes believe all others: agglomeration would make
        it one cluster, one join at a time.
    """
    graph = sp.coo_matrix((np.ones(len(left), np.int8), (left, right)), shape=(count, count))
    groups, label = connected_components(graph, directed=False)
    size = np.bincount(label, minlength=groups).astype(np.int64)
    pairs = np.bincount(label[left], minlength=groups)
    return label.astype(np.int64), pairs == size * (size - 1) // 2


def _smallest(label: NDArray[np.int64]) -> NDArray[np.int64]:
    """The smallest node of each node's group."""
    smallest = np.full(int(label.max(initial=-1)) + 1, len(label), np.int64)
    np.minimum.at(smallest, label, np.arange(len(label)))
    return smallest[label]


def _sorted_pairs(pairs: NDArray[np.int64] | None) -> list[tuple[int, int]]:
    return sorted({(min(a, b), max(a, b)) for a, b in pairs.tolist() if a != b}) if pairs is not None else []


def _touching(
    count: int, left: NDArray[np.integer], right: NDArray[np.integer], believable: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Pairs worth keeping: both ends have some believable partner, so the pair can matter for an average."""
    touched = np.zeros(count, bool)
    touched[left[believable]] = True
    touched[right[believable]] = True
    both: NDArray[np.bool_] = touched[left] & touched[right]
    return both


def cluster_belief(
    cluster: NDArray[np.int64],
    left: NDArray[np.integer],
    right: NDArray[np.integer],
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
