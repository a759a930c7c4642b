"""More candidates from first beliefs: the friends of a friend are worth a look before clusters are built."""

import numpy as np
from numpy.typing import NDArray
from sparse_dot_topn import sp_matmul_topn

from matching.candidates import unite_pairs
from matching.config import MatchConfig
from matching.neighbourhoods import neighbourhoods
from matching.numbers import among
from matching.probability import to_probability
from matching.scoring import ScoredPairs

__all__ = ["friends_of_friends"]

FRIEND_FROM = 0.2
"""Belief from which a neighbour's neighbours are looked at."""

LEAST_STRENGTH = 0.1
"""Summed strength of the ways from one node to another below which the pair is left alone."""

FRIENDS = 25
"""Further candidates per node."""


def friends_of_friends(
    scored: ScoredPairs, log_odds: NDArray[np.float32], nodes: int, *, config: MatchConfig
) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
    """Pairs two believable steps apart that were not compared yet.

    Retrieval keeps a bounded number of neighbours, so it leaves gaps inside large clusters; average linkage would take
    each gap for doubt.

    Args:
        scored: Pairs compared so far.
        log_odds: Belief per pair.
        nodes: Number of nodes.
        config: `worker_count` is used.

    Returns:
        Left and right node numbers, left < right, ascending.
    """
    belief = to_probability(log_odds)
    kept = belief >= FRIEND_FROM
    left, right, strength = scored.left[kept], scored.right[kept], belief[kept]
    graph = neighbourhoods(left, right, strength, nodes)
    reached = sp_matmul_topn(graph, graph, top_n=FRIENDS, threshold=LEAST_STRENGTH, n_threads=config.worker_count)
    rows = np.repeat(np.arange(nodes), np.diff(reached.indptr))
    first, second = unite_pairs([(rows, reached.indices.astype(np.int64))], nodes)
    known = scored.left * np.int64(nodes) + scored.right
    found = first * np.int64(nodes) + second
    fresh = ~among(found, known)
    return first[fresh], second[fresh]
