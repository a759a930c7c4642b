"""The one rule of clustering: how believable it is, on average, that two clusters are one applicant."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["UNSEEN_COUNTED", "UNSEEN_LOG_ODDS", "average_log_odds", "average_log_odds_of_many"]

UNSEEN_LOG_ODDS = -4.0
"""Log-odds taken for a pair inside a would-be cluster that retrieval never brought up; about 2 %."""

UNSEEN_COUNTED = 1.0
"""Such pairs count at most this many times the pairs that were compared: retrieval is bounded, so large clusters have
gaps, and the gaps say less the more pairs agree."""


def average_log_odds(total: float, seen: int, possible: int) -> float:
    """Average over the pairs between two clusters.

    Args:
        total: Sum of the log-odds of the pairs that were compared.
        seen: How many were compared, at least one.
        possible: How many pairs there are.
    """
    unseen = min(possible - seen, UNSEEN_COUNTED * seen)
    return (total + unseen * UNSEEN_LOG_ODDS) / (seen + unseen)


def average_log_odds_of_many(
    total: NDArray[np.float64], seen: NDArray[np.int32], possible: NDArray[np.int64]
) -> NDArray[np.float64]:
    """`average_log_odds` of many pairs of clusters; minus infinity where nothing was compared."""
    unseen = np.minimum(possible - seen, UNSEEN_COUNTED * seen)
    average: NDArray[np.float64] = np.full(total.shape, -np.inf)
    np.divide(total + unseen * UNSEEN_LOG_ODDS, seen + unseen, out=average, where=seen > 0)
    return average
