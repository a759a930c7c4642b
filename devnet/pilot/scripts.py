"""Which script a name is written in, told from the Unicode names of its letters.

Independent of `matching` on purpose: the gold data must not inherit the matcher's view of the world.
"""

import unicodedata
from collections import Counter
from functools import lru_cache

_SCRIPT_OF_PREFIX = {
    "LATIN": "Latn",
    "FULLWIDTH LATIN": "Latn",
    "CYRILLIC": "Cyrl",
    "ARABIC": "Arab",
    "HANGUL": "Hang",
    "CJK": "Hani",
    "IDEOGRAPHIC ITERATION": "Hani",
    "HIRAGANA": "Kana",
    "KATAKANA": "Kana",
}
MIN_SHARE = 0.8  # of the letters; leaves room for a brand in Latin letters inside a Cyrillic or Arabic name


@lru_cache(maxsize=20_000)
def letter_script(letter: str) -> str:
    """Return the ISO 15924 code of one letter (`Kana` for both kana), "" when it is not a letter, `Zzzz` if unknown."""
    if not letter.isalpha():
        return ""
    name = unicodedata.name(letter, "")
    if "PROLONGED SOUND MARK" in name:
        return "Kana"
    return next((code for prefix, code in _SCRIPT_OF_PREFIX.items() if name.startswith(prefix)), "Zzzz")


def main_script(text: str) -> str:
    """Return the ISO 15924 code of the script most of a name is written in.

    Args:
        text: The name, any length.

    Returns:
        `Jpan` when kana stands beside anything else or alone, else `Hani`, `Hang`, `Arab`, `Cyrl` or `Latn`;
        `Zyyy` when there is no letter and `Zzzz` when no script holds MIN_SHARE of the letters. Han and kana may be
        mixed with Latin, as in NTTデータ, because Japanese and Chinese company names are.
    """
    counts = Counter(filter(None, map(letter_script, text)))
    total = counts.total()
    if not total:
        return "Zyyy"
    if set(counts) <= {"Kana", "Hani", "Latn"} and counts["Kana"] + counts["Hani"] >= 2:
        return "Jpan" if counts["Kana"] else "Hani"
    code, most = counts.most_common(1)[0]
    if most < MIN_SHARE * total:
        return "Zzzz"
    return "Jpan" if code == "Kana" else code


def is_kana_only(text: str) -> bool:
    """Tell whether every letter is kana: in the sources such a form is mostly the reading of a kanji name."""
    return {letter_script(letter) for letter in text} - {""} == {"Kana"}
