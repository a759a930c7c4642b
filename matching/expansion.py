"""From pairs of names to pairs of applicants that bear them."""

import numpy as np
from numpy.typing import NDArray

from matching.candidates import CandidatePairs, block_pairs
from matching.config import MatchConfig
from matching.nodes import Codes, Nodes
from matching.numbers import distinct
from matching.places import find_neighbours_in_place
from matching.scoring import NamePairs
from matching.tokens import EncodedNames

__all__ = ["all_forms", "expand_to_nodes", "unite_name_pairs"]

BEARERS_ALL = 4
"""Bearers of one name up to which every bearer of the other is compared with every one of them."""

FORMS_ALL = 4
"""Names of one applicant that are compared with as many of the other, once any of them is a candidate."""


def expand_to_nodes(
    pairs: CandidatePairs, nodes: Nodes, encoded: EncodedNames, *, config: MatchConfig
) -> tuple[NamePairs, dict[str, int]]:
    """List the node pairs behind name pairs, behind shared names, identifiers and families.

    Args:
        pairs: Candidate pairs of names.
        nodes: Who bears which name.
        encoded: Words of the names.
        config: `max_block` bounds the bearers of one name, identifier or family.

    Returns:
        The pairs, and how many blocks were cut, by channel.
    """
    order = np.argsort(nodes.entry_name, kind="stable")
    bearer, name = nodes.entry_node[order], nodes.entry_name[order]
    starts = np.searchsorted(name, np.arange(len(nodes.names) + 1))
    parts = [_across(pairs, bearer, starts)]
    cut: dict[str, int] = dict(pairs.bounded)
    near_left, near_right, cut["place"] = find_neighbours_in_place(nodes, encoded, config=config)
    entry_node, entry_name = nodes.entry_node, nodes.entry_name
    parts.append((entry_node[near_left], entry_node[near_right], entry_name[near_left], entry_name[near_right]))
    entry_left, entry_right, cut["same name"] = block_pairs(order, name.astype(np.uint64), max_block=config.max_block)
    shared = nodes.entry_name[entry_left]
    parts.append((nodes.entry_node[entry_left], nodes.entry_node[entry_right], shared, shared))
    filed = nodes.entry_name[np.searchsorted(nodes.entry_node, np.arange(len(nodes)))]
    for channel, codes in (("identifier", nodes.identifiers), ("family", nodes.families)):
        left, right, cut[channel] = _by_code(codes, config.max_block)
        parts.append((left, right, filed[left], filed[right]))
    found = unite_name_pairs(parts)
    if len(nodes.entry_node) == len(nodes):
        return found, cut
    return unite_name_pairs([found, all_forms(found[0], found[1], nodes)]), cut


def all_forms(left: NDArray[np.integer], right: NDArray[np.integer], nodes: Nodes) -> NamePairs:
    """The first names of the left node times those of the right one, for every pair of nodes."""
    keys = distinct(left * np.int64(max(1, len(nodes))) + right)
    left, right = np.divmod(keys, max(1, len(nodes)))
    starts = np.searchsorted(nodes.entry_node, np.arange(len(nodes) + 1))
    count = np.minimum(np.diff(starts), FORMS_ALL)
    combos = count[left] * count[right]
    owner = np.repeat(np.arange(len(left)), combos)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(combos) - combos, combos)
    left, right = left[owner], right[owner]
    name_left = nodes.entry_name[starts[left] + place // count[right]]
    name_right = nodes.entry_name[starts[right] + place % count[right]]
    return left, right, name_left, name_right


def _across(pairs: CandidatePairs, bearer: NDArray[np.integer], starts: NDArray[np.integer]) -> NamePairs:
    """Bearers of the left name times bearers of the right one; widely borne names give their first few."""
    count = np.minimum(np.diff(starts), BEARERS_ALL)
    count_left, count_right = count[pairs.left], count[pairs.right]
    combos = count_left * count_right
    owner = np.repeat(np.arange(len(pairs)), combos)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(combos) - combos, combos)
    names_left, names_right = pairs.left[owner], pairs.right[owner]
    left = bearer[starts[names_left] + place // count_right[owner]]
    right = bearer[starts[names_right] + place % count_right[owner]]
    return left, right, names_left, names_right


def _by_code(codes: Codes, max_block: int) -> tuple[NDArray[np.integer], NDArray[np.integer], int]:
    return block_pairs(codes.node, codes.code.astype(np.uint64), max_block=max_block)


def unite_name_pairs(parts: list[NamePairs]) -> NamePairs:
    """Put lists of pairs together, in 32 bits: smaller node on the left, sorted, no repeats, no node with itself."""
    left, right, name_left, name_right = (
        np.concatenate([part.astype(np.int32, copy=False) for part in column]) for column in zip(*parts, strict=True)
    )
    swap = left > right
    left, right = np.where(swap, right, left), np.where(swap, left, right)
    name_left, name_right = np.where(swap, name_right, name_left), np.where(swap, name_left, name_right)
    keep = left != right
    left, right, name_left, name_right = left[keep], right[keep], name_left[keep], name_right[keep]
    pair = left * np.int64(right.max(initial=0) + 1) + right
    names = name_left * np.int64(name_right.max(initial=0) + 1) + name_right
    order = np.lexsort((names, pair))
    pair, names = pair[order], names[order]
    first = order[np.r_[True, (pair[1:] != pair[:-1]) | (names[1:] != names[:-1])][: len(order)]]
    return left[first], right[first], name_left[first], name_right[first]
