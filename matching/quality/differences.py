"""Name the way in which two names of one applicant differ, so that figures can be given by kind of variation.

A diagnosis for people, never evidence: the model does not see it. Legal forms are taken away first; then the first
kind in the order of `Variation` that explains the whole difference is the answer.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA, Indel

from matching.analysis import EMPTY_WORD, PERSON, LegalKey, NameColumns
from matching.diacritics import strip_diacritics
from matching.quality.variation import Variation

__all__ = ["Written", "classify_variation", "is_across_scripts", "written_names"]


_SCRIPT_FAMILY = dict.fromkeys(("Hani", "Hans", "Hant", "Jpan", "Hira", "Kana", "Hrkt"), "Han and kana")

SOUNDS_ALIKE, WORD_SOUNDS_ALIKE = 0.6, 0.75
"""Shares of letters that agree after romanisation (longest common subsequence), for whole names and for a word."""

_LETTERS = re.compile(r"[^\W_]+")

CUT_AFTER = 20
"""Letters from which a name that is the beginning of another is taken for cut by a field's width."""


@dataclass(frozen=True, slots=True)
class Written:
    """What the classifier looks at; fields as in `analysis.NameColumns`."""

    folded: str
    tokens: tuple[str, ...]
    concepts: tuple[int, ...]
    native: str
    script: str
    legal: tuple[LegalKey, ...]
    person: bool
    language: str
    name_kind: str

    @property
    def condensed(self) -> str:
        """Romanised words without spaces."""
        return "".join(self.tokens)

    @property
    def telling(self) -> tuple[str, ...]:
        """Romanised words without those that mean nothing by themselves."""
        words = tuple(word for word, concept in zip(self.tokens, self.concepts, strict=True) if concept != EMPTY_WORD)
        return words or self.tokens


def written_names(
    names: NameColumns, languages: Sequence[str], kinds: Sequence[str], rows: Sequence[int]
) -> list[Written]:
    """View chosen analysed names; `languages` and `kinds` run parallel to `rows`, as the source has them."""
    return [
        Written(
            folded=names.folded[row],
            tokens=names.tokens[row],
            concepts=names.concepts[row],
            native=names.native[row],
            script=names.script[row],
            legal=names.legal[row],
            person=names.kind[row] == PERSON,
            language=language,
            name_kind=kind,
        )
        for row, language, kind in zip(rows, languages, kinds, strict=True)
    ]


def is_across_scripts(left: Written, right: Written) -> bool:
    """Whether the names are in different scripts; Han and kana count as one, digits as Latin."""
    return _family(left) != _family(right)


def classify_variation(left: Written, right: Written) -> Variation:
    """Name the difference between two names; it does not matter which comes first."""
    across = is_across_scripts(left, right)
    return (
        (None if across else _in_spelling(left, right))
        or _by_source_or_initials(left, right)
        or (_across(left, right) if across else _in_words(left, right))
    )


def _family(name: Written) -> str:
    script = "Latn" if name.script == "Zyyy" else name.script
    return _SCRIPT_FAMILY.get(script, script)


def _in_spelling(left: Written, right: Written) -> Variation | None:
    """Kinds that leave words and letters as they are."""
    written = [_LETTERS.findall(name.folded) for name in (left, right)]
    if written[0] == written[1]:
        return Variation.CASE
    alike = left.native == right.native if left.native or right.native else left.tokens == right.tokens
    if alike:
        return _in_marks_or_form(left, right)
    if left.native and right.native:
        if _likeness(left.condensed, right.condensed) >= 0.9:
            return Variation.TRANSLITERATION  # kana beside Han, or one of two shapes of a character
        return None
    if left.condensed == right.condensed:
        return Variation.SPACING
    return Variation.WORD_ORDER if sorted(left.tokens) == sorted(right.tokens) else None


def _in_marks_or_form(left: Written, right: Written) -> Variation:
    """Names that are the same once romanised and without legal forms."""
    plain = [strip_diacritics(name.folded) for name in (left, right)]
    if plain[0] == plain[1] or not (left.legal or right.legal):
        return Variation.SPACING if left.native else Variation.DIACRITICS
    return Variation.LEGAL_FORM


