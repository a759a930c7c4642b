"""Whether a stated probability comes true: reliability by bins, expected calibration error, precision above a bound.

Counts are weighted: one entry may stand for several pairs that got the same belief.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Beliefs",
    "Claim",
    "Reliability",
    "ReliabilityBin",
    "beliefs_in_clusters",
    "calibration_error",
    "share_interval",
]

BIN_EDGES = (0.0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)
"""Finer where decisions are made; the last bin includes its upper edge."""

Z95 = 1.959964
"""Two-sided 95 % quantile of the normal distribution."""


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Beliefs of one bin against what came true.

    Attributes:
        low: Lower edge, included.
        high: Upper edge, excluded but in the last bin.
        count: Pairs (or clusters) in the bin.
        belief: Their mean belief, 0..1.
        share: Share of them that is true, 0..1.
        interval: 95 % interval of `share` (Wilson).
    """

    low: float
    high: float
    count: float
    belief: float
    share: float
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Reliability:
    """Result of `Beliefs.reliability`.

    Attributes:
        count: Pairs (or clusters) in all.
        error: Expected calibration error: mean gap between belief and share over the bins, weighted by count, 0..1.
        bins: Those that are not empty, ascending.
    """

    count: float
    error: float
    bins: tuple[ReliabilityBin, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """What is believed at or above a bound, and how much of it is true.

    Attributes:
        bound: Probability, 0..1.
        count: Pairs (or clusters) at or above it.
        right: True ones among them.
        interval: 95 % interval (Wilson) of their share; (0, 1) when there are none.
    """

    bound: float
    count: float
    right: float
    interval: tuple[float, float]

    @property
    def precision(self) -> float | None:
        """Share that is true; None when nothing was claimed."""
        return self.right / self.count if self.count else None


@dataclass(frozen=True, slots=True)
class Beliefs:
    """Stated probabilities with the answers.

    Attributes:
        probability: As stated, 0..1.
        right: How much of each entry is true, at most its `count`.
        count: How many pairs each entry stands for.
    """

    probability: NDArray[np.float64]
    right: NDArray[np.float64]
    count: NDArray[np.float64]

    @classmethod
    def of(cls, probability: NDArray[np.floating], truth: NDArray[np.bool_]) -> "Beliefs":
        """Beliefs that stand for one pair each."""
        return cls(probability.astype(np.float64), truth.astype(np.float64), np.ones(len(truth)))

    @classmethod
    def join(cls, parts: Sequence["Beliefs"]) -> "Beliefs":
        """Put several behind one another."""
        return cls(
            np.concatenate([part.probability for part in parts]),
            np.concatenate([part.right for part in parts]),
            np.concatenate([part.count for part in parts]),
        )

    def at_least(self, bound: float) -> "Beliefs":
        """Those at or above a bound."""
        kept = self.probability >= bound
        return Beliefs(self.probability[kept], self.right[kept], self.count[kept])

    def reliability(self, edges: Sequence[float] = BIN_EDGES) -> Reliability:
        """Compare beliefs with what came true, bin by bin; `edges` ascending from 0 to 1."""
        place = np.clip(np.searchsorted(edges, self.probability, side="right") - 1, 0, len(edges) - 2)
        bins, gap = [], 0.0
        total = float(self.count.sum())
        for number in np.unique(place).tolist():
            here = place == number
            count, right = float(self.count[here].sum()), float(self.right[here].sum())
            if not count:
                continue
            belief = float((self.probability[here] * self.count[here]).sum()) / count
            gap += abs(belief - right / count) * count / total
            interval = share_interval(right, count)
            bins.append(ReliabilityBin(edges[number], edges[number + 1], count, belief, right / count, interval))
        return Reliability(total, gap, tuple(bins))

    def claim(self, bound: float) -> Claim:
        """What is believed at or above `bound`."""
        kept = self.at_least(bound)
        count, right = float(kept.count.sum()), float(kept.right.sum())
        return Claim(bound, count, right, share_interval(right, count))


def beliefs_in_clusters(
    entity: NDArray[np.int64], cluster: NDArray[np.int64], probability: NDArray[np.floating]
) -> Beliefs:
    """Clusters of two rows or more: what is stated of each, and whether all its rows are one entity.

    Args:
        entity: Number of the gold entity per row, from 0.
        cluster: Number of the cluster per row.
        probability: Stated per row, the same for all rows of a cluster.
    """
    first, size = np.unique(cluster, return_index=True, return_counts=True)[1:]
    width = np.int64(entity.max(initial=0) + 1)
    cells = np.unique(cluster * width + entity)
    pure = np.unique(cells // width, return_counts=True)[1] == 1
    return Beliefs.of(probability[first[size > 1]], pure[size > 1])


def share_interval(right: float, count: float) -> tuple[float, float]:
    """95 % interval of a share by Wilson's formula; (0, 1) when `count` is 0."""
    if count <= 0:
        return 0.0, 1.0
    share, z2 = right / count, Z95 * Z95
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = Z95 / (1 + z2 / count) * float(np.sqrt(share * (1 - share) / count + z2 / (4 * count * count)))
    return max(0.0, middle - half), min(1.0, middle + half)


def calibration_error(probability: NDArray[np.float64], truth: NDArray[np.bool_], *, bins: int = 15) -> float:
    """Expected calibration error over bins of equal count: mean gap between belief and frequency, 0..1."""
    order = np.argsort(probability, kind="stable")
    gaps = [
        abs(float(probability[part].mean()) - float(truth[part].mean())) * len(part) / len(order)
        for part in np.array_split(order, bins)
        if len(part)
    ]
    return float(sum(gaps))
