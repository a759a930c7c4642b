"""What folding does to single characters, whatever stands next to them, as `str.translate` tables."""

import unicodedata
from collections.abc import Callable, Mapping
from typing import Final

STRUCTURE: Final = frozenset(",;()")  # tokens that show how a name is put together, not part of any word
SIGNS: Final = frozenset("&+@$")  # tokens in their own right: "AT&T", "Disney+"


class CharacterTable(dict[int, str]):
    """A `str.translate` table that decides about each code point once and remembers it."""

    def __init__(self, decide: Callable[[str], str], special: Mapping[str, str]) -> None:
        super().__init__({ord(char): target for char, target in special.items()})
        self._decide = decide

    def __missing__(self, code_point: int) -> str:
        target = self[code_point] = self._decide(chr(code_point))
        return target


def _is_dropped_mark(char: str) -> bool:
    """Vowel points that writers of Arabic and Hebrew leave out at will."""
    return (
        ("\u0591" <= char <= "\u05c7" and char not in "\u05be\u05c0\u05c3\u05c6")  # niqqud and cantillation
        or "\u0610" <= char <= "\u061a" or "\u064b" <= char <= "\u065f"  # harakat
        or ("\u06d6" <= char <= "\u06ed" and unicodedata.category(char) in {"Mn", "Cf"})
        or char in "\u0640\u0670"  # tatweel, superscript alef
    )  # fmt: skip


_ARABIC_VARIANTS: Final = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ٲ": "ا", "ٳ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ئ": "ي", "ؤ": "و",
    "ک": "ك", "ڪ": "ك", "ہ": "ه", "ھ": "ه", "ە": "ه", "ۀ": "ه", "ة": "ه", "ۃ": "ه", "،": ",", "؛": ";", "٫": ".",
}  # fmt: skip
_APOSTROPHES: Final = dict.fromkeys(
    "\u2018\u2019\u201a\u201b\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u2032\u00b4\u05f3\ua78c", "'"
)
_DASHES_OF_WIDTH: Final = {"\uff0d": "-", "\ufe63": "-", "\ufe58": "-", "\uff70": "ー"}


def _before_normalising(char: str) -> str:
    """Drop what NFKC would turn into letters or spaces, or what would keep it from composing."""
    category = unicodedata.category(char)
    if (
        category in {"Cf", "Co", "Cs", "Cn"}
        or _is_dropped_mark(char)
        or (unicodedata.combining(char) == 0 and char == "\u034f")
    ):
        return ""
    if category in {"Cc", "Zs", "Zl", "Zp"}:
        return " "
    if category == "Sk" and char > "\x7f":
        return " "  # spacing accents: NFKC makes them a space and a stray combining mark
    return char


# U+0130 would case-fold to i and a combining dot. Trademark signs would become the letters "tm".
BEFORE_NORMALISING: Final = CharacterTable(
    _before_normalising,
    _APOSTROPHES | _DASHES_OF_WIDTH | _ARABIC_VARIANTS
    | {"İ": "i", "™": " ", "®": " ", "©": " ", "℠": " ", "゛": "\u3099", "゜": "\u309a", "\ufffd": " ", "״": '"'},
)  # fmt: skip

MARKS_AND_VARIANTS: Final = CharacterTable(
    lambda char: "" if _is_dropped_mark(char) else char, _ARABIC_VARIANTS | _APOSTROPHES
)


def _final(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category[0] in "LMN":
        return char
    return "" if category in {"Cf", "Cn", "Co", "Cs"} else " "


# Dots and slashes that are left here were kept on purpose by `folding`.
CHARACTERS: Final = CharacterTable(
    _final,
    {sign: f" {sign} " for sign in STRUCTURE | SIGNS}
    | {"'": " ", ".": ".", "/": "/", "_": " ", "\u05f3": "\u05f3", "、": " , "},
)
