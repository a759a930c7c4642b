"""Words of names as numbers: vocabulary, rarity, and the padded arrays that all later stages compare."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib import resources
from io import BytesIO
from itertools import chain
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matching.analysis import EMPTY_WORD, NO_CONCEPT, NameColumns
from matching.numbers import distinct
from matching.spelling import LikelySpellings

__all__ = ["MAX_TOKENS", "EncodedNames", "TokenRarity", "consonant_skeleton", "encode_names"]

MAX_TOKENS = 8
"""Words compared per name: the rarest, in their order. 93 to 100 % of the names of a corpus have no more."""

BACKGROUND_STRENGTH = 5_000.0
"""Names of the background table that weigh as much as the same number of names of the corpus at hand."""

PLACE_STRENGTH = 500.0
"""Imagined applicants, spread over 250 cities and 20 countries, that small corpora are blended with."""

EMPTY_WEIGHT = 0.15
"""Share of its information that a word like "of" keeps."""

UNSEEN_COUNT = 0.2
"""Names assumed to hold a word that the background table does not list."""


@dataclass(frozen=True, slots=True)
class TokenRarity:
    """How surprising it is to meet a word in a name, from the corpus at hand blended with a packaged table.

    Attributes:
        names: Names counted in the corpus; 0 leaves the background alone.
        counts: Names of the corpus that hold the word, by word.
        hashes: CRC-32 of the words of the background table, ascending.
        shares: Share of background names that hold each word.
        unseen_share: Share taken for words that the table lacks.
        places: Applicants per folded city or address in the corpus.
        countries: Applicants per country code in the corpus.
        match_shares: Share of matches among candidate pairs by `scoring.GROUP_NAMES` group; empty where not learnt.
        spellings: The words of the corpus, to tell slips of the pen; None without a corpus.
    """

    names: int
    counts: dict[str, int]
    hashes: NDArray[np.uint32]
    shares: NDArray[np.float64]
    unseen_share: float
    places: dict[str, int] = field(default_factory=dict)
    countries: dict[str, int] = field(default_factory=dict)
    match_shares: dict[int, float] = field(default_factory=dict)
    spellings: LikelySpellings | None = field(default=None, compare=False)

    @classmethod
    def background(cls) -> Self:
        """Rarity without a corpus, for single queries."""
        hashes, shares, unseen = _background_table()
        return cls(0, {}, hashes, shares, unseen)

    def with_corpus(self, counts: dict[str, int], names: int, spellings: LikelySpellings) -> "TokenRarity":
        """The same background under another corpus."""
        return TokenRarity(names, counts, self.hashes, self.shares, self.unseen_share, spellings=spellings)

    def likely_spellings(self, words: Sequence[str]) -> list[str]:
        """The more common word of the corpus that each word may be a slip for, "" for none."""
        if self.spellings is None:
            return [""] * len(words)
        return self.spellings.meant_by(words, self._seen(words))

    def _seen(self, words: Sequence[str]) -> NDArray[np.int64]:
        return np.fromiter((self.counts.get(word, 0) for word in words), np.int64, len(words))

    def with_places(self, places: dict[str, int], countries: dict[str, int]) -> "TokenRarity":
        """The same words with the corpus's places."""
        return replace(self, places=places, countries=countries)

    def with_match_shares(self, shares: dict[int, float]) -> "TokenRarity":
        """The same, knowing how common matches are."""
        return replace(self, match_shares=shares)

    def place_information(self, places: Sequence[str]) -> NDArray[np.float32]:
        """How telling it is to share a city or address, in nats: at most log of corpus size over its applicants."""
        held = np.fromiter((self.places.get(place, 0) for place in places), np.float64, len(places))
        return np.log((self.names + PLACE_STRENGTH) / (held + PLACE_STRENGTH / 250)).astype(np.float32)

    def country_information(self, countries: Sequence[str]) -> NDArray[np.float32]:
        """How telling it is to share a country, in nats."""
        held = np.fromiter((self.countries.get(country, 0) for country in countries), np.float64, len(countries))
        return np.log((self.names + PLACE_STRENGTH) / (held + PLACE_STRENGTH / 20)).astype(np.float32)

    @property
    def ceiling(self) -> float:
        """Information of a word met once, in nats; no word has more."""
        return float(np.log(self.names + BACKGROUND_STRENGTH))

    def in_use(self, words: Sequence[str]) -> NDArray[np.bool_]:
        """Whether the background table lists each word."""
        return self._listed(words)[1]

    def information(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Minus the log of the share of names that hold each word, in nats."""
        place, known = self._listed(words)
        share = np.full(len(words), self.unseen_share)
        share[known] = self.shares[place[known]]
        seen = np.maximum(self._seen(words), 1)
        blended = (seen + BACKGROUND_STRENGTH * share) / (self.names + BACKGROUND_STRENGTH)
        return -np.log(np.minimum(blended, 1.0)).astype(np.float32)

    def _listed(self, words: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Place of each word in the background table, and whether it is there."""
        keys = np.fromiter((zlib.crc32(word.encode()) for word in words), np.uint32, len(words))
        if len(self.hashes) == 0:
            return np.zeros(len(words), np.int64), np.zeros(len(words), bool)
        place = np.minimum(np.searchsorted(self.hashes, keys), len(self.hashes) - 1)
        return place, self.hashes[place] == keys


@cache
def _background_table() -> tuple[NDArray[np.uint32], NDArray[np.float64], float]:
    raw = resources.files("matching").joinpath("data", "token_rarity.npz").read_bytes()
    with np.load(BytesIO(raw), allow_pickle=False) as file:
        names = float(file["names"])
        return file["hashes"], file["counts"].astype(np.float64) / names, UNSEEN_COUNT / names


@dataclass(frozen=True, slots=True)
class EncodedNames:
    """Names as arrays; row i is name i of the `NameColumns` they were made from.

    Attributes:
        words: The vocabulary, sorted.
        information: Per word, in nats.
        likely: Per word the more common word it may be a slip for, "" for none.
        tokens: [names, MAX_TOKENS] word numbers in name order, padded with -1.
        weights: [names, MAX_TOKENS] information of each token, 0 where padded.
        concepts: [names, MAX_TOKENS] concept numbers, negative for none.
        own: [names, MAX_TOKENS] whether the token is a word of the name's own: no common word, not empty.
        token_count: Words of the name before the cut to `MAX_TOKENS`.
        numeric: [names, MAX_TOKENS] whether the token is a number.
        known: [names, MAX_TOKENS] whether the word is in common use, by the background table.
        word_length: Letters per word.
        word_first: Code point of the first letter per word.
        word_numeric: Whether the word is a number.
        word_sound: Number of the word's consonant skeleton; equal numbers sound alike.
        rarity: What the weights came from.
    """

    words: list[str]
    information: NDArray[np.float32]
    likely: list[str]
    tokens: NDArray[np.int32]
    weights: NDArray[np.float32]
    concepts: NDArray[np.int32]
    own: NDArray[np.bool_]
    token_count: NDArray[np.int32]
    numeric: NDArray[np.bool_]
    known: NDArray[np.bool_]
    word_length: NDArray[np.int32]
    word_first: NDArray[np.int32]
    word_numeric: NDArray[np.bool_]
    word_sound: NDArray[np.int32]
    rarity: TokenRarity

    def __len__(self) -> int:
        return len(self.tokens)


def encode_names(names: NameColumns, *, rarity: TokenRarity | None = None) -> EncodedNames:
    """Number the words of analysed names and weigh them.

    Args:
        names: Analysed names; each counts once towards the rarity of its words.
        rarity: Use this instead of learning from `names`: for queries against a corpus.
    """
    words = sorted(set(chain.from_iterable(names.tokens)))
    numbers = {word: number for number, word in enumerate(words)}
    lengths = np.fromiter(map(len, names.tokens), np.int32, len(names))
    flat = np.fromiter((numbers[w] for row in names.tokens for w in row), np.int32, int(lengths.sum()))
    concepts = np.fromiter(chain.from_iterable(names.concepts), np.int32, len(flat))
    if rarity is None:
        owner = np.repeat(np.arange(len(names), dtype=np.int64), lengths)
        held = distinct(owner * max(1, len(words)) + flat) % max(1, len(words))
        seen = np.bincount(held, minlength=len(words))
        counts = dict(zip(words, seen.tolist(), strict=True))
        rarity = TokenRarity.background().with_corpus(counts, len(names), LikelySpellings.of(words, seen))
    information = rarity.information(words)
    tokens, weights, kept_concepts = _pad(flat, concepts, lengths, information)
    numeric = np.fromiter((word.isdigit() for word in words), bool, len(words))
    sounds: dict[str, int] = {}
    return EncodedNames(
        words=words,
        information=information,
        likely=rarity.likely_spellings(words),
        tokens=tokens,
        weights=weights,
        concepts=kept_concepts,
        own=(tokens >= 0) & (kept_concepts == NO_CONCEPT),
        token_count=lengths,
        numeric=np.append(numeric, False)[tokens],
        known=np.append(rarity.in_use(words), False)[tokens],
        word_length=np.fromiter(map(len, words), np.int32, len(words)),
        word_first=np.fromiter((ord(word[0]) for word in words), np.int32, len(words)),
        word_numeric=numeric,
        word_sound=np.fromiter(
            (sounds.setdefault(consonant_skeleton(word), len(sounds)) for word in words), np.int32, len(words)
        ),
        rarity=rarity,
    )


def _pad(
    flat: NDArray[np.int32], concepts: NDArray[np.int32], lengths: NDArray[np.int32], information: NDArray[np.float32]
) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.int32]]:
    """Lay ragged rows into [names, MAX_TOKENS], keeping the rarest words of long names in their order."""
    names = len(lengths)
    owner = np.repeat(np.arange(names), lengths)
    starts = np.cumsum(lengths) - lengths
    position = np.arange(len(flat)) - starts[owner]
    weight = information[flat] if len(flat) else np.zeros(0, np.float32)
    weight = np.where(concepts == EMPTY_WORD, np.float32(EMPTY_WEIGHT) * weight, weight)
    long = np.flatnonzero(lengths > MAX_TOKENS)
    if len(long):
        keep = np.ones(len(flat), bool)
        for name in long:
            span = slice(starts[name], starts[name] + lengths[name])
            order = np.argsort(-weight[span], kind="stable")
            keep[starts[name] + order[MAX_TOKENS:]] = False
        flat, concepts, weight, owner = flat[keep], concepts[keep], weight[keep], owner[keep]
        counts = np.minimum(lengths, MAX_TOKENS)
        position = np.arange(len(flat)) - (np.cumsum(counts) - counts)[owner]
    tokens = np.full((names, MAX_TOKENS), -1, np.int32)
    weights = np.zeros((names, MAX_TOKENS), np.float32)
    kept = np.full((names, MAX_TOKENS), -1, np.int32)
    tokens[owner, position] = flat
    weights[owner, position] = weight
    kept[owner, position] = concepts
    return tokens, weights, kept


_SKELETON_PAIRS = (
    ("ph", "f"),
    ("sch", "s"),
    ("tch", "s"),
    ("sh", "s"),
    ("ch", "s"),
    ("zh", "s"),
    ("th", "t"),
    ("ck", "k"),
    ("ce", "se"),
    ("ci", "si"),
    ("cy", "si"),
    ("ge", "se"),
    ("gi", "si"),
    ("x", "ks"),
)
_SKELETON_LETTERS = str.maketrans("bpfvwckgqdtszjlrmn", "pppppkkkkttsssllmn", "aeiouyh")


@lru_cache(maxsize=100_000)
def consonant_skeleton(word: str) -> str:
    """Reduce a romanised word to classes of consonants that survive transliteration.

    Lips (b p f v w), back (c k g q), teeth (d t), hiss (s z j and ch sh), l/r, m and n stay apart; vowels, y
    and h go; doubled classes count once. A word without consonants keeps its first letter.
    """
    reduced = word
    for written, read in _SKELETON_PAIRS:
        reduced = reduced.replace(written, read)
    reduced = reduced.translate(_SKELETON_LETTERS)
    kept = "".join(letter for letter, before in zip(reduced, " " + reduced, strict=False) if letter != before)
    return kept or word[:1]
