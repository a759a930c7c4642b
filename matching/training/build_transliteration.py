"""Learn matching/data/transliteration.npz: how names are spelt across scripts, from aligned name words (CC0).

    python -m matching.training.build_transliteration --tokens person_name_tokens.csv.gz --japanese japanese_names/

Emissions are learnt from training folds, the calibration from folds 50-59, so 60-99 stay unseen (unless --all-folds).
"""

from __future__ import annotations

import argparse
import csv
import gzip
import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from matching.folding import fold_name
from matching.romanise import romanise
from matching.romanise.hangul import FINALS, MEDIALS
from matching.training.aligned_names import TRAIN_FOLDS, fold_of
from matching.training.calibration import fit_calibration
from matching.training.chunk_alignment import Emissions, Spelling, align_chunks
from matching.transliteration.model import LONGEST_CHUNK, ScriptModel, Transliterator
from matching.transliteration.units import latin_letters, sound_units

_TABLE = Path(__file__).parent.parent / "data" / "transliteration.npz"
_SCRIPT_OF = {
    "russian": "Cyrl",
    "katakana": "Jpan",
    "arabic": "Arab",
    "hebrew": "Hebr",
    "chinese": "Hani",
    "korean": "Hang",
}
_CALIBRATION_FOLDS = range(50, 60)
_ANY_LETTER = 0.1  # share of the uniform model: an odd string like "njs" is no evidence for anything
_LEAST_SHARE = 5e-4  # of a unit's spellings; rarer ones are left to the unseen-chunk probability
_JAPANESE_WEIGHT, _PLAIN_WEIGHT = 0.3, 2.0


