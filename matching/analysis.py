"""Everything that is worked out once per distinct written name, in columns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import chain
from sys import intern
from typing import NamedTuple

from matching.abbreviations import spell_out
from matching.folding import fold_name, join_initials
from matching.kinds import recognise_kind
from matching.legal_forms import LegalForm, ParsedName, parse_legal_form
from matching.lexicon import load_lexicon
from matching.lexicon.words import stem_word, whole_words
from matching.parallel import in_processes
from matching.romanise import detect_script, fold_han, romanise
from matching.romanise.chinese import looks_japanese
from matching.transliteration import weighted_keys

__all__ = [
    "EMPTY_WORD",
    "NO_CONCEPT",
    "ORGANISATION",
    "PERSON",
    "UNKNOWN_KIND",
    "LegalKey",
    "NameColumns",
    "NameKey",
    "analyse_names",
    "legal_form_of",
]

UNKNOWN_KIND, ORGANISATION, PERSON = 0, 1, 2

NO_CONCEPT, EMPTY_WORD = -1, -2

PARALLEL_FROM = 20_000
"""Distinct names from which starting worker processes pays (measured: a fork costs about 30 ms)."""

SURE_OF_KIND = 0.95
"""Confidence from which a kind read off the name is used as if an office had stated it."""

_WORD = re.compile(r"[^\W_]+")
_KIND_CODES = {"organisation": ORGANISATION, "legalPerson": ORGANISATION, "person": PERSON, "naturalPerson": PERSON}


LegalKey = tuple[str, str, tuple[str, ...], tuple[str, ...]]
"""Code, generic family, jurisdictions and readings of a legal form: all that comparing needs, cheap to send about."""


class NameKey(NamedTuple):
    """What the analysis of a name depends on; names with equal keys are analysed once."""

    text: str
    country: str = ""
    language: str = ""
    applicant_type: str = ""


@dataclass(frozen=True, slots=True)
class NameColumns:
    """Analysed names, column by column; row i of every column is the same name.

    Attributes:
        folded: Output of `folding.fold_name`.
        stem: `folded` without its legal forms.
        latin: Best romanisation of the stem: ASCII words with single spaces.
        native: The stem without spaces when its script is not Latin, else "".
        script: ISO 15924 code of the name.
        legal: Its legal forms, as `LegalKey`s, for `legal_form_of`.
        kind: `ORGANISATION`, `PERSON` or `UNKNOWN_KIND`.
        tokens: Romanised words; runs of single letters joined, except in names of persons.
        concepts: Per token the id of the common-word concept it stands for, `NO_CONCEPT` for none, `EMPTY_WORD` for
            words like "of" that mean nothing by themselves.
        language: ISO 639-1 code the name was read in, "" when unknown.
        sound_keys: For names in other scripts, keys under which their own words meet Latin spellings, with weights.
    """

    folded: list[str]
    stem: list[str]
    latin: list[str]
    native: list[str]
    script: list[str]
    legal: list[tuple[LegalKey, ...]]
    kind: list[int]
    tokens: list[tuple[str, ...]]
    concepts: list[tuple[int, ...]]
    language: list[str]
    sound_keys: list[tuple[tuple[str, float], ...]]

    def __len__(self) -> int:
        return len(self.folded)

    def take(self, rows: Sequence[int]) -> "NameColumns":
        """Chosen names, in the order asked for."""
        return NameColumns(*([getattr(self, field.name)[row] for row in rows] for field in fields(self)))

    @classmethod
    def join(cls, parts: Sequence["NameColumns"]) -> "NameColumns":
        """Several columns of names behind one another."""
        return cls(*(list(chain.from_iterable(getattr(part, one.name) for part in parts)) for one in fields(cls)))


_Row = tuple[
    str,
    str,
    str,
    str,
    str,
    tuple[LegalKey, ...],
    int,
    tuple[str, ...],
    tuple[int, ...],
    str,
    tuple[tuple[str, float], ...],
]


def analyse_names(keys: Sequence[NameKey], *, workers: int = 1) -> NameColumns:
    """Fold, romanise, split and classify distinct names.

    Args:
        keys: Distinct names with the hints that steer their reading.
        workers: Processes to use; small inputs stay in this one.

    Returns:
        One row per key, in the order given.
    """
    size = max(2_000, len(keys) // (workers * 8) + 1) if len(keys) >= PARALLEL_FROM else max(1, len(keys))
    parts = [keys[start : start + size] for start in range(0, len(keys), size)]
    rows = list(chain.from_iterable(in_processes(_analyse_part, parts, workers)))
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in NameColumns.__slots__]
    names = NameColumns(*columns)
    known: dict[tuple[int, ...], tuple[int, ...]] = {}
    names.tokens[:] = [tuple(map(intern, words)) for words in names.tokens]  # a third of the memory of a million names
    names.concepts[:] = [known.setdefault(concepts, concepts) for concepts in names.concepts]
    return names


def _analyse_part(keys: Sequence[NameKey]) -> list[_Row]:
    return [_analyse(key) for key in keys]


def _analyse(key: NameKey) -> _Row:
    folded = fold_name(key.text)
    script = detect_script(folded)
    kind = _KIND_CODES.get(key.applicant_type, UNKNOWN_KIND)
    parsed = None if kind == PERSON else parse_legal_form(folded, country=key.country, language=key.language)
    if kind == UNKNOWN_KIND and parsed is not None:
        kind = _recognised(folded, parsed)
    legal: tuple[LegalKey, ...]
    if kind == PERSON or parsed is None:
        stem, legal = " ".join(word for word in folded.split() if _WORD.search(word)), ()
    else:
        stem, legal = join_initials(parsed.stem), _legal_keys(parsed.forms)
    stem = folded if stem == folded else stem
    spelt = romanise(stem, script=script, language=key.language)
    latin = spelt[0] if spelt else ""
    latin = stem if latin == stem else latin  # one text in memory, and one to send to another process
    language = key.language or ("ja" if script == "Jpan" or looks_japanese(folded) else "")
    if script in ("Latn", "Zyyy"):
        latin = latin if kind == PERSON else spell_out(latin)
        tokens = tuple(_WORD.findall(latin))
        concepts = (NO_CONCEPT,) * len(tokens) if kind == PERSON else tuple(map(_latin_concept, tokens))
        return folded, stem, latin, "", script, legal, kind, tokens, concepts, language, ()
    tokens, concepts, sounds = _native_words(stem, latin, script, language, person=kind == PERSON)
    native = fold_han(stem.replace(" ", ""))
    return folded, stem, latin, native, script, legal, kind, tokens, concepts, language, sounds


def _native_words(
    stem: str, latin: str, script: str, language: str, *, person: bool
) -> tuple[tuple[str, ...], tuple[int, ...], tuple[tuple[str, float], ...]]:
    """Cut a name in another script into words: romanised, with their concepts, and the keys of its own words."""
    if person:
        sounds = tuple(sound for word in stem.split() for sound in _sounds(script, word, language))
        tokens = tuple(_WORD.findall(latin))
        return tokens, (NO_CONCEPT,) * len(tokens), sounds
    words = whole_words(stem, load_lexicon().vocabulary)
    meant = [_native_concept(word.script, word.stem) for word in words]
    own = [word for word, concept in zip(words, meant, strict=True) if concept == NO_CONCEPT]
    sounds = tuple(sound for word in own for sound in _sounds(word.script, word.surface, language))
    spelt = [(_spelt(word.script, word.surface, language), concept) for word, concept in zip(words, meant, strict=True)]
    kept = [one for one in spelt if one[0]]
    return tuple(token for token, _ in kept), tuple(concept for _, concept in kept), sounds


@lru_cache(maxsize=200_000)
def _native_concept(script: str, word: str) -> int:
    lexicon = load_lexicon()
    known = lexicon.meanings(script, word)
    return known[0][0] if known else EMPTY_WORD if word in lexicon.empty else NO_CONCEPT


@lru_cache(maxsize=200_000)
def _sounds(script: str, word: str, language: str) -> tuple[tuple[str, float], ...]:
    return weighted_keys(word, script=script, language=language) if script != "Latn" else ()


@lru_cache(maxsize=200_000)
def _spelt(script: str, word: str, language: str) -> str:
    spelt = romanise(word, script=script, language=language)
    return spelt[0].replace(" ", "") if spelt else ""


def _recognised(folded: str, parsed: ParsedName) -> int:
    """Person or organisation where the name itself leaves little doubt."""
    kind, confidence = recognise_kind(folded, parsed)
    return _KIND_CODES.get(kind, UNKNOWN_KIND) if confidence >= SURE_OF_KIND else UNKNOWN_KIND


@lru_cache(maxsize=500_000)
def _latin_concept(word: str) -> int:
    lexicon = load_lexicon()
    stem = stem_word(word, "Latn")
    known = lexicon.words.get(stem)
    return known[0][0] if known else EMPTY_WORD if stem in lexicon.empty or word in lexicon.empty else NO_CONCEPT


_legal_interned: dict[LegalKey, LegalKey] = {}


def _legal_keys(forms: Sequence[LegalForm]) -> tuple[LegalKey, ...]:
    keys = {(form.code, form.generic, form.jurisdictions, form.readings) for form in forms if form.stripped}
    return tuple(sorted(_legal_interned.setdefault(key, key) for key in keys))


def legal_form_of(key: LegalKey) -> LegalForm:
    """The legal form a key stands for, without its place in a name."""
    code, generic, jurisdictions, readings = key
    return LegalForm(code, generic, jurisdictions, "suffix", "", readings)
