"""Likely spellings: which common word of a corpus a rare one may be a slip of the pen for.

Two words one slip apart (a letter left out, added or exchanged) become equal when one letter is left out of either or
of both. So each word is filed under itself and under every form of it with one letter left out; words met under one
key are one slip apart, or nearly, and no two words are ever compared.
"""

from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

__all__ = ["LEAST_LETTERS", "LikelySpellings"]

LEAST_LETTERS = 5
"""Shorter words are one slip from too many others."""

MOST_LETTERS = 24
"""Longer words are compounds; leaving out a letter at a time would make a key per letter for each of them."""

_BASE = np.uint64(0x9E3779B97F4A7C15)  # odd, so that powers of it never vanish


class LikelySpellings:
    """The words of a corpus under their keys, with how common they are."""

    def __init__(
        self, words: Sequence[str], counts: NDArray[np.int64], keys: NDArray[np.uint64], holders: NDArray[np.int32]
    ) -> None:
        self._words = words
        self._counts = counts
        self._keys = keys
        self._holders = holders

    @classmethod
    def of(cls, words: Sequence[str], counts: NDArray[np.int64]) -> Self:
        """File a vocabulary.

        Args:
            words: Each once.
            counts: Names that hold each word.
        """
        place, keys = _keys(words)
        order = np.lexsort((place, -counts[place], keys))  # per key the most common word stands first
        place, keys = place[order], keys[order]
        first = np.r_[True, keys[1:] != keys[:-1]] if len(keys) else np.zeros(0, bool)
        return cls(words, counts, keys[first], place[first].astype(np.int32))

    def meant_by(self, words: Sequence[str], counts: NDArray[np.int64]) -> list[str]:
        """Say for each word which more common word it may have been meant for.

        Args:
            words: Words of the corpus, or of a question about it.
            counts: Names of the corpus that hold each word.

        Returns:
            Per word the most common word of the corpus one slip away; "" where none is more common.
        """
        meant = [""] * len(words)
        place, keys = _keys(words)
        if not len(self._keys) or not len(keys):
            return meant
        found = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        holder = self._holders[found]
        better = np.flatnonzero((self._keys[found] == keys) & (self._counts[holder] > counts[place]))
        place, holder = place[better], holder[better]
        order = np.lexsort((holder, -self._counts[holder], place))
        place, holder = place[order], holder[order]
        first = np.r_[True, place[1:] != place[:-1]] if len(place) else np.zeros(0, bool)
        for word, number in zip(place[first].tolist(), holder[first].tolist(), strict=True):
            meant[word] = self._words[number]
        return meant


def _keys(words: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Place of the word and key, for each word itself and for each of its forms with one letter left out.

    The key of a word is the sum of its letters times powers of a base, counted from its end. Without one letter, the
    letters behind it keep their powers and those before it go down by one: two running sums give all forms at once.
    """
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    spelt = np.fromiter((not word.isdigit() for word in words), bool, len(words))
    chosen = np.flatnonzero(spelt & (lengths >= LEAST_LETTERS) & (lengths <= MOST_LETTERS))
    flat = np.frombuffer("".join(words[number] for number in chosen.tolist()).encode("utf-32-le"), np.uint32)
    there = np.arange(MOST_LETTERS) >= MOST_LETTERS - lengths[chosen, None]
    letters = np.zeros(there.shape, np.uint64)  # against the right edge
    letters[there] = flat
    powers = np.cumprod(np.r_[np.uint64(1), np.full(MOST_LETTERS - 1, _BASE)])[::-1]
    behind = letters * powers
    before = letters * np.r_[powers[1:], np.uint64(0)]
    whole = behind.sum(axis=1)
    without = np.cumsum(before, axis=1) - before + whole[:, None] - np.cumsum(behind, axis=1)
    owner, _ = np.nonzero(there)
    return np.r_[chosen, chosen[owner]], np.r_[whole, without[there]]
