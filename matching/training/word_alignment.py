"""IBM model 1 in numpy: which words of two languages translate each other, learnt from names of one entity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Word = tuple[str, str]  # script, stem
_Key = TypeVar("_Key", str, tuple[str, str])
_ROUNDS = 8
_LEAST = 0.01  # probability below which a correspondence is forgotten
_NULL = 0  # index of the empty word, which explains "of", "the" and what was left untranslated


@dataclass(frozen=True, slots=True)
class Translation:
    """One learnt correspondence."""

    source: Word
    target: Word
    target_given_source: float  # probability
    entities: int  # that have both words


@dataclass(frozen=True, slots=True)
class AlignedNames:
    """Two names of one entity as words; `weight` shares one entity's vote among its pairs."""

    entity: str
    source: tuple[Word, ...]
    target: tuple[Word, ...]
    weight: float


def _index(words: Sequence[_Key]) -> dict[_Key, int]:
    return {word: number + 1 for number, word in enumerate(dict.fromkeys(words))}


def _expect(
    given: npt.NDArray[np.int64],
    made: npt.NDArray[np.int64],
    pair: npt.NDArray[np.int64],
    weight: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Run EM for p(made | given); returns for every link its cell number and the cell probabilities."""
    span = int(made.max()) + 1
    _, cell = np.unique(given * span + made, return_inverse=True)
    cell_given = np.zeros(int(cell.max()) + 1, dtype=np.int64)
    cell_given[cell] = given
    slot = np.unique(pair * span + made, return_inverse=True)[1]  # one produced word of one pair
    probability = np.full(cell_given.size, 1.0)
    for _ in range(_ROUNDS):
        score = probability[cell]
        share = score / np.bincount(slot, score)[slot] * weight
        counts = np.bincount(cell, share)
        probability = counts / np.bincount(cell_given, counts)[cell_given]
    return cell, probability


def align_words(pairs: Sequence[AlignedNames]) -> list[Translation]:
    """Learn translation probabilities.

    Args:
        pairs: Names of one entity in two languages or scripts, as words.

    Returns:
        Every correspondence with a probability of at least 0.01, the empty word left out.
    """
    source_index = _index([word for pair in pairs for word in pair.source])
    target_index = _index([word for pair in pairs for word in pair.target])
    links: list[tuple[int, int, int]] = []
    weights: list[float] = []
    owner: list[int] = []
    entity_index = _index([pair.entity for pair in pairs])
    for number, pair in enumerate(pairs):
        sources = [_NULL, *(source_index[word] for word in dict.fromkeys(pair.source))]
        targets = [_NULL, *(target_index[word] for word in dict.fromkeys(pair.target))]
        cells = [(number, source, target) for source in sources for target in targets if source or target]
        links.extend(cells)
        weights.extend([pair.weight] * len(cells))
        owner.extend([entity_index[pair.entity]] * len(cells))
    table = np.array(links, dtype=np.int64)
    weight, owners = np.array(weights), np.array(owner, dtype=np.int64)
    forward = _direction(table[:, 1], table[:, 2], table[:, 0], weight)
    support = _support(table, owners)
    source_words, target_words = list(source_index), list(target_index)
    found = []
    for (source, target), probability in forward.items():
        if source and target and probability >= _LEAST:
            found.append(
                Translation(source_words[source - 1], target_words[target - 1], probability, support[(source, target)])
            )
    return found


def _direction(
    given: npt.NDArray[np.int64],
    made: npt.NDArray[np.int64],
    pair: npt.NDArray[np.int64],
    weight: npt.NDArray[np.float64],
) -> dict[tuple[int, int], float]:
    real = made != _NULL
    given, made, pair, weight = given[real], made[real], pair[real], weight[real]
    cell, probability = _expect(given, made, pair, weight)
    first = np.unique(cell, return_index=True)[1]
    return {
        (int(given[position]), int(made[position])): float(probability[number]) for number, position in enumerate(first)
    }


def _support(table: npt.NDArray[np.int64], owners: npt.NDArray[np.int64]) -> dict[tuple[int, int], int]:
    rows = np.unique(np.column_stack((table[:, 1], table[:, 2], owners)), axis=0)
    cells, counts = np.unique(rows[:, :2], axis=0, return_counts=True)
    return {(int(source), int(target)): int(count) for (source, target), count in zip(cells, counts, strict=True)}
