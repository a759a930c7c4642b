"""Measure the cross-script tables on labelled names of entities they were not learnt from.

    python -m matching.training.measure_cross_script --names org_japan_edinet.csv.gz --leave-out reading reading_former
    python -m matching.training.measure_cross_script --tokens person_name_tokens.csv.gz

The figures of matching/data/LEXICON_CARD.md come from here.
"""

from __future__ import annotations

import argparse
import math
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import scipy.sparse as sp

from matching.legal_forms import parse_legal_form
from matching.lexicon import concepts_of, load_lexicon
from matching.lexicon.words import split_runs, whole_words
from matching.romanise import detect_script, romanise
from matching.training.aligned_names import LabelledName, fold_of, read_names
from matching.training.build_transliteration import read_spellings
from matching.training.calibration import hard_negatives
from matching.transliteration import latin_key, sound_classes, transliteration_scores, weighted_keys
from matching.transliteration.model import calibrate, load_transliterator, spelling_log_odds

_UNSEEN, _UNSEEN_WORDS = range(50, 100), range(60, 100)
_NEAREST = 10
Features = dict[str, float]


def _grams(text: str, kind: str, value: float) -> Features:
    framed = f"^{text}$"
    return {f"{kind}:{framed[start : start + 3]}": value for start in range(len(framed) - 2)}


def features_of(name: LabelledName, *, across: bool) -> Features:
    """Describe a name for retrieval: romanised words and 3-grams; with `across` also concepts, keys, sound 3-grams."""
    found: Features = {}
    for spelling in romanise(name.text, language=name.language)[:3]:
        for word in spelling.split():
            found |= _grams(word, "gram", 0.3) | {f"word:{word}": 1.0}
    if not across:
        return found
    found |= {f"concept:{number}": weight for number, weight, _ in concepts_of(name.text)}
    if detect_script(name.text) == "Latn":
        words = [run for _, run in split_runs(name.text)]
        joined = [first + second for first, second in pairwise(words)]
        found |= {f"key:{latin_key(word)}": 0.7 for word in joined} | {f"key:{latin_key(word)}": 1.0 for word in words}
    else:
        lexicon = load_lexicon()
        known = whole_words(name.text, lexicon.vocabulary)
        own = [w for w in known if w.text not in lexicon.empty and not lexicon.meanings(w.script, w.stem)]
        words = [word.surface for word in own]
        for word in words:
            for key, weight in weighted_keys(word, language=name.language):
                found[f"key:{key}"] = max(found.get(f"key:{key}", 0.0), weight**0.4)
    for word in words:
        for place, classes in enumerate(sound_classes(word, language=name.language)):
            found |= _grams(classes, "sound", 0.5 / (1 + place))
    return found


def nearest(latin: Sequence[LabelledName], native: Sequence[LabelledName], *, across: bool) -> list[list[int]]:
    """For each native name, the numbers of its nearest Latin names by TF-IDF cosine, nearest first."""
    sides = [[features_of(name, across=across) for name in names] for names in (latin, native)]
    frequency = Counter(feature for features in sides[0] for feature in features)
    column = {feature: number for number, feature in enumerate(frequency)}
    matrices = []
    for side in sides:
        cells = [
            (row, column[feature], value * math.log(1 + len(latin) / frequency[feature]))
            for row, features in enumerate(side)
            for feature, value in features.items()
            if feature in column
        ]
        rows, columns, values = zip(*cells, strict=True)
        matrices.append(sp.csr_matrix((values, (rows, columns)), shape=(len(side), len(column))))
    norms = np.sqrt(np.asarray(matrices[0].multiply(matrices[0]).sum(axis=1)).ravel())
    likeness = (matrices[1] @ (sp.diags(1 / np.maximum(norms, 1e-9)) @ matrices[0]).T).tocsr()
    return [
        likeness.indices[a:b][np.argsort(-likeness.data[a:b], kind="stable")][:_NEAREST].tolist()
        for a, b in zip(likeness.indptr, likeness.indptr[1:], strict=False)
    ]


