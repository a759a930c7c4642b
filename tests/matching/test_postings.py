"""The inverted index gives what a comparison with every row gives."""

import numpy as np

from matching.features import FeatureList
from matching.postings import Postings


def drawn(rows: int, keys: int, each: int) -> FeatureList:
    random = np.random.default_rng(5)
    pairs = {(row, int(key)) for row in range(rows) for key in random.integers(0, keys, each)}
    row, key = (np.array(column) for column in zip(*sorted(pairs), strict=True))
    return FeatureList.of(row, key.astype(np.uint64), kind=1, factor=1.0)


def test_nearest_rows_are_those_of_a_full_comparison() -> None:
    features, rows = drawn(400, 300, 6), 400
    index = Postings.build(features, rows=rows, max_frequency=rows)
    every, column = np.unique(features.keys, return_inverse=True)
    dense = np.zeros((rows, len(every)))
    dense[features.rows, column] = np.log(1 + rows / np.bincount(column))[column]
    weight = np.log(1 + rows / np.bincount(column))
    dense /= np.linalg.norm(dense, axis=1, keepdims=True)
    for row in range(0, rows, 37):
        mine = features.rows == row
        scores = (dense * weight * (dense[row] > 0)).sum(axis=1)
        found, score = index.nearest(features.keys[mine], features.factors[mine], 5)
        assert np.allclose(np.sort(scores)[::-1][:5], score, rtol=2e-3)  # values are kept in half precision
        assert found[0] == row


def test_a_question_leaves_nothing_behind() -> None:
    features = drawn(50, 20, 4)
    index = Postings.build(features, rows=50, max_frequency=50)
    mine = features.rows == 3
    first = index.nearest(features.keys[mine], features.factors[mine], 10)
    again = index.nearest(features.keys[mine], features.factors[mine], 10)
    assert [part.tolist() for part in first] == [part.tolist() for part in again]


def test_features_of_too_many_rows_and_unknown_ones_find_nothing() -> None:
    common = FeatureList.of(np.arange(30), np.zeros(30, np.uint64), kind=1, factor=1.0)
    index = Postings.build(common, rows=30, max_frequency=10)
    assert len(index.nearest(common.keys[:1], common.factors[:1], 5)[0]) == 0
    strange = FeatureList.of(np.zeros(1, np.int64), np.array([7], np.uint64), kind=1, factor=1.0)
    assert len(index.nearest(strange.keys, strange.factors, 5)[0]) == 0
