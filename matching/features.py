"""Sparse features of names for candidate retrieval: words, pairs of words, letter runs, exact keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from matching.analysis import NameColumns
from matching.tokens import MAX_TOKENS, EncodedNames
from matching.transliteration import latin_key

__all__ = [
    "FeatureList",
    "FeatureSpace",
    "exact_keys",
    "letter_runs",
    "name_features",
    "sound_features",
    "text_keys",
]

SALT = np.uint64(0x9E3779B97F4A7C15)
"""Odd constant of multiplicative hashing (golden ratio)."""
KEY_EXPONENT = 0.4
"""Flattens the probabilities of a native word's keys; 0.3 to 0.5 retrieve alike."""

MEANT = 0.8
"""What the word counts that a rare word may be a slip for, beside the word itself."""

PAIR_TOKENS = 5
"""The rarest words of a name whose pairs become features: lets names made of common words find each other."""


@dataclass(frozen=True, slots=True)
class FeatureList:
    """Features as parallel arrays: row number, 64-bit key, and how much the kind of feature counts."""

    rows: NDArray[np.int64]
    keys: NDArray[np.uint64]
    factors: NDArray[np.float32]

    @classmethod
    def of(cls, rows: NDArray[np.int64], keys: NDArray[np.uint64], *, kind: int, factor: float) -> "FeatureList":
        """Salt keys with their kind, so that kinds never meet by accident."""
        salted = (keys + np.uint64(kind)) * SALT
        salted ^= salted >> np.uint64(29)
        return cls(rows, salted * SALT, np.full(len(rows), factor, np.float32))

    @classmethod
    def join(cls, parts: Sequence["FeatureList"]) -> "FeatureList":
        """Put several lists behind one another."""
        return cls(
            np.concatenate([part.rows for part in parts]),
            np.concatenate([part.keys for part in parts]),
            np.concatenate([part.factors for part in parts]),
        )


@dataclass(frozen=True, slots=True)
class FeatureSpace:
    """Unit-length rows over hashed features; columns met too often to tell names apart are left out.

    Attributes:
        matrix: [rows, columns] float32; rows have length <= 1 because dropped columns count in the norm.
        keys: Feature key per column, ascending.
        weights: Weight per column before the kind's factor.
        dropped: Columns left out for being in more than the allowed number of rows.
    """

    matrix: sp.csr_matrix
    keys: NDArray[np.uint64]
    weights: NDArray[np.float32]
    dropped: int

    @classmethod
    def build(cls, features: FeatureList, *, rows: int, max_frequency: int, least_frequency: int = 2) -> "FeatureSpace":
        """Weigh features by their rarity and cut the frequent ones.

        Args:
            features: What each row has.
            rows: Number of rows.
            max_frequency: Columns in more rows than this are dropped: the cost of retrieval is the sum of the
                squares of the column sizes.
            least_frequency: 2 drops columns that cannot bring two rows together; an index for queries keeps them.
        """
        every, column, frequency = np.unique(features.keys, return_inverse=True, return_counts=True)
        weight = features.factors * np.log(1.0 + rows / frequency[column]).astype(np.float32)
        norm = np.sqrt(np.bincount(features.rows, weights=weight.astype(np.float64) ** 2, minlength=rows))
        shared = (frequency >= least_frequency) & (frequency <= max_frequency)
        keep = shared[column]
        renumbered = np.cumsum(shared) - 1
        kept_rows = features.rows[keep]
        values = (weight[keep] / np.maximum(norm[kept_rows], 1e-9)).astype(np.float32)
        shape = (rows, int(shared.sum()))
        matrix = sp.csr_matrix((values, (kept_rows, renumbered[column[keep]])), shape=shape, dtype=np.float32)
        weights = np.log(1.0 + rows / frequency[shared]).astype(np.float32)
        return cls(matrix, every[shared], weights, int((frequency > max_frequency).sum()))


