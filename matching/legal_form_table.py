"""The compiled table of legal forms, and which of several forms a spelling means in a country."""

import gzip
import json
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Final

from matching.errors import ModelFileError
from matching.legal_form_keys import is_unspaced

_COMPILED: Final = Path(__file__).parent / "data" / "legal_forms.json.gz"
_COUNTRIES_OF_LANGUAGE: Final = {
    "ar": "SA AE EG JO KW QA BH OM LB IQ SY YE LY DZ MA TN SD", "bg": "BG", "cs": "CZ", "da": "DK GL FO",
    "de": "DE AT CH LI LU", "el": "GR CY", "es": "ES MX AR CO CL PE UY VE EC BO PY CR GT PA DO HN NI SV",
    "et": "EE", "fa": "IR", "fi": "FI", "fr": "FR BE LU CH CA MC", "he": "IL", "hr": "HR", "hu": "HU", "id": "ID",
    "is": "IS", "it": "IT CH SM", "ja": "JP", "ka": "GE", "kk": "KZ", "ko": "KR", "lt": "LT", "lv": "LV",
    "ms": "MY BN", "nl": "NL BE", "no": "NO", "nb": "NO", "pl": "PL", "pt": "PT BR", "ro": "RO MD",
    "ru": "RU BY KZ", "sk": "SK", "sl": "SI", "sr": "RS", "sv": "SE FI", "th": "TH", "tr": "TR", "uk": "UA",
    "vi": "VN", "zh": "CN TW HK MO SG",
}  # fmt: skip
_LANGUAGE_COUNTRIES: Final = {code: frozenset(text.split()) for code, text in _COUNTRIES_OF_LANGUAGE.items()}
_SHORT_INNER: Final = 5  # letters; "Inc" inside a name is the form, "Incorporated" may be a participle
_LONG: Final = 8  # letters; long enough to be recognised at the end of a compound word
_SHORT_PREFIX: Final = 3  # letters; "AS Foo" and "AB Foo" are forms only where such forms exist


@dataclass(frozen=True, slots=True)
class Form:
    """One legal form of the table; see the head of data/legal_forms.yml for the flags."""

    id: str
    display: str
    generic: str
    jurisdictions: tuple[str, ...]  # empty: used throughout the English-speaking world
    prefix: bool
    suffix: bool
    glued: bool
    middle: bool
    weak: bool
    keep: bool
    edge: bool
    english: frozenset[str]
    elf: dict[str, tuple[str, ...]]

    def agrees(self, places: frozenset[str]) -> bool:
        """Say whether the form exists in one of `places`."""
        return any(country in places for country in self.jurisdictions)


@dataclass(frozen=True, slots=True)
class Table:
    """Forms by spelling, with indexes that answer "no" fast."""

    forms: tuple[Form, ...]
    spellings: dict[str, tuple[Form, ...]]
    local: dict[str, dict[str, tuple[Form, ...]]]  # spelling -> country -> forms: abbreviations that only hold there
    longest_ending_in: dict[str, int]  # last word of a spelling -> words in the longest such spelling
    longest_starting_with: dict[str, int]
    inner: dict[str, int]  # first word of spellings that may be cut from the middle anywhere
    inner_local: dict[str, int]  # the same, if the record's country has the form
    glued_lengths: tuple[int, ...]  # lengths of spellings that may be glued to a name, longest first
    glued_inner: tuple[str, ...]
    glued_latin: tuple[str, ...]  # "...gmbh", "...aktiebolag"
    by_id: dict[str, Form]


@cache
def load_table() -> Table:
    """Read the compiled table once.

    Raises:
        ModelFileError: The file is not what `matching.training.build_legal_forms` writes.
    """
    try:
        raw = json.loads(gzip.decompress(_COMPILED.read_bytes()))
        forms = tuple(_form(*entry) for entry in raw["forms"])
        spellings = {key: tuple(forms[place] for place in places) for key, places in raw["spellings"].items()}
        local = {
            key: {country: tuple(forms[place] for place in places) for country, places in meant.items()}
            for key, meant in raw["local"].items()
        }
    except (KeyError, OSError, TypeError, ValueError) as problem:
        raise ModelFileError(f"{_COMPILED.name} is not a compiled table of legal forms: {problem}") from problem
    return _indexed(forms, spellings, local)


