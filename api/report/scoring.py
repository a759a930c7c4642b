"""Precision and recall by slice, with intervals by resampling applicants."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from api.report.material import Pair

RESAMPLES = 200


@dataclass(frozen=True, slots=True)
class SliceScore:
    """One slice: true pairs, pairs put together, and both shares with their 95 % intervals."""

    label: str
    true: int
    claimed: int
    precision: float
    precision_interval: tuple[float, float]
    recall: float
    recall_interval: tuple[float, float]


def score_slices(
    true: Sequence[Pair], claimed: Sequence[Pair], gold: Mapping[str, str], labels_of: Callable[[Pair], Sequence[str]]
) -> list[SliceScore]:
    """Score every label that `labels_of` gives a pair; those with most true pairs first.

    A pair put together wrongly counts half to either applicant, as in `matching.quality.evaluate`.
    """
    number = {entity: place for place, entity in enumerate(sorted(set(gold.values())))}
    generator = np.random.default_rng(1)
    weights = np.ones((RESAMPLES + 1, len(number)))
    for row in range(1, RESAMPLES + 1):
        weights[row] = np.bincount(generator.integers(0, len(number), len(number)), minlength=len(number))
    slices: dict[str, dict[str, NDArray[np.float64]]] = {}
    for what, pairs in (("true", true), ("claimed", claimed)):
        for left, right in pairs:
            for label in labels_of((left, right)):
                held = slices.setdefault(label, {name: np.zeros(len(number)) for name in ("true", "claimed", "right")})
                for end in (left, right):
                    held[what][number[gold[end]]] += 0.5
                    if what == "claimed" and gold[left] == gold[right]:
                        held["right"][number[gold[end]]] += 0.5
    scored = [_score(label, held, weights) for label, held in slices.items()]
    return sorted(scored, key=lambda one: (-one.true, one.label))


def _score(label: str, held: Mapping[str, NDArray[np.float64]], weights: NDArray[np.float64]) -> SliceScore:
    touched = np.flatnonzero(held["true"] + held["claimed"])
    drawn = weights[:, touched]
    true, claimed, right = (drawn @ held[name][touched] for name in ("true", "claimed", "right"))
    precision, recall = _quotient(right, claimed), _quotient(right, true)
    return SliceScore(
        label,
        round(float(true[0])),
        round(float(claimed[0])),
        float(precision[0]),
        _interval(precision),
        float(recall[0]),
        _interval(recall),
    )


def _quotient(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(whole > 0, part / np.maximum(whole, 1e-12), 1.0)


def _interval(values: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.quantile(values[1:], [0.025, 0.975])
    return float(low), float(high)
