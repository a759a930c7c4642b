"""First look at every candidate pair: evidence from names and places, and the pair model's log-odds."""

import itertools
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.alignment import ALIGNMENT_FEATURES, align_pairs
from matching.analysis import PERSON
from matching.comparison import (
    NAME_FEATURES,
    NODE_FEATURES,
    NOT_COMPARABLE,
    NameStrings,
    compare_names,
    compare_nodes,
)
from matching.features import FeatureList
from matching.nodes import Nodes
from matching.parallel import in_processes
from matching.probability import TreeModel
from matching.tokens import EncodedNames

__all__ = ["GROUP_NAMES", "KEPT_FEATURES", "PAIR_FEATURES", "Comparator", "NamePairs", "ScoredPairs"]

OF_NAMES = (*ALIGNMENT_FEATURES, *NAME_FEATURES, "name_frequency_less", "name_frequency_more")

PAIR_FEATURES = OF_NAMES + NODE_FEATURES
"""Columns the pair model sees, in order."""

NamePairs = tuple[NDArray[np.integer], NDArray[np.integer], NDArray[np.integer], NDArray[np.integer]]
"""Left node, right node, left name, right name; left < right, sorted, each combination once."""

_Value = TypeVar("_Value", bound=np.generic)
Part = tuple[NDArray[np.float32], NDArray[np.float16]]
"""Log-odds and kept evidence of some rows."""

HOPELESS = -4.0
"""Log-odds below which it is not worth asking how much the place contributed."""

ACROSS_LIFT = 2.0
"""How far names in different scripts may raise a pair above what its names in one script say."""

_KEPT_NAMES = (
    "cover_less", "exact_less", "lost_more", "unmatched_more", "numbers", "own_less", "letters", "legal_form",
    "name_frequency_more", "own_sound",
)  # fmt: skip
_KEPT_PLACES = ("country", "city_information")

KEPT_FEATURES = _KEPT_NAMES + _KEPT_PLACES
"""Evidence that is handed on beside the belief."""

_KEPT_OF_NAMES = [OF_NAMES.index(name) for name in _KEPT_NAMES]
_KEPT_OF_PLACES = [NODE_FEATURES.index(name) for name in _KEPT_PLACES]
_PLACE_TELLS = [NODE_FEATURES.index(name) for name in ("country_information", "city_information")]
_PLACE_KNOWN = [NODE_FEATURES.index(name) for name in ("country", "city")]

GROUP_NAMES = ("organisations", "organisations across scripts", "persons", "persons across scripts")
"""Groups of pairs that differ in how common matches are."""

CHUNK = 32_768
"""Pairs compared at once: 8 MB for the word grid."""

PARALLEL_FROM = 100_000
"""Pairs from which starting processes pays."""

SPANS_EACH = 18
"""Chunks of pairs for one process, 600,000 pairs: a process grows by 150 MB with what it reads and remembers, and the
next one begins without it."""


@dataclass(frozen=True, slots=True)
class ScoredPairs:
    """Node pairs with left < right, ascending, each once.

    Attributes:
        left: Node numbers.
        right: Node numbers.
        left_name: The name of `left` that fits best.
        right_name: The name of `right` that fits best.
        log_odds: What the pair model says, places capped by what they can tell.
        facts: [pairs, len(KEPT_FEATURES)] some of the evidence, for a second look.
    """

    left: NDArray[np.integer]
    right: NDArray[np.integer]
    left_name: NDArray[np.integer]
    right_name: NDArray[np.integer]
    log_odds: NDArray[np.float32]
    facts: NDArray[np.float16]

    def __len__(self) -> int:
        return len(self.left)

    def take(self, rows: NDArray[np.integer]) -> "ScoredPairs":
        """Chosen pairs, in the order asked for."""
        return ScoredPairs(
            self.left[rows],
            self.right[rows],
            self.left_name[rows],
            self.right_name[rows],
            self.log_odds[rows],
            self.facts[rows],
        )

    def merged_with(self, other: "ScoredPairs", nodes: int) -> "ScoredPairs":
        """These pairs and others, none of which is among these, in order."""
        mine, theirs = self.left * np.int64(nodes) + self.right, other.left * np.int64(nodes) + other.right
        fresh = np.zeros(len(self) + len(other), bool)
        fresh[np.searchsorted(mine, theirs) + np.arange(len(other))] = True

        def both(here: NDArray[_Value], there: NDArray[_Value]) -> NDArray[_Value]:
            merged = np.empty((len(fresh), *here.shape[1:]), here.dtype)
            merged[~fresh], merged[fresh] = here, there
            return merged

        return ScoredPairs(
            both(self.left, other.left),
            both(self.right, other.right),
            both(self.left_name, other.left_name),
            both(self.right_name, other.right_name),
            both(self.log_odds, other.log_odds),
            both(self.facts, other.facts),
        )