def _by_source_or_initials(left: Written, right: Written) -> Variation | None:
    if "acronym" in (left.name_kind, right.name_kind) or _is_acronym(left, right) or _is_acronym(right, left):
        return Variation.ACRONYM
    former = left.name_kind.endswith("_former") or right.name_kind.endswith("_former")
    return Variation.FORMER_NAME if former else None


def _is_acronym(short: Written, long: Written) -> bool:
    if len(short.tokens) != 1 or len(long.tokens) < 2 or short.person or long.person:
        return False
    return short.tokens[0] in ("".join(word[0] for word in words) for words in (long.tokens, long.telling))


def _across(left: Written, right: Written) -> Variation:
    if _likeness(left.condensed, right.condensed) >= SOUNDS_ALIKE:
        return Variation.TRANSLITERATION
    if left.person and right.person:
        ordered = (" ".join(sorted(name.tokens)) for name in (left, right))
        return Variation.TRANSLITERATION if _likeness(*ordered) >= SOUNDS_ALIKE else Variation.PART_TRANSLATED
    words = [[word for word in name.telling if len(word) >= 4] for name in (left, right)]
    alike = any(_likeness(a, b) >= WORD_SOUNDS_ALIKE for a in words[0] for b in words[1])
    return Variation.PART_TRANSLATED if alike else Variation.TRANSLATION


def _in_words(left: Written, right: Written) -> Variation:
    """Kinds that change words, within one script."""
    short, long = sorted((left, right), key=lambda name: len(name.condensed))
    if left.person and right.person and _has_initials(left.tokens, right.tokens):
        return Variation.INITIALS
    if _is_typing_error(left.condensed, right.condensed):
        return Variation.TYPING_ERROR
    begins = bool(short.condensed) and long.condensed.startswith(short.condensed)
    if begins and len(short.condensed) >= CUT_AFTER:
        return Variation.TRUNCATION
    if _is_abbreviation(left.tokens, right.tokens) or _is_abbreviation(left.telling, right.telling):
        return Variation.ABBREVIATION
    if begins and _is_cut_inside_a_word(short, long):
        return Variation.TRUNCATION
    if set(left.tokens) < set(right.tokens) or set(right.tokens) < set(left.tokens):
        return Variation.WORDS_LEFT_OUT
    if left.language and right.language and left.language != right.language:
        return Variation.TRANSLATION
    shared = set(left.telling) & set(right.telling)
    return Variation.OTHER_WORDING if shared or _shares_letters(left, right) else Variation.NOTHING_SHARED


def _shares_letters(left: Written, right: Written) -> bool:
    """Whether names in a script without gaps have at least half their letters in common."""
    return bool(left.native and right.native) and _likeness(left.native, right.native) >= 0.5


def _likeness(left: str, right: str) -> float:
    return float(Indel.normalized_similarity(left, right)) if left and right else 0.0


def _is_typing_error(left: str, right: str) -> bool:
    longest = max(len(left), len(right))
    return OSA.distance(left, right, score_cutoff=2) <= min(2, longest // 5)


def _has_initials(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether every word of the shorter name is in the other, at least one of them as an initial on either side."""
    short, long = sorted((left, right), key=len)
    open_words, used = list(long), False
    for word in sorted(short, key=len, reverse=True):
        fitting = [other for other in open_words if other == word]
        by_initial = [o for o in open_words if (len(word) == 1 or len(o) == 1) and o[0] == word[0]]
        if not fitting and not by_initial:
            return False
        used = used or not fitting
        open_words.remove((fitting or by_initial)[0])
    return used or any(len(word) == 1 for word in open_words)


def _is_abbreviation(left: Sequence[str], right: Sequence[str]) -> bool:
    if len(left) != len(right) or left == right:
        return False
    return all(a == b or _shortens(*sorted((a, b), key=len)) for a, b in zip(left, right, strict=True))


def _shortens(short: str, long: str) -> bool:
    """Whether a word is another with letters left out: same first letter, the rest in order, not a mere slip."""
    if len(long) - len(short) < 2 or short[0] != long[0]:
        return False
    letters = iter(long)
    return all(letter in letters for letter in short)


def _is_cut_inside_a_word(short: Written, long: Written) -> bool:
    ends, length = set(), 0
    for word in long.tokens:
        length += len(word)
        ends.add(length)
    return len(short.condensed) not in ends
