"""Score whole names across scripts: every word must find its spelling or its translation on the other side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.lexicon import load_lexicon
from matching.lexicon.words import split_runs, split_words, stem_word
from matching.transliteration.units import MODEL_SCRIPTS, model_script, sound_units
from matching.transliteration.words import plausible_lengths, word_scores

MAX_WORDS = 8  # of either name that are looked at
_COMMON_WORD = 0.4  # weight of a word that the lexicon translates, against 1 for a word of the name's own
_JOINABLE = frozenset({"Hang", "Hani", "Jpan"})  # scripts that write several Latin words as one
_BATCH = 20_000  # names pairs at a time: bounds the memory
Scores = npt.NDArray[np.float32]


class Word(NamedTuple):
    """One word of a native name."""

    text: str
    script: str  # of the model; "" when none
    units: int
    concepts: frozenset[int]


@dataclass(frozen=True, slots=True)
class CrossScriptScores:
    """How far two names in different scripts cover each other, one item for each pair, 0 to 1.

    Attributes:
        native_covered: Share of the native name, by weight, that has its spelling or translation in the Latin name.
        latin_covered: The same the other way round.
        own_words: Best spelling score among words the lexicon does not know: the distinctive part; 0 when there is none.
    """

    native_covered: Scores
    latin_covered: Scores
    own_words: Scores


@lru_cache(maxsize=65536)
def _native_words(name: str, language: str) -> tuple[Word, ...]:
    lexicon = load_lexicon()
    words = []
    for script, text in split_words(name, lexicon.vocabulary)[:MAX_WORDS]:
        model = model_script(text, script=script if script in MODEL_SCRIPTS else "", language=language)
        concepts = frozenset(number for number, _ in lexicon.meanings(script, text))
        words.append(Word(text, model, len(sound_units(text, model)) if model else 0, concepts))
    return tuple(words)


@lru_cache(maxsize=262144)
def _latin_words(name: str) -> tuple[tuple[str, frozenset[int]], ...]:
    known = load_lexicon().words
    words = [run for _, run in split_runs(name)][:MAX_WORDS]
    return tuple((word, frozenset(number for number, _ in known.get(stem_word(word, "Latn"), ()))) for word in words)


def _spans(words: Sequence[tuple[str, frozenset[int]]], *, joinable: bool) -> list[tuple[str, tuple[int, ...]]]:
    """Latin words, and for scripts without spaces their neighbours joined, in both orders for personal names."""
    spans: list[tuple[str, tuple[int, ...]]] = [(word, (place,)) for place, (word, _) in enumerate(words)]
    if joinable:
        for place in range(len(words) - 1):
            first, second = words[place][0], words[place + 1][0]
            spans.append((first + second, (place, place + 1)))
            spans.append((second + first, (place, place + 1)))
        if len(words) == 3:
            a, b, c = (word for word, _ in words)
            spans += [(a + b + c, (0, 1, 2)), (c + a + b, (0, 1, 2))]
    return spans


class _Task(NamedTuple):
    """One native word against one span of Latin words."""

    pair: int
    native_place: int
    latin_places: tuple[int, ...]
    number: int  # of the scored word pair; -1 - score in thousandths when it is known already


def _plan(
    latin: Sequence[tuple[tuple[str, frozenset[int]], ...]], native: Sequence[tuple[Word, ...]]
) -> tuple[list[_Task], dict[tuple[str, str, str], int]]:
    tasks: list[_Task] = []
    wanted: dict[tuple[str, str, str], int] = {}
    for pair, (latin_words, native_words) in enumerate(zip(latin, native, strict=True)):
        plain, joined = _spans(latin_words, joinable=False), _spans(latin_words, joinable=True)
        for place, word in enumerate(native_words):
            for span, places in joined if word.script in _JOINABLE else plain:
                if word.concepts and len(places) == 1 and not word.concepts.isdisjoint(latin_words[places[0]][1]):
                    tasks.append(_Task(pair, place, places, -1001))
                elif span == word.text:
                    tasks.append(_Task(pair, place, places, -1001))
                elif word.script and plausible_lengths(len(span), word.units):
                    number = wanted.setdefault((span, word.text, word.script), len(wanted))
                    tasks.append(_Task(pair, place, places, number))
    return tasks, wanted


def _covered(best: npt.NDArray[np.float64], weights: npt.NDArray[np.float64]) -> float:
    total = float(weights.sum())
    return float(best @ weights) / total if total else 0.0


def _batch(
    latin_names: Sequence[str], native_names: Sequence[str], languages: Sequence[str]
) -> npt.NDArray[np.float64]:
    latin = [_latin_words(name) for name in latin_names]
    native = [_native_words(name, language) for name, language in zip(native_names, languages, strict=True)]
    tasks, wanted = _plan(latin, native)
    language_of = {"Jpan": "ja", "Hani": "zh", "Hang": "ko"}
    scores = word_scores(
        [span for span, _, _ in wanted],
        [text for _, text, _ in wanted],
        languages=[language_of.get(script, "") for _, _, script in wanted],
    )
    native_best = np.zeros((len(latin), MAX_WORDS))
    latin_best = np.zeros((len(latin), MAX_WORDS))
    own = np.zeros(len(latin))
    for pair, native_place, places, number in tasks:
        score = 1.0 if number < 0 else float(scores[number])
        native_best[pair, native_place] = max(native_best[pair, native_place], score)
        for place in places:
            latin_best[pair, place] = max(latin_best[pair, place], score)
        if not native[pair][native_place].concepts:
            own[pair] = max(own[pair], score)
    result = np.zeros((len(latin), 3))
    for pair in range(len(latin)):
        weights = np.array([_COMMON_WORD if word.concepts else 1.0 for word in native[pair]])
        result[pair, 0] = _covered(native_best[pair, : len(weights)], weights)
        weights = np.array([_COMMON_WORD if concepts else 1.0 for _, concepts in latin[pair]])
        result[pair, 1] = _covered(latin_best[pair, : len(weights)], weights)
    result[:, 2] = own
    return result


def compare_across_scripts(
    latin: Sequence[str], native: Sequence[str], *, languages: Sequence[str] | None = None
) -> CrossScriptScores:
    """Compare names in Latin script with names in another script, word by word.

    Args:
        latin: Folded Latin names, best without legal forms.
        native: The other name of each pair, likewise.
        languages: ISO 639-1 code of each native name; "" or None when unknown ("ja" reads Han in Japanese).

    Returns:
        Three columns of scores. Words match by a shared concept, by equality, or by the transliteration model; words in
        scripts without spaces may match several Latin words at once.
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
