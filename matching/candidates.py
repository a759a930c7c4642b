"""Which names are worth comparing: a bounded number of neighbours per name and channel, never all pairs."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sparse_dot_topn import sp_matmul_topn

from matching.analysis import NameColumns
from matching.config import MatchConfig
from matching.features import FeatureList, FeatureSpace, exact_keys, name_features, sound_features
from matching.numbers import distinct
from matching.parallel import in_processes
from matching.tokens import EncodedNames

__all__ = ["MAX_FREQUENCY", "CandidatePairs", "block_pairs", "find_candidates", "nearest_pairs", "unite_pairs"]

MAX_FREQUENCY = 300
"""A feature met in more names than this brings no candidates; ROR recall is 0.601, 0.609, 0.611 at 100, 300, 1,000."""

BACK_NEIGHBOURS = 3
"""Neighbours in other scripts kept for a Latin name: most Latin names have no such partner at all."""

PARALLEL_FROM = 20_000
"""Names from which looking for different kinds of neighbours in different processes pays."""

LEAST_SIMILARITY, LEAST_ACROSS = 0.1, 0.02
"""Cosine below which a neighbour is not kept; across scripts a word has many keys, of which few can meet."""


@dataclass(frozen=True, slots=True)
class CandidatePairs:
    """Pairs of row numbers with left < right, ascending, each once.

    Attributes:
        left: Row numbers.
        right: Row numbers.
        bounded: How many over-full blocks or features were cut, by channel.
    """

    left: NDArray[np.integer]
    right: NDArray[np.integer]
    bounded: dict[str, int]

    def __len__(self) -> int:
        return len(self.left)


def find_candidates(
    names: NameColumns, encoded: EncodedNames, *, config: MatchConfig, sounds: FeatureList | None = None
) -> CandidatePairs:
    """Retrieve, for every name, the names it could stand for.

    Channels: nearest names by words and letter runs; nearest names in Latin script for names in another one,
    by words, ideas and sounds; names with the same condensed spelling.

    Args:
        names: Distinct analysed names, in canonical order: ties are broken by position.
        encoded: Their words.
        config: `neighbours`, `max_block` and `workers` are used.
        sounds: `sound_features` of the names where they are known already.
    """
    workers = config.worker_count if len(names) >= PARALLEL_FROM else 1
    within = config if workers == 1 else replace(config, workers=1)  # a process of several has one thread
    channels = [partial(_by_words, names, encoded, within)]
    if any(names.native) and not all(names.native):
        heard = sound_features(names, encoded) if sounds is None else sounds
        channels.append(partial(_across_scripts, names, encoded, within, heard))
    channels.append(partial(_by_spelling, names, within))
    found = list(in_processes(lambda number: channels[number](), range(len(channels)), workers))
    left, right = unite_pairs([(one.left, one.right) for one in found], len(names))
    return CandidatePairs(left, right, {channel: cut for one in found for channel, cut in one.bounded.items()})


def _by_words(names: NameColumns, encoded: EncodedNames, config: MatchConfig) -> CandidatePairs:
    space = FeatureSpace.build(name_features(names, encoded), rows=len(names), max_frequency=MAX_FREQUENCY)
    everything = np.arange(len(names))
    return CandidatePairs(*nearest_pairs(space.matrix, everything, everything, config), {"words": space.dropped})


def _across_scripts(
    names: NameColumns, encoded: EncodedNames, config: MatchConfig, sounds: FeatureList
) -> CandidatePairs:
    spelt = FeatureList.join([name_features(names, encoded), sounds])
    space = FeatureSpace.build(spelt, rows=len(names), max_frequency=MAX_FREQUENCY)
    native = np.fromiter(map(bool, names.native), bool, len(names))
    across = np.flatnonzero(native), np.flatnonzero(~native)
    pairs = nearest_pairs(space.matrix, *across, config, threshold=LEAST_ACROSS)
    return CandidatePairs(*pairs, {"sounds": space.dropped})


def _by_spelling(names: NameColumns, config: MatchConfig) -> CandidatePairs:
    left, right, cut = block_pairs(*exact_keys(["".join(words) for words in names.tokens]), max_block=config.max_block)
    return CandidatePairs(left, right, {"spelling": cut})


def nearest_pairs(
    matrix: sp.csr_matrix,
    left: NDArray[np.integer],
    right: NDArray[np.integer],
    config: MatchConfig,
    *,
    threshold: float = LEAST_SIMILARITY,
) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
    """The most similar rows of `right` for each row of `left`, and the reverse when the two differ."""
    same = len(left) == len(right) and bool(np.array_equal(left, right))
    pairs = _one_way(matrix, left, right, config, extra=1 if same else 0, threshold=threshold)
    if same:
        return pairs
    few = replace(config, neighbours=min(config.neighbours, BACK_NEIGHBOURS))
    back_right, back_left = _one_way(matrix, right, left, few, extra=0, threshold=threshold)
    return np.concatenate([pairs[0], back_left]), np.concatenate([pairs[1], back_right])


def _one_way(
    matrix: sp.csr_matrix,
    left: NDArray[np.integer],
    right: NDArray[np.integer],
    config: MatchConfig,
    *,
    extra: int,
    threshold: float,
) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
    top = sp_matmul_topn(
        matrix[left],
        matrix[right].T.tocsr(),
        top_n=config.neighbours + extra,  # a name is its own nearest neighbour
        threshold=threshold,
        n_threads=config.worker_count,
    )
    rows = np.repeat(np.arange(top.shape[0]), np.diff(top.indptr))
    return left[rows], right[top.indices]


def block_pairs(
    rows: NDArray[np.integer], keys: NDArray[np.uint64], *, max_block: int
) -> tuple[NDArray[np.integer], NDArray[np.integer], int]:
    """Pair rows that share a key.

    Args:
        rows: Row numbers.
        keys: One key per entry of `rows`.
        max_block: Blocks up to this size give all their pairs; larger ones give each row its three followers and
            the first row of the block, so that cost stays linear.

    Returns:
        Left rows, right rows (unordered, repeats possible), and how many blocks were cut.
    """
    order = np.lexsort((rows, keys))
    rows, keys = rows[order], keys[order]
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.zeros(0, np.int64)
    sizes = np.diff(np.r_[starts, len(keys)])
    place = np.arange(len(keys)) - np.repeat(starts, sizes)
    size = np.repeat(sizes, sizes)
    start = np.repeat(starts, sizes)
    reach = np.where(size <= max_block, size - 1 - place, np.minimum(3, size - 1 - place))
    lefts, rights = [], []
    for step in range(1, int(reach.max(initial=0)) + 1):
        here = np.flatnonzero(reach >= step)
        lefts.append(rows[here])
        rights.append(rows[here + step])
    wide = np.flatnonzero((size > max_block) & (place > 3))
    lefts.append(rows[start[wide]])
    rights.append(rows[wide])
    return np.concatenate(lefts), np.concatenate(rights), int((sizes > max_block).sum())


def unite_pairs(
    parts: list[tuple[NDArray[np.integer], NDArray[np.integer]]], rows: int
) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
    """Drop repeats and self-pairs; left < right, ascending."""
    wide = np.int64(max(1, rows))
    found = []
    for one, other in parts:
        keys = np.minimum(one, other) * wide
        keys += np.maximum(one, other)
        found.append(keys[one != other])
    left, right = np.divmod(distinct(*found), wide)
    return left.astype(np.int32), right.astype(np.int32)
