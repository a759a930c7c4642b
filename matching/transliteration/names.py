"""Score whole names across scripts: every word must find its spelling or its translation on the other side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
import numpy.typing as npt

from matching.lexicon import load_lexicon
from matching.numbers import among
from matching.transliteration.model import load_transliterator
from matching.transliteration.name_words import MAX_WORDS, latin_parts, native_parts
from matching.transliteration.spans import (
    JOINED,
    NO_MEANING,
    PLACES,
    SCRIPT,
    SINGLE,
    SORT,
    TEXT,
    UNITS,
    UNSPACED,
    Floats,
    NameSpans,
    Numbers,
    SpanBatch,
    meet,
    number_spans,
)
from matching.transliteration.units import MODEL_SCRIPTS
from matching.transliteration.words import plausible_lengths, score_word_pairs

_LANGUAGE_OF = {"Jpan": "ja", "Hani": "zh", "Hang": "ko"}
_LANGUAGES = [*(_LANGUAGE_OF.get(script, "") for script in MODEL_SCRIPTS), ""]  # the last for scripts without a model
_MIN_JOINED = 5  # letters of a Latin word that may be several native words
_SURE = 0.8  # score from which several native words count as one Latin word
_BATCH = 20_000  # pairs of names at a time: bounds the memory
_NATIVE_BITS, _SCRIPT_BITS = 28, 3
Scores = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class CrossScriptScores:
    """How far two names in different scripts cover each other, one item for each pair, 0 to 1.

    Attributes:
        native_covered: Share of the native name, by weight, that has its spelling or translation in the Latin name.
        latin_covered: The same the other way round.
        own_words: Best spelling score among words the lexicon does not know, the distinctive part; 0 without any.
    """

    native_covered: Scores
    latin_covered: Scores
    own_words: Scores


class CrossScriptComparer:
    """Compares many names of one run: names taken apart and pairs of words scored are remembered, within bounds.

    A common word meets the same words in thousands of names, so remembering saves most of the work. Safe for threads.

    Args:
        names_kept: Names of either side to remember.
        texts_kept: Words of all names to remember.
        scores_kept: Pairs of words to remember; the defaults take 300 MB at most.
    """

    def __init__(self, *, names_kept: int = 100_000, texts_kept: int = 300_000, scores_kept: int = 4_000_000) -> None:
        self._names_kept, self._texts_kept, self._scores_kept = names_kept, texts_kept, scores_kept
        self._turn = Lock()
        self._forget()

    def load(self) -> None:
        """Read the packaged tables now, so that processes forked later inherit them."""
        load_lexicon()
        load_transliterator()

    def _forget(self) -> None:
        self._numbers: dict[str, int] = {}
        self._latin: dict[str, NameSpans] = {}
        self._native: dict[tuple[str, str], NameSpans] = {}
        self._keys = np.zeros(0, np.int64)
        self._scores = np.zeros(0, np.float32)

    def compare(self, latin: Sequence[str], native: Sequence[str], languages: Sequence[str]) -> CrossScriptScores:
        """Compare pairs of names; see `compare_across_scripts`."""
        parts = [np.zeros((0, 3))]
        for first in range(0, len(latin), _BATCH):
            span = slice(first, first + _BATCH)
            with self._turn:
                parts.append(self._compare(latin[span], native[span], languages[span]))
        table = np.concatenate(parts).astype(np.float32)
        return CrossScriptScores(table[:, 0], table[:, 1], table[:, 2])

    def _compare(self, latin: Sequence[str], native: Sequence[str], languages: Sequence[str]) -> Floats:
        if len(self._numbers) > self._texts_kept or len(self._keys) > self._scores_kept:
            self._forget()
        left_place: dict[str, int] = {}
        right_place: dict[tuple[str, str], int] = {}
        left = np.array([left_place.setdefault(name, len(left_place)) for name in latin])
        spoken = zip(native, languages, strict=True)
        right = np.array([right_place.setdefault(name, len(right_place)) for name in spoken])
        return self._cover(
            SpanBatch.join([self._latin_spans(name) for name in left_place]),
            SpanBatch.join([self._native_spans(*name) for name in right_place]),
            (left, right),
        )

    def _latin_spans(self, name: str) -> NameSpans:
        spans = self._latin.get(name)
        if spans is None:
            if len(self._latin) >= self._names_kept:
                self._latin.clear()
            spans = self._latin[name] = number_spans(latin_parts(name), self._numbers)
        return spans

    def _native_spans(self, name: str, language: str) -> NameSpans:
        spans = self._native.get((name, language))
        if spans is None:
            if len(self._native) >= self._names_kept:
                self._native.clear()
            spans = self._native[name, language] = number_spans(native_parts(name, language), self._numbers)
        return spans

    def _cover(self, latin: SpanBatch, native: SpanBatch, names: tuple[Numbers, Numbers]) -> Floats:
        left, right = names
        native_weight, latin_weight = native.weights[right], latin.weights[left]
        native_best, latin_best = _by_meaning(native, latin, right, left), _by_meaning(latin, native, left, right)
        own = np.zeros(len(left))
        pair, latin_span, native_span = _plan(latin, native, names)
        score = self._score(latin.rows[latin_span], native.rows[native_span])
        # a doubtful whole must not lend its words a likeness they do not have
        sure = (score >= _SURE) | (native.rows[native_span, SORT] != JOINED)
        pair, latin_span, native_span, score = pair[sure], latin_span[sure], native_span[sure], score[sure]
        lent = score * native.shares[native_span]
        for place in range(MAX_WORDS):
            here = np.flatnonzero(native.rows[native_span, PLACES] >> place & 1)
            np.maximum.at(native_best[:, place], pair[here], lent[here])
            distinctive = here[native_weight[pair[here], place] == 1.0]
            np.maximum.at(own, pair[distinctive], score[distinctive])
            here = np.flatnonzero(latin.rows[latin_span, PLACES] >> place & 1)
            np.maximum.at(latin_best[:, place], pair[here], score[here])
        return np.column_stack([_covered(native_best, native_weight), _covered(latin_best, latin_weight), own])

    def _score(self, latin: npt.NDArray[np.int32], native: npt.NDArray[np.int32]) -> Floats:
        """Score pairs of spans, every pair of words once; equal words score 1."""
        score = np.ones(len(latin))
        unequal = np.flatnonzero(latin[:, TEXT] != native[:, TEXT])
        text = latin[unequal, TEXT].astype(np.int64) << _NATIVE_BITS | native[unequal, TEXT]
        keys, place = np.unique(text << _SCRIPT_BITS | (native[unequal, SCRIPT] + 1), return_inverse=True)
        self._remember(keys[~among(keys, self._keys)])
        score[unequal] = self._scores[np.searchsorted(self._keys, keys)][place]
        return score

    def _remember(self, keys: Numbers) -> None:
        """Score pairs of words that were never met."""
        texts = list(self._numbers)
        pairs, script = keys >> _SCRIPT_BITS, (keys & (1 << _SCRIPT_BITS) - 1) - 1
        latin, left = np.unique(pairs >> _NATIVE_BITS, return_inverse=True)
        words = (pairs & (1 << _NATIVE_BITS) - 1) << _SCRIPT_BITS | (script + 1)
        native, right = np.unique(words, return_inverse=True)
        spoken = [
            (texts[word >> _SCRIPT_BITS], _LANGUAGES[(word & (1 << _SCRIPT_BITS) - 1) - 1]) for word in native.tolist()
        ]
        scores = score_word_pairs([texts[word] for word in latin.tolist()], spoken, left, right, thorough=False)
        place = np.searchsorted(self._keys, keys)
        self._keys, self._scores = np.insert(self._keys, place, keys), np.insert(self._scores, place, scores)


def _plan(latin: SpanBatch, native: SpanBatch, names: tuple[Numbers, Numbers]) -> tuple[Numbers, Numbers, Numbers]:
    """List the spans worth comparing: number of the pair of names, Latin span, native span.

    Words in scripts without spaces may be several Latin words, and several of them may be one long Latin word.
    """
    left, right = names
    sort, latin_single = native.rows[:, SORT], latin.rows[:, SORT] == SINGLE
    long = latin_single & (latin.rows[:, UNITS] >= _MIN_JOINED)
    found = [
        meet(native, sort == SINGLE, latin, latin_single, (right, left)),
        meet(native, sort == UNSPACED, latin, np.ones(len(latin.rows), bool), (right, left)),
        meet(native, sort == JOINED, latin, long, (right, left)),
    ]
    pair, native_span, latin_span = (np.concatenate(column) for column in zip(*found, strict=True))
    rows, others = latin.rows[latin_span], native.rows[native_span]
    fits = plausible_lengths(rows[:, UNITS], others[:, UNITS], others[:, SCRIPT])
    worth = (rows[:, TEXT] == others[:, TEXT]) | (others[:, SCRIPT] < 0) | fits
    return pair[worth], latin_span[worth], native_span[worth]


def _by_meaning(names: SpanBatch, others: SpanBatch, left: Numbers, right: Numbers) -> Floats:
    """For each word of the names `left`, how much of its meaning the name `right` opposite expresses."""
    result = np.zeros((len(left), MAX_WORDS))
    means_something = (names.concepts != NO_MEANING).any(axis=1), (others.concepts != NO_MEANING).any(axis=1)
    both = np.flatnonzero(means_something[0][left] & means_something[1][right])
    concepts, expressed = names.concepts[left[both]], others.concepts[right[both]]
    met = (concepts[:, :, None] == expressed[:, None, :]).any(axis=2) & (concepts != NO_MEANING)
    weight = met * names.concept_weights[left[both]]
    result[both] = weight.reshape(len(both), MAX_WORDS, weight.shape[1] // MAX_WORDS).sum(axis=2)
    return result


def _covered(best: Floats, weight: Floats) -> Floats:
    share: Floats = (best.clip(0, 1) * weight).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-9)
    return share


def compare_across_scripts(
    latin: Sequence[str], native: Sequence[str], *, languages: Sequence[str] | None = None
) -> CrossScriptScores:
    """Compare names in Latin script with names in another script, word by word.

    Args:
        latin: Folded Latin names, best without legal forms.
        native: The other name of each pair, likewise.
        languages: ISO 639-1 code of each native name; "" or None when unknown ("ja" reads Han in Japanese).

    Returns:
        Three columns of scores. Words match by shared meaning, by equality, or by the transliteration model; words in
        scripts without spaces may match several Latin words at once, and the reverse.
    """
    return CrossScriptComparer().compare(latin, native, languages or [""] * len(latin))


def transliteration_scores(
    latin: Sequence[str], native: Sequence[str], *, languages: Sequence[str] | None = None
) -> Scores:
    """Score pairs of whole names, 0 to 1: the harmonic mean of how far each covers the other.

    See `compare_across_scripts` for the arguments.
    """
    scores = compare_across_scripts(latin, native, languages=languages)
    total = scores.native_covered + scores.latin_covered
    harmonic: Scores = np.divide(
        2 * scores.native_covered * scores.latin_covered, total, out=np.zeros_like(total), where=total > 0
    )
    return harmonic