def name_features(names: NameColumns, encoded: EncodedNames) -> FeatureList:
    """Features of every name over its romanised words, and over its own letters where these are not Latin."""
    condensed = ["".join(words) for words in names.tokens]
    parts = [
        _token_features(encoded),
        _meant_features(encoded),
        _pair_features(encoded),
        _concept_features(encoded),
        _glued_features(encoded),
        FeatureList.of(*letter_runs(condensed, length=4), kind=4, factor=0.35),
        FeatureList.of(*letter_runs(names.native, length=2), kind=5, factor=0.35),
        FeatureList.of(*exact_keys(condensed), kind=6, factor=1.0),
        FeatureList.of(*exact_keys(names.native), kind=7, factor=1.0),
    ]
    return FeatureList.join(parts)


def sound_features(names: NameColumns, encoded: EncodedNames) -> FeatureList:
    """Keys under which words spelt in another script meet their Latin spellings (`transliteration.weighted_keys`)."""
    weighted = [(row, key, weight) for row, keys in enumerate(names.sound_keys) for key, weight in keys]
    native = FeatureList.of(
        np.fromiter((row for row, _, _ in weighted), np.int64, len(weighted)),
        text_keys([key for _, key, _ in weighted]),
        kind=11,
        factor=1.0,
    )
    likely = np.fromiter((weight for _, _, weight in weighted), np.float32, len(weighted))
    native = FeatureList(native.rows, native.keys, likely**KEY_EXPONENT)
    latin = np.array([not text for text in names.native], bool)
    own = encoded.own & latin[:, None]
    row, place = np.nonzero(own)
    words, word = np.unique(encoded.tokens[row, place], return_inverse=True)
    single, there = _sound_keys([encoded.words[number] for number in words.tolist()])
    single, there = single[word], there[word]
    return FeatureList.join(
        [
            native,
            FeatureList.of(row[there], single[there], kind=11, factor=1.0),
            *_joined_sounds(encoded, own),
        ]
    )


def _joined_sounds(encoded: EncodedNames, own: NDArray[np.bool_]) -> list[FeatureList]:
    """Neighbouring Latin words as one: scripts without spaces often write them so."""
    parts = []
    for place in range(MAX_TOKENS - 1):
        row = np.flatnonzero(own[:, place] & own[:, place + 1])
        joined, pair = _joined_words(encoded, row, place)
        keys, there = _sound_keys(joined)
        keys, there = keys[pair], there[pair]
        parts.append(FeatureList.of(row[there], keys[there], kind=11, factor=0.7))
    return parts


def _sound_keys(words: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.bool_]]:
    """Key per word, and whether the word has one."""
    keys = [latin_key(word) for word in words]
    return text_keys(keys), np.fromiter(map(bool, keys), bool, len(keys))


def _token_features(encoded: EncodedNames) -> FeatureList:
    rows, places = np.nonzero(encoded.tokens >= 0)
    return FeatureList.of(rows, text_keys(encoded.words)[encoded.tokens[rows, places]], kind=1, factor=1.0)


def _meant_features(encoded: EncodedNames) -> FeatureList:
    """The common words that rare ones may be slips for, in the columns of single words."""
    meant = np.fromiter(map(bool, encoded.likely), bool, len(encoded.likely))
    rows, places = np.nonzero(np.append(meant, False)[encoded.tokens])
    return FeatureList.of(rows, text_keys(encoded.likely)[encoded.tokens[rows, places]], kind=1, factor=MEANT)


def _pair_features(encoded: EncodedNames) -> FeatureList:
    order = np.argsort(-encoded.weights, axis=1, kind="stable")[:, :PAIR_TOKENS]
    keys = np.take_along_axis(unit_keys(encoded), order, axis=1)
    there = np.take_along_axis(encoded.tokens, order, axis=1) >= 0
    return FeatureList.of(*_combine(keys, there), kind=2, factor=0.7)


