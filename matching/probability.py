"""From evidence to one calibrated probability: boosted symmetric trees, evaluated with numpy."""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from matching.config import AUTO_ACCEPT_FROM, JOIN_FROM, REVIEW_FROM, MatchConfig
from matching.errors import ModelFileError

__all__ = [
    "AUTO_ACCEPT_FROM", "JOIN_FROM", "REVIEW_FROM", "MatchConfig", "TreeModel", "load_model", "to_log_odds",
    "to_probability",
]  # fmt: skip

CHUNK = 16_384
"""Pairs evaluated at once, so that the working set stays in the processor's cache."""


@dataclass(frozen=True, slots=True)
class TreeModel:
    """A sum of symmetric trees: at every level of a tree all nodes ask the same question.

    Attributes:
        features: Names of the columns it expects, in order.
        split_feature: [trees, depth] column asked about; levels beyond a tree's depth ask nothing.
        split_border: [trees, depth] the answer is "value > border".
        leaves: [trees, 2 ** depth] log-odds added; bit k of the leaf number is the answer of level k.
        leaf_weights: [trees, 2 ** depth] share of training pairs per leaf, for explanations.
        bias: Log-odds before any tree.
    """

    features: tuple[str, ...]
    split_feature: NDArray[np.int32]
    split_border: NDArray[np.float32]
    leaves: NDArray[np.float32]
    leaf_weights: NDArray[np.float32]
    bias: float

    def log_odds(self, columns: NDArray[np.float32]) -> NDArray[np.float32]:
        """Natural log-odds that each row is one applicant.

        Args:
            columns: [pairs, features] in the order of `features`.
        """
        result = np.full(len(columns), self.bias, np.float32)
        depth = self.split_feature.shape[1]
        for start in range(0, len(columns), CHUNK):
            part = np.ascontiguousarray(columns[start : start + CHUNK].T)
            total = result[start : start + CHUNK]
            leaf = np.empty(part.shape[1], np.uint8)
            for tree in range(len(self.leaves)):
                leaf[:] = 0
                for level in range(depth):
                    answer = part[self.split_feature[tree, level]] > self.split_border[tree, level]
                    leaf |= answer.view(np.uint8) << np.uint8(level)
                total += self.leaves[tree][leaf]
        return result

    def contributions(self, columns: NDArray[np.float32]) -> NDArray[np.float32]:
        """Log-odds contributed by each feature; a row's contributions and the model's mean sum to its log-odds.

        Walking down a tree, each answer moves the expectation over training pairs; the move is credited to the
        feature asked about.

        Args:
            columns: [pairs, features]; meant for a few pairs at a time.

        Returns:
            [pairs, features + 1]; the last column is the expectation before anything is known.
        """
        result = np.zeros((len(columns), len(self.features) + 1), np.float64)
        result[:, -1] = self.bias
        depth = self.split_feature.shape[1]
        for tree in range(len(self.leaves)):
            weight = self.leaf_weights[tree].astype(np.float64) + 1e-12
            number = np.arange(len(weight))
            known = np.ones((len(columns), len(weight)), bool)
            expectation = np.full(len(columns), np.average(self.leaves[tree], weights=weight))
            result[:, -1] += expectation
            for level in range(depth):
                feature = int(self.split_feature[tree, level])
                answer = columns[:, feature] > self.split_border[tree, level]
                known &= (((number >> level) & 1) == 1)[None, :] == answer[:, None]
                share = known * weight
                moved = (share * self.leaves[tree]).sum(axis=1) / share.sum(axis=1)
                result[:, feature] += moved - expectation
                expectation = moved
        return result.astype(np.float32)


@cache
def load_model(name: str, expected: tuple[str, ...] = ()) -> TreeModel:
    """Read a packaged model.

    Args:
        name: "pair".
        expected: The columns it will be given.

    Raises:
        ModelFileError: it was made for other columns, or its arrays do not fit together.
    """
    raw = resources.files("matching").joinpath("data", f"{name}_model.npz").read_bytes()
    with np.load(BytesIO(raw), allow_pickle=False) as file:
        model = TreeModel(
            features=tuple(str(feature) for feature in file["features"]),
            split_feature=file["split_feature"].astype(np.int32),
            split_border=file["split_border"].astype(np.float32),
            leaves=file["leaves"].astype(np.float32),
            leaf_weights=file["leaf_weights"].astype(np.float32),
            bias=float(file["bias"]),
        )
    if expected and model.features != expected:
        raise ModelFileError(f"{name}: made for {len(model.features)} features, this code has {len(expected)}: retrain")
    if model.leaves.shape != (len(model.split_feature), 2 ** model.split_feature.shape[1]):
        raise ModelFileError(f"{name}: {model.leaves.shape} leaves for splits of shape {model.split_feature.shape}")
    return model


def to_probability(log_odds: NDArray[np.float32]) -> NDArray[np.float32]:
    """Logistic function, safe at both ends."""
    return (1.0 / (1.0 + np.exp(-np.clip(log_odds, -30, 30)))).astype(np.float32)


def to_log_odds(probability: NDArray[np.float32]) -> NDArray[np.float32]:
    """Inverse of `to_probability`; 0 and 1 become about -+16."""
    bounded = np.clip(probability.astype(np.float64), 1e-7, 1 - 1e-7)
    return np.log(bounded / (1 - bounded)).astype(np.float32)
