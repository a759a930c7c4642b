"""Han characters: one shape for all their variants, and their Mandarin and Korean readings."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_LONGEST_PHRASE = 3


@dataclass(frozen=True, slots=True)
class HanTables:
    """What matching/data/han.json.gz holds; built by matching/training/build_han_tables.py."""

    reading: dict[str, str]
    korean: dict[int, str]
    phrases: dict[str, tuple[str, ...]]
    phrase_starts: frozenset[str]
    fold: dict[int, str]
    japanese_only: frozenset[str]
    chinese_only: frozenset[str]


@cache
def load_han_tables() -> HanTables:
    """Read the packaged table, once (about 25 ms)."""
    raw = json.loads(gzip.decompress((files("matching") / "data" / "han.json.gz").read_bytes()))
    phrases = {word: tuple(said) for word, said in raw["phrases"].items()}
    return HanTables(
        reading={char: syllable for syllable, chars in raw["readings"].items() for char in chars},
        korean={ord(char): syllable for syllable, chars in raw["korean"].items() for char in chars},
        phrases=phrases,
        phrase_starts=frozenset(word[0] for word in phrases),
        fold={ord(char): other for char, other in zip(*raw["fold"], strict=True)},
        japanese_only=frozenset(raw["japanese"]),
        chinese_only=frozenset(raw["chinese"]),
    )


def fold_han(text: str) -> str:
    """Write traditional and Japanese shapes of Han characters in their simplified shape, for comparison only.

    Args:
        text: Any text; other characters stay.

    Returns:
        Text of the same length: fold_han("電氣") == fold_han("電気") == "电气".
    """
    return text if text.isascii() else text.translate(load_han_tables().fold)


def read_in_korean(text: str) -> str:
    """Write Han characters as the Hangul syllables Koreans read them as: "電子" gives "전자".

    Args:
        text: Any text; characters without a Korean reading stay. The softening of ㄹ and ㄴ at the start of a word
            (女子 여자) is applied to the first syllable.

    Returns:
        Text of the same length.
    """
    tables = load_han_tables()
    spoken = text.translate(tables.fold).translate(tables.korean)
    if not spoken or spoken[0] == text[0] or not "가" <= spoken[0] <= "힣":
        return spoken
    initial, rest = divmod(ord(spoken[0]) - 0xAC00, 588)
    yotised = rest // 28 in (2, 3, 6, 7, 12, 17, 20)
    if initial == 5 or (initial == 2 and yotised):
        initial = 11 if yotised else 2
    return chr(0xAC00 + initial * 588 + rest) + spoken[1:]


def looks_japanese(text: str) -> bool:
    """Tell whether Han text without kana uses shapes that only Japan writes (気, 沢, 鉄 ...)."""
    return not load_han_tables().japanese_only.isdisjoint(text)


def looks_chinese(text: str) -> bool:
    """Tell whether Han text uses simplified shapes that only Chinese offices write (电, 车, 药 ...)."""
    return not load_han_tables().chinese_only.isdisjoint(text)


def split_pinyin(text: str) -> list[str]:
    """Read Han characters in Mandarin.

    Args:
        text: Any text; characters without a reading become items of their own.

    Returns:
        One item for each character: a syllable without tone (ü as u), or the character itself.
    """
    tables = load_han_tables()
    text = text.translate(tables.fold)
    syllables: list[str] = []
    position = 0
    while position < len(text):
        char = text[position]
        if char in tables.phrase_starts:
            for length in range(_LONGEST_PHRASE, 1, -1):
                said = tables.phrases.get(text[position : position + length])
                if said:
                    syllables.extend(said)
                    position += length
                    break
            else:
                syllables.append(tables.reading.get(char, char))
                position += 1
        else:
            syllables.append(tables.reading.get(char, char))
            position += 1
    return syllables


def romanise_chinese(text: str) -> tuple[str, ...]:
    """Write Han characters in pinyin.

    Args:
        text: Han, and anything else, which is left alone.

    Returns:
        One spelling, the syllables of a run joined ("feilipu"): companies write their names so.
    """
    return ("".join(split_pinyin(text)),)
