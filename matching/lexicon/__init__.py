"""Common words of names in any script, and the ideas they express; learnt from labelled names, never names themselves.

電子, 전자, electronics, elektronik and электроника share a concept; so do 大学, university, universität and جامعة.
Model card: matching/data/LEXICON_CARD.md.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from matching.lexicon.words import shorter_forms, split_words

__all__ = ["Concept", "Lexicon", "concept_name", "concepts", "concepts_of", "load_lexicon", "name_words"]

Concept = tuple[int, float, str]  # concept number, weight 0 to 1, the word that expresses it


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What matching/data/lexicon.json.gz holds."""

    version: int
    vocabulary: dict[str, float]  # words of scripts without spaces: natural log probability
    concepts: tuple[str, ...]  # number to the English word that stands for it
    empty: frozenset[str]  # function words and legal forms of many languages: "of", "für", 株式会社
    words: dict[str, tuple[tuple[int, float], ...]]  # stemmed word to (concept number, weight)

    def meanings(self, script: str, word: str) -> tuple[tuple[int, float], ...]:
        """Look a stemmed word up, and failing that, the word without an attached prefix or its last part."""
        found = self.words.get(word)
        if found is None:
            for shorter in shorter_forms(word, script):
                found = self.words.get(shorter)
                if found is not None:
                    break
        return found or ()


@cache
def load_lexicon() -> Lexicon:
    """Read the packaged table, once (about 10 ms)."""
    raw = json.loads(gzip.decompress((files("matching") / "data" / "lexicon.json.gz").read_bytes()))
    return Lexicon(
        version=raw["version"],
        vocabulary=raw["vocabulary"],
        concepts=tuple(raw["concepts"]),
        empty=frozenset(raw["empty"]),
        words={word: tuple((number, weight) for number, weight in found) for word, found in raw["words"].items()},
    )


def concept_name(number: int) -> str:
    """Name a concept in English, for the sentence a clerk reads."""
    return load_lexicon().concepts[number]


def concepts_of(folded: str, *, script: str = "", language: str = "") -> tuple[Concept, ...]:
    """Find the ideas a name expresses by common words.

    Args:
        folded: A name after `folding.fold_name`, with or without its legal form.
        script: Not needed: each word's own script counts.
        language: Not needed: concept numbers are the same in all languages.

    Returns:
        (concept number, weight 0 to 1, word) in order of writing; a word may express up to three concepts, and weights
        of one word sum to at most 1.
    """
    del script, language
    lexicon = load_lexicon()
    found: list[Concept] = []
    for script, word in split_words(folded, lexicon.vocabulary):
        for number, weight in lexicon.meanings(script, word):
            found.append((number, weight, word))
    return tuple(found)


def concepts(tokens: Sequence[str], script: str = "", language: str = "") -> tuple[Concept, ...]:
    """Find the ideas that the tokens of a name express; see `concepts_of`."""
    return concepts_of(" ".join(tokens), script=script, language=language)


def name_words(folded: str) -> tuple[str, ...]:
    """Return the words of a name that the lexicon does not know: what is left to be a name of its own.

    Args:
        folded: A name after `folding.fold_name`, best without its legal form.

    Returns:
        Words in order, normalised (bare Latin, simplified Han, katakana); pieces of one unspaced run stay apart.
    """
    lexicon = load_lexicon()
    return tuple(
        word
        for script, word in split_words(folded, lexicon.vocabulary)
        if word not in lexicon.empty and not lexicon.meanings(script, word)
    )
