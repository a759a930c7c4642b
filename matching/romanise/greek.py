"""Greek to ASCII: ELOT 743 (ISO 843 transcription) first, the classical spelling second."""

from __future__ import annotations

import re
import unicodedata

_ELOT = str.maketrans(
    dict(zip("αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i th i k l m n x o p r s s t y f ch ps o".split(), strict=True))
)
_CLASSICAL = str.maketrans(
    dict(zip("αβγδεζηθικλμνξοπρσςτυφχψω", "a b g d e z e th i k l m n x o p r s s t y ph ch ps o".split(), strict=True))
)
_VOICELESS_AFTER = "θκξπσςτφχψ"
_DIGRAPHS = (
    (re.compile(rf"([αεη])υ(?=[{_VOICELESS_AFTER}]|\b)"), r"\1f"),
    (re.compile(r"([αεη])υ"), r"\1v"),
    (re.compile("ου"), "ou"),
    (re.compile(r"\bμπ"), "b"),
    (re.compile(r"\bντ"), "d"),
    (re.compile(r"\bγκ"), "gk"),
    (re.compile("γγ"), "ng"),
    (re.compile("γξ"), "nx"),
    (re.compile("γχ"), "nch"),
)


def romanise_greek(text: str) -> tuple[str, ...]:
    """Write Greek letters in ASCII.

    Args:
        text: Lower case; tonos and dialytika are dropped, but a dialytika keeps its vowels apart.

    Returns:
        One or two spellings: ELOT 743, then the classical one ("philippos", "eu", "b").
    """
    bare = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    modern = bare
    for pattern, latin in _DIGRAPHS:
        modern = pattern.sub(latin, modern)
    classical = bare.replace("ου", "ou").replace("γγ", "ng").replace("γκ", "gk")
    return tuple(dict.fromkeys((modern.translate(_ELOT), classical.translate(_CLASSICAL))))
