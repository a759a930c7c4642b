"""Score words: is this Latin word a spelling of that native word?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cpdist

from matching.romanise import romanise
from matching.transliteration.keys import coarse_consonants, sound_classes
from matching.transliteration.letter_names import read_letter_names
from matching.transliteration.model import MAX_UNITS, calibrate, load_transliterator, spelling_log_odds
from matching.transliteration.units import latin_letters, model_script, sound_units

Scores = npt.NDArray[np.float32]
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


def plausible_lengths(letters: int, units: int, script: str) -> bool:
    """Tell whether a word of so many letters can spell so many units at all; false saves the work."""
    least, most = load_transliterator().scripts[script].letters_per_unit
    return letters > 0 and 0 < units <= MAX_UNITS and units * least - 1 <= letters <= units * most + 1


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
        of words that share a key. Scripts without a model are judged by their romanisation alone. About 6 us a pair.
    """
    model = load_transliterator()
    rows: dict[str, list[int]] = {}
    letters = [latin_letters(word) for word in latin]
    units: list[tuple[str, ...]] = []
    for row, word in enumerate(native):
        script = model_script(word, language=languages[row] if languages else "")
        units.append(sound_units(word, script) if script else ())
        if not script or _VOWELS.isdisjoint(letters[row]):
            continue
        if plausible_lengths(len(letters[row]), len(units[row]), script):
            rows.setdefault(script, []).append(row)
    if not thorough:
        rows = _worth_scoring(letters, native, rows, languages)
    result = _standard_scores(letters, native, languages, known=[bool(found) for found in units])
    for script, chosen in rows.items():
        log_odds = spelling_log_odds(model, script, [letters[row] for row in chosen], [units[row] for row in chosen])
        length = np.array([len(letters[row]) for row in chosen])
        result[chosen] = np.maximum(result[chosen], calibrate(model.scripts[script], log_odds, length))
    return result


def _worth_scoring(
    letters: Sequence[str], native: Sequence[str], rows: Mapping[str, list[int]], languages: Sequence[str] | None
) -> dict[str, list[int]]:
    """Drop the pairs whose sound classes differ widely: nine tenths of unrelated words."""
    kept: dict[str, list[int]] = {}
    for script, chosen in rows.items():
        left = [sound_classes(letters[row])[0] for row in chosen]
        found = [sound_classes(native[row], "", languages[row] if languages else "") or ("",) for row in chosen]
        worth = np.zeros(len(chosen), dtype=bool)
        for choice in (0, -1):
            right = [classes[choice] for classes in found]
            worth |= cpdist(left, right, scorer=Levenshtein.normalized_similarity) >= _ALIKE
            consonants = [list(map(coarse_consonants, side)) for side in (left, right)]
            worth |= cpdist(*consonants, scorer=Levenshtein.normalized_similarity) >= _ALIKE_CONSONANTS
        kept[script] = [row for row, keep in zip(chosen, worth.tolist(), strict=True) if keep]
    return kept


def _standard_scores(
    letters: Sequence[str], native: Sequence[str], languages: Sequence[str] | None, *, known: Sequence[bool]
) -> Scores:
    """Score by likeness to the romanisation tables: scripts without a model, and words written by the standard."""
    likeness = np.zeros(len(letters))
    spelt = [_spellings(word, languages[row] if languages else "") for row, word in enumerate(native)]
    for choice in range(max(map(len, spelt), default=0)):
        left = [spellings[min(choice, len(spellings) - 1)] for spellings in spelt]
        likeness = np.maximum(likeness, cpdist(left, letters, scorer=Levenshtein.normalized_similarity))
    likeness[[not word for word in letters]] = 0.0
    scores = np.interp(likeness, _LIKENESS, _PROBABILITY).astype(np.float32)
    scores[(likeness < np.where(known, _CLOSE, _LIKENESS[0]))] = 0.0
    return scores


@lru_cache(maxsize=65536)
def _spellings(native: str, language: str) -> tuple[str, ...]:
    spelt = [latin_letters(spelling) for spelling in romanise(native, language=language)]
    letters = read_letter_names(native)
    return tuple(dict.fromkeys([letters, *spelt] if letters else spelt))


def transliteration_score(latin: str, native: str, *, language: str = "") -> float:
    """Score one pair of words; see `word_scores`, which is far faster for many."""
    return float(word_scores([latin], [native], languages=[language])[0])
