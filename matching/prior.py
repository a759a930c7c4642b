"""How common matches are in the corpus at hand, learnt from the corpus itself.

The pair model is fitted as if one candidate pair in ten were a match. Corpora differ a thousandfold: a register of
companies has no doubles, a bibliography hardly anything else. Expectation-maximisation over the model's own beliefs
(Saerens, Latinne & Decaestecker 2002) finds the share that explains them best and shifts the log-odds accordingly, so
that one threshold serves every corpus. Persons and organisations, and pairs within and across scripts, are groups of
their own.
"""

import numpy as np
from numpy.typing import NDArray

from matching.probability import to_probability

__all__ = ["MODEL_PRIOR", "adapt_prior", "shift_prior"]

MODEL_PRIOR = 0.1
"""Share of matches among the candidate pairs, in every group, that the pair model was fitted with."""

PRIOR_STRENGTH = 50.0
"""Pairs of `MODEL_PRIOR` mixed into every group, so that a handful of pairs does not move it far."""

ROUNDS = 30
"""More rounds change the share by less than a thousandth of itself (development data)."""

STEPS = 256
"""Steps per natural log-odd in which beliefs are counted: millions of pairs become a few thousand values."""

LEAST_SHARE, LARGEST_SHARE = 1e-5, 0.9


def adapt_prior(log_odds: NDArray[np.float32], group: NDArray[np.int8]) -> tuple[NDArray[np.float32], dict[int, float]]:
    """Shift log-odds from the model's prior to the corpus's own.

    Args:
        log_odds: Of the pair model, natural.
        group: Number of the group of each pair.

    Returns:
        Shifted log-odds, and the estimated share of matches by group.
    """
    shares: dict[int, float] = {}
    for number in np.unique(group).tolist():
        steps, count = np.unique(np.rint(log_odds[group == number] * STEPS).astype(np.int32), return_counts=True)
        values, pairs = (steps / STEPS).astype(np.float32), count.sum() + PRIOR_STRENGTH
        share = MODEL_PRIOR
        for _ in range(ROUNDS):
            belief = to_probability(values + np.float32(_shift(share)))
            share = float(((belief * count).sum() + PRIOR_STRENGTH * MODEL_PRIOR) / pairs)
            share = min(max(share, LEAST_SHARE), LARGEST_SHARE)
        shares[number] = share
    return shift_prior(log_odds, group, shares), shares


def shift_prior(
    log_odds: NDArray[np.float32], group: NDArray[np.int8], shares: dict[int, float]
) -> NDArray[np.float32]:
    """Move log-odds of the pair model to the given shares of matches; groups without one stay."""
    shifts = np.zeros(int(group.max(initial=0)) + 1, np.float32)
    for number, share in shares.items():
        if number < len(shifts):
            shifts[number] = _shift(share)
    shifted: NDArray[np.float32] = log_odds + shifts[group]
    return shifted


def _shift(share: float) -> float:
    return float(np.log(share / (1 - share)) - np.log(MODEL_PRIOR / (1 - MODEL_PRIOR)))
