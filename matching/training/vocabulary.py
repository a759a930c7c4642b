"""Learn the words of scripts written without spaces: a unigram model fitted by Viterbi EM over frequent strings."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from matching.lexicon.words import LONGEST_WORD, MIN_KANA_WORD, segment

_ROUNDS = 6
_NEVER_FIRST = frozenset("ァィゥェォッャュョヮンー")  # no Japanese word begins so
_MIN_EXPECTED = 2.0  # a word used less often than this by the best segmentations is dropped


def frequent_strings(runs_by_entity: Sequence[tuple[str, str]], *, min_entities: int) -> Counter[str]:
    """Count the substrings that many entities share.

    Args:
        runs_by_entity: (entity, run of one unspaced script).
        min_entities: A string of fewer entities is dropped: it would be a name, not a word.

    Returns:
        String of 1 to `LONGEST_WORD` characters to number of entities.
    """
    entities: defaultdict[str, set[str]] = defaultdict(set)
    for entity, run in runs_by_entity:
        for start in range(len(run)):
            for end in range(start + 1, min(len(run), start + LONGEST_WORD) + 1):
                entities[run[start:end]].add(entity)
    counts = Counter({text: len(owners) for text, owners in entities.items() if len(owners) >= min_entities})
    return _closed(counts)


def _closed(counts: Counter[str]) -> Counter[str]:
    """Drop strings that nearly always occur inside one longer frequent string."""
    inner: set[str] = set()
    for text, count in counts.items():
        if len(text) > 2:
            for part in (text[:-1], text[1:]):
                if count >= 0.9 * counts.get(part, math.inf):
                    inner.add(part)
    kept = {text: count for text, count in counts.items() if len(text) == 1 or text not in inner}
    return Counter({text: count for text, count in kept.items() if not _piece_of_kana(text)})


def _is_compound(text: str, words: Mapping[str, float]) -> bool:
    """Tell whether two shorter words make up the word: 农业大学, 서울대학교. Translations are learnt for the parts."""
    return any(
        text[:cut] in words
        and text[cut:] in words
        and min(cut, len(text) - cut) >= (MIN_KANA_WORD if _kana(text) else 2)
        for cut in range(2, len(text) - 1)
    )


def _kana(text: str) -> bool:
    return "ァ" <= text[0] <= "ー"


def _piece_of_kana(text: str) -> bool:
    return _kana(text) and (len(text) < MIN_KANA_WORD or text[0] in _NEVER_FIRST)


def learn_vocabulary(runs_by_entity: Sequence[tuple[str, str]], *, min_entities: int = 4) -> dict[str, float]:
    """Fit a unigram word model to the runs.

    Args:
        runs_by_entity: (entity, run); a run counts once for its entity.
        min_entities: Support that a word of two or more characters needs.

    Returns:
        Word to natural log probability, for `matching.lexicon.words.segment`.
    """
    runs = sorted(set(runs_by_entity))
    counts = frequent_strings(runs, min_entities=min_entities)
    weights = {text: count * len(text) ** 1.2 for text, count in counts.items()}
    for _ in range(_ROUNDS):
        total = math.fsum(weights.values())
        vocabulary = {text: math.log(weight / total) for text, weight in weights.items()}
        used: Counter[str] = Counter()
        for _entity, run in runs:
            used.update(
                word for piece in segment(run, vocabulary) for word in ([piece] if piece in vocabulary else piece)
            )
        weights = {text: float(used[text]) for text in vocabulary if used[text] >= _MIN_EXPECTED}
    weights = {text: weight for text, weight in weights.items() if not _is_compound(text, weights)}
    total = math.fsum(weights.values())
    return {text: round(math.log(weight / total), 3) for text, weight in weights.items()}
