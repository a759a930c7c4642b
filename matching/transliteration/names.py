"""Score whole names across scripts: every word must find its spelling or its translation on the other side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.transliteration.name_words import (
    MAX_WORDS,
    Meanings,
    NameParts,
    Span,
    is_unspaced,
    latin_parts,
    native_parts,
)
from matching.transliteration.words import plausible_lengths, word_scores

_LANGUAGE_OF = {"Jpan": "ja", "Hani": "zh", "Hang": "ko"}
_MIN_JOINED = 5  # letters of a Latin word that may be several native words
_SURE = 0.8  # score from which several native words count as one Latin word
_BATCH = 20_000  # pairs of names at a time: bounds the memory
Scores = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]


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


class _Task(NamedTuple):
    """One native span against one Latin span."""

    pair: int
    native: Span
    latin: Span
    number: int  # of the scored pair of words; -1 when they are equal


def _plausible(native: Span, latin: Span) -> bool:
    return not native.script or plausible_lengths(latin.units, native.units, native.script)


def _plan(
    latin: Sequence[NameParts], native: Sequence[NameParts]
) -> tuple[list[_Task], dict[tuple[str, str, str], int]]:
    """List the spans worth comparing, and give each distinct pair of words a number."""
    tasks: list[_Task] = []
    wanted: dict[tuple[str, str, str], int] = {}

    def add(pair: int, native_span: Span, latin_span: Span) -> None:
        if native_span.text == latin_span.text:
            tasks.append(_Task(pair, native_span, latin_span, -1))
        elif _plausible(native_span, latin_span):
            key = (latin_span.text, native_span.text, native_span.script)
            tasks.append(_Task(pair, native_span, latin_span, wanted.setdefault(key, len(wanted))))

    for pair, (left, right) in enumerate(zip(latin, native, strict=True)):
        singles = [span for span in left.spans if left.weights[span.places[0]]]
        for span in right.spans:
            if right.weights[span.places[0]]:
                for other in (*singles, *left.joined) if is_unspaced(span.script) else singles:
                    add(pair, span, other)
        for span in right.joined:
            for other in singles:
                if other.units >= _MIN_JOINED:
                    add(pair, span, other)
    return tasks, wanted


def _by_meaning(words: Sequence[Meanings], others: Sequence[Meanings]) -> list[float]:
    """For each word, how much of its meaning the other name expresses."""
    expressed = {concept for meaning in others for concept in meaning}
    return [sum(weight for concept, weight in meaning.items() if concept in expressed) for meaning in words]


def _batch(latin_names: Sequence[str], native_names: Sequence[str], languages: Sequence[str]) -> Floats:
    latin = [latin_parts(name) for name in latin_names]
    native = [native_parts(name, language) for name, language in zip(native_names, languages, strict=True)]
    tasks, wanted = _plan(latin, native)
    scores = word_scores(
        [span for span, _, _ in wanted],
        [text for _, text, _ in wanted],
        languages=[_LANGUAGE_OF.get(script, "") for _, _, script in wanted],
        thorough=False,
    ).tolist()
    native_best, latin_best, native_weight, latin_weight = np.zeros((4, len(latin), MAX_WORDS))
    own = np.zeros(len(latin))
    for pair, (left, right) in enumerate(zip(latin, native, strict=True)):
        latin_weight[pair, : len(left.weights)] = left.weights
        native_weight[pair, : len(right.weights)] = right.weights
        latin_best[pair, : len(left.weights)] = _by_meaning(left.meanings, right.meanings)
        native_best[pair, : len(right.weights)] = _by_meaning(right.meanings, left.meanings)
    for pair, native_span, latin_span, number in tasks:
        score = 1.0 if number < 0 else scores[number]
        if score < _SURE and len(native_span.places) > 1:
            continue  # a doubtful whole must not lend its words a likeness they do not have
        for place in native_span.places:
            native_best[pair, place] = max(native_best[pair, place], score * native_span.share)
            if native_weight[pair, place] == 1.0:
                own[pair] = max(own[pair], score)
        for place in latin_span.places:
            latin_best[pair, place] = max(latin_best[pair, place], score)
    return np.column_stack([_covered(native_best, native_weight), _covered(latin_best, latin_weight), own])


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
    spoken = list(languages) if languages else [""] * len(latin)
    parts = [
        _batch(latin[first : first + _BATCH], native[first : first + _BATCH], spoken[first : first + _BATCH])
        for first in range(0, len(latin), _BATCH)
    ]
    table = (np.concatenate(parts) if parts else np.zeros((0, 3))).astype(np.float32)
    return CrossScriptScores(table[:, 0], table[:, 1], table[:, 2])


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
