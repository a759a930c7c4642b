"""Score words: is this Latin word a spelling of that native word?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cpdist

from matching.romanise import romanise
from matching.transliteration.keys import coarse_consonants, sound_classes
from matching.transliteration.letter_names import read_letter_names
from matching.transliteration.model import (
    MAX_UNITS,
    calibrate,
    encode_letters,
    encode_units,
    encoded_log_odds,
    load_transliterator,
)
from matching.transliteration.units import MODEL_SCRIPTS, latin_letters, model_script, sound_units

Scores = npt.NDArray[np.float32]
Counts = npt.NDArray[np.int64]
_Value = TypeVar("_Value")
_SCRIPT_NUMBER = {script: number for number, script in enumerate(MODEL_SCRIPTS)}
# Likeness of the Latin word to the standard romanisation, and how often such a pair is true against words that share a
# key (measured on the aligned words of six languages, equal numbers of both).
_LIKENESS = (0.3, 0.5, 0.65, 0.75, 0.85, 1.0)
_PROBABILITY = (0.02, 0.4, 0.75, 0.85, 0.93, 0.985)
_VOWELS = frozenset("aeiouy")  # a word without any is an acronym, which is spelt by letter names and not by sound
# Likeness of sound classes, or of their consonants, below which a pair is not worth scoring.
_ALIKE, _ALIKE_CONSONANTS = 0.34, 0.5
_CLOSE = (
    0.8  # where a model exists, only such likeness may overrule it: Huawei, Hyundai, Toyota are written by the standard
)


def plausible_lengths(letters: Counts, units: Counts, script: Counts) -> npt.NDArray[np.bool_]:
    """Tell which words of so many letters can spell so many units at all; false saves the work.

    Args:
        letters: Letters per Latin word.
        units: Sound units of the other word.
        script: Place in `MODEL_SCRIPTS` of its model.
    """
    ranges = [load_transliterator().scripts[name].letters_per_unit for name in MODEL_SCRIPTS]
    least, most = np.array(ranges).T[:, script]
    some = (letters > 0) & (units > 0) & (units <= MAX_UNITS)
    fits: npt.NDArray[np.bool_] = some & (units * least - 1 <= letters) & (letters <= units * most + 1)
    return fits


def word_scores(
    latin: Sequence[str], native: Sequence[str], *, languages: Sequence[str] | None = None, thorough: bool = True
) -> Scores:
    """Score pairs of words.

    Args:
        latin: Latin words, folded.
        native: The other word of each pair, folded, in any script.
        languages: ISO 639-1 code of each native word; "" or None when unknown ("ja" reads Han in Japanese).
        thorough: Whether to score pairs whose sound classes already differ widely; without them it is five times faster
            and 1-2 % of true pairs score 0.

    Returns:
        For each pair the probability, 0 to 1, that one spells the other, calibrated for equal numbers of true pairs and
        of words that share a key. Scripts without a model are judged by their romanisation alone. About 2 us a pair.
    """
    spoken = zip(native, languages or [""] * len(native), strict=True)
    latin_words, left = _number(latin)
    native_words, right = _number(spoken)
    return score_word_pairs(latin_words, native_words, left, right, thorough=thorough)


def _number(values: Iterable[_Value]) -> tuple[list[_Value], Counts]:
    """Distinct values in order of appearance, and the number of each value among them."""
    seen: dict[_Value, int] = {}
    numbers = np.array([seen.setdefault(value, len(seen)) for value in values], np.int64)
    return list(seen), numbers


def score_word_pairs(
    latin: Sequence[str],
    native: Sequence[tuple[str, str]],
    left: Counts,
    right: Counts,
    *,
    thorough: bool,
) -> Scores:
    """Score pairs of numbered words; see `word_scores`.

    Args:
        latin: Distinct Latin words.
        native: Distinct (word, language) in other scripts.
        left: Places in `latin`, one for each pair.
        right: Places in `native`, as many.
        thorough: As in `word_scores`.
    """
    model = load_transliterator()
    letters = [latin_letters(word) for word in latin]
    scripts = [model_script(word, language=language) for word, language in native]
    units = [sound_units(word, script) if script else () for (word, _), script in zip(native, scripts, strict=True)]
    result = _standard_scores(letters, native, left, right, known=np.array([bool(found) for found in units], bool))
    heard = np.flatnonzero(_can_spell(letters, units, scripts, left, right))
    if not thorough:
        heard = heard[_worth_scoring(letters, native, left[heard], right[heard])]
    encoded = encode_letters(letters)
    length = np.fromiter(map(len, letters), np.int64, len(letters))
    script_of = np.array([_SCRIPT_NUMBER.get(script, -1) for script in scripts], np.int64)
    for number, script in enumerate(MODEL_SCRIPTS):
        chosen = heard[script_of[right[heard]] == number]
        if len(chosen) == 0:
            continue
        tables, rows, others = model.scripts[script], left[chosen], right[chosen]
        row_of_unit = encode_units(tables, units)
        log_odds = encoded_log_odds(model, script, letters=encoded, units=row_of_unit, left=rows, right=others)
        result[chosen] = np.maximum(result[chosen], calibrate(tables, log_odds, length[rows]))
    return result


def _can_spell(
    letters: Sequence[str], units: Sequence[tuple[str, ...]], scripts: Sequence[str], left: Counts, right: Counts
) -> npt.NDArray[np.bool_]:
    """Tell which Latin words are spellable by sound, and of a length that can spell the other word."""
    vowels = np.array([not _VOWELS.isdisjoint(word) for word in letters], bool)
    script = np.array([_SCRIPT_NUMBER.get(script, -1) for script in scripts], np.int64)[right]
    letter_count = np.fromiter(map(len, letters), np.int64, len(letters))[left]
    unit_count = np.fromiter(map(len, units), np.int64, len(units))[right]
    return vowels[left] & (script >= 0) & plausible_lengths(letter_count, unit_count, script)


def _worth_scoring(
    letters: Sequence[str], native: Sequence[tuple[str, str]], left: Counts, right: Counts
) -> npt.NDArray[np.bool_]:
    """Drop the pairs whose sound classes differ widely: nine tenths of unrelated words."""
    used, right = np.unique(right, return_inverse=True)
    found = [sound_classes(word, "", language) or ("",) for word, language in (native[row] for row in used.tolist())]
    spoken, left = np.unique(left, return_inverse=True)
    latin = [sound_classes(letters[row])[0] for row in spoken.tolist()]
    consonants = list(map(coarse_consonants, latin))
    worth = np.zeros(len(left), dtype=bool)
    several = np.array([len(ways) > 1 for ways in found], bool)
    for choice in (0, -1):
        classes = [ways[choice] for ways in found]
        others = list(map(coarse_consonants, classes))
        for mine, theirs, least in ((latin, classes, _ALIKE), (consonants, others, _ALIKE_CONSONANTS)):
            unsure = np.flatnonzero(~worth if choice == 0 else ~worth & several[right])
            worth[unsure] = likeness_of_pairs(mine, theirs, left[unsure], right[unsure], least=least) > 0
    return worth


def likeness_of_pairs(
    texts: Sequence[str], others: Sequence[str], left: Counts, right: Counts, *, least: float
) -> Scores:
    """Levenshtein similarity, 0 to 1, of texts `left` with others `right`; 0 below `least`."""
    length = np.fromiter(map(len, texts), np.int64, len(texts))[left]
    other_length = np.fromiter(map(len, others), np.int64, len(others))[right]
    shorter, longer = np.minimum(length, other_length), np.maximum(length, other_length)
    least -= 1e-6  # one edit in five is 0.8, and must not be lost to rounding
    possible = np.flatnonzero(shorter >= least * longer)  # every missing letter is an edit
    result = np.zeros(len(left), np.float32)
    result[possible] = cpdist(
        [texts[row] for row in left[possible].tolist()],
        [others[row] for row in right[possible].tolist()],
        scorer=Levenshtein.normalized_similarity,
        score_cutoff=least,
        dtype=np.float32,
    )
    return result


def _standard_scores(
    letters: Sequence[str],
    native: Sequence[tuple[str, str]],
    left: Counts,
    right: Counts,
    *,
    known: npt.NDArray[np.bool_],
) -> Scores:
    """Score by likeness to the romanisation tables: scripts without a model, and words written by the standard."""
    spelt = [_spellings(word, language) for word, language in native]
    ways = np.fromiter(map(len, spelt), np.int64, len(spelt))
    some = np.array([bool(word) for word in letters], bool)[left]
    likeness = np.zeros(len(left))
    for choice in range(max(map(len, spelt), default=0)):
        texts = [spellings[min(choice, len(spellings) - 1)] for spellings in spelt]
        for modelled, least in ((True, _CLOSE), (False, _LIKENESS[0])):
            rows = np.flatnonzero(some & (known[right] == modelled) & (ways[right] > choice))
            found = likeness_of_pairs(letters, texts, left[rows], right[rows], least=least)
            likeness[rows] = np.maximum(likeness[rows], found)
    scores = np.interp(likeness, _LIKENESS, _PROBABILITY).astype(np.float32)
    scores[likeness == 0] = 0.0
    return scores


@lru_cache(maxsize=65536)
def _spellings(native: str, language: str) -> tuple[str, ...]:
    spelt = [latin_letters(spelling) for spelling in romanise(native, language=language)]
    letters = read_letter_names(native)
    return tuple(dict.fromkeys([letters, *spelt] if letters else spelt))


def transliteration_score(latin: str, native: str, *, language: str = "") -> float:
    """Score one pair of words; see `word_scores`, which is far faster for many."""
    return float(word_scores([latin], [native], languages=[language])[0])
