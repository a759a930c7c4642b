"""A rare word is brought to the common one it may be a slip for, without comparing words."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.spelling import LEAST_LETTERS, LikelySpellings

COUNTS = {"motorola": 13, "motors": 40, "genetics": 5, "generics": 3, "nissan": 9, "acme": 50}


def spellings() -> LikelySpellings:
    return LikelySpellings.of(list(COUNTS), np.array(list(COUNTS.values())))


def meant_by(word: str) -> str:
    return spellings().meant_by([word], np.array([COUNTS.get(word, 0)]))[0]


@pytest.mark.parametrize("slip", ["motorla", "motorolla", "motorols", "omtorola", "motoroal", "mtorola"])
def test_one_slip_away_finds_the_common_word(slip: str) -> None:
    assert meant_by(slip) == "motorola"


@pytest.mark.parametrize("word", ["motoral", "acne", "12345", "nissan", "toyota", ""])
def test_further_away_short_numeric_or_common_words_mean_themselves(word: str) -> None:
    assert meant_by(word) == ""


def test_the_rarer_of_two_words_in_use_leads_to_the_commoner_and_never_back() -> None:
    assert meant_by("generics") == "genetics"
    assert meant_by("genetics") == ""


@given(st.text(alphabet="abcdefgh", min_size=LEAST_LETTERS + 1, max_size=20), st.integers(0, 19))
def test_any_word_with_one_letter_left_out_finds_it(word: str, place: int) -> None:
    place %= len(word)
    slip = word[:place] + word[place + 1 :]
    found = LikelySpellings.of([word], np.array([2])).meant_by([slip], np.array([1]))
    assert found == [word]


def test_without_words_nothing_is_meant() -> None:
    nothing = LikelySpellings.of([], np.zeros(0, np.int64))
    assert nothing.meant_by(["motorola"], np.array([1])) == [""]
