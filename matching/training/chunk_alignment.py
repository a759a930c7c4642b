"""Learn which Latin letters each native sound unit is written with: many-to-one alignment by EM, in numpy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_ROUNDS = 10
_MAX_LETTERS, _MAX_UNITS = 18, 18
_SMALL = 1e-300
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Spelling:
    """One name in Latin letters and in native units, seen `count` times."""

    letters: str
    units: tuple[str, ...]
    count: float = 1.0
    native: str = ""  # the word the units were cut from


@dataclass(frozen=True, slots=True)
class Emissions:
    """Expected counts of Latin chunks for every unit."""

    units: tuple[str, ...]
    chunks: tuple[str, ...]
    counts: Floats  # [unit, chunk]


def _chunk_numbers(words: Sequence[str], index: dict[str, int], longest: int) -> Ints:
    """[word, start, length] to chunk number; -1 where the chunk would pass the end of the word."""
    table = np.full((len(words), _MAX_LETTERS + 1, longest + 1), -1, dtype=np.int64)
    for row, word in enumerate(words):
        for start in range(len(word) + 1):
            for length in range(min(longest, len(word) - start) + 1):
                table[row, start, length] = index[word[start : start + length]]
    return table


def _initial(units: Sequence[str], chunks: Sequence[str], hints: dict[str, str]) -> Floats:
    """Start from likeness of a unit's romanisation to the chunk, so that EM finds the right hill."""
    start = np.ones((len(units), len(chunks)))
    for row, unit in enumerate(units):
        hint = hints.get(unit, "")
        for column, chunk in enumerate(chunks):
            if chunk == hint:
                start[row, column] = 200.0
            elif chunk and hint and chunk[0] == hint[0]:
                start[row, column] = 30.0
            elif not chunk:
                start[row, column] = 5.0
            start[row, column] /= 20.0 ** max(len(chunk) - max(len(hint), 1), 0)
    share: Floats = start / start.sum(axis=1, keepdims=True)
    return share


def _expected(unit: Ints, chunk: Ints, length: Ints, weight: Floats, probability: Floats) -> tuple[Floats, float]:
    """One E step over a batch: expected counts [unit, chunk] and the log likelihood."""
    rows, steps = unit.shape
    width, longest = chunk.shape[1], chunk.shape[2] - 1
    valid = chunk >= 0
    safe = np.where(valid, chunk, 0)
    forward = np.zeros((steps + 1, rows, width))
    forward[0, :, 0] = 1.0
    emitted = []
    for step in range(steps):
        present = unit[:, step] >= 0
        emission = probability[np.where(present, unit[:, step], 0)[:, None, None], safe] * valid
        emission[~present] = 0.0
        emission[~present, :, 0] = 1.0  # past the last unit: nothing is written
        emitted.append(emission)
        for size in range(longest + 1):
            forward[step + 1][:, size:] += forward[step][:, : width - size] * emission[:, : width - size, size]
    total = np.maximum(forward[steps][np.arange(rows), length], _SMALL)
    backward = np.zeros((rows, width))
    backward[np.arange(rows), length] = 1.0
    counts = np.zeros(probability.size)
    for step in range(steps - 1, -1, -1):
        before = np.zeros_like(backward)
        present = unit[:, step] >= 0
        for size in range(longest + 1):
            through = emitted[step][:, : width - size, size] * backward[:, size:]
            before[:, : width - size] += through
            share = forward[step][:, : width - size] * through / total[:, None] * weight[:, None]
            cells = unit[:, step][:, None] * probability.shape[1] + safe[:, : width - size, size]
            use = present[:, None] & (share > 1e-6)
            counts += np.bincount(cells[use], share[use], minlength=probability.size)
        backward = before
    return counts.reshape(probability.shape), float(np.log(total) @ weight)


def align_chunks(spellings: Sequence[Spelling], *, longest: int, hints: dict[str, str]) -> Emissions:
    """Fit P(Latin chunk | unit) by EM.

    Args:
        spellings: Training pairs; pairs of more than 18 letters or units are left out.
        longest: Letters that one unit may be written with (0 to `longest`).
        hints: Unit to its plain romanisation, for the starting point only.

    Returns:
        Expected counts after the last round.
    """
    kept = [s for s in spellings if 0 < len(s.letters) <= _MAX_LETTERS and 0 < len(s.units) <= _MAX_UNITS]
    units = sorted({unit for spelling in kept for unit in spelling.units})
    chunks = sorted(
        {
            spelling.letters[start : start + size]
            for spelling in kept
            for start in range(len(spelling.letters) + 1)
            for size in range(min(longest, len(spelling.letters) - start) + 1)
        }
    )
    unit_index = {unit: number for number, unit in enumerate(units)}
    unit_table = np.full((len(kept), max(len(s.units) for s in kept)), -1, dtype=np.int64)
    for row, spelling in enumerate(kept):
        unit_table[row, : len(spelling.units)] = [unit_index[unit] for unit in spelling.units]
    chunk_table = _chunk_numbers([s.letters for s in kept], {c: n for n, c in enumerate(chunks)}, longest)
    length = np.array([len(s.letters) for s in kept])
    weight = np.array([s.count for s in kept])
    probability = _initial(units, chunks, hints)
    for _ in range(_ROUNDS):
        counts = np.zeros_like(probability)
        for first in range(0, len(kept), 4000):
            batch = slice(first, first + 4000)
            counts += _expected(unit_table[batch], chunk_table[batch], length[batch], weight[batch], probability)[0]
        probability = (counts + 1e-7) / (counts + 1e-7).sum(axis=1, keepdims=True)
    return Emissions(tuple(units), tuple(chunks), counts)
