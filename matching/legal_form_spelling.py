"""Correct one slip of the pen in the long words of legal forms: "Aktiengesellschsft", "Incorproated", "Limtied".

A word one deletion, insertion, substitution or transposition away is found through its shortened forms (symmetric
deletion), so a look-up costs one dictionary access per letter and no comparison with the whole vocabulary.
"""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Final

from matching.legal_form_table import load_table

_SHORTEST: Final = 7  # letters; shorter words have real neighbours ("Corp", "Coop")
_SURE: Final = 9  # letters; shorter words must keep their first and last letter, "Compans" is a family name


@lru_cache(maxsize=1 << 15)
def corrected(key: str) -> str:
    """Return the legal-form word that `key` misspells by one slip, else `key` itself."""
    if len(key) < _SHORTEST - 1 or not key.isalpha():
        return key
    counts, index = _vocabulary()
    if key in counts:
        return key
    near = {word for variant in (key, *_shortened(key)) for word in index.get(variant, ())}
    meant = [
        word for word in near
        if (len(word) >= _SURE or key[0] + key[-1] == word[0] + word[-1]) and _is_one_slip(key, word)
    ]  # fmt: skip
    return max(meant, key=lambda word: (counts[word], word), default=key)  # the commonest is the likeliest meant


@cache
def _vocabulary() -> tuple[dict[str, int], dict[str, list[str]]]:
    """Return the long words of our own (not weak, not kept) forms and an index of them by shortened form."""
    keys = (key for key, meant in load_table().spellings.items() if any(not (form.weak or form.keep) for form in meant))
    counts = _long_words(keys)
    index: dict[str, list[str]] = {}
    for word in counts:
        for variant in (word, *_shortened(word)):
            index.setdefault(variant, []).append(word)
    return counts, index


def _long_words(keys: Iterable[str]) -> dict[str, int]:
    """Count long words; those of one spelling only are left out unless very long, they may be parts of names."""
    counts: dict[str, int] = {}
    for key in keys:
        for word in key.split():
            if len(word) >= _SHORTEST and word.isalpha() and word < "\u0e00":
                counts[word] = counts.get(word, 0) + 1
    return {word: count for word, count in counts.items() if count > 1 or len(word) >= _SURE}


def _shortened(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1 :] for place in range(len(word)))


def _is_one_slip(left: str, right: str) -> bool:
    """Say whether one deletion, insertion, substitution or transposition of neighbours turns `left` into `right`."""
    if abs(len(left) - len(right)) > 1:
        return False
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    rest, other = left[start:], right[start:]
    return (
        rest[1:] == other[1:]
        or rest[1:] == other
        or rest == other[1:]
        or (rest[:2] == other[1::-1] and rest[2:] == other[2:])
    )
