"""Hangul to ASCII: Revised Romanization with its sound changes, then the spellings people and companies choose."""

from __future__ import annotations

import unicodedata

# Unicode order of the letters of a syllable.
INITIALS = "g kk n d tt r m b pp s ss  j jj ch k t p h".split(" ")
MEDIALS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split()
FINALS = " k k k n n n t l l l l l l l l m p p t t ng t t k t p t".split(" ")
# What the final consonant becomes when a vowel follows: (kept in the first syllable, moved to the next).
_LIAISON = {1: ("", "g"), 2: ("", "kk"), 3: ("k", "s"), 4: ("", "n"), 5: ("n", "j"), 6: ("", "n"), 7: ("", "d"),
            8: ("", "r"), 9: ("l", "g"), 10: ("l", "m"), 11: ("l", "b"), 12: ("l", "s"), 13: ("l", "t"), 14: ("l", "p"),
            15: ("", "r"), 16: ("", "m"), 17: ("", "b"), 18: ("p", "s"), 19: ("", "s"), 20: ("", "ss"), 22: ("", "j"),
            23: ("", "ch"), 24: ("", "k"), 25: ("", "t"), 26: ("", "p"), 27: ("", "")}  # fmt: skip
_NASAL = {"k": "ng", "t": "n", "p": "m"}
_CUSTOM_MEDIAL = "a ae ya yae u e you ye o wa wae oe yo oo wo we wi yu u ui i".split()
_MCR_INITIAL = "k kk n t tt r m p pp s ss  ch tch ch k t p h".split(" ")
_MCR_MEDIAL = "a ae ya yae o e yo ye o wa wae oe yo u wo we wi yu u ui i".split()
# Customary spellings of family names, for the first syllable of a word only.
_SURNAMES = {"이": "lee", "박": "park", "최": "choi", "정": "jung",
             "강": "kang", "조": "cho", "윤": "yoon",
             "임": "lim", "신": "shin", "오": "oh", "우": "woo", "구": "koo",
             "김": "kim", "권": "kwon", "노": "roh", "유": "yoo",
             "고": "ko", "문": "moon", "손": "son", "배": "bae", "백": "baek", "허": "heo", "심": "shim",
             "성": "sung",
             "주": "joo", "전": "jeon", "곽": "kwak", "현": "hyun", "영": "young",
             "선": "sun", "삼": "sam"}  # fmt: skip


def decompose_syllable(char: str) -> tuple[int, int, int]:
    """Split a Hangul syllable into its letters.

    Args:
        char: One code point from U+AC00 to U+D7A3.

    Returns:
        (initial 0-18, medial 0-20, final 0-27), Unicode's own order.
    """
    index = ord(char) - 0xAC00
    return index // 588, index % 588 // 28, index % 28


def is_syllable(char: str) -> bool:
    """Tell whether a character is a composed Hangul syllable."""
    return "가" <= char <= "힣"


def _revised(word: str) -> str:
    out: list[str] = []
    final = 0
    for char in word:
        if not is_syllable(char):
            out.append(FINALS[final])
            out.append(char)
            final = 0
            continue
        initial, medial, next_final = decompose_syllable(char)
        tail, head = FINALS[final], INITIALS[initial]
        if final and initial == 11:
            tail, head = _LIAISON.get(final, (tail, head))
        elif tail in _NASAL and initial in (2, 6):
            tail = _NASAL[tail]
        elif tail in _NASAL and initial == 5:
            tail, head = _NASAL[tail], "n"
        elif (tail == "n" and initial == 5) or (tail == "l" and initial in (2, 5)):
            tail, head = "l", "l"
        elif tail in ("m", "ng") and initial == 5:
            head = "n"
        out.append(tail + head + MEDIALS[medial])
        final = next_final
    return "".join(out) + FINALS[final]


def _plain(word: str, initials: list[str], medials: list[str]) -> str:
    out: list[str] = []
    for char in word:
        if is_syllable(char):
            initial, medial, final = decompose_syllable(char)
            out.append(initials[initial] + medials[medial] + FINALS[final])
        else:
            out.append(char)
    return "".join(out)


def romanise_hangul(text: str) -> tuple[str, ...]:
    """Write Hangul in ASCII.

    Args:
        text: Any normal form; words separated by spaces stay so.

    Returns:
        Up to three spellings: Revised Romanization with liaison and nasal assimilation, the customary company and
        surname spelling ("samsung", "hyoundai", "young"), and one after McCune-Reischauer ("k t p ch", "o").
    """
    words = unicodedata.normalize("NFC", text).split(" ")
    revised = " ".join(_revised(word) for word in words)
    custom = " ".join(
        _SURNAMES[word[0]] + _plain(word[1:], INITIALS, _CUSTOM_MEDIAL)
        if word and word[0] in _SURNAMES
        else _plain(word, INITIALS, _CUSTOM_MEDIAL)
        for word in words
    )
    older = " ".join(_plain(word, _MCR_INITIAL, _MCR_MEDIAL) for word in words)
    return tuple(dict.fromkeys((revised, custom, older)))
