"""Candidates among applicants of one place: translated names often share nothing but a city and an idea."""

import numpy as np
from numpy.typing import NDArray

from matching.candidates import MAX_FREQUENCY, nearest_pairs
from matching.config import MatchConfig
from matching.features import SALT, FeatureList, FeatureSpace, text_keys, unit_keys
from matching.nodes import Nodes
from matching.tokens import EncodedNames

__all__ = ["find_neighbours_in_place", "place_features"]


def find_neighbours_in_place(
    nodes: Nodes, encoded: EncodedNames, *, config: MatchConfig
) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """Pair names of applicants in one city or at one address that share a word or an idea, or a rare address.

    Args:
        nodes: Applicants as filed.
        encoded: Their names' words.
        config: `neighbours` and `workers` are used.

    Returns:
        Entries (places in `nodes.entry_node`) left and right, unordered, and how many features were too common.
    """
    entries, features = place_features(nodes, encoded)
    if len(entries) < 2:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), 0
    space = FeatureSpace.build(features, rows=len(entries), max_frequency=MAX_FREQUENCY)
    native = np.array([bool(text) for text in nodes.names.native], bool)[nodes.entry_name[entries]]
    found = [nearest_pairs(space.matrix, np.arange(len(entries)), np.arange(len(entries)), config)]
    if native.any() and not native.all():
        found.append(nearest_pairs(space.matrix, np.flatnonzero(native), np.flatnonzero(~native), config))
    left, right = (np.concatenate(column) for column in zip(*found, strict=True))
    return entries[left], entries[right], space.dropped


def place_features(nodes: Nodes, encoded: EncodedNames) -> tuple[NDArray[np.int64], FeatureList]:
    """Each city or address, and each with every word or idea of the name, as features of entries that have one.

    Returns:
        Places in `nodes.entry_node` of those entries, and features whose rows count them.
    """
    entries = np.flatnonzero(nodes.city[nodes.entry_node] >= 0)
    city = text_keys(nodes.cities)[nodes.city[nodes.entry_node[entries]]]
    units = unit_keys(encoded)[nodes.entry_name[entries]]
    row, place = np.nonzero(encoded.tokens[nodes.entry_name[entries]] >= 0)
    alone = FeatureList.of(np.arange(len(entries)), city, kind=21, factor=1.0)
    return entries, FeatureList.join(
        [alone, FeatureList.of(row, city[row] * SALT + units[row, place], kind=22, factor=1.0)]
    )
