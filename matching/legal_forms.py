"""Take the legal form off a name and keep it as evidence: which form, from where, what it says about two names.

Forms stand before the name, after it, around it (บริษัท ... จำกัด), are glued to it (株式会社トヨタ), or turn up in the
middle (Bosch GmbH Stuttgart). What is an ordinary word elsewhere is cut only where country or language agrees. The stem
is never empty. Spellings and codes: data/legal_forms.yml, ISO 20275 and others, compiled by
training/build_legal_forms.py.
"""

import re
from dataclasses import dataclass
from typing import Final

from matching.characters import STRUCTURE
from matching.legal_form import GENERICS, Compatibility, LegalForm, Position, compatible
from matching.legal_form_keys import key_of, words_of
from matching.legal_form_reader import NameReader
from matching.legal_form_table import places_of

__all__ = ["GENERICS", "Compatibility", "LegalForm", "ParsedName", "Position", "compatible", "parse_legal_form"]

_STRUCTURE: Final = re.compile(r"[,;()]")


@dataclass(frozen=True, slots=True)
class ParsedName:
    """A folded name in two parts; `stem` has no structure tokens and is empty only if the name was."""

    stem: str
    forms: tuple[LegalForm, ...]


def parse_legal_form(folded: str, *, country: str = "", language: str = "") -> ParsedName:
    """Split a folded name into stem and legal forms.

    Args:
        folded: What `fold_name` returned.
        country: The applicant's ISO 3166-1 country, "" if unknown.
        language: ISO 639-1 code of the name; used when the country is unknown.
    """
    structured = _STRUCTURE.search(folded) is not None
    words = words_of(folded) if structured else folded.split()
    if not words:
        return ParsedName("", ())
    reader = NameReader(words, words.copy() if folded.isascii() else key_of(words), places_of(country, language))
    reader.read_suffix()
    reader.read_prefix()
    if not any(form.stripped for form in reader.forms) and not reader.read_misspelt_suffix():
        reader.read_middle(_stops(folded) if structured else ())
    return ParsedName(reader.stem(), tuple(reader.forms))


def _stops(folded: str) -> list[int]:
    """Return after how many words a comma, semicolon or opening bracket stands."""
    stops: list[int] = []
    count = 0
    for part in folded.split():
        if part not in STRUCTURE:
            count += 1
        elif part != ")" and count:
            stops.append(count)
    return stops
