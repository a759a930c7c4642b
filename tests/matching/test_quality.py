"""Scores of clusterings against hand-counted answers."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.errors import MatchingError
from matching.quality import calibration_error, evaluate, evaluate_labels

labels = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=25)


@given(labels)
def test_pairwise_equals_counting_all_pairs(rows: list[tuple[int, int]]) -> None:
    report = evaluate_labels([gold for gold, _ in rows], [found for _, found in rows], resamples=0)
    pairs = list(itertools.combinations(rows, 2))
    both = sum(a[0] == b[0] and a[1] == b[1] for a, b in pairs)
    predicted = sum(a[1] == b[1] for a, b in pairs)
    gold = sum(a[0] == b[0] for a, b in pairs)
    assert report.pairwise.precision == pytest.approx(both / predicted if predicted else 1.0)
    assert report.pairwise.recall == pytest.approx(both / gold if gold else 1.0)


@given(labels)
def test_b_cubed_equals_its_definition(rows: list[tuple[int, int]]) -> None:
    report = evaluate_labels([gold for gold, _ in rows], [found for _, found in rows], resamples=0)
    precision = []
    for gold, found in rows:
        company = [other for other in rows if other[1] == found]
        precision.append(sum(other[0] == gold for other in company) / len(company))
    assert report.b_cubed.precision == pytest.approx(sum(precision) / len(rows))


def test_interval_holds_the_estimate() -> None:
    gold = {str(n): str(n // 2) for n in range(60)}
    predicted = {str(n): str(n // 2 if n % 8 else -n) for n in range(60)}
    score = evaluate(gold, predicted).pairwise
    assert score.recall_interval[0] < score.recall < score.recall_interval[1]


def test_uncovered_gold_is_refused() -> None:
    with pytest.raises(MatchingError, match="1 of 2 gold records have no predicted cluster"):
        evaluate({"a": "x", "b": "x"}, {"a": "1"})


def test_falsely_merged_share_counts_entities() -> None:
    report = evaluate_labels(["a", "b", "c", "d"], [1, 1, 2, 3], resamples=0)
    assert report.falsely_merged_share == 0.5


def test_perfectly_calibrated_beliefs_have_no_error() -> None:
    assert calibration_error(np.array([0.5, 0.5]), np.array([True, False]), bins=1) == 0.0
