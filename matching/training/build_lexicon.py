"""Learn matching/data/lexicon.json.gz: common words of names and the ideas they express, from labelled names.

    python -m matching.training.build_lexicon --ror org_multilingual.csv.gz --edinet org_japan_edinet.csv.gz

Only entities of the training folds are read unless --all-folds is given. Model card: matching/data/LEXICON_CARD.md.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

from matching.lexicon.words import UNSPACED, split_runs, split_words
from matching.romanise import fold_han
from matching.romanise.kana import to_katakana
from matching.training.aligned_names import TRAIN_FOLDS, LabelledName, by_entity, read_names
from matching.training.concepts import STOP_WORDS, concept_table, empty_words, merge_synonyms, select_translations
from matching.training.vocabulary import learn_vocabulary
from matching.training.word_alignment import AlignedNames, Word, align_words

_TABLE = Path(__file__).parent.parent / "data" / "lexicon.json.gz"
_VERSION = 1
_ENGLISH_SHARE = 0.7  # of known words, for a Latin name without language to count as English
_COUNTRY_ADDED = re.compile(r"\s*\([^()]*\)$")  # ROR tells namesakes apart so: "Molex (Japan)"
_MIN_EMPTY = 10  # entities that use a function word
_MOST_ENGLISH = 3  # English forms of one entity that are aligned with each of its other forms
_ACRONYMS, _READINGS = frozenset({"acronym"}), frozenset({"reading", "reading_former"})


class EnglishNames:
    """Tells which names are English, by label or by their words."""

    def __init__(self, names: list[LabelledName], vocabulary: dict[str, float]) -> None:
        self._vocabulary = vocabulary
        counts = Counter(
            word for name in names if name.language == "en" for word in set(split_words(name.text, vocabulary))
        )
        self._known = {word for word, count in counts.items() if count >= 3}

    def __contains__(self, name: LabelledName) -> bool:
        if name.language:
            return name.language == "en"
        words = split_words(name.text, self._vocabulary)
        known = sum(word in self._known for word in words)
        return all(script in ("Latn", "Zyyy") for script, _ in words) and known >= _ENGLISH_SHARE * len(words)


def pair_names(names: list[LabelledName], vocabulary: dict[str, float]) -> list[AlignedNames]:
    """Pair every other name of an entity with its English names, as words."""
    english = EnglishNames(names, vocabulary)
    pairs = []
    for entity, forms in by_entity(names).items():
        hubs = [form for form in forms if form in english][:_MOST_ENGLISH]
        texts = [_COUNTRY_ADDED.sub("", hub.text) for hub in hubs]
        targets = [tuple(word for word in split_words(text, vocabulary) if word[0] == "Latn") for text in texts]
        for form in forms:
            if form not in english:
                source = tuple(split_words(form.text, vocabulary))
                pairs += [AlignedNames(entity, source, target, 1 / len(hubs)) for target in targets]
    return pairs


def build_lexicon(names: list[LabelledName]) -> dict[str, Any]:
    """Learn segmentation vocabulary and concepts.

    Args:
        names: Labelled names, several of one entity.

    Returns:
        {"version", "vocabulary": {word: log probability}, "concepts": [names], "empty": [words],
        "words": {word: [[number, weight]]}}.
    """
    runs = [(name.entity, run) for name in names for script, run in split_runs(name.text) if script in UNSPACED]
    vocabulary = learn_vocabulary(runs)
    pairs = pair_names(names, vocabulary)
    empty = empty_words(align_words(pairs))
    pairs = without_words(pairs, empty)
    beside, usual = beside_words(pairs)
    translations = select_translations(align_words(pairs), beside, usual)
    together: Counter[tuple[str, str]] = Counter()
    alone: Counter[str] = Counter()
    for _, target in {(pair.entity, pair.target) for pair in pairs}:
        words = sorted({word for _, word in target})
        alone.update(words)
        together.update(combinations(words, 2))
    names_with = _latin_words(names, vocabulary)
    table = concept_table(
        translations,
        merge_synonyms(translations, together, alone),
        seen_latin=names_with,
        written=written_shapes(names, vocabulary),
    )
    concepts = sorted({concept for meanings in table.values() for concept in meanings})
    number = {concept: index for index, concept in enumerate(concepts)}
    rarest = min(vocabulary.values(), default=-10.0)
    for word in table:
        if all("가" <= char <= "힣" for char in word):
            vocabulary.setdefault(word, rarest)
    return {
        "version": _VERSION,
        "vocabulary": vocabulary,
        "concepts": concepts,
        "empty": sorted({word for _, word in empty if names_with[word] >= _MIN_EMPTY} | STOP_WORDS),
        "words": {
            word: sorted(([number[concept], weight] for concept, weight in meanings.items()), key=lambda item: -item[1])
            for word, meanings in table.items()
        },
    }


def without_words(pairs: list[AlignedNames], empty: set[Word]) -> list[AlignedNames]:
    """Leave out what carries no meaning, on both sides, and the pairs of which nothing is left."""
    kept = []
    for pair in pairs:
        source = tuple(word for word in pair.source if word not in empty)
        target = tuple(word for word in pair.target if word[1] not in STOP_WORDS and not word[1].isdigit())
        if source and target:
            kept.append(AlignedNames(pair.entity, source, target, pair.weight))
    return kept


def beside_words(
    pairs: list[AlignedNames],
) -> tuple[dict[tuple[Word, str], float], dict[tuple[str, str], float]]:
    """Share of each source word's entities, and of each script's, whose English names have a given word."""
    owners: defaultdict[Word | str, set[str]] = defaultdict(set)
    with_both: defaultdict[tuple[Word, str], set[str]] = defaultdict(set)
    in_script: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for pair in pairs:
        for source in set(pair.source):
            script = source[0]
            owners[source].add(pair.entity)
            owners[script].add(pair.entity)
            for _, english in set(pair.target):
                with_both[(source, english)].add(pair.entity)
                in_script[(script, english)].add(pair.entity)
    beside = {key: len(entities) / len(owners[key[0]]) for key, entities in with_both.items()}
    usual = {key: len(entities) / len(owners[key[0]]) for key, entities in in_script.items()}
    return beside, usual


def written_shapes(names: list[LabelledName], vocabulary: dict[str, float]) -> dict[str, str]:
    """The commonest unfolded shape of each word of an unspaced script; folding Han keeps every position."""
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        folded = to_katakana(fold_han(name.text))
        for script, word in split_words(name.text, vocabulary):
            place = folded.find(word) if script in UNSPACED else -1
            if place >= 0:
                seen[word][name.text[place : place + len(word)]] += 1
    return {word: shapes.most_common(1)[0][0] for word, shapes in seen.items()}


def _latin_words(names: list[LabelledName], vocabulary: dict[str, float]) -> Counter[str]:
    owners = {(word, name.entity) for name in names for script, word in split_words(name.text, vocabulary)}
    return Counter(word for word, _ in owners)


def main() -> None:
    """Read the labelled names, learn, write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ror", type=Path, required=True)
    parser.add_argument("--edinet", type=Path, required=True)
    parser.add_argument(
        "--all-folds", action="store_true", help="learn from every entity: nothing is left to measure on"
    )
    parser.add_argument("--out", type=Path, default=_TABLE)
    arguments = parser.parse_args()
    folds = range(100) if arguments.all_folds else TRAIN_FOLDS
    names = read_names(arguments.ror, folds=folds, leave_out=_ACRONYMS)
    names += [
        LabelledName(name.entity, name.text, name.language or "ja" * (not name.kind.startswith("english")), name.kind)
        for name in read_names(arguments.edinet, folds=folds, leave_out=_READINGS)
    ]
    lexicon = build_lexicon(names)
    lexicon["folds"] = [folds.start, folds.stop]
    text = json.dumps(lexicon, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    arguments.out.write_bytes(gzip.compress(text.encode(), mtime=0))
    print(
        f"{len(names):,} names: {len(lexicon['vocabulary']):,} words of unspaced scripts, "
        f"{len(lexicon['words']):,} words with {len(lexicon['concepts']):,} concepts, "
        f"{arguments.out.stat().st_size:,} bytes"
    )


if __name__ == "__main__":
    main()
