"""Scripts of South Asia to ASCII: one table for nine scripts, because Unicode lays them out alike (ISCII order)."""

from __future__ import annotations

_BLOCK_STARTS = {"Deva": 0x900, "Beng": 0x980, "Guru": 0xA00, "Gujr": 0xA80, "Orya": 0xB00, "Taml": 0xB80,
                 "Telu": 0xC00, "Knda": 0xC80, "Mlym": 0xD00}  # fmt: skip
_VOWELS = {0x05: "a", 0x06: "a", 0x07: "i", 0x08: "i", 0x09: "u", 0x0A: "u", 0x0B: "ri", 0x0C: "li", 0x0D: "e",
           0x0E: "e", 0x0F: "e", 0x10: "ai", 0x11: "o", 0x12: "o", 0x13: "o", 0x14: "au", 0x60: "ri"}  # fmt: skip
_SIGNS = {0x3E: "a", 0x3F: "i", 0x40: "i", 0x41: "u", 0x42: "u", 0x43: "ri", 0x45: "e", 0x46: "e", 0x47: "e",
          0x48: "ai", 0x49: "o", 0x4A: "o", 0x4B: "o", 0x4C: "au", 0x57: "au"}  # fmt: skip
_CONSONANTS = dict(
    enumerate("k kh g gh n ch chh j jh n t th d dh n t th d dh n n p ph b bh m y r r l l l v sh sh s h".split(), 0x15)
) | {0x58: "q", 0x59: "kh", 0x5A: "g", 0x5B: "z", 0x5C: "r", 0x5D: "rh", 0x5E: "f", 0x5F: "y"}  # fmt: skip
_NASALS = {0x01: "n", 0x02: "n", 0x70: "n"}
_VIRAMA, _NUKTA, _VISARGA = 0x4D, 0x3C, 0x03
_LOSING_FINAL_A = frozenset({"Deva", "Beng", "Guru", "Gujr"})


def _word(word: str, start: int, *, drop_final: bool) -> str:
    out: list[str] = []
    inherent = False
    for char in word:
        offset = ord(char) - start
        if offset in _CONSONANTS:
            if inherent:
                out.append("a")
            out.append(_CONSONANTS[offset])
            inherent = True
            continue
        if offset in _SIGNS:
            out.append(_SIGNS[offset])
            inherent = False
        elif offset == _VIRAMA:
            inherent = False
        elif offset != _NUKTA:
            if inherent:
                out.append("a")
            inherent = False
            digit = 0x66 <= offset <= 0x6F
            out.append(str(offset - 0x66) if digit else _VOWELS.get(offset) or _NASALS.get(offset) or
                       ("h" if offset == _VISARGA else char if char.isascii() else ""))  # fmt: skip
    if inherent and not (drop_final and len(out) > 1):
        out.append("a")
    return "".join(out)


def romanise_indic(text: str, script: str) -> tuple[str, ...]:
    """Write a South Asian script in ASCII without diacritics (simplified ISO 15919).

    Args:
        text: NFC text of one of the nine scripts.
        script: Deva, Beng, Guru, Gujr, Orya, Taml, Telu, Knda or Mlym.

    Returns:
        One or two spellings: with the final inherent "a" dropped where the northern languages drop it, and with it.
    """
    start = _BLOCK_STARTS[script]
    words = text.split()
    full = " ".join(_word(word, start, drop_final=False) for word in words)
    if script not in _LOSING_FINAL_A:
        return (full, full.replace("v", "w")) if "v" in full else (full,)
    return tuple(dict.fromkeys((" ".join(_word(word, start, drop_final=True) for word in words), full)))