def _indexed(
    forms: tuple[Form, ...],
    spellings: dict[str, tuple[Form, ...]],
    local: dict[str, dict[str, tuple[Form, ...]]],
) -> Table:
    index = _Index()
    everywhere = ((key, meant) for key, meant in spellings.items())
    somewhere = ((key, form) for key, countries in local.items() for form in countries.values())
    for key, meant in chain(everywhere, somewhere):
        index.add(key, meant)
    return Table(
        forms=forms,
        by_id={form.id: form for form in forms},
        spellings=spellings,
        local=local,
        longest_ending_in=index.endings,
        longest_starting_with=index.starts,
        inner=index.inner,
        inner_local=index.inner_local,
        glued_lengths=tuple(sorted({len(key) for key in index.glued}, reverse=True)),
        glued_inner=tuple(sorted(index.glued_inner, key=len, reverse=True)),
        glued_latin=tuple(sorted(index.glued_latin, key=len, reverse=True)),
    )


class _Index:
    """The indexes of a table while it is read: how long a form that begins or ends in a word can be."""

    def __init__(self) -> None:
        self.endings: dict[str, int] = {}
        self.starts: dict[str, int] = {}
        self.inner: dict[str, int] = {}
        self.inner_local: dict[str, int] = {}
        self.glued: set[str] = set()
        self.glued_inner: set[str] = set()
        self.glued_latin: set[str] = set()

    def add(self, key: str, meant: tuple[Form, ...]) -> None:
        words = key.split()
        count = len(words)
        if any(form.suffix for form in meant):
            self.endings[words[-1]] = max(count, self.endings.get(words[-1], 0))
        if any(form.prefix for form in meant):
            self.starts[words[0]] = max(count, self.starts.get(words[0], 0))
        glued = any(form.glued for form in meant)
        if is_unspaced(words[0]):
            if count == 1 and glued:
                self.glued.add(key)
                if len(key) > 2 and any(form.middle for form in meant):
                    self.glued_inner.add(key)
            return
        if count == 1 and any(form.glued and not form.keep for form in meant) and (key == "gmbh" or len(key) >= _LONG):
            self.glued_latin.add(key)
        if any(form.middle for form in meant) and _is_inner(words):
            self.inner[words[0]] = max(count, self.inner.get(words[0], 0))
        if any(form.jurisdictions and form.suffix and not (form.weak or form.keep or form.edge) for form in meant):
            self.inner_local[words[0]] = max(count, self.inner_local.get(words[0], 0))


def _is_inner(words: list[str]) -> bool:
    """Say whether a spelling stands out amid a name: abbreviations but not initials, or long phrases."""
    if all(len(word) == 1 for word in words):
        return False
    return len(words) > 2 or all(len(word) <= _SHORT_INNER for word in words)


def _form(
    name: str,
    display: str,
    generic: str,
    countries: str,
    where: str,
    flags: str,
    english: list[str],
    elf: dict[str, list[str]],
) -> Form:
    return Form(
        name, display, generic, tuple(countries.split()), where in {"prefix", "both"}, where in {"suffix", "both"},
        "g" in flags, "m" in flags, "w" in flags, "k" in flags, "e" in flags, frozenset(english),
        {country: tuple(codes) for country, codes in elf.items()},
    )  # fmt: skip


def places_of(country: str, language: str) -> frozenset[str]:
    """Return the countries to expect forms of: the record's own, else those where its language is official."""
    if country:
        return frozenset((country.upper(),))
    return _LANGUAGE_COUNTRIES.get(language[:2].lower(), frozenset()) if language else frozenset()


def meanings(table: Table, key: str, places: frozenset[str], *, prefix: bool, glued: bool = False) -> tuple[Form, ...]:
    """Choose among the forms a spelling may stand for.

    A form of the record's country wins; a weak form counts only there; so does a short Latin prefix, unless
    nothing but a legal form is written that way.

    Returns:
        The forms that remain, all from the record's country or none; empty if the spelling is no form here.
    """
    fitting = [
        form
        for form in table.spellings.get(key, ())
        if (form.prefix if prefix else form.suffix) and (form.glued or not glued)
    ]
    local = [form for form in fitting if form.agrees(places)]
    if not local and places and key in table.local:
        meant = table.local[key]
        local = [form for country in sorted(places) for form in meant.get(country, ()) if form.prefix or not prefix]
    if local:
        return tuple([form for form in local if not form.keep] or local)
    if prefix and len(key) <= _SHORT_PREFIX and key.isascii():
        return tuple(form for form in fitting if form.middle and not form.weak) if " " not in key else ()
    return tuple(form for form in fitting if not form.weak)
