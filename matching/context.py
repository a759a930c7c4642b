"""Second look at believable pairs: who else competes for either side, and do common acquaintances agree?

A pair is judged by its neighbourhood in the graph of first beliefs: a name that fits its best partner far better than
all others is likelier right than one that fits ten alike, and a pair whose partners fit one another gains. The model
sees no file, no source and no size, so it transfers from corpus to corpus.
"""

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from matching.probability import TreeModel, to_probability
from matching.scoring import KEPT_FEATURES, ScoredPairs

__all__ = ["CONTEXT_FEATURES", "context_columns", "reconsider", "worth_a_second_look"]

CONTEXT_FEATURES = (
    "belief", "gap_less", "gap_more", "rivals_less", "rivals_more", "support", "agreement_less", "agreement_more",
    "denial_less", "denial_more", "person", "across", *KEPT_FEATURES,
)  # fmt: skip
"""Columns of `context_columns`; "less" and "more" are the smaller and larger of both sides."""

SECOND_LOOK_FROM = -4.5
"""Log-odds (about 1 %) from which a pair gets a second look; less likely ones keep their belief."""

FAR_AHEAD = 10.0
"""Cap on the distance to the best rival, in log-odds, and the distance where there is no rival."""


def worth_a_second_look(log_odds: NDArray[np.float32]) -> NDArray[np.int64]:
    """Places of the pairs that `reconsider` changes."""
    return np.flatnonzero(log_odds >= SECOND_LOOK_FROM)


def reconsider(
    model: TreeModel, scored: ScoredPairs, log_odds: NDArray[np.float32], group: NDArray[np.int64], nodes: int
) -> NDArray[np.float32]:
    """Log-odds after the second look.

    Args:
        model: The context model.
        scored: All pairs.
        log_odds: First beliefs, at the corpus's own share of matches.
        group: Place in `scoring.GROUP_NAMES` per pair.
        nodes: Number of nodes.
    """
    chosen = worth_a_second_look(log_odds)
    result = log_odds.copy()
    if len(chosen):
        result[chosen] = model.log_odds(context_columns(scored, log_odds, group, nodes, chosen))
    return result


def context_columns(
    scored: ScoredPairs,
    log_odds: NDArray[np.float32],
    group: NDArray[np.int64],
    nodes: int,
    chosen: NDArray[np.int64],
    wanted: NDArray[np.int64] | None = None,
) -> NDArray[np.float32]:
    """Neighbourhood of some pairs; arguments as in `reconsider`.

    Args:
        scored: All pairs.
        log_odds: First beliefs.
        group: Place in `scoring.GROUP_NAMES` per pair.
        nodes: Number of nodes.
        chosen: Pairs worth a second look: the company of all others.
        wanted: Places in `chosen` of the pairs to judge; all when left out.

    Returns:
        [pairs judged, len(CONTEXT_FEATURES)].
    """
    left, right, odds = scored.left[chosen], scored.right[chosen], log_odds[chosen]
    belief = to_probability(odds)
    graph = _symmetric(left, right, belief, nodes)
    gap_left, gap_right = _gaps(left, right, odds, nodes)
    if wanted is not None:
        chosen, left, right, odds = chosen[wanted], left[wanted], right[wanted], odds[wanted]
        belief, gap_left, gap_right = belief[wanted], gap_left[wanted], gap_right[wanted]
    compared = _symmetric(scored.left, scored.right, np.ones(len(scored), np.float32), nodes)
    rivals = np.asarray(graph.sum(axis=1), np.float32).ravel()
    rivals_left = (rivals[left] - belief).astype(np.float32)
    rivals_right = (rivals[right] - belief).astype(np.float32)
    support = _row_products(graph, graph, left, right)
    # partners of one side that were compared with the other, by belief
    met_left = _row_products(graph, compared, left, right)
    met_right = _row_products(compared, graph, left, right)
    columns = [
        odds,
        *_sides(gap_left, gap_right),
        *_sides(rivals_left, rivals_right),
        support,
        *_sides(support / np.maximum(met_left, 0.05), support / np.maximum(met_right, 0.05)),
        *_sides(met_left - support, met_right - support),
        (group[chosen] >> 1) & 1,
        group[chosen] & 1,
        *scored.facts[chosen].T,
    ]
    return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)


def _sides(on_left: NDArray[np.floating], on_right: NDArray[np.floating]) -> list[NDArray[np.floating]]:
    return [np.minimum(on_left, on_right), np.maximum(on_left, on_right)]


def _symmetric(
    left: NDArray[np.int64], right: NDArray[np.int64], values: NDArray[np.float32], nodes: int
) -> sp.csr_matrix:
    rows, columns = np.r_[left, right], np.r_[right, left]
    return sp.csr_matrix((np.r_[values, values], (rows, columns)), shape=(nodes, nodes), dtype=np.float32)


ROWS_AT_ONCE = 200_000


def _row_products(
    first: sp.csr_matrix, second: sp.csr_matrix, left: NDArray[np.int64], right: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Dot product of row `left` of one matrix with row `right` of the other, for every pair."""
    parts = [
        np.asarray(first[left[s : s + ROWS_AT_ONCE]].multiply(second[right[s : s + ROWS_AT_ONCE]]).sum(axis=1)).ravel()
        for s in range(0, len(left), ROWS_AT_ONCE)
    ]
    return np.concatenate(parts).astype(np.float32) if parts else np.zeros(0, np.float32)


def _gaps(
    left: NDArray[np.int64], right: NDArray[np.int64], odds: NDArray[np.float32], nodes: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """How far each pair is ahead of the best other pair of its left node, and of its right node."""
    ends, values = np.r_[left, right], np.r_[odds, odds]
    order = np.lexsort((-values, ends))
    ends, values = ends[order], values[order]
    start = np.searchsorted(ends, np.arange(nodes + 1))
    best = np.full(nodes, -np.inf, np.float32)
    second = np.full(nodes, -np.inf, np.float32)
    some, more = np.flatnonzero(np.diff(start) > 0), np.flatnonzero(np.diff(start) > 1)
    best[some], second[more] = values[start[some]], values[start[more] + 1]

    def gap(node: NDArray[np.int64]) -> NDArray[np.float32]:
        rival = np.where(odds >= best[node], second[node], best[node])
        return np.clip(odds - rival, -FAR_AHEAD, FAR_AHEAD).astype(np.float32)

    return gap(left), gap(right)
