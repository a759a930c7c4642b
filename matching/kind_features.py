"""What a name shows of whether a person or an organisation bears it, hashed to columns of a linear model.

Columns are letter runs of words and a few facts about the whole; a weight is a sum over thousands of names, so no name
can be read back from the model.
"""

from collections.abc import Iterator
from typing import Final
from zlib import crc32

from matching.legal_forms import ParsedName
from matching.romanise import romanise

COLUMNS: Final = 1 << 16
_MAX_WORDS: Final = 12  # beyond this a name is an organisation's, and time should not grow
# No names of persons in these to learn from, so their romanisation is judged by what Latin letters taught.
_READ_AS_LATIN: Final = frozenset({"greek", "thai", "other"})
_NOT_COMPANIES: Final = frozenset({"sole-proprietor", "winding-up"})
_ORGANISATION_SIGNS: Final = frozenset("&+@$")


def feature_columns(folded: str, parsed: ParsedName) -> list[int]:
    """Return the columns set for a name, without repetition, in [0, `COLUMNS`)."""
    return sorted({crc32(name.encode()) % COLUMNS for name in _features(folded, parsed)})


def _features(folded: str, parsed: ParsedName) -> Iterator[str]:
    words = parsed.stem.split()
    script = next((script_class(char) for char in parsed.stem if char.isalpha()), "none")
    if script in _READ_AS_LATIN:
        words, script = romanise(parsed.stem)[0].split(), "latin"
    yield "always"
    yield f"script {script}"
    for form in parsed.forms:
        if not form.stripped:
            yield f"form {form.generic}"
    yield from _shape(words, script)
    if not has_company_form(parsed):  # a comma before "Inc" says nothing about the name
        yield from _punctuation(folded)
    last = len(words) - 1
    for place, word in enumerate(words[:_MAX_WORDS]):
        if script_class(word[0]) in {"han", "hangul", "kana", "thai"}:
            yield from _unspaced(word)
            continue
        yield f"w {word}"
        yield f"p {word[:3]}"
        yield f"s {word[-3:]}"
        yield f"s2 {word[-2:]}"
        if place in {0, last}:
            side = "first" if place == 0 else "last"
            yield f"{side} s {word[-3:]}"
            yield f"{side} w {word}"
        marked = f"^{word}$"
        for start in range(min(len(marked) - 3, 12)):
            yield f"g {marked[start : start + 4]}"


def has_company_form(parsed: ParsedName) -> bool:
    """Say whether a form was taken off that only organisations bear."""
    return any(form.stripped and form.generic not in _NOT_COMPANIES for form in parsed.forms)


def _shape(words: list[str], script: str) -> Iterator[str]:
    count = min(len(words), 6)
    single = sum(1 for word in words if len(word) == 1 and word.isalpha())
    letters = min(sum(len(word) for word in words), 16)
    yield f"words {script} {count}"
    yield f"initials {min(single, 3)} of {count}"
    if script in {"han", "hangul", "kana"}:
        yield f"letters {script} {letters}"
        yield f"letters {script} {letters} {count}"
    if count == 1 and len(words[0]) <= 5:
        yield f"short word {len(words[0])}"
    if any(char.isdigit() for word in words for char in word):
        yield "digit"
    if not _ORGANISATION_SIGNS.isdisjoint(words):
        yield "sign"


def _punctuation(folded: str) -> Iterator[str]:
    if " , " in folded:
        yield f"comma after {min(folded.split().index(','), 5)}"
        yield f"commas {min(folded.count(' , '), 3)}"
    if "(" in folded:
        yield "bracket"


def _unspaced(word: str) -> Iterator[str]:
    """Single characters and pairs; the first may be a family name, the last says what an organisation is."""
    yield f"c1 {word[0]}"
    yield f"c2 {word[:2]}"
    yield f"e1 {word[-1]}"
    yield f"e2 {word[-2:]}"
    for start in range(min(len(word), 24)):
        yield f"c {word[start]}"
        if start:
            yield f"cc {word[start - 1 : start + 1]}"


def script_class(char: str) -> str:
    """Name the writing system of one character, coarsely."""
    if char < "\u0250" or "\u1e00" <= char < "\u1f00":
        return "latin" if char.isalpha() else "none"
    for first, last, name in _BLOCKS:
        if first <= char <= last:
            return name
    return "other"


_BLOCKS: Final = (
    ("\u0400", "\u052f", "cyrillic"), ("\u0370", "\u03ff", "greek"), ("\u0590", "\u05ff", "hebrew"),
    ("\u0600", "\u077f", "arabic"), ("\u0e00", "\u0e7f", "thai"), ("\u3041", "\u30ff", "kana"),
    ("\u3400", "\u9fff", "han"), ("\uf900", "\ufaff", "han"), ("\uac00", "\ud7af", "hangul"),
)  # fmt: skip
