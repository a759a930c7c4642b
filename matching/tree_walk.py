"""The trees of a model asked about a few pairs at once: all trees in one step, with the share of every feature."""

from dataclasses import dataclass, fields
from functools import cache

import numpy as np
from numpy.typing import NDArray

from matching.probability import TreeModel, load_model

__all__ = ["TreeWalk", "load_walk"]

FEW = 512
"""Pairs up to which asking all trees at once is quicker than one tree after the other (measured: 20 times for 30)."""

ROWS_AT_ONCE = 128
"""Pairs explained at once: 3 MB of working memory with 400 trees."""


@dataclass(frozen=True, slots=True)
class TreeWalk(TreeModel):
    """A tree model that is quick for a few pairs.

    Attributes:
        expectations: [trees, 2 ** (depth + 1) - 1] mean over training pairs after each run of answers; the entry
            `2 ** level - 1 + answers` belongs to the first `level` answers, answer k being bit k.
    """

    expectations: NDArray[np.float64]

    @classmethod
    def of(cls, model: TreeModel) -> "TreeWalk":
        """Work out all expectations of a model."""
        weight = model.leaf_weights.astype(np.float64) + 1e-12
        total = weight * model.leaves
        levels = [total / weight]
        for level in reversed(range(model.split_feature.shape[1])):
            half = 1 << level
            weight = weight[:, :half] + weight[:, half:]
            total = total[:, :half] + total[:, half:]
            levels.append(total / weight)
        given = {field.name: getattr(model, field.name) for field in fields(TreeModel)}
        return cls(**given, expectations=np.concatenate(levels[::-1], axis=1))

    def log_odds(self, columns: NDArray[np.float32]) -> NDArray[np.float32]:
        """As `TreeModel.log_odds`, to the last bit."""
        if len(columns) > FEW:
            return TreeModel.log_odds(self, columns)
        trees, width = self.leaves.shape
        leaf = np.packbits(self._says_yes(columns), axis=2, bitorder="little")[..., 0]
        added = self.leaves.ravel()[np.ascontiguousarray(leaf.T) + np.arange(trees)[:, None] * width]
        first = np.full((1, len(columns)), self.bias, np.float32)
        # tree by tree, because the order of additions decides the last bit
        total: NDArray[np.float32] = np.add.accumulate(np.concatenate([first, added]), axis=0)[-1]
        return total

    def contributions(self, columns: NDArray[np.float32]) -> NDArray[np.float32]:
        """As `TreeModel.contributions`."""
        width = len(self.features) + 1
        result = np.zeros((len(columns), width), np.float64)
        trees, depth = self.split_feature.shape
        offset = (1 << np.arange(depth + 1)) - 1
        for start in range(0, len(columns), ROWS_AT_ONCE):
            known = self._answers(columns[start : start + ROWS_AT_ONCE])
            expected = self.expectations[np.arange(trees)[None, :, None], offset + known]
            moved = np.diff(expected, axis=2).reshape(len(known), -1)
            credited = self.split_feature.ravel() + width * np.arange(len(known))[:, None]
            shares = np.bincount(credited.ravel(), weights=moved.ravel(), minlength=width * len(known))
            result[start : start + len(known)] = shares.reshape(len(known), width)
        result[:, -1] = self.bias + self.expectations[:, 0].sum()
        return result.astype(np.float32)

    def _answers(self, columns: NDArray[np.float32]) -> NDArray[np.int64]:
        """[pairs, trees, depth + 1] the first 0, 1, ... depth answers of every tree as bits of a number."""
        yes = self._says_yes(columns)
        known = np.zeros((*yes.shape[:2], yes.shape[2] + 1), np.int64)
        np.cumsum(yes << np.arange(yes.shape[2]), axis=2, out=known[..., 1:])
        return known

    def _says_yes(self, columns: NDArray[np.float32]) -> NDArray[np.bool_]:
        """[pairs, trees, depth] whether the answer is yes."""
        yes: NDArray[np.bool_] = columns[:, self.split_feature.ravel()] > self.split_border.ravel()
        return yes.reshape(len(columns), *self.split_feature.shape)


@cache
def load_walk(name: str, expected: tuple[str, ...] = ()) -> TreeWalk:
    """A packaged model as `probability.load_model` reads it, made ready for a few pairs at a time."""
    return TreeWalk.of(load_model(name, expected))
