"""Thai to ASCII, roughly after the Royal Institute's system; vowels written before their consonant are moved."""

from __future__ import annotations

import re

_LETTERS = "กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"
_SOUNDS = "k kh kh kh kh kh ng ch ch ch s ch y d t th th th n d t th th th n b p ph f ph f ph m y r l w s s s h l - h"
_CONSONANTS = dict(zip(_LETTERS, _SOUNDS.split(), strict=True))
_FINALS = {**_CONSONANTS} | dict.fromkeys("จฉชซฌฎฏฐฑฒดตถทธศษส", "t") | dict.fromkeys("ขฃคฅฆก", "k") | dict.fromkeys(
    "บปพฟภผฝ", "p") | {"ญ": "n", "ร": "n", "ล": "n", "ฬ": "n", "ว": "o", "ย": "i"}  # fmt: skip
_VOWELS = {"ะ": "a", "ั": "a", "า": "a", "ำ": "am", "ิ": "i", "ี": "i", "ึ": "ue", "ื": "ue", "ุ": "u", "ู": "u",
           "ๅ": "a", "ฤ": "rue", "ฦ": "lue"}  # fmt: skip
_LEADING = {"เ": "e", "แ": "ae", "โ": "o", "ใ": "ai", "ไ": "ai"}
_SILENT = re.compile("[ก-ฮ][ิุ]?์")
_DROPPED = re.compile("[่-๋็ํ๎ๆฯ]")
_SWAP = re.compile("([เแโใไ])([ก-ฮ])(?=([รลว]))?")


def romanise_thai(text: str) -> tuple[str, ...]:
    """Write Thai in ASCII.

    Args:
        text: Any normal form. Thai writes no spaces between words; none are added.

    Returns:
        One spelling. Unwritten vowels become "o" between two final consonants, else "a".
    """
    text = _DROPPED.sub("", _SILENT.sub("", text))
    text = _SWAP.sub(r"\2\1", text)
    out: list[str] = []
    previous = ""  # "c" consonant, "v" vowel
    for position, char in enumerate(text):
        nearby = text[position + 1] if position + 1 < len(text) else ""
        if char in _CONSONANTS:
            followed = nearby in _VOWELS or nearby in _LEADING
            if char == "อ":
                out.append("" if followed else "o")
                previous = "c" if followed else "v"
            elif previous == "v" and not followed:
                out.append(_FINALS[char])
                previous = "f"
            else:
                if previous == "c":
                    out.append("o" if not followed else "a")
                out.append(_CONSONANTS[char])
                previous = "c"
        elif char in _VOWELS or char in _LEADING:
            out.append(_VOWELS.get(char) or _LEADING[char])
            previous = "v"
        else:
            out.append(char if char.isascii() else str(ord(char) - 0x0E50) if "๐" <= char <= "๙" else "")
            previous = ""
    return ("".join(out),)
