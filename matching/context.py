"""Second look at believable pairs: who else competes for either side, and do common acquaintances agree?

A pair is judged by its neighbourhood in the graph of first beliefs: a name that fits its best partner far better than
all others is likelier right than one that fits ten alike, and a pair whose partners fit one another gains. The model
sees no file, no source and no size, so it transfers from corpus to corpus.
"""

import numpy as np
from numpy.typing import NDArray

from matching.neighbourhoods import neighbourhoods
from matching.parallel import in_processes
from matching.probability import TreeModel, to_probability
from matching.scoring import KEPT_FEATURES, ScoredPairs

__all__ = ["CONTEXT_FEATURES", "Surroundings", "reconsider", "worth_a_second_look"]

CONTEXT_FEATURES = (
    "belief", "gap_less", "gap_more", "rivals_less", "rivals_more", "support", "agreement_less", "agreement_more",
    "denial_less", "denial_more", "person", "across", *KEPT_FEATURES,
)  # fmt: skip
"""Columns of `Surroundings.columns`; "less" and "more" are the smaller and larger of both sides."""

SECOND_LOOK_FROM = -4.5
"""Log-odds (about 1 %) from which a pair gets a second look; less likely ones keep their belief."""

FAR_AHEAD = 10.0
"""Cap on the distance to the best rival, in log-odds, and the distance where there is no rival."""


ROWS_AT_ONCE = 4_096
"""Pairs whose neighbourhoods are laid side by side at once: they stay in the processor's cache."""

PAIRS_AT_ONCE = 250_000
"""Pairs looked at again at once; more are shared out to processes."""


def worth_a_second_look(log_odds: NDArray[np.float32]) -> NDArray[np.int64]:
    """Places of the pairs that `reconsider` changes."""
    return np.flatnonzero(log_odds >= SECOND_LOOK_FROM)


def reconsider(
    model: TreeModel,
    scored: ScoredPairs,
    log_odds: NDArray[np.float32],
    group: NDArray[np.int8],
    nodes: int,
    *,
    workers: int = 1,
) -> NDArray[np.float32]:
    """Log-odds after the second look.

    Args:
        model: The context model.
        scored: All pairs.
        log_odds: First beliefs, at the corpus's own share of matches.
        group: Place in `scoring.GROUP_NAMES` per pair.
        nodes: Number of nodes.
        workers: Processes to use; few pairs stay in this one.
    """
    around = Surroundings(scored, log_odds, group, nodes)
    count = len(around.chosen)
    spans = [slice(start, min(start + PAIRS_AT_ONCE, count)) for start in range(0, count, PAIRS_AT_ONCE)]
    found = in_processes(lambda span: model.log_odds(around.columns(span)), spans, workers)
    result = log_odds.copy()
    for span, odds in zip(spans, found, strict=True):
        result[around.chosen[span]] = odds
    return result


class Surroundings:
    """The graph of first beliefs around the pairs that are worth a second look.

    Args:
        scored: All pairs.
        log_odds: First beliefs.
        group: Place in `scoring.GROUP_NAMES` per pair.
        nodes: Number of nodes.

    Attributes:
        chosen: Places of the pairs that are looked at again, ascending.
    """

    def __init__(self, scored: ScoredPairs, log_odds: NDArray[np.float32], group: NDArray[np.int8], nodes: int) -> None:
        self.chosen = worth_a_second_look(log_odds)
        self._scored, self._log_odds, self._group = scored, log_odds, group
        left, right, odds = scored.left[self.chosen], scored.right[self.chosen], log_odds[self.chosen]
        self._believed = neighbourhoods(left, right, to_probability(odds), nodes)
        self._compared = neighbourhoods(scored.left, scored.right, np.ones(len(scored), np.float32), nodes)
        self._rivals = np.asarray(self._believed.sum(axis=1), np.float32).ravel()
        self._best, self._second = _two_best(left, right, odds, nodes)

    def columns(self, wanted: slice | NDArray[np.integer]) -> NDArray[np.float32]:
        """[pairs, len(CONTEXT_FEATURES)] of some of the pairs, given by their places in `chosen`."""
        chosen = self.chosen[wanted]
        left, right, odds = self._scored.left[chosen], self._scored.right[chosen], self._log_odds[chosen]
        belief = to_probability(odds)
        support, met_left, met_right = self._company(left, right)
        columns = [
            odds,
            *_sides(self._gap(left, odds), self._gap(right, odds)),
            *_sides(self._rivals[left] - belief, self._rivals[right] - belief),
            support,
            *_sides(support / np.maximum(met_left, 0.05), support / np.maximum(met_right, 0.05)),
            *_sides(met_left - support, met_right - support),
            (self._group[chosen] >> 1) & 1,
            self._group[chosen] & 1,
            *self._scored.facts[chosen].T,
        ]
        return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)

    def _company(self, left: NDArray[np.integer], right: NDArray[np.integer]) -> NDArray[np.float32]:
        """What third nodes say of each pair: [3, pairs].

        First the belief in partners that both have, times one another; then the belief in partners of the left node
        that were compared with the right one; then the reverse.
        """
        found = np.empty((3, len(left)), np.float32)
        for start in range(0, len(left), ROWS_AT_ONCE):
            span = slice(start, start + ROWS_AT_ONCE)
            a, b = self._believed[left[span]], self._believed[right[span]]
            near_a, near_b = self._compared[left[span]], self._compared[right[span]]
            for row, (one, other) in enumerate(((a, b), (a, near_b), (near_a, b))):
                found[row, span] = np.asarray(one.multiply(other).sum(axis=1)).ravel()
        return found

    def _gap(self, node: NDArray[np.integer], odds: NDArray[np.float32]) -> NDArray[np.float32]:
        """How far each pair is ahead of the best other pair of one of its nodes."""
        rival = np.where(odds >= self._best[node], self._second[node], self._best[node])
        gap: NDArray[np.float32] = np.clip(odds - rival, -FAR_AHEAD, FAR_AHEAD).astype(np.float32)
        return gap


def _sides(on_left: NDArray[np.floating], on_right: NDArray[np.floating]) -> list[NDArray[np.floating]]:
    return [np.minimum(on_left, on_right), np.maximum(on_left, on_right)]


def _two_best(
    left: NDArray[np.integer], right: NDArray[np.integer], odds: NDArray[np.float32], nodes: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The largest and second largest log-odds among the pairs of each node; minus infinity where there is none."""
    ends, values = np.r_[left, right], np.r_[odds, odds]
    order = np.lexsort((-values, ends))
    ends, values = ends[order], values[order]
    start = np.searchsorted(ends, np.arange(nodes + 1))
    best = np.full(nodes, -np.inf, np.float32)
    second = np.full(nodes, -np.inf, np.float32)
    some, more = np.flatnonzero(np.diff(start) > 0), np.flatnonzero(np.diff(start) > 1)
    best[some], second[more] = values[start[some]], values[start[more] + 1]
    return best, second
