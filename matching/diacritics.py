"""Take accents off Latin, Greek and Cyrillic letters for comparisons that should not see them."""

import unicodedata
from typing import Final

# Letters whose stroke or ligature Unicode does not decompose.
_UNDECOMPOSED: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i", "ŋ": "ng",
     "ŧ": "t", "ß": "ss", "ə": "e", "ё": "е", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ơ": "o", "ư": "u"}
)  # fmt: skip


def strip_diacritics(folded: str) -> str:
    """Return `folded` without accents on Latin and Greek letters; marks that carry sounds elsewhere are kept.

    Cyrillic "ё" becomes "е" while "й" stays a letter of its own; kana voicing, Indic vowels and Thai tones stay:
    without them the word is another word. "ü" becomes "u", never "ue": the three guises of an umlaut are for `tokens`.
    """
    if folded.isascii():
        return folded
    out: list[str] = []
    for char in folded.translate(_UNDECOMPOSED):
        if char < "\u00c0":
            out.append(char)
        elif char < "\u0400" or "\u1e00" <= char < "\u2000":  # Latin, its extensions, combining accents, Greek
            out.extend(part for part in unicodedata.normalize("NFD", char) if not unicodedata.combining(part))
        else:
            out.append(char)
    return "".join(out)
