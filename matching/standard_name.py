"""The name shown for an applicant: one of the names on record, chosen by a stated method."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from matching.errors import MatchingError
from matching.folding import fold_name
from matching.records import NameForm, NameKind
from matching.romanise import romanise

__all__ = ["METHOD", "VERSION", "StandardName", "most_filed_text", "pick_standard_name"]

METHOD = "most-filed"
"""Of the best kind of name on record, the spelling filed most often; among its variants the fullest one."""

VERSION = "1"

_KIND_RANK = {
    NameKind.LEGAL: 0,
    NameKind.TRANSLITERATION: 1,
    NameKind.TRANSLATION: 2,
    NameKind.TRADING: 3,
    NameKind.SHORT: 4,
    NameKind.FORMER: 5,
}


@dataclass(frozen=True, slots=True)
class StandardName:
    """An index entry without legal effect.

    Attributes:
        text: A name exactly as some office has it.
        language: Its language, "" when unknown.
        script: Its ISO 15924 script.
        latin: A Latin name on record where there is one, else a romanisation of `text`.
        method: How it was chosen.
        version: Version of the method.
        latin_is_romanised: Whether `latin` was made here and is on no record.
    """

    text: str
    language: str
    script: str
    latin: str
    method: str = METHOD
    version: str = VERSION
    latin_is_romanised: bool = False


def pick_standard_name(name_forms: Sequence[NameForm]) -> StandardName:
    """Choose the name to show from all names on record; the order of `name_forms` does not matter.

    Args:
        name_forms: At least one; repeat a form as often as it was filed.

    Raises:
        MatchingError: `name_forms` is empty.
    """
    if not name_forms:
        raise MatchingError("a standard name needs at least one name form, got none")
    chosen = _most_filed(name_forms)
    latin_forms = [form for form in name_forms if form.script == "Latn"]
    if latin_forms:
        latin, romanised = _most_filed(latin_forms).text, False
    else:
        spelt = romanise(fold_name(chosen.text), script=chosen.script, language=chosen.language)
        latin, romanised = (spelt[0].title() if spelt else ""), True
    return StandardName(chosen.text, chosen.language, chosen.script, latin, latin_is_romanised=romanised)


def _most_filed(forms: Sequence[NameForm]) -> NameForm:
    if len(forms) == 1:
        return forms[0]
    best = min(_KIND_RANK[form.kind] for form in forms)
    eligible = [form for form in forms if _KIND_RANK[form.kind] == best]
    folded = {form.text: fold_name(form.text) for form in eligible}
    text = most_filed_text([form.text for form in eligible], [folded[form.text] for form in eligible])
    chosen = [form for form in eligible if form.text == text]
    return min(chosen, key=lambda form: (not form.language, form.language, form.script))


def most_filed_text(texts: Sequence[str], folded: Sequence[str]) -> str:
    """The spelling filed most often and, of the ways to write it, the one filed most often in its own capitals.

    Args:
        texts: Names as filed, repeats included; at least one.
        folded: The same after folding.
    """
    spellings = Counter(folded)
    # ties: the fuller spelling, so that a cut or abbreviated name never wins; then the alphabet
    winner = min(spellings, key=lambda spelling: (-spellings[spelling], -len(spelling), spelling))
    variants = Counter(text for text, spelling in zip(texts, folded, strict=True) if spelling == winner)
    return min(variants, key=lambda text: (_shouting(text), -variants[text], text))


def _shouting(text: str) -> bool:
    """All capitals or all small where the script has both: the writer's own capitals are preferred."""
    return len(text) > 4 and text != text.swapcase() and (text.isupper() or text.islower())
