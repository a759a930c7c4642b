"""The consonants of a name: what survives when scripts leave vowels out or guess them."""

from __future__ import annotations

import re

from matching.romanise.dispatch import romanise

_DIGRAPHS = (
             ("tch", "C"), ("sch", "S"), ("shch", "S"), ("sh", "S"), ("ch", "C"), ("kh", "h"), ("gh", "g"), ("ph", "f"),
             ("th", "t"), ("dh", "d"), ("ts", "s"), ("tz", "s"), ("ck", "k"), ("zh", "j"), ("qu", "k"), ("wh", "w"),
)  # fmt: skip
_SOFT_C = re.compile("c(?=[eiy])")
_LETTERS = str.maketrans({"c": "k", "q": "k", "x": "ks", "C": "s", "S": "s", "z": "s", "j": "j", "v": "f", "w": "f"}
                         | dict.fromkeys("aeiouy'’`-. ", ""))  # fmt: skip
_DOUBLE = re.compile(r"(.)\1+")


def skeleton(text: str) -> str:
    """Reduce a name to its consonants, alike for Latin spellings and for Arabic or Hebrew letters.

    Args:
        text: A folded name or word in any script; what is not ASCII is romanised first, without language.

    Returns:
        Lower-case consonant letters without spaces, doubled ones once: skeleton("muhammad") == skeleton("محمد") ==
        "mhmd". "" when there is no consonant.
    """
    if not text.isascii():
        text = romanise(text)[0]
    for digraph, letter in _DIGRAPHS:
        text = text.replace(digraph, letter)
    return _DOUBLE.sub(r"\1", _SOFT_C.sub("s", text).translate(_LETTERS))
