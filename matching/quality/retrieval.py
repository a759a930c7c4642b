"""Which bound of candidate retrieval kept two names apart: for true pairs that were never compared."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from matching.candidates import LEAST_ACROSS, LEAST_SIMILARITY, MAX_FREQUENCY
from matching.expansion import BEARERS_ALL
from matching.features import FeatureList, FeatureSpace, name_features, sound_features
from matching.nodes import Nodes
from matching.tokens import EncodedNames

__all__ = ["BOUND_MEANINGS", "Bound", "name_the_bound"]


class Bound(StrEnum):
    """What kept a pair from being compared."""

    NOTHING = "nothing in common"
    FAINT = "too faint a likeness"
    COMMON = "common features only"
    CROWDED = "other names nearer"
    BLOCK = "too many spelt alike"
    BEARERS = "too many bearers"


BOUND_MEANINGS = {
    Bound.NOTHING: "No word, idea, run of letters or sound in common: no bound is to blame.",
    Bound.FAINT: f"Cosine below {LEAST_SIMILARITY} ({LEAST_ACROSS} across scripts), all features counted.",
    Bound.COMMON: f"All they share is met in more than {MAX_FREQUENCY} names; such features are not looked up.",
    Bound.CROWDED: "Alike enough, but each has at least `neighbours` names that are nearer.",
    Bound.BLOCK: "Spelt alike without spaces or the very same name, but more than `max_block` are.",
    Bound.BEARERS: f"The names were compared, but for the first {BEARERS_ALL} bearers of each only.",
}
"""One sentence per bound, for reports."""


def name_the_bound(
    nodes: Nodes,
    encoded: EncodedNames,
    left: NDArray[np.integer],
    right: NDArray[np.integer],
    compared: tuple[NDArray[np.integer], NDArray[np.integer]],
) -> list[Bound]:
    """Say of node pairs that were not compared which bound it was.

    Args:
        nodes: From a table, so one name per node.
        encoded: Its words.
        left: Nodes of the pairs asked about.
        right: Nodes, as many.
        compared: Left and right nodes of all pairs that were compared.
    """
    name = nodes.entry_name[np.searchsorted(nodes.entry_node, np.arange(len(nodes)))]
    a, b = name[left], name[right]
    spelling = np.unique(["".join(words) for words in nodes.names.tokens], return_inverse=True)[1]
    blocked = (a == b) | ((spelling[a] == spelling[b]) & (encoded.token_count[a] > 0))
    met = np.isin(_keys(a, b, len(nodes.names)), _keys(name[compared[0]], name[compared[1]], len(nodes.names)))
    everything, kept = _likeness(nodes, encoded, a, b)
    native = np.fromiter(map(bool, nodes.names.native), bool, len(nodes.names))
    least = np.where(native[a] != native[b], LEAST_ACROSS, LEAST_SIMILARITY)
    bounds = np.select(
        [blocked, met, everything <= 0, everything < least, kept < least],
        [Bound.BLOCK, Bound.BEARERS, Bound.NOTHING, Bound.FAINT, Bound.COMMON],
        Bound.CROWDED,
    )
    return [Bound(bound) for bound in bounds.tolist()]


def _keys(left: NDArray[np.integer], right: NDArray[np.integer], names: int) -> NDArray[np.int64]:
    keys: NDArray[np.int64] = np.minimum(left, right) * np.int64(names) + np.maximum(left, right)
    return keys


def _likeness(
    nodes: Nodes, encoded: EncodedNames, left: NDArray[np.integer], right: NDArray[np.integer]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Cosine of pairs of names with all features and with those that retrieval looks up, the better of both spaces."""
    words = name_features(nodes.names, encoded)
    spaces = [words, FeatureList.join([words, sound_features(nodes.names, encoded)])]
    rows = len(nodes.names)
    result = []
    for frequency in (rows, MAX_FREQUENCY):
        cosines = [_cosine(FeatureSpace.build(one, rows=rows, max_frequency=frequency), left, right) for one in spaces]
        result.append(np.maximum(*cosines))
    return result[0], result[1]


def _cosine(space: FeatureSpace, left: NDArray[np.integer], right: NDArray[np.integer]) -> NDArray[np.float64]:
    product = space.matrix[left].multiply(space.matrix[right])
    return np.asarray(product.sum(axis=1), np.float64).ravel()
