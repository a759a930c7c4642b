"""Pairs of nodes as a graph: one row of neighbours per node, built in linear time."""

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

__all__ = ["neighbourhoods"]


def neighbourhoods(
    left: NDArray[np.integer], right: NDArray[np.integer], values: NDArray[np.float32], nodes: int
) -> sp.csr_matrix:
    """The symmetric matrix of some pairs.

    Args:
        left: Node numbers.
        right: Node numbers, each larger than its `left`; no pair twice.
        values: One per pair.
        nodes: Number of nodes.

    Returns:
        [nodes, nodes].
    """
    upper = sp.coo_matrix((values, (left.astype(np.int32), right.astype(np.int32))), shape=(nodes, nodes)).tocsr()
    return (upper + upper.T.tocsr()).tocsr()
