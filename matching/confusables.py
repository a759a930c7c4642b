"""Give words that mix look-alike letters of two alphabets back to the alphabet most of their letters come from.

Cyrillic "С" typed inside Latin "TEСH" is invisible to a clerk and fatal to a comparison. Only words that mix
scripts are touched, and only when every foreign letter has an exact look-alike; "αTec" or "Яndex" stay as they are.

Source: pairs chosen by eye from the upright forms of common fonts, a subset of Unicode TR 39 confusables.
"""

import re
from typing import Final

_CYRILLIC: Final = "АВЕЅІЈКМНОРСТУХҮԜаеѕіјорсухүԝ"
_CYRILLIC_AS_LATIN: Final = "ABESIJKMHOPCTYXYWaesijopcyxyw"
_GREEK: Final = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧορ"
_GREEK_AS_LATIN: Final = "ABEZHIKMNOPTYXop"
# A lower-case look-alike is listed only if its capital maps to the same letter: that keeps folding idempotent
# (Greek "ν" looks like v, but its capital "Ν" like N, so only the capital is here).

_TO_LATIN: Final = dict(zip(_CYRILLIC + _GREEK, _CYRILLIC_AS_LATIN + _GREEK_AS_LATIN, strict=True))
_TO_CYRILLIC: Final = dict(zip(reversed(_CYRILLIC_AS_LATIN), reversed(_CYRILLIC), strict=True))
_TO_GREEK: Final = dict(zip(_GREEK_AS_LATIN, _GREEK, strict=True))

_LATIN_RANGE: Final = "A-Za-zÀ-ÖØ-öø-ɏ"
_MIXED: Final = re.compile(f"[{_LATIN_RANGE}][Ͱ-ӿԀ-ԯ]|[Ͱ-ӿԀ-ԯ][{_LATIN_RANGE}]")
_WORD: Final = re.compile(f"[{_LATIN_RANGE}Ͱ-ӿԀ-ԯ]+")


def unmix_scripts(text: str) -> str:
    """Replace look-alikes in mixed Latin/Cyrillic/Greek words; `text` is NFKC with its letter case still there."""
    if not _MIXED.search(text):
        return text
    native = sum(1 for char in text if "Ͱ" <= char <= "ԯ")
    latin = sum(1 for char in text if char <= "ɏ" and char.isalpha())
    return _WORD.sub(lambda match: _unmix_word(match.group(0), mostly_latin=latin >= native), text)


def _unmix_word(word: str, *, mostly_latin: bool) -> str:
    cyrillic = sum(1 for char in word if "Ѐ" <= char <= "ԯ")
    greek = sum(1 for char in word if "Ͱ" <= char < "Ѐ")
    latin = len(word) - cyrillic - greek
    if not latin or (cyrillic and greek) or latin == len(word):
        return word
    native, back = (cyrillic, _TO_CYRILLIC) if cyrillic else (greek, _TO_GREEK)
    to_latin = latin > native or (latin == native and mostly_latin)
    for wanted in (to_latin, not to_latin):
        table = _TO_LATIN if wanted else back
        fixed = "".join(table.get(char, char) for char in word)
        if _is_one_script(fixed):
            return fixed
    return word


def _is_one_script(word: str) -> bool:
    return len({"Latn" if char < "Ͱ" else "Grek" if char < "Ѐ" else "Cyrl" for char in word}) == 1
