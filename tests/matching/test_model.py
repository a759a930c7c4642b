"""The tree model's arithmetic, the prior, places and clusters, on inputs small enough to check by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from matching.clusters import agglomerate, cluster_belief
from matching.errors import MatchingError, ModelFileError
from matching.prior import MODEL_PRIOR, adapt_prior
from matching.probability import MatchConfig, TreeModel, load_model, to_log_odds, to_probability
from matching.scoring import PAIR_FEATURES

TREE = TreeModel(
    features=("a", "b"),
    split_feature=np.array([[0, 1]], np.int32),
    split_border=np.array([[0.5, 0.5]], np.float32),
    leaves=np.array([[-2.0, 1.0, -1.0, 3.0]], np.float32),
    leaf_weights=np.full((1, 4), 0.25, np.float32),
    bias=0.5,
)


def test_tree_adds_the_leaf_that_the_answers_lead_to() -> None:
    rows = np.array([[0, 0], [1, 0], [0, 1], [1, 1]], np.float32)
    assert TREE.log_odds(rows).tolist() == [-1.5, 1.5, -0.5, 3.5]


def test_contributions_and_expectation_sum_to_the_log_odds() -> None:
    model = load_model("pair", PAIR_FEATURES)
    rows = np.random.default_rng(1).random((20, len(PAIR_FEATURES))).astype(np.float32)
    assert model.contributions(rows).sum(axis=1) == pytest.approx(model.log_odds(rows), abs=1e-3)


def test_model_for_other_columns_is_refused() -> None:
    with pytest.raises(ModelFileError, match="this code has 1: retrain"):
        load_model("pair", ("one",))


def test_prior_of_a_register_without_doubles_goes_to_the_floor() -> None:
    log_odds = np.full(5_000, -5.0, np.float32)
    log_odds[:5] = 1.0
    shifted, shares = adapt_prior(log_odds, np.zeros(5_000, np.int64))
    assert shares[0] < MODEL_PRIOR / 20
    assert (shifted < 0).all()


def test_prior_of_a_corpus_full_of_doubles_rises() -> None:
    generator = np.random.default_rng(3)
    log_odds = np.r_[generator.normal(2, 1, 600), generator.normal(-5, 1, 400)].astype(np.float32)
    _, shares = adapt_prior(log_odds, np.zeros(1_000, np.int64))
    assert 0.5 < shares[0] < 0.75


@given(arrays.arrays(np.float32, 20, elements=st.floats(-12, 12, width=32)))
def test_log_odds_and_probability_are_inverse(log_odds: np.ndarray) -> None:
    assert to_log_odds(to_probability(log_odds)) == pytest.approx(log_odds, abs=0.2)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.floats(-5, 5, width=32)), max_size=30), st.randoms())
def test_clusters_keep_apart_what_must_be_apart(edges: list[tuple[int, int, float]], chance: object) -> None:
    del chance
    unique = {(min(a, b), max(a, b)): odds for a, b, odds in edges if a != b}
    pairs = np.array(sorted(unique), np.int64).reshape(-1, 2)
    odds = np.array([unique[tuple(pair)] for pair in pairs.tolist()], np.float32)
    apart = np.array([[0, 1], [2, 3]], np.int64)
    cluster = agglomerate(10, pairs[:, 0], pairs[:, 1], odds, join_from=0.0, apart=apart)
    assert cluster[0] != cluster[1]
    assert cluster[2] != cluster[3]
    assert all(cluster[cluster[node]] == cluster[node] for node in range(10))


def test_a_chain_of_look_alikes_does_not_become_one_cluster() -> None:
    left = np.arange(0, 9)
    cluster = agglomerate(10, left, left + 1, np.full(9, 1.0, np.float32), join_from=0.0)
    assert max(np.bincount(cluster)) <= 3


def test_cluster_belief_is_the_weakest_necessary_one() -> None:
    cluster = np.array([0, 0, 0, 3])
    left, right = np.array([0, 0, 1]), np.array([1, 2, 2])
    belief = cluster_belief(cluster, left, right, np.array([0.9, 0.6, 0.7], np.float32), np.ones(4, np.float32))
    assert belief.tolist() == pytest.approx([0.7, 0.7, 0.7, 1.0])


def test_settings_outside_their_range_are_refused() -> None:
    with pytest.raises(MatchingError, match="join_from must be between 0 and 1"):
        MatchConfig(join_from=1.5)
