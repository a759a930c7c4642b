"""Fit symmetric boosted trees and write them as arrays for `matching.probability.TreeModel`."""

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from catboost import CatBoostClassifier, Pool
from numpy.typing import NDArray

__all__ = ["fit_and_export"]

DEPTH = 6


def fit_and_export(
    columns: NDArray[np.float32],
    truth: NDArray[np.bool_],
    weights: NDArray[np.float32],
    features: tuple[str, ...],
    output: Path,
    *,
    trees: int,
    rising: tuple[str, ...] = (),
    falling: tuple[str, ...] = (),
) -> None:
    """Fit on labelled pairs and write `output`.

    Args:
        columns: [pairs, features].
        truth: Whether both names are of one entity.
        weights: Importance of each pair.
        features: Column names.
        output: An .npz file.
        trees: Number of trees.
        rising: Features that may only raise the belief as they grow.
        falling: Features that may only lower it.
    """
    model = CatBoostClassifier(
        iterations=trees,
        depth=DEPTH,
        learning_rate=min(0.3, 30 / trees),
        l2_leaf_reg=20,
        loss_function="Logloss",
        monotone_constraints=[(feature in rising) - (feature in falling) for feature in features],
        random_seed=1,
        thread_count=2,
        verbose=False,
        allow_writing_files=False,
    )
    model.fit(Pool(columns, truth.astype(int), weight=weights))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        described = json.loads(path.read_text())
    arrays = _arrays(described, features)
    np.savez_compressed(output, allow_pickle=False, **arrays)


def _arrays(described: dict[str, Any], features: tuple[str, ...]) -> dict[str, NDArray[Any]]:
    trees = described["oblivious_trees"]
    scale, bias = described["scale_and_bias"]
    split_feature = np.zeros((len(trees), DEPTH), np.int32)
    split_border = np.full((len(trees), DEPTH), np.inf, np.float32)
    leaves = np.zeros((len(trees), 2**DEPTH), np.float32)
    weights = np.zeros((len(trees), 2**DEPTH), np.float32)
    for number, tree in enumerate(trees):
        splits = tree["splits"] or []
        for level, split in enumerate(splits):
            split_feature[number, level] = split["float_feature_index"]
            split_border[number, level] = split["border"]
        # a shorter tree asks nothing at the remaining levels, so only its first leaves are reached
        leaves[number, : 2 ** len(splits)] = np.array(tree["leaf_values"]) * scale
        weights[number, : 2 ** len(splits)] = np.array(tree["leaf_weights"])
    return {
        "features": np.array(features),
        "split_feature": split_feature,
        "split_border": split_border,
        "leaves": leaves,
        "leaf_weights": weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-9),
        "bias": np.array(bias[0] if isinstance(bias, list) else bias, np.float32),
    }