def measure_names(names: list[LabelledName], *, sample: int) -> None:
    """Print how often the nearest Latin names hold one of the same entity, and how well scores tell them apart."""
    latin = [name for name in names if detect_script(name.text) == "Latn"]
    entities = {name.entity for name in latin}
    native = [n for n in names if n.entity in entities and detect_script(n.text) not in ("Latn", "Zyyy")]
    native = random.Random(1).sample(native, min(sample, len(native)))  # noqa: S311
    found: list[list[int]] = []
    for across in (False, True):
        found = nearest(latin, native, across=across)
        hits = [[latin[i].entity == name.entity for i in near] for name, near in zip(native, found, strict=True)]
        first, ten = np.mean([any(hit[:1]) for hit in hits]), np.mean([any(hit) for hit in hits])
        print(f"{len(native):,} names among {len(latin):,} Latin: across={across} top-1 {first:.3f} top-10 {ten:.3f}")
    forms: defaultdict[str, list[LabelledName]] = defaultdict(list)
    for name in latin:
        forms[name.entity].append(name)
    true = [(other, name) for name in native for other in forms[name.entity]]
    hard = [
        (latin[i], name)
        for name, near in zip(native, found, strict=True)
        for i in near
        if latin[i].entity != name.entity
    ]
    scores = [
        transliteration_scores([a.text for a, _ in p], [b.text for _, b in p], languages=[b.language for _, b in p])
        for p in (true, hard)
    ]
    auc = np.searchsorted(np.sort(scores[1]), scores[0]).mean() / max(len(hard), 1)
    shares = [float((score >= 0.8).mean()) for score in scores]
    print(f"scores: AUC {auc:.3f}, at 0.8 and above {shares[0]:.3f} of true and {shares[1]:.4f} of hard pairs")


def measure_words(path: Path, *, sample: int) -> None:
    """Print for each script how many unseen spellings share a key, what else does, and how well scores tell."""
    spellings = read_spellings(path)
    model = load_transliterator()
    words = sorted({s.letters for found in spellings.values() for s in found})
    pool = Counter(latin_key(word) for word in random.Random(2).sample(words, min(20_000, len(words))))  # noqa: S311
    for script, found in sorted(spellings.items()):
        unseen = [s for s in found if fold_of(s.letters) in _UNSEEN_WORDS]
        chosen = random.Random(3).sample(unseen, min(sample, len(unseen)))  # noqa: S311
        keys = [weighted_keys(s.native, script) for s in chosen]
        recall = np.mean([latin_key(s.letters) in dict(k) for s, k in zip(chosen, keys, strict=True)])
        met = np.mean([sum(pool[key] for key, _ in k) for k in keys]) / sum(pool.values())
        wrong = hard_negatives(chosen)
        odds = [
            spelling_log_odds(model, script, [s.letters for s in chosen], [s.units for s in chosen]),
            spelling_log_odds(model, script, [word for word, _ in wrong], [units for _, units in wrong]),
        ]
        auc = np.searchsorted(np.sort(odds[1]), odds[0]).mean() / len(wrong)
        lengths = np.array([len(s.letters) for s in chosen])
        sure = (calibrate(model.scripts[script], odds[0], lengths) >= 0.9).mean()
        print(
            f"{script}: key recall {recall:.3f}, meets {met:.2%} of Latin words, AUC {auc:.3f}, true >= 0.9: {sure:.3f}"
        )


def main() -> None:
    """Parse the arguments and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=Path)
    parser.add_argument("--leave-out", nargs="*", default=["acronym"], help="kinds of names to skip")
    parser.add_argument("--language", default="", help="of names without one")
    parser.add_argument("--tokens", type=Path)
    parser.add_argument("--sample", type=int, default=1_000)
    arguments = parser.parse_args()
    if arguments.names:
        names = read_names(arguments.names, folds=_UNSEEN, leave_out=frozenset(arguments.leave_out))
        names = [
            LabelledName(n.entity, parse_legal_form(n.text).stem, n.language or arguments.language, n.kind)
            for n in names
        ]
        measure_names(names, sample=arguments.sample)
    if arguments.tokens:
        measure_words(arguments.tokens, sample=arguments.sample)


if __name__ == "__main__":
    main()
