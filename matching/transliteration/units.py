"""Cut native words into the sound units that the transliteration model knows, and Latin words into letters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from matching.romanise.chinese import split_pinyin
from matching.romanise.hangul import decompose_syllable, is_syllable
from matching.romanise.japanese import split_japanese
from matching.romanise.kana import split_morae, to_katakana
from matching.romanise.latin import romanise_latin
from matching.romanise.scripts import detect_script

MODEL_SCRIPTS = ("Arab", "Cyrl", "Hang", "Hani", "Hebr", "Jpan")
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆ ㅈㅉㅊㅋㅌㅍㅎ"
# Letters of other languages than the one the model was learnt from, written as its nearest.
_CYRILLIC_KIN = str.maketrans("іїєґўјѕќѓћђљњѣқғңөүұһәӣӯҳҷџ", "ииегуйзкгчдлнекгноуухаиухчж")
_ARABIC_KIN = str.maketrans("أإآٱىیئؤةکہ", "اااايييوهكه") | {0x640: ""}
_GERESH = frozenset("'׳’`")


@lru_cache(maxsize=131072)
def model_script(native: str, *, script: str = "", language: str = "") -> str:
    """Choose the model for a native word.

    Args:
        native: One word.
        script: "Jpan" when the name it comes from is Japanese: Han is then read in Japanese.
        language: ISO 639-1; "ja" does the same.

    Returns:
        One of `MODEL_SCRIPTS`, or "" when no model was learnt for the script.
    """
    found = detect_script(native)
    if found == "Hani" and (language == "ja" or script == "Jpan"):
        return "Jpan"
    if found == "Kore":
        return "Hang"
    return found if found in MODEL_SCRIPTS else ""


@lru_cache(maxsize=262144)
def latin_letters(word: str) -> str:
    """Reduce a Latin word to its letters a-z, marks dropped."""
    if not word.isascii():
        word = romanise_latin(word)[0]
    return "".join(char for char in word.lower() if "a" <= char <= "z")


_INITIAL_AND_FINAL = re.compile("(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(.*)")
_EMPTY_FINALS = frozenset({"i", "u", "e"})  # what Chinese adds after a bare foreign consonant: si, fu, te


def _pinyin_units(word: str) -> list[str]:
    """Initials and finals; the finals that fill a syllable remember their initial, since they are often silent."""
    units: list[str] = []
    for syllable in split_pinyin(word):
        match = _INITIAL_AND_FINAL.fullmatch(syllable) if syllable.isascii() and syllable.isalpha() else None
        if match is None:
            continue
        initial, final = match[1] or "", match[2]
        if initial:
            units.append(initial.upper())
        if final:
            units.append(initial + final if final in _EMPTY_FINALS and initial else final)
    return units


def _hangul_units(word: str) -> list[str]:
    units: list[str] = []
    for char in word:
        if is_syllable(char):
            initial, medial, final = decompose_syllable(char)
            if initial != 11:
                units.append(_INITIALS[initial])
            units.append(f"v{medial}")
            if final:
                units.append(f"f{final}")
    return units


def _kana_units(word: str) -> list[str]:
    katakana = to_katakana(word)
    if any("一" <= char <= "鿿" for char in katakana):
        katakana = "".join(to_katakana(reading) for _, reading in split_japanese(katakana))
    return [mora for mora in split_morae(katakana) if "ァ" <= mora[0] <= "ー"]


def _hebrew_units(word: str) -> list[str]:
    units: list[str] = []
    for char in word:
        if char in _GERESH and units:
            units[-1] += "'"
        elif "א" <= char <= "ת":
            units.append(char)
    return units


@lru_cache(maxsize=65536)
def sound_units(native: str, script: str) -> tuple[str, ...]:
    """Cut a native word into the units of its script's model.

    Args:
        native: One folded word.
        script: One of `MODEL_SCRIPTS`, from `model_script`.

    Returns:
        Kana morae, Hangul letters, pinyin initials and finals, or letters; () for a word without any.
    """
    if script == "Jpan":
        return tuple(_kana_units(native))
    if script == "Hang":
        return tuple(_hangul_units(unicodedata.normalize("NFC", native)))
    if script == "Hani":
        return tuple(_pinyin_units(native))
    if script == "Hebr":
        return tuple(_hebrew_units(native))
    if script == "Arab":
        return tuple(char for char in native.translate(_ARABIC_KIN) if "ء" <= char <= "ۿ" and char.isalpha())
    if script == "Cyrl":
        return tuple(char for char in native.translate(_CYRILLIC_KIN) if "а" <= char <= "ё")
    return ()
