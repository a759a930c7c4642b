"""Compile matching/data/han.json.gz: Mandarin readings of characters and the folding of their variant shapes.

Sources: pypinyin 0.55 (MIT) for readings; OpenCC dictionaries as packed in opencc-python-reimplemented 0.1.7
(Apache-2.0) for traditional, simplified and Japanese shapes; table.yml of hanja 0.15.1 (WTFPL) for Korean readings.
None is needed to use the table. The last is given as a path, because that package pins an old PyYAML.

    python -m matching.training.build_han_tables --hanja-table hanja/table.yml
"""

from __future__ import annotations

import argparse
import gzip
import json
import unicodedata
from importlib.resources import files
from pathlib import Path

import yaml

_TABLE = Path(__file__).parent.parent / "data" / "han.json.gz"
_LONGEST_PHRASE = 3  # longer ones are sayings, not parts of names
_RANGES = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF))


def _toneless(reading: str) -> str:
    decomposed = unicodedata.normalize("NFD", reading.replace("ü", "v"))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).replace("v", "u").replace("ê", "e")


def _pairs(name: str) -> dict[str, str]:
    lines = (files("opencc") / "dictionary" / name).read_text(encoding="utf-8").splitlines()
    return {source: targets.split(" ")[0] for source, targets in (line.split("\t") for line in lines if "\t" in line)}


def _kept(char: str) -> bool:
    return len(char) == 1 and any(first <= ord(char) <= last for first, last in _RANGES)


def _simplified_only() -> list[str]:
    lines = (files("opencc") / "dictionary" / "STCharacters.txt").read_text(encoding="utf-8").splitlines()
    split = (line.split("\t") for line in lines if "\t" in line)
    return [char for char, targets in split if _kept(char) and char not in targets.split(" ")]


def _korean_readings(table: Path, fold: dict[str, str]) -> dict[str, str]:
    """Syllable to the (folded) characters read so; the reading of the traditional shape counts."""
    readings: dict[str, str] = yaml.load(table.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    traditional = {fold[char]: char for char in sorted(fold, reverse=True) if char in readings}
    by_syllable: dict[str, str] = {}
    for char in sorted(set(readings) | set(traditional)):
        syllable = readings.get(traditional.get(char, char), "")
        if _kept(char) and char not in fold and len(syllable) == 1:
            by_syllable[syllable] = by_syllable.get(syllable, "") + char
    return by_syllable


def build_tables(hanja_table: Path) -> dict[str, object]:
    """Collect the readings, the phrases read otherwise than their characters, and the folding.

    Args:
        hanja_table: YAML mapping of character to Hangul syllable.

    Returns:
        {"readings": {syllable: characters}, "phrases": {word: [syllables]}, "korean": {syllable: characters},
        "fold": [from, to],
        "japanese" and "chinese": characters that only one of the two writes}, ready for JSON.
    """
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    simplified, japanese = _pairs("TSCharacters.txt"), _pairs("JPVariants.txt")
    fold = {char: other for char, other in simplified.items() if _kept(char) and _kept(other)}
    only_japanese = []
    for old, new in japanese.items():
        if _kept(new) and new not in fold and new not in simplified.values() and new not in simplified:
            fold[new] = simplified.get(old, old)
            only_japanese.append(new)
    reading = {chr(point): _toneless(value.split(",")[0]) for point, value in PINYIN_DICT.items()}
    by_syllable: dict[str, str] = {}
    for char in sorted(reading):
        if _kept(char) and char not in fold:
            by_syllable[reading[char]] = by_syllable.get(reading[char], "") + char
    phrases = {}
    for word, syllables in PHRASES_DICT.items():
        said = [_toneless(syllable[0]) for syllable in syllables]
        if len(word) <= _LONGEST_PHRASE and said != [reading.get(char) for char in word]:
            phrases["".join(fold.get(char, char) for char in word)] = said
    return {
        "readings": by_syllable,
        "phrases": phrases,
        "korean": _korean_readings(hanja_table, fold),
        "fold": ["".join(fold), "".join(fold.values())],
        "japanese": "".join(only_japanese),
        "chinese": "".join(sorted(char for char in _simplified_only() if char not in japanese.values())),
    }


def main() -> None:
    """Write the table; byte-identical for the same package versions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hanja-table", type=Path, required=True)
    tables = build_tables(parser.parse_args().hanja_table)
    text = json.dumps(tables, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    _TABLE.write_bytes(gzip.compress(text.encode(), mtime=0))
    print(f"{_TABLE.name}: {_TABLE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
