"""Words that begin as the last word of a question does, so that people find a name before they have typed it."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.analysis import NameColumns
from matching.features import FeatureList, text_keys
from matching.tokens import EncodedNames

__all__ = ["TypeAhead"]

LEAST_LETTERS = 2
"""Letters of a beginning; one letter begins too much to help."""

MAX_WORDS = 64
"""Words that may begin like this; a beginning that fits more needs another letter, or another word."""

BEGUN = 0.5
"""How much a word counts that was begun, beside one that was written out."""


@dataclass(frozen=True, slots=True)
class TypeAhead:
    """The words of an index, sorted."""

    words: Sequence[str]

    @classmethod
    def of(cls, encoded: EncodedNames) -> "TypeAhead":
        """Of the words of encoded names."""
        return cls(encoded.words)

    def complete(self, names: NameColumns, features: FeatureList) -> FeatureList:
        """Add the words that the last word of each name may become, unless it is a word itself.

        Args:
            names: What is asked, one row per name.
            features: Of these names, sorted by row.
        """
        parts = [features]
        for row, tokens in enumerate(names.tokens):
            begun = self._begun(tokens[-1]) if tokens else []
            if begun:
                rows = np.full(len(begun), row, np.int64)
                parts.append(FeatureList.of(rows, text_keys(begun), kind=1, factor=BEGUN))
        if len(parts) == 1:
            return features
        joined = FeatureList.join(parts)
        order = np.argsort(joined.rows, kind="stable")
        return FeatureList(joined.rows[order], joined.keys[order], joined.factors[order])

    def _begun(self, beginning: str) -> list[str]:
        if len(beginning) < LEAST_LETTERS:
            return []
        start = bisect_left(self.words, beginning)
        end = bisect_left(self.words, beginning + "\U0010ffff")
        known = start < end and self.words[start] == beginning
        return list(self.words[start:end]) if not known and end - start <= MAX_WORDS else []
