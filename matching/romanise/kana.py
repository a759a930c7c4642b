"""Kana to ASCII: Hepburn as in passports, Hepburn with long vowels written out, and Kunrei."""

from __future__ import annotations

import re

_ROWS = {
    "": "アイウエオ", "k": "カキクケコ", "s": "サシスセソ", "t": "タチツテト", "n": "ナニヌネノ", "h": "ハヒフヘホ",
    "m": "マミムメモ", "r": "ラリルレロ", "g": "ガギグゲゴ", "z": "ザジズゼゾ", "d": "ダヂヅデド", "b": "バビブベボ",
    "p": "パピプペポ",
}  # fmt: skip
_BASE = {kana: head + vowel for head, row in _ROWS.items() for kana, vowel in zip(row, "aiueo", strict=True)}
_BASE |= {"ヤ": "ya", "ユ": "yu", "ヨ": "yo", "ワ": "wa", "ヰ": "i", "ヱ": "e", "ヲ": "o", "ン": "n", "ヴ": "vu",
          "ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o", "ャ": "ya", "ュ": "yu", "ョ": "yo", "ヮ": "wa",
          "ヵ": "ka", "ヶ": "ga", "ヷ": "va", "ヸ": "vi", "ヹ": "ve", "ヺ": "vo"}  # fmt: skip
_HEPBURN_ONLY = {"シ": "shi", "チ": "chi", "ツ": "tsu", "フ": "fu", "ジ": "ji", "ヂ": "ji", "ヅ": "zu"}
_SMALL_Y = {"ャ": "a", "ュ": "u", "ョ": "o"}
_SMALL_VOWEL = {"ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o"}
_FOREIGN = {"ティ": "ti", "ディ": "di", "トゥ": "tu", "ドゥ": "du", "テュ": "tyu", "デュ": "dyu", "シェ": "she",
            "ジェ": "je", "チェ": "che", "フュ": "fyu", "ヴュ": "vyu", "ツァ": "tsa", "ツィ": "tsi", "ツェ": "tse",
            "ツォ": "tso", "クァ": "kwa", "クィ": "kwi", "クェ": "kwe", "クォ": "kwo", "グァ": "gwa", "ウィ": "wi",
            "ウェ": "we", "ウォ": "wo", "イェ": "ye"}  # fmt: skip


def _combine(single: dict[str, str], *, hepburn: bool) -> dict[str, str]:
    table = dict(single)
    for kana, latin in single.items():
        if latin.endswith("i") and len(latin) > 1:
            for small, vowel in _SMALL_Y.items():
                palatal = hepburn and latin in ("shi", "chi", "ji")
                table[kana + small] = latin[:-1] + ("" if palatal else "y") + vowel
        if latin in ("fu", "vu"):
            for small, vowel in _SMALL_VOWEL.items():
                table[kana + small] = latin[0] + vowel
    return table | _FOREIGN


_HEPBURN = _combine(_BASE | _HEPBURN_ONLY, hepburn=True)
_KUNREI = _combine(_BASE, hepburn=False) | {f"フ{small}": f"f{vowel}" for small, vowel in _SMALL_VOWEL.items()}
_MORA = re.compile(r".[ャュョァィゥェォ]|.")
_TO_KATAKANA = {point: chr(point + 0x60) for point in range(0x3041, 0x3097)} | {0x30FB: " ", 0x30FD: "", 0x30FE: ""}
_LONG_O = re.compile(r"ou(?!e)|oo")
_LONG_U = re.compile(r"uu")


def to_katakana(text: str) -> str:
    """Write hiragana as katakana and the middle dot as a space; everything else stays."""
    return text.translate(_TO_KATAKANA)


def split_morae(katakana: str) -> list[str]:
    """Split katakana into morae, small kana kept with their carrier."""
    return _MORA.findall(katakana)


def _spell(katakana: str, table: dict[str, str]) -> str:
    out: list[str] = []
    double = False
    for mora in split_morae(katakana):
        if mora == "ッ":
            double = True
            continue
        if mora == "ー":
            out.append("-")
            continue
        latin = table.get(mora) or "".join(table.get(char, char) for char in mora)
        if double and latin[:1].isalpha():
            out.append("t" if latin.startswith("ch") else latin[0])
        double = False
        out.append(latin)
    return "".join(out)


def _lengthen(spelt: str) -> str:
    return re.sub(r"([aeiou])-", r"\1\1", spelt).replace("-", "")


def romanise_kana(text: str) -> tuple[str, ...]:
    """Write kana in ASCII.

    Args:
        text: Hiragana, katakana (full width) and anything else, which is left alone.

    Returns:
        Up to three spellings: Hepburn with long vowels shortened ("tokyo"), Hepburn with them written ("toukyou"),
        Kunrei ("si", "tu", "sya").
    """
    katakana = to_katakana(text)
    spelt = _spell(katakana, _HEPBURN)
    short = _LONG_U.sub("u", _LONG_O.sub("o", spelt.replace("-", "")))
    kunrei = _LONG_U.sub("u", _LONG_O.sub("o", _spell(katakana, _KUNREI).replace("-", "")))
    return tuple(dict.fromkeys((short, _lengthen(spelt), kunrei)))
