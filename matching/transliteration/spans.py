"""The words of names as rows of numbers, so that many pairs of names can be compared at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.transliteration.name_words import MAX_WORDS, NameParts, Span, is_unspaced
from matching.transliteration.units import MODEL_SCRIPTS

SINGLE, UNSPACED, JOINED = 0, 1, 2
"""Sorts of span: a word or a part of one; the same in a script without spaces; several words as one."""

TEXT, UNITS, SCRIPT, PLACES, SORT = range(5)
"""Columns of `NameSpans.rows`: number of the text; sound units, or letters if Latin; place of the model's script in
`MODEL_SCRIPTS`, -1 for none; the words covered, as bits; the sort of span."""

NO_MEANING = -1
_SCRIPT_NUMBER = {script: number for number, script in enumerate(MODEL_SCRIPTS)}
_MOST_MEANINGS = 3  # of one word, by the lexicon
Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class NameSpans:
    """One name as numbers.

    Attributes:
        rows: [spans, 5], see `TEXT` and the columns after it; spans that can match nothing are left out.
        shares: [spans] share of its words that the text covers, 0 to 1.
        weights: [MAX_WORDS] weight of each word, 0 where there is none.
        concepts: [MAX_WORDS * 3] concepts of the words, three places each, `NO_MEANING` where there is none.
        concept_weights: [MAX_WORDS * 3] how much each counts.
    """

    rows: npt.NDArray[np.int32]
    shares: Floats
    weights: Floats
    concepts: npt.NDArray[np.int32]
    concept_weights: Floats


@dataclass(frozen=True, slots=True)
class SpanBatch:
    """The spans of several names behind one another: `NameSpans` with `owner`, the place of each span's name."""

    owner: Numbers
    rows: npt.NDArray[np.int32]
    shares: Floats
    weights: Floats
    concepts: npt.NDArray[np.int32]
    concept_weights: Floats

    @classmethod
    def join(cls, names: Sequence[NameSpans]) -> SpanBatch:
        """Put names behind one another."""
        return cls(
            np.repeat(np.arange(len(names)), [len(name.rows) for name in names]),
            np.concatenate([name.rows for name in names]),
            np.concatenate([name.shares for name in names]),
            np.array([name.weights for name in names]),
            np.array([name.concepts for name in names]),
            np.array([name.concept_weights for name in names]),
        )


def number_spans(parts: NameParts, numbers: dict[str, int]) -> NameSpans:
    """Write the parts of a name as numbers.

    Args:
        parts: From `name_words`.
        numbers: Text to its number; texts not seen before are added.
    """
    rows, shares = [], []
    for joined, spans in ((False, parts.spans), (True, parts.joined)):
        for span in spans:
            if joined or parts.weights[span.places[0]]:  # function words and legal forms match nothing alone
                rows.append(_row(span, joined, numbers))
                shares.append(span.share)
    weights = np.zeros(MAX_WORDS)
    weights[: len(parts.weights)] = parts.weights
    concepts = np.full((MAX_WORDS, _MOST_MEANINGS), NO_MEANING, np.int32)
    concept_weights = np.zeros((MAX_WORDS, _MOST_MEANINGS))
    for place, meanings in enumerate(parts.meanings):
        concepts[place, : len(meanings)] = list(meanings)
        concept_weights[place, : len(meanings)] = list(meanings.values())
    table = np.array(rows, np.int32).reshape(-1, SORT + 1)
    return NameSpans(table, np.array(shares, np.float64), weights, concepts.ravel(), concept_weights.ravel())


def _row(span: Span, joined: bool, numbers: dict[str, int]) -> tuple[int, int, int, int, int]:
    places = 0
    for place in span.places:
        places |= 1 << place
    sort = JOINED if joined else UNSPACED if is_unspaced(span.script) else SINGLE
    number = numbers.setdefault(span.text, len(numbers))
    return number, span.units, _SCRIPT_NUMBER.get(span.script, -1), places, sort


def meet(
    first: SpanBatch, chosen: npt.NDArray[np.bool_], second: SpanBatch, other: npt.NDArray[np.bool_], names: NamePairs
) -> tuple[Numbers, Numbers, Numbers]:
    """Pair every chosen span of one name with every chosen span of the other, for many pairs of names.

    Args:
        first: Spans of the names on one side.
        chosen: Which of them to use.
        second: Spans of the names on the other side.
        other: Which of them to use.
        names: Places of the names in `first` and in `second`, one for each pair.

    Returns:
        Number of the pair of names, span of `first` and span of `second`, for every pair of spans.
    """
    spans, starts, counts = _by_owner(first, chosen)
    spans_other, starts_other, counts_other = _by_owner(second, other)
    left, right = names
    combos = counts[left] * counts_other[right]
    pair = np.repeat(np.arange(len(left)), combos)
    place = np.arange(len(pair)) - np.repeat(np.cumsum(combos) - combos, combos)
    down, across = np.divmod(place, np.maximum(counts_other[right], 1)[pair])
    return pair, spans[starts[left[pair]] + down], spans_other[starts_other[right[pair]] + across]


NamePairs = tuple[Numbers, Numbers]


def _by_owner(batch: SpanBatch, chosen: npt.NDArray[np.bool_]) -> tuple[Numbers, Numbers, Numbers]:
    """The chosen spans, where those of each name start among them, and how many each name has."""
    spans = np.flatnonzero(chosen)
    counts = np.bincount(batch.owner[spans], minlength=len(batch.weights))
    return spans, np.cumsum(counts) - counts, counts
