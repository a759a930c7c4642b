"""Sets of numbers as sorted arrays."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["distinct"]


def distinct(*values: NDArray[np.integer]) -> NDArray[np.int64]:
    """All numbers once, ascending; sorted, because numpy's hashing is several times slower for numbers like these."""
    every = np.concatenate(values).astype(np.int64, copy=False)
    every.sort()
    return every[np.flatnonzero(np.r_[True, every[1:] != every[:-1]])[: len(every)]]
