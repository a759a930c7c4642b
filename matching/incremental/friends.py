"""Friends of friends of nodes that are new: what a comparison of all would have looked at besides."""

import numpy as np
from numpy.typing import NDArray

from matching.closure import FRIEND_FROM, friends_of_friends
from matching.config import MatchConfig
from matching.incremental.ledger import PairRows
from matching.numbers import distinct
from matching.probability import to_log_odds
from matching.scoring import ScoredPairs

__all__ = ["friends_of_new", "local_pairs"]


def local_pairs(rows: PairRows) -> tuple[NDArray[np.int64], ScoredPairs]:
    """Some pairs by themselves: the nodes they name, ascending, and the pairs between places there, in order.

    The pairs must be in the order of their numbers in a sorted corpus, or `friends_of_friends` cannot tell which are
    known: they are sorted here. Returned pairs keep the beliefs as log-odds.
    """
    ids = distinct(rows.left, rows.right)
    left, right = np.searchsorted(ids, rows.left), np.searchsorted(ids, rows.right)
    nothing = np.zeros(len(left), np.int64)
    return ids, ScoredPairs(left, right, nothing, nothing, rows.believed, rows.facts)


def friends_of_new(
    rows: PairRows, first_new: int, *, config: MatchConfig
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs two believable steps apart that a new node brought about and that were not compared yet.

    Args:
        rows: Pairs of the new nodes and of all nodes they are believed to be like.
        first_new: Number of the first new node.
        config: As for `friends_of_friends`.
    """
    ids, scored = local_pairs(rows)
    order = np.lexsort((scored.right, scored.left))
    scored = scored.take(order)
    left, right = friends_of_friends(scored, scored.log_odds, len(ids), config=config)
    fresh = ids >= first_new
    strong = scored.log_odds >= to_log_odds(np.array([FRIEND_FROM], np.float32))[0]
    met = _neighbours_among_new(scored.left[strong], scored.right[strong], fresh)
    brought = np.array(
        [
            bool(fresh[a] or fresh[b] or met.get(a, frozenset()) & met.get(b, frozenset()))
            for a, b in zip(left.tolist(), right.tolist(), strict=True)
        ],
        bool,
    )
    return ids[left[brought]], ids[right[brought]]


def _neighbours_among_new(
    left: NDArray[np.int64], right: NDArray[np.int64], fresh: NDArray[np.bool_]
) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for a, b in zip(left.tolist(), right.tolist(), strict=True):
        if fresh[b]:
            found.setdefault(a, set()).add(b)
        if fresh[a]:
            found.setdefault(b, set()).add(a)
    return found
