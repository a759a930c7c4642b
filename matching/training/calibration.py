"""Fit the step from log-odds to probability for the transliteration model."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from matching.training.chunk_alignment import Spelling
from matching.transliteration.keys import latin_key
from matching.transliteration.model import Transliterator, spelling_log_odds

_NEGATIVES = 3  # for each true pair; their weight makes the two sides equal
_ROUNDS = 25
_RIDGE = 1e-3
Floats = npt.NDArray[np.float64]


def hard_negatives(spellings: Sequence[Spelling], *, seed: int = 1) -> list[tuple[str, tuple[str, ...]]]:
    """Pair each native word with Latin words that sound alike but are not known to spell it.

    Args:
        spellings: True pairs.
        seed: For the draw.

    Returns:
        (letters, units); the Latin word shares its key with a true spelling where there is one, and starts with the
        same letter otherwise.
    """
    draw = random.Random(seed)  # noqa: S311
    by_key: defaultdict[str, list[str]] = defaultdict(list)
    by_letter: defaultdict[str, list[str]] = defaultdict(list)
    true: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for spelling in spellings:
        by_key[latin_key(spelling.letters)].append(spelling.letters)
        by_letter[spelling.letters[0]].append(spelling.letters)
        true[spelling.units].add(spelling.letters)
    found = []
    for spelling in spellings:
        alike = [w for w in by_key[latin_key(spelling.letters)] if w not in true[spelling.units]]
        near = [w for w in by_letter[spelling.letters[0]] if w not in true[spelling.units]]
        pool = draw.sample(alike, min(1, len(alike))) + draw.sample(near, min(_NEGATIVES - 1, len(near)))
        found += [(word, spelling.units) for word in pool]
    return found


def fit_calibration(model: Transliterator, script: str, spellings: Sequence[Spelling]) -> Floats:
    """Fit a logistic regression on (log-odds, log-odds per letter, letters).

    Args:
        model: With the script's emissions; its calibration is not used.
        script: A key of `model.scripts`.
        spellings: True pairs that the emissions have not seen.

    Returns:
        Bias and three weights, for `matching.transliteration.model.calibrate`.
    """
    wrong = hard_negatives(spellings)
    letters = [s.letters for s in spellings] + [word for word, _ in wrong]
    units = [s.units for s in spellings] + [native for _, native in wrong]
    log_odds = spelling_log_odds(model, script, letters, units)
    length = np.minimum([len(word) for word in letters], 12)
    columns = np.column_stack([np.ones(len(letters)), log_odds, log_odds / length, length])
    truth = np.array([1.0] * len(spellings) + [0.0] * len(wrong))
    weight = np.where(truth == 1, 1.0, len(spellings) / max(len(wrong), 1))
    return _logistic(columns, truth, weight)


def _logistic(columns: Floats, truth: Floats, weight: Floats) -> Floats:
    """Newton's method with a little ridge."""
    beta = np.zeros(columns.shape[1])
    for _ in range(_ROUNDS):
        probability = 1 / (1 + np.exp(-np.clip(columns @ beta, -30, 30)))
        gradient = columns.T @ (weight * (truth - probability)) - _RIDGE * beta
        curvature = (columns * (weight * probability * (1 - probability))[:, None]).T @ columns
        beta += np.linalg.solve(curvature + _RIDGE * np.eye(len(beta)), gradient)
    return beta