class Comparator:
    """Compares pairs of nodes by pairs of their names; everything per-name is worked out once here."""

    def __init__(
        self,
        nodes: Nodes,
        encoded: EncodedNames,
        *,
        workers: int = 1,
        counted: bool = True,
        sounds: FeatureList | None = None,
    ) -> None:
        self.nodes = nodes
        self.encoded = encoded
        self.strings = NameStrings(nodes.names, encoded, sounds)
        # two records looked at by themselves say nothing about how often a spelling occurs
        self.frequency = (
            _spelling_frequency(nodes, self.strings.spelling) if counted else np.zeros(len(nodes.names), np.float32)
        )
        self.workers = workers

    def groups(self, left_name: NDArray[np.integer], right_name: NDArray[np.integer]) -> NDArray[np.int8]:
        """Place in `GROUP_NAMES` of each pair of names."""
        strings = self.strings
        across = strings.script_family[strings.script[left_name]] != strings.script_family[strings.script[right_name]]
        person = (strings.kind[left_name] == PERSON) | (strings.kind[right_name] == PERSON)
        group: NDArray[np.int8] = 2 * person.astype(np.int8) + across
        return group

    def columns(
        self,
        left: NDArray[np.integer],
        right: NDArray[np.integer],
        left_name: NDArray[np.integer],
        right_name: NDArray[np.integer],
    ) -> NDArray[np.float32]:
        """The pair model's view of some pairs: [pairs, len(PAIR_FEATURES)]."""
        places = compare_nodes(self.nodes, left, right, rarity=self.encoded.rarity)
        return np.concatenate([self._name_columns(left_name, right_name), places], axis=1)

    def score(self, model: TreeModel, pairs: NamePairs) -> ScoredPairs:
        """Score pairs and settle, for each pair of nodes, what its pairs of names say together.

        Args:
            model: The pair model.
            pairs: Nodes with names, as `expansion` lists them.
        """
        left_name, right_name = pairs[2], pairs[3]
        # many nodes share a pair of names: rows are put in the order of names, and names compared once
        names = left_name * np.int64(len(self.encoded)) + right_name
        order = np.argsort(names)
        names = names[order]
        starts = np.flatnonzero(np.r_[True, names[1:] != names[:-1]])[: len(order)]
        del names
        cuts = [*starts[::CHUNK].tolist(), len(order)]
        spans = [slice(start, end) for start, end in itertools.pairwise(cuts) if end > start]
        workers = self.workers if len(order) >= PARALLEL_FROM else 1
        # neighbouring spans share names, and a process remembers what it worked out for one
        share = max(1, min(SPANS_EACH, -(-len(spans) // (2 * workers))))
        parts = [spans[start : start + share] for start in range(0, len(spans), share)]

        def score_part(part: list[slice]) -> list[Part]:
            return [self._score_part(model, *(column[order[span]] for column in pairs)) for span in part]

        log_odds = np.empty(len(order), np.float32)
        facts = np.empty((len(order), len(KEPT_FEATURES)), np.float16)
        for part, found in zip(parts, in_processes(score_part, parts, workers, fresh=True), strict=True):
            for span, (odds, kept) in zip(part, found, strict=True):
                log_odds[order[span]], facts[order[span]] = odds, kept
        return self._settle(pairs, log_odds, facts)

    def _score_part(
        self,
        model: TreeModel,
        left: NDArray[np.integer],
        right: NDArray[np.integer],
        left_name: NDArray[np.integer],
        right_name: NDArray[np.integer],
    ) -> tuple[NDArray[np.float32], NDArray[np.float16]]:
        """Log-odds and kept evidence of rows sorted by their names.

        Sharing a city of n applicants among N can raise the odds of a match by N / n at most, however often the
        labelled data of training had each applicant's forms, and nobody else's, in one place: what is believed is at
        most what the names alone say plus what the place can tell.
        """
        first = np.flatnonzero(np.r_[True, (left_name[1:] != left_name[:-1]) | (right_name[1:] != right_name[:-1])])
        of_row = np.repeat(np.arange(len(first)), np.diff(np.r_[first, len(left)]))
        names = self._name_columns(left_name[first], right_name[first])
        unplaced = np.tile(np.array([NOT_COMPARABLE, 0, NOT_COMPARABLE, 0], np.float32), (len(first), 1))
        by_name = model.log_odds(np.concatenate([names, unplaced], axis=1))
        places = compare_nodes(self.nodes, left, right, rarity=self.encoded.rarity)
        log_odds = by_name[of_row]
        ceiling = log_odds + places[:, _PLACE_TELLS].max(axis=1)
        open_rows = np.flatnonzero((places[:, _PLACE_KNOWN].max(axis=1) >= 0) & (ceiling > HOPELESS))
        columns = np.concatenate([names[of_row[open_rows]], places[open_rows]], axis=1)
        log_odds[open_rows] = np.minimum(model.log_odds(columns), ceiling[open_rows])
        kept = np.concatenate([names[:, _KEPT_OF_NAMES].astype(np.float16)[of_row], places[:, _KEPT_OF_PLACES]], axis=1)
        return log_odds, kept.astype(np.float16)

    def _name_columns(self, left_name: NDArray[np.integer], right_name: NDArray[np.integer]) -> NDArray[np.float32]:
        frequency = self.frequency
        less = np.minimum(frequency[left_name], frequency[right_name])
        more = np.maximum(frequency[left_name], frequency[right_name])
        return np.concatenate(
            [
                align_pairs(self.encoded, left_name, right_name),
                compare_names(self.strings, left_name, right_name),
                np.stack([less, more], axis=1),
            ],
            axis=1,
        )

    def _settle(self, pairs: NamePairs, log_odds: NDArray[np.float32], facts: NDArray[np.float16]) -> ScoredPairs:
        """One belief per pair of nodes: the best pair of names in one script, which others raise only so far."""
        left, right, left_name, right_name = pairs
        if not ((left[1:] == left[:-1]) & (right[1:] == right[:-1])).any():
            return ScoredPairs(left, right, left_name, right_name, log_odds, facts)
        across = (self.groups(left_name, right_name) & 1).astype(bool)
        order = np.lexsort((right_name, left_name, -log_odds, right, left))
        first = np.ones(len(order), bool)
        first[1:] = (left[order][1:] != left[order][:-1]) | (right[order][1:] != right[order][:-1])
        best = order[first]
        belief = log_odds[best].copy()
        pair_of = np.cumsum(first) - 1
        within = np.full(len(best), -np.inf, np.float32)
        np.maximum.at(within, pair_of, np.where(across[order], -np.inf, log_odds[order]).astype(np.float32))
        limited = np.isfinite(within)
        belief[limited] = np.minimum(belief[limited], within[limited] + ACROSS_LIFT)
        return ScoredPairs(left[best], right[best], left_name[best], right_name[best], belief, facts[best])


def _spelling_frequency(nodes: Nodes, spelling: NDArray[np.integer]) -> NDArray[np.float32]:
    """Per name, log of how many nodes bear a name spelt like it; homonyms are likelier among many."""
    held = np.bincount(spelling[nodes.entry_name], minlength=int(spelling.max(initial=0)) + 1)
    frequency: NDArray[np.float32] = np.log(np.maximum(held[spelling], 1)).astype(np.float32)
    return frequency
