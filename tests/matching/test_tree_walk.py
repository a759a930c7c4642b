"""Asking all trees at once says what asking one after the other says."""

import numpy as np
import pytest

from matching.probability import load_model
from matching.scoring import PAIR_FEATURES
from matching.tree_walk import FEW, load_walk


def columns(rows: int) -> np.ndarray:
    drawn = np.random.default_rng(rows).random((rows, len(PAIR_FEATURES))) * 4 - 1
    return drawn.astype(np.float32)


@pytest.mark.parametrize("rows", [0, 1, 2, 40, FEW, FEW + 1])
def test_log_odds_agree_to_the_last_bit(rows: int) -> None:
    asked = columns(rows)
    one_by_one = load_model("pair", PAIR_FEATURES).log_odds(asked)
    assert load_walk("pair", PAIR_FEATURES).log_odds(asked).tobytes() == one_by_one.tobytes()


def test_contributions_agree_and_add_up() -> None:
    asked, walk = columns(130), load_walk("pair", PAIR_FEATURES)
    found = walk.contributions(asked)
    assert found == pytest.approx(load_model("pair", PAIR_FEATURES).contributions(asked), abs=1e-4)
    assert found.sum(axis=1) == pytest.approx(walk.log_odds(asked), abs=1e-4)