def unit_keys(encoded: EncodedNames) -> NDArray[np.uint64]:
    """[names, MAX_TOKENS] key of what each word means: its concept where it has one, else itself; 0 where padded."""
    words = np.append(text_keys(encoded.words), np.uint64(0))[encoded.tokens]
    meant = (encoded.concepts.astype(np.int64) + 2).astype(np.uint64) * SALT
    return np.where(encoded.concepts >= 0, meant, words)


def _concept_features(encoded: EncodedNames) -> FeatureList:
    rows, places = np.nonzero(encoded.concepts >= 0)
    return FeatureList.of(rows, encoded.concepts[rows, places].astype(np.uint64), kind=3, factor=0.8)


def _combine(keys: NDArray[np.uint64], there: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """All unordered pairs of the entries of each row that are there."""
    rows: list[NDArray[np.int64]] = []
    pairs: list[NDArray[np.uint64]] = []
    for first in range(keys.shape[1]):
        for second in range(first + 1, keys.shape[1]):
            row = np.flatnonzero(there[:, first] & there[:, second])
            a, b = keys[row, first], keys[row, second]
            rows.append(row)
            pairs.append(np.minimum(a, b) * SALT + np.maximum(a, b))
    return np.concatenate(rows), np.concatenate(pairs)


def _glued_features(encoded: EncodedNames) -> FeatureList:
    """Neighbouring words written as one ("3 com" as "3com"), in the columns of single words."""
    rows: list[NDArray[np.int64]] = []
    keys: list[NDArray[np.uint64]] = []
    for place in range(MAX_TOKENS - 1):
        row = np.flatnonzero((encoded.tokens[:, place] >= 0) & (encoded.tokens[:, place + 1] >= 0))
        words, pair = _joined_words(encoded, row, place)
        rows.append(row)
        keys.append(text_keys(words)[pair])
    return FeatureList.of(np.concatenate(rows), np.concatenate(keys), kind=1, factor=0.6)


def _joined_words(encoded: EncodedNames, row: NDArray[np.int64], place: int) -> tuple[list[str], NDArray[np.int64]]:
    """The words at a place of some names and those behind them as one: each such text once, and which one is whose."""
    width = max(1, len(encoded.words))
    pairs = encoded.tokens[row, place].astype(np.int64) * width + encoded.tokens[row, place + 1]
    pairs, pair = np.unique(pairs, return_inverse=True)
    return [encoded.words[one // width] + encoded.words[one % width] for one in pairs.tolist()], pair


def text_keys(texts: Sequence[str]) -> NDArray[np.uint64]:
    """A stable 64-bit key per text; equal texts have equal keys in every run."""
    halves = ((text.encode("utf-8", "surrogatepass")) for text in texts)
    return np.fromiter((crc32(half) << 32 | crc32(half[::-1]) for half in halves), np.uint64, len(texts))


def letter_runs(texts: Sequence[str], *, length: int) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Every run of `length` letters of every text, once per text, as (row, key)."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    letters = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    count = len(letters) - length + 1
    if count <= 0:
        return np.zeros(0, np.int64), np.zeros(0, np.uint64)
    owner = np.repeat(np.arange(len(texts)), lengths)
    inside = owner[:count] == owner[length - 1 :]
    keys = np.zeros(count, np.uint64)
    for shift in range(length):
        keys = keys * np.uint64(1_000_003) + letters[shift : shift + count]
    rows, keys = owner[:count][inside], keys[inside]
    order = np.lexsort((keys, rows))
    rows, keys = rows[order], keys[order]
    first = np.ones(len(rows), bool)
    first[1:] = (rows[1:] != rows[:-1]) | (keys[1:] != keys[:-1])
    return rows[first], keys[first]


def exact_keys(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """The key of each text; empty texts have none."""
    rows = np.flatnonzero(np.fromiter(map(bool, texts), bool, len(texts)))
    return rows, text_keys([texts[row] for row in rows.tolist()])
