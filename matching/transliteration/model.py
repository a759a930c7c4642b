"""The learnt transliteration model: how likely Latin letters are a spelling of a native word, many pairs at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

import numpy as np
import numpy.typing as npt

MAX_LETTERS, MAX_UNITS, LONGEST_CHUNK = 20, 24, 4  # longer words are compared by their beginning
_LETTERS = 27  # a-z and the end of a word
_BATCH = 2048
_UNKNOWN = 1e-6  # probability that a unit is written in a way never seen; shared out among chunks of one length
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ScriptModel:
    """How the units of one script are written in Latin letters.

    Attributes:
        units: Unit to row of `emission`.
        chunks: Latin strings, columns of `emission` after the first five; those stand for unseen chunks of 0-4
            letters. The column after the last is impossible.
        emission: [unit, column] probability; the last row writes nothing (padding).
        column_of: Chunk as a number in base 27 to its column; 0 when never seen.
        calibration: Bias and weights of (log-odds, log-odds per letter, letters) for `calibrate`.
        letters_per_unit: Smallest and largest number of letters per unit that true spellings have.
    """

    units: Mapping[str, int]
    chunks: tuple[str, ...]
    emission: Floats
    column_of: npt.NDArray[np.int32]
    calibration: Floats
    letters_per_unit: tuple[float, float]

    @classmethod
    def build(
        cls,
        units: Sequence[str],
        chunks: Sequence[str],
        share: Floats,
        *,
        calibration: Floats,
        letters_per_unit: tuple[float, float],
    ) -> ScriptModel:
        """Lay out the tables from the learnt shares [unit, chunk]."""
        lengths = np.array([len(chunk) for chunk in chunks])
        unseen = _UNKNOWN * float(_LETTERS) ** -np.arange(LONGEST_CHUNK + 1.0)
        emission = np.zeros((len(units) + 1, len(chunks) + len(unseen) + 1))
        emission[:-1, : len(unseen)] = unseen
        emission[:-1, len(unseen) : -1] = share * (1 - _UNKNOWN) + unseen[lengths]
        column_of = np.zeros(_LETTERS**LONGEST_CHUNK, dtype=np.int32)
        for column, chunk in enumerate(chunks):
            column_of[_chunk_number(chunk)] = column + len(unseen)
        emission[-1, column_of[0]] = 1.0
        rows = {unit: row for row, unit in enumerate(units)}
        return cls(rows, tuple(chunks), emission, column_of, calibration, letters_per_unit)


@dataclass(frozen=True, slots=True)
class Transliterator:
    """All script models and the Latin letter model they are measured against."""

    scripts: Mapping[str, ScriptModel]
    background: Floats  # [letter before last, last letter, letter] natural log probability


def _chunk_number(chunk: str) -> int:
    number = 0
    for char in chunk:
        number = number * _LETTERS + ord(char) - 96
    return number


@cache
def load_transliterator() -> Transliterator:
    """Read the packaged tables, once (about 60 ms)."""
    with as_file(files("matching") / "data" / "transliteration.npz") as path, np.load(path, allow_pickle=False) as data:
        scripts = {}
        for script in data["scripts"]:
            units, chunks = data[f"{script}_units"].tolist(), data[f"{script}_chunks"].tolist()
            share = np.zeros((len(units), len(chunks)))
            share[data[f"{script}_rows"], data[f"{script}_columns"]] = data[f"{script}_shares"]
            least, most = data[f"{script}_letters_per_unit"].tolist()
            scripts[str(script)] = ScriptModel.build(
                units, chunks, share, calibration=data[f"{script}_calibration"], letters_per_unit=(least, most)
            )
        return Transliterator(scripts, data["background"].astype(np.float64))


def encode_letters(words: Sequence[str]) -> npt.NDArray[np.int32]:
    """Write words as numbers: [word, position], a=1 ... z=26, then at least four 0; cut at `MAX_LETTERS`."""
    longest = min(MAX_LETTERS, max(map(len, words), default=0)) + LONGEST_CHUNK
    padded = "".join([word[:MAX_LETTERS].ljust(longest, "`") for word in words])  # "`" stands before "a" in ASCII
    return np.frombuffer(padded.encode("ascii"), np.uint8).reshape(len(words), longest).astype(np.int32) - 96


def encode_units(model: ScriptModel, words: Sequence[Sequence[str]]) -> npt.NDArray[np.int32]:
    """Write the first `MAX_UNITS` sound units of words as rows of `emission`; unknown ones are left out."""
    longest = min(MAX_UNITS, max(map(len, words), default=0))
    table = np.full((len(words), max(longest, 1)), len(model.units), dtype=np.int32)
    for place, units in enumerate(words):
        known = [model.units[unit] for unit in units[:MAX_UNITS] if unit in model.units]
        table[place, : len(known)] = known
    return table


def background_log(model: Transliterator, letters: npt.NDArray[np.int32]) -> Floats:
    """Log probability of each encoded word under the Latin letter model, its end included."""
    width = letters.shape[1] - LONGEST_CHUNK + 1
    padded = np.concatenate([np.zeros((len(letters), 2), dtype=np.int32), letters[:, :width]], axis=1)
    steps = model.background[padded[:, :width], padded[:, 1 : width + 1], padded[:, 2 : width + 2]]
    length = (letters > 0).sum(axis=1)
    total: Floats = (steps * (np.arange(width) <= length[:, None])).sum(axis=1)
    return total


def _columns(model: ScriptModel, letters: npt.NDArray[np.int32]) -> list[npt.NDArray[np.int32]]:
    """For each chunk length, [word, start] to column of `emission`; the last column (0) where it passes the end."""
    width = letters.shape[1] - LONGEST_CHUNK + 1
    impossible = model.emission.shape[1] - 1
    columns = [np.full((len(letters), width), model.column_of[0], dtype=np.int32)]
    number = np.zeros((len(letters), width), dtype=np.int32)
    inside = np.ones((len(letters), width), dtype=bool)
    for size in range(1, LONGEST_CHUNK + 1):
        following = letters[:, size - 1 : size - 1 + width]
        inside &= following > 0
        number = np.where(inside, number * _LETTERS + following, 0)
        known = model.column_of[number]
        columns.append(np.where(inside, np.where(known, known, size), impossible).astype(np.int32))
    return columns


def _batch_log(model: ScriptModel, letters: npt.NDArray[np.int32], units: npt.NDArray[np.int32]) -> Floats:
    rows, width = len(letters), letters.shape[1] - LONGEST_CHUNK + 1
    # positions first: every slice below is then a run of memory, three times faster than rows first
    columns = [np.ascontiguousarray(column.T).astype(np.intp) for column in _columns(model, letters)]
    emission, stride = model.emission.ravel(), model.emission.shape[1]
    reached = np.zeros((width, rows))
    reached[0] = 1.0
    for step in range(units.shape[1]):
        row = units[:, step].astype(np.intp) * stride
        following = reached * emission.take(row + columns[0])
        for size in range(1, min(LONGEST_CHUNK, width - 1) + 1):
            following[size:] += reached[: width - size] * emission.take(row + columns[size][: width - size])
        reached = following
    length = (letters > 0).sum(axis=1)
    reached_end: Floats = np.log(np.maximum(reached[length, np.arange(rows)], 1e-290))
    return reached_end


def spelling_log_odds(
    model: Transliterator, script: str, latin: Sequence[str], native: Sequence[Sequence[str]]
) -> Floats:
    """Weigh for each pair how much likelier the Latin letters are as a spelling of the native word than by chance.

    Args:
        model: From `load_transliterator`.
        script: A key of `model.scripts`.
        latin: Words of letters a-z (see `units.latin_letters`).
        native: Sound units of the other word of each pair (see `units.sound_units`).

    Returns:
        Natural log of P(letters | units) / P(letters), one for each pair, summed over every alignment.
    """
    every = np.arange(len(latin))
    units = encode_units(model.scripts[script], native)
    return encoded_log_odds(model, script, letters=encode_letters(latin), units=units, left=every, right=every)


def encoded_log_odds(
    model: Transliterator,
    script: str,
    *,
    letters: npt.NDArray[np.int32],
    units: npt.NDArray[np.int32],
    left: npt.NDArray[np.int64],
    right: npt.NDArray[np.int64],
) -> Floats:
    """`spelling_log_odds` for pairs of encoded words: rows `left` of `letters` with rows `right` of `units`."""
    tables = model.scripts[script]
    result = np.empty(len(left))
    letter_count = (letters > 0).sum(axis=1)
    unit_count = (units < len(tables.units)).sum(axis=1)
    order = np.lexsort((unit_count[right], letter_count[left]))  # words of one length share a batch: no padding
    by_chance = background_log(model, letters)
    for first in range(0, len(order), _BATCH):
        rows = order[first : first + _BATCH]
        width = int(letter_count[left[rows]].max()) + LONGEST_CHUNK
        steps = max(1, int(unit_count[right[rows]].max()))
        log_odds = _batch_log(tables, letters[left[rows], :width], units[right[rows], :steps])
        result[rows] = log_odds - by_chance[left[rows]]
    return result


def calibrate(model: ScriptModel, log_odds: Floats, letters: npt.NDArray[np.int64]) -> Floats:
    """Turn log-odds into the probability that the two words are spellings of one name.

    Args:
        model: The script's tables, with the calibration learnt on words that share a key (see LEXICON_CARD.md).
        log_odds: From `spelling_log_odds`.
        letters: Length of each Latin word.

    Returns:
        Probability, 0 to 1, for equal numbers of true pairs and of other words with an equal key.
    """
    length = np.minimum(letters, 12)
    score = (
        model.calibration[0]
        + model.calibration[1] * log_odds
        + model.calibration[2] * log_odds / np.maximum(length, 1)
        + model.calibration[3] * length
    )
    probability: Floats = 1.0 / (1.0 + np.exp(-np.clip(score, -40, 40)))
    return probability
