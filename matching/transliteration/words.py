"""Score words: is this Latin word a spelling of that native word?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from matching.transliteration.model import MAX_UNITS, calibrate, load_transliterator, spelling_log_odds
from matching.transliteration.units import latin_letters, model_script, sound_units

Scores = npt.NDArray[np.float32]


def plausible_lengths(letters: int, units: int) -> bool:
    """Tell whether a word of so many letters can spell so many units at all; false saves the work."""
    return 0 < units <= MAX_UNITS and units * 0.4 <= letters <= units * 4 + 2


def word_scores(latin: Sequence[str], native: Sequence[str], *, languages: Sequence[str] | None = None) -> Scores:
    """Score pairs of words.

    Args:
        latin: Latin words, folded.
        native: The other word of each pair, folded, in any script.
        languages: ISO 639-1 code of each native word; "" or None when unknown ("ja" reads Han in Japanese).

    Returns:
        For each pair the probability, 0 to 1, that one spells the other, calibrated for equal numbers of true pairs and of
        words that share a key; 0 where no model knows the script. About 5 us a pair.
    """
    model = load_transliterator()
    result = np.zeros(len(latin), dtype=np.float32)
    rows: defaultdict[str, list[int]] = defaultdict(list)
    letters = [latin_letters(word) for word in latin]
    units: list[tuple[str, ...]] = []
    for row, word in enumerate(native):
        script = model_script(word, language=languages[row] if languages else "")
        units.append(sound_units(word, script) if script else ())
        if script and plausible_lengths(len(letters[row]), len(units[row])):
            rows[script].append(row)
    for script, chosen in rows.items():
        log_odds = spelling_log_odds(model, script, [letters[row] for row in chosen], [units[row] for row in chosen])
        length = np.array([len(letters[row]) for row in chosen])
        result[chosen] = calibrate(model.scripts[script], log_odds, length)
    return result


def transliteration_score(latin: str, native: str, *, language: str = "") -> float:
    """Score one pair of words; see `word_scores`, which is far faster for many."""
    return float(word_scores([latin], [native], languages=[language])[0])
