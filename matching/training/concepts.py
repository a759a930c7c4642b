"""From word correspondences to concepts: which English word stands for which idea, and which words express it."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from matching.lexicon.words import GLUED_FORM, UNSPACED
from matching.romanise import romanise
from matching.romanise.chinese import looks_chinese, read_in_korean
from matching.training.word_alignment import Translation, Word

MIN_ENTITIES = 4  # a correspondence that fewer entities show may be a name
# English words that carry no meaning of their own in a name, or are legal forms (which legal_forms.py treats).
STOP_WORDS = frozenset(
    [
        "of",
        "the",
        "and",
        "for",
        "in",
        "on",
        "at",
        "to",
        "by",
        "with",
        "a",
        "an",
        "de",
        "la",
        "le",
        "du",
        "des",
        "et",
        "und",
        "y",
        "e",
        "di",
        "da",
        "do",
        "della",
        "von",
        "der",
        "die",
        "das",
        "el",
        "los",
        "las",
        "al",
        "co",
        "ltd",
        "inc",
        "corporation",
        "corp",
        "company",
        "limited",
        "llc",
        "plc",
        "gmbh",
        "ag",
        "sa",
        "kk",
        "kabushiki",
        "kaisha",
        "s",
        "u",
    ]
)
_LIFT, _CERTAIN = (
    3.0,
    0.6,
)  # beside its source word an English word is so much commoner than elsewhere; or alignment is clear
_WEAKEST = 0.25  # of the best translation, for a second one to count
_STRONG, _STRONG_SINGLE = 0.25, 0.55  # score that the best translation must reach; one-character words more
_MOST_CONCEPTS = 3
_EMPTY = 0.5  # share of function words among the translations of a function word
_MIN_SINGLE_HAN = 12  # entities behind a one-character word: 市 city, 县 prefecture
_MEANING_SHARE = 0.45
_ALIAS_WEIGHT, _KOREAN_WEIGHT = 0.8, 0.9
_MERGE_SIMILARITY, _MERGE_PREFIX, _MERGE_TOGETHER = 0.5, 4, 0.15


def empty_words(found: Sequence[Translation]) -> set[Word]:
    """Find the words of other languages that mean nothing by themselves: "für", "de", 株式会社.

    Args:
        found: Result of `align_words` with nothing left out.

    Returns:
        Source words that mostly stand for English function words and legal forms. Words of unspaced scripts are only
        dropped when they are legal forms, since those are rarely translated one to one.
    """
    mass: defaultdict[Word, float] = defaultdict(float)
    empty: defaultdict[Word, float] = defaultdict(float)
    for item in found:
        mass[item.source] += item.target_given_source
        if item.target[1] in STOP_WORDS or item.target[1].isdigit():
            empty[item.source] += item.target_given_source
    return {
        word
        for word in mass
        if word[1] in STOP_WORDS
        or word[1].isdigit()
        or (GLUED_FORM.fullmatch(word[1]) if word[0] in UNSPACED else empty[word] > _EMPTY * mass[word])
    }


def select_translations(
    found: Sequence[Translation], beside: Mapping[tuple[Word, str], float], usual: Mapping[tuple[str, str], float]
) -> dict[Word, dict[str, float]]:
    """Keep the correspondences that are words, not names, and not chance.

    Args:
        found: Result of `align_words`; targets are English words.
        beside: (source word, English word) to the share of the source word's entities whose English name has that word.
        usual: (script, English word) to the share of all entities with names in that script.

    Returns:
        Source word to its one to three English words with weights that sum to 1.
    """
    kept: defaultdict[Word, dict[str, float]] = defaultdict(dict)
    for item in found:
        source, (_, english) = item.source, item.target
        if len(english) > 1 and item.entities >= (_MIN_SINGLE_HAN if len(source[1]) == 1 else MIN_ENTITIES):
            seen = beside.get((source, english), 0.0)
            if seen >= _LIFT * usual[(source[0], english)] or item.target_given_source >= _CERTAIN:
                # IBM 1 explains words away ("hochschule" by "applied"), being seen together does not: take the mean.
                kept[source][english] = math.sqrt(item.target_given_source * seen)
    chosen: dict[Word, dict[str, float]] = {}
    for source, targets in kept.items():
        likely = sorted(targets.items(), key=lambda item: (-item[1], item[0]))[:_MOST_CONCEPTS]
        likely = [(english, score) for english, score in likely if score >= _WEAKEST * likely[0][1]]
        if likely[0][1] >= (_STRONG_SINGLE if len(source[1]) == 1 else _STRONG):
            share = math.fsum(score for _, score in likely)
            chosen[source] = {english: score / share for english, score in likely}
    return chosen


def merge_synonyms(
    translations: Mapping[Word, Mapping[str, float]], together: Mapping[tuple[str, str], int], alone: Counter[str]
) -> dict[str, str]:
    """Find spellings and derivations of one idea: centre/center, industry/industrial, institute/institution.

    Two English words merge when they begin alike, translate the same foreign words, and rarely stand in one name.

    Args:
        translations: Result of `select_translations`.
        together: Names that have both English words, keyed in alphabetical order.
        alone: Names that have the English word.

    Returns:
        English word to the commonest word of its group, for words that are not it themselves.
    """
    vectors: defaultdict[str, dict[Word, float]] = defaultdict(dict)
    for source, targets in translations.items():
        for english, weight in targets.items():
            vectors[english][source] = weight
    groups: dict[str, str] = {}
    words = sorted(vectors, key=lambda word: (-alone[word], word))
    by_prefix: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        for head in by_prefix[word[:_MERGE_PREFIX]]:
            pair = (min(word, head), max(word, head))
            if together.get(pair, 0) > _MERGE_TOGETHER * min(alone[word], alone[head]):
                continue
            if _cosine(vectors[word], vectors[head]) >= _MERGE_SIMILARITY or _close(word, head):
                groups[word] = head
                break
        else:
            by_prefix[word[:_MERGE_PREFIX]].append(word)
    return groups


def _close(word: str, other: str) -> bool:
    return len(word) == len(other) > 4 and sorted(word) == sorted(other)  # centre, center


def _cosine(left: Mapping[Word, float], right: Mapping[Word, float]) -> float:
    shared = math.fsum(left[word] * right[word] for word in left.keys() & right.keys())
    norms = [math.sqrt(math.fsum(value * value for value in vector.values())) for vector in (left, right)]
    return shared / (norms[0] * norms[1])


def concept_table(
    translations: Mapping[Word, Mapping[str, float]],
    groups: Mapping[str, str],
    *,
    seen_latin: Counter[str],
    written: Mapping[str, str],
) -> dict[str, dict[str, float]]:
    """Write down for every word, in any script, which concepts it expresses.

    Args:
        translations: Result of `select_translations`.
        groups: Result of `merge_synonyms`.
        seen_latin: Latin words with the number of entities that use them.
        written: Word of an unspaced script to the shape it was written in before folding: Japanese shapes are read.

    Returns:
        Word to concept (an English word) to weight, 0 to 1. English words, the Latin spellings under which native
        words are also filed ("kogyo" for 工业) and the Korean readings of Han words are included.
    """
    english = {target for targets in translations.values() for target in targets}
    table: dict[str, dict[str, float]] = {word: {groups.get(word, word): 1.0} for word in english}
    spelled = {(script, word): _spellings(written.get(word, word)) for script, word in translations if script != "Latn"}
    for (script, word), targets in translations.items():
        merged = _merge(_without_own_spelling(targets, spelled.get((script, word), ())), groups)
        if script != "Latn" or word not in english:
            table[word] = merged
    for source, spellings in spelled.items():  # what the pairs showed to be this word in Latin letters, like "kogyo"
        meaning = table.get(source[1], {})
        for spelling in translations[source].keys() & set(spellings):
            own = table.get(spelling, {})
            if seen_latin[spelling] >= MIN_ENTITIES and (not own or own == {spelling: 1.0}) and spelling not in meaning:
                table[spelling] = {concept: round(weight * _ALIAS_WEIGHT, 3) for concept, weight in meaning.items()}
    _add_korean_readings(table)
    used = {concept for concepts in table.values() for concept in concepts}
    return {word: concepts for word, concepts in table.items() if used.issuperset(concepts)}


def _without_own_spelling(targets: Mapping[str, float], spellings: Sequence[str]) -> Mapping[str, float]:
    """Prefer what a word means ("industry") to its own sound ("kogyo"), unless it means nothing else ("seoul")."""
    meanings = {target: weight for target, weight in targets.items() if target not in spellings}
    return meanings if math.fsum(meanings.values()) >= _MEANING_SHARE else targets


def _merge(targets: Mapping[str, float], groups: Mapping[str, str]) -> dict[str, float]:
    merged: defaultdict[str, float] = defaultdict(float)
    total = math.fsum(targets.values())
    for english, weight in targets.items():
        merged[groups.get(english, english)] += weight / total
    return {concept: round(min(weight, 1.0), 3) for concept, weight in merged.items()}


def _spellings(word: str) -> tuple[str, ...]:
    language = "zh" if looks_chinese(word) else "ja" if any("一" <= char <= "鿿" for char in word) else ""
    readings: Iterable[str] = romanise(word, language=language)
    return tuple(reading.replace(" ", "") for reading in readings if len(reading) >= 4)


def _add_korean_readings(table: dict[str, dict[str, float]]) -> None:
    for word in [word for word in table if len(word) >= 2 and all("一" <= char <= "鿿" for char in word)]:
        hangul = read_in_korean(word)
        if all("가" <= char <= "힣" for char in hangul) and hangul not in table:
            table[hangul] = {concept: round(weight * _KOREAN_WEIGHT, 3) for concept, weight in table[word].items()}
