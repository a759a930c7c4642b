"""An inverted index of name features: which of a million names have most in common with this one?"""

import threading
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.features import FeatureList

__all__ = ["Postings"]

PARTITION_BITS = 3
"""Features are sorted in eight parts by the first bits of their keys, which bounds the memory of building."""

MAX_READ = 40_000
"""Entries read per name looked up, those of rare features first."""

LEAST_READ = 12
"""Features that are read however long their lists are, as far as `max_frequency` let them in."""


class _Scratch(threading.local):
    """One sum per row and thread, all zero between look-ups."""

    def __init__(self, rows: int) -> None:
        self.sums = np.zeros(rows, np.float32)


@dataclass(frozen=True, slots=True)
class Postings:
    """Rows by feature, weighted so that rows have at most unit length.

    Attributes:
        rows: Rows indexed.
        keys: Feature keys, ascending; features met in too many rows are left out.
        starts: Where the list of each key starts in `places`, and the end of the last.
        places: Row numbers, ascending per key.
        values: Weight of the feature in the row, half precision.
        weights: Rarity of each key, in nats.
    """

    rows: int
    keys: NDArray[np.uint64]
    starts: NDArray[np.int64]
    places: NDArray[np.int32]
    values: NDArray[np.float16]
    weights: NDArray[np.float32]
    _scratch: _Scratch

    @classmethod
    def build(cls, features: FeatureList, *, rows: int, max_frequency: int) -> "Postings":
        """Weigh features by their rarity and list the rows of each.

        Args:
            features: What each row has.
            rows: Number of rows.
            max_frequency: Features in more rows than this tell too little for their cost.
        """
        part = (features.keys >> np.uint64(64 - PARTITION_BITS)).astype(np.uint8)
        squares = np.zeros(rows, np.float64)
        parts = []
        for number in range(1 << PARTITION_BITS):
            mine = np.flatnonzero(part == number)
            keys, owners, factors = features.keys[mine], features.rows[mine].astype(np.int32), features.factors[mine]
            order = np.lexsort((owners, keys)) if rows < 2 else np.argsort(keys, kind="stable")
            keys, owners, factors = keys[order], owners[order], factors[order]
            first = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])[: len(keys)]
            frequency = np.diff(np.r_[first, len(keys)])
            rarity = np.log(1.0 + rows / np.maximum(frequency, 1)).astype(np.float32)
            values = factors * np.repeat(rarity, frequency)
            squares += np.bincount(owners, weights=values.astype(np.float64) ** 2, minlength=rows)
            kept = frequency <= max_frequency
            inside = np.repeat(kept, frequency)
            parts.append((keys[first[kept]], frequency[kept], owners[inside], values[inside], rarity[kept]))
        norm = np.maximum(np.sqrt(squares), 1e-9).astype(np.float32)
        keys, counts, places, weights = (np.concatenate([one[field] for one in parts]) for field in (0, 1, 2, 4))
        values = np.concatenate([(one[3] / norm[one[2]]).astype(np.float16) for one in parts])
        starts = np.r_[0, np.cumsum(counts)].astype(np.int64)
        return cls(rows, keys, starts, places, values, weights, _Scratch(rows))

    def nearest(
        self, keys: NDArray[np.uint64], factors: NDArray[np.float32], top: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The rows that have most in common with one name.

        Args:
            keys: Features of the name.
            factors: How much the kind of each counts.
            top: Rows wanted at most.

        Returns:
            Row numbers and their scores, best first, ties by row.
        """
        column, factors = self._found(keys, factors)
        worth = self._worth_reading(column)
        read = column[worth]
        sums = self._scratch.sums
        lists = [self.places[self.starts[c] : self.starts[c + 1]] for c in read.tolist()]
        strength = factors[worth] * self.weights[read]
        for number, (one, places) in enumerate(zip(read.tolist(), lists, strict=True)):
            sums[places] += self.values[self.starts[one] : self.starts[one + 1]] * strength[number]
        found, scores = [], []
        for places in lists:  # taking a sum clears it, so that a row counts once and the next name finds zeros
            score = sums[places]
            sums[places] = 0
            some = np.flatnonzero(score)
            found.append(places[some])
            scores.append(score[some])
        if not found:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        rows, score = np.concatenate(found).astype(np.int64), np.concatenate(scores)
        if len(rows) > top:
            kept = np.flatnonzero(score >= np.partition(score, len(score) - top)[len(score) - top])
            rows, score = rows[kept], score[kept]
        order = np.lexsort((rows, -score))[:top]
        return rows[order], score[order]

    def frequency(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Rows that have each feature; 0 for unknown ones and for those left out."""
        if len(self.keys) == 0:
            return np.zeros(len(keys), np.int64)
        place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[place] == keys, np.diff(self.starts)[place], 0)

    def _found(
        self, keys: NDArray[np.uint64], factors: NDArray[np.float32]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Columns of those features that are indexed, the rarest first, with their factors."""
        if len(self.keys) == 0:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        known = np.flatnonzero(self.keys[place] == keys)
        # a feature named twice counts once, as strong as its stronger mention
        order = known[np.lexsort((-factors[known], place[known]))]
        first = np.flatnonzero(np.r_[True, place[order][1:] != place[order][:-1]])[: len(order)]
        column, strength = place[order][first], factors[order][first]
        rare = np.argsort(self.starts[column + 1] - self.starts[column], kind="stable")
        return column[rare], strength[rare]

    def _worth_reading(self, column: NDArray[np.int64]) -> slice:
        """As many of the rarest features as the budget allows."""
        spent = np.cumsum(self.starts[column + 1] - self.starts[column])
        return slice(0, max(LEAST_READ, int(np.searchsorted(spent, MAX_READ, side="right"))))
