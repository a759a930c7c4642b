"""A legal form found in a name, and what the forms of two names say about each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from matching.legal_form_table import load_table

Position = Literal["prefix", "suffix", "attached", "middle"]
Compatibility = Literal["same", "compatible", "different", "unknown"]


@dataclass(frozen=True, slots=True)
class LegalForm:
    """A legal form found in a name.

    Attributes:
        code: Our id of the form ("de-gmbh"), the likeliest if several are written alike.
        generic: Its family, a key of `GENERICS`.
        jurisdictions: ISO 3166-1 countries that have it, only the record's own if that is one of them; empty for forms
            used all over the English-speaking world.
        position: Where it stood.
        text: The folded words that were read as the form.
        readings: Every form id the words may stand for, `code` first.
        elf: ISO 20275 codes of the form in the record's country; empty if that is unknown.
        stripped: False for words like "University" that say what the applicant is but belong to its name.
    """

    code: str
    generic: str
    jurisdictions: tuple[str, ...]
    position: Position
    text: str
    readings: tuple[str, ...] = ()
    elf: tuple[str, ...] = ()
    stripped: bool = True


# Families of legal forms. A family names what kind of legal person stands behind a name, whatever the country.
GENERICS: Final = {
    "company": "a company, kind not said",
    "company-limited": "a limited company, kind not said",
    "limited": "a company with limited liability, shares not traded",
    "joint-stock": "a company with shares",
    "corporation": "a North American corporation",
    "unlimited": "a company with unlimited liability",
    "partnership": "a general or civil partnership",
    "limited-partnership": "a limited partnership",
    "llp": "a limited liability partnership",
    "sole-proprietor": "one person in business",
    "cooperative": "a cooperative",
    "mutual": "a mutual company",
    "association": "an association",
    "foundation": "a foundation",
    "trust": "a trust",
    "economic-interest-grouping": "a grouping of companies",
    "public-body": "a body of public law",
    "state-enterprise": "an enterprise of the state",
    "university": "a university, legal form not said",
    "university-corporation": "a university as a legal person",
    "educational-corporation": "a school as a legal person",
    "medical-corporation": "a hospital as a legal person",
    "religious-corporation": "a church or temple as a legal person",
    "investment-corporation": "a fund as a legal person",
    "special-purpose": "a special purpose company",
    "establishment": "an establishment of Liechtenstein law",
    "branch": "a branch of a company",
    "group": "a group of companies",
    "winding-up": "a note that the company is being wound up; no form",
    "other": "not told apart",
}
# Families that a vaguer one can stand for: "Foo Co." may be any of them.
_VAGUE: Final[dict[str, frozenset[str]]] = {
    "company": frozenset(
        [
            "company",
            "company-limited",
            "limited",
            "joint-stock",
            "corporation",
            "unlimited",
            "partnership",
            "limited-partnership",
        ]
    ),
    "company-limited": frozenset({"company", "company-limited", "limited", "joint-stock"}),
}


def compatible(left: Sequence[LegalForm], right: Sequence[LegalForm]) -> Compatibility:
    """Say what two names' legal forms tell about whether one legal person bears both.

    Returns:
        "same": a form in common. "compatible": one may be a vaguer word for the other or its customary translation.
        "different": the same stem with these forms would be two legal persons. "unknown": a name shows no form.
    """
    lefts = [form for form in left if form.stripped and form.generic != "winding-up"]
    rights = [form for form in right if form.stripped and form.generic != "winding-up"]
    if not lefts or not rights:
        return "unknown"
    verdicts = {_compare(a, b) for a in lefts for b in rights}
    return "same" if "same" in verdicts else "compatible" if "compatible" in verdicts else "different"


def _compare(left: LegalForm, right: LegalForm) -> Compatibility:
    if set(left.readings or (left.code,)) & set(right.readings or (right.code,)):
        return "same"
    if _translates(left, right) or _translates(right, left):
        return "compatible"
    together = not left.jurisdictions or not right.jurisdictions or set(left.jurisdictions) & set(right.jurisdictions)
    if together and (
        left.generic == right.generic
        or right.generic in _VAGUE.get(left.generic, ())
        or left.generic in _VAGUE.get(right.generic, ())
    ):
        return "compatible"
    return "different"


def _translates(native: LegalForm, english: LegalForm) -> bool:
    known = load_table().by_id
    return any(
        english_id in known[code].english
        for code in native.readings or (native.code,) for english_id in english.readings or (english.code,)
        if code in known
    )  # fmt: skip