def read_spellings(path: Path) -> dict[str, list[Spelling]]:
    """Read the aligned words of every language.

    Args:
        path: Gzipped CSV with lang, latin, native, count.

    Returns:
        Script to pairs; a pair seen often weighs the logarithm of its count.
    """
    found: defaultdict[str, list[Spelling]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            script = _SCRIPT_OF[row["lang"]]
            letters = latin_letters(fold_name(row["latin"]))
            native = fold_name(row["native"])
            units = sound_units(native, script)
            if letters and units:
                found[script].append(Spelling(letters, units, 1.0 + math.log(float(row["count"])), native))
    return dict(found)


def read_japanese(folder: Path) -> list[Spelling]:
    """Read Japanese given and family names (japanese-personal-name-dataset, MIT) as kana and romaji."""
    pairs = set()
    for path in sorted(folder.glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
            for row in csv.reader(lines):
                kana, romaji = (row[2], row[3]) if path.name.startswith("last") else (row[0], row[1])
                pairs.add((latin_letters(romaji), sound_units(kana, "Jpan")))
    return [Spelling(letters, units, _JAPANESE_WEIGHT) for letters, units in sorted(pairs) if letters and units]


def plain_spelling(unit: str, script: str) -> str:
    """Spell one unit by the romanisation tables: where EM starts from."""
    if script == "Hani":
        return unit.lower() if unit[0].isupper() or unit[0] in "aeou" else ""
    if script == "Hang" and unit[0] in "vf":
        return (MEDIALS if unit[0] == "v" else FINALS)[int(unit[1:])]
    return romanise(unit, language="ja" if script == "Jpan" else "")[0].replace(" ", "")


def letter_model(words: Iterable[str]) -> npt.NDArray[np.float64]:
    """Fit the trigram model of Latin letters, backed off to bigrams; natural logs, [27, 27, 27], 0 = start and end."""
    pairs, triples = np.full((27, 27), 0.1), np.zeros((27, 27, 27))
    for word in words:
        codes = [0, 0, *(ord(char) - 96 for char in word), 0]
        for before, last, letter in zip(codes, codes[1:], codes[2:], strict=False):
            triples[before, last, letter] += 1
            pairs[last, letter] += 1
    pairs /= pairs.sum(axis=1, keepdims=True)
    likely = (triples + 3 * pairs) / (triples.sum(axis=2, keepdims=True) + 3)
    smoothed: npt.NDArray[np.float64] = np.log((1 - _ANY_LETTER) * likely + _ANY_LETTER / 27)
    return smoothed


def letters_per_unit(spellings: list[Spelling]) -> tuple[float, float]:
    """Measure how many letters a unit has in true pairs: the middle 99 %, with a letter's slack for short words."""
    ratios = np.array([len(spelling.letters) / len(spelling.units) for spelling in spellings])
    return float(np.quantile(ratios, 0.005)), float(np.quantile(ratios, 0.995))


def _learn_script(script: str, spellings: list[Spelling], extra: list[Spelling]) -> Emissions:
    units = {unit for spelling in (*spellings, *extra) for unit in spelling.units}
    hints = {unit: plain_spelling(unit, script) for unit in units}
    plain = [Spelling(hint, (unit,), _PLAIN_WEIGHT) for unit, hint in sorted(hints.items()) if hint]
    return align_chunks([*spellings, *extra, *plain], longest=LONGEST_CHUNK, hints=hints)


def _pruned(emissions: Emissions) -> tuple[list[str], npt.NDArray[np.float64]]:
    total = emissions.counts.sum(axis=1, keepdims=True)
    share = emissions.counts / np.maximum(total, 1e-9)
    share[(share < _LEAST_SHARE) | (emissions.counts < 0.05)] = 0.0
    kept = [column for column, chunk in enumerate(emissions.chunks) if share[:, column].any() or not chunk]
    return [emissions.chunks[column] for column in kept], share[:, kept]


def main() -> None:
    """Read the pairs, learn, calibrate, write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tokens", type=Path, required=True)
    parser.add_argument("--japanese", type=Path, required=True)
    parser.add_argument(
        "--all-folds", action="store_true", help="learn emissions from every word: nothing stays unseen"
    )
    parser.add_argument("--out", type=Path, default=_TABLE)
    arguments = parser.parse_args()
    spellings, japanese = read_spellings(arguments.tokens), read_japanese(arguments.japanese)
    words: Counter[str] = Counter(s.letters for found in spellings.values() for s in found)
    background = letter_model(word for word in words if fold_of(word) in TRAIN_FOLDS)
    arrays: dict[str, npt.NDArray[np.generic]] = {"background": background.astype(np.float16)}
    for script, found in sorted(spellings.items()):
        learn = [s for s in found if fold_of(s.letters) in TRAIN_FOLDS]
        unseen = [s for s in found if fold_of(s.letters) in _CALIBRATION_FOLDS]
        extra = japanese if script == "Jpan" else []
        emissions = _learn_script(script, learn, extra)
        chunks, share = _pruned(emissions)
        ratio = letters_per_unit(learn)
        model = ScriptModel.build(emissions.units, chunks, share, calibration=np.zeros(4), letters_per_unit=ratio)
        calibration = fit_calibration(Transliterator({script: model}, background), script, unseen)
        if arguments.all_folds:
            emissions = _learn_script(script, found, extra)
            chunks, share = _pruned(emissions)
        rows, columns = np.nonzero(share)
        arrays |= {
            f"{script}_units": np.array(emissions.units),
            f"{script}_chunks": np.array(chunks),
            f"{script}_rows": rows.astype(np.uint16),
            f"{script}_columns": columns.astype(np.uint16),
            f"{script}_shares": share[rows, columns].astype(np.float32),
            f"{script}_calibration": calibration,
            f"{script}_letters_per_unit": np.array(ratio),
        }
        print(f"{script}: {len(learn):,} pairs, {len(emissions.units)} units, {len(rows):,} spellings")
    arrays["scripts"] = np.array(sorted(spellings))
    np.savez_compressed(arguments.out, allow_pickle=False, **arrays)
    print(f"{arguments.out.name}: {arguments.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
