"""Latin letters with marks to ASCII: the bare letter and, where offices write it so, the two-letter spelling."""

from __future__ import annotations

import unicodedata

_BARE: dict[str, str] = {
    "ß": "ss", "ẞ": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h",
    "ŋ": "ng", "ŧ": "t", "ĸ": "k", "ſ": "s", "ə": "a", "ɛ": "e", "ɔ": "o", "ɖ": "d", "ɗ": "d", "ɓ": "b", "ƙ": "k",
    "ƴ": "y", "ʼ": "", "ʻ": "", "ʹ": "", "ʺ": "", "ʾ": "", "ʿ": "", "ª": "a", "º": "o", "ﬁ": "fi", "ﬂ": "fl",
    "ŉ": "n", "ĳ": "ij", "ǆ": "dz", "ǉ": "lj", "ǌ": "nj", "’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-",
    "‐": "-", "‑": "-", "·": " ", "…": " ", "«": '"', "»": '"', "＆": "&", "´": "'", "`": "'",
}  # fmt: skip
# The two-letter habit of German and Nordic offices, and of US records taken from them (domain.md 3.1).
_EXPANDED: dict[str, str] = {**_BARE, "ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}
_EXPANDING_LANGUAGES = frozenset({"de", "da", "no", "nb", "nn", "sv", "fi", "is"})
_NEVER_EXPANDING_LANGUAGES = frozenset({"tr", "az", "uz", "tk", "hu", "vi", "es", "pt", "fr", "ca", "et", "zh", "tt"})


class _LetterTable(dict[int, str]):
    """str.translate table that finds the bare letter of any accented one on first sight."""

    def __missing__(self, point: int) -> str:
        bare = unicodedata.normalize("NFKD", chr(point))
        bare = "".join(_BARE.get(char, char) for char in bare if not unicodedata.combining(char))
        if point < 0x2FFF:
            self[point] = bare
        return bare


def _table(letters: dict[str, str]) -> _LetterTable:
    table = _LetterTable({point: chr(point) for point in range(128)})
    table.update({ord(letter): plain for letter, plain in letters.items()})
    return table


_BARE_TABLE, _EXPANDED_TABLE = _table(_BARE), _table(_EXPANDED)


def romanise_latin(text: str, language: str = "") -> tuple[str, ...]:
    """Write Latin letters with marks in ASCII.

    Args:
        text: Lower case, any normal form.
        language: ISO 639-1 code or ""; decides which spelling comes first and whether "ue" is possible at all.

    Returns:
        One or two spellings, e.g. ("muller", "mueller"), in German and Nordic names the long one first.
    """
    if text.isascii():
        return (text,)
    text = unicodedata.normalize("NFC", text)
    bare = text.translate(_BARE_TABLE)
    if language in _NEVER_EXPANDING_LANGUAGES:
        return (bare,)
    expanded = text.translate(_EXPANDED_TABLE)
    if expanded == bare:
        return (bare,)
    return (expanded, bare) if language in _EXPANDING_LANGUAGES else (bare, expanded)
