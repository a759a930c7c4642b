"""Sets of numbers as sorted arrays."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["among", "distinct"]


def distinct(*values: NDArray[np.integer]) -> NDArray[np.int64]:
    """All numbers once, ascending; sorted, because numpy's hashing is several times slower for numbers like these."""
    every = np.concatenate(values).astype(np.int64, copy=False)
    every.sort()
    return every[np.flatnonzero(np.r_[True, every[1:] != every[:-1]])[: len(every)]]


def among(values: NDArray[np.integer], ordered: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Whether each value is one of some ascending numbers."""
    place = np.minimum(np.searchsorted(ordered, values), max(0, len(ordered) - 1))
    return ordered[place] == values if len(ordered) else np.zeros(len(values), bool)
