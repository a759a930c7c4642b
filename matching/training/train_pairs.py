"""Fit the pair model on labelled names and write matching/data/pair_model.npz.

    python -m matching.training.train_pairs DATA_FOLDER OUTPUT.npz [--part learning|all] [--trees 250]

Each corpus is used in several guises (with and without places, and as records of several offices with slips), and in
every group of pairs matches are weighted to the same share, `prior.MODEL_PRIOR`: what is learnt is what evidence is
worth, not how common matches happened to be in a file.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.candidates import find_candidates
from matching.config import DEFAULT_CONFIG
from matching.engine import encode_nodes
from matching.expansion import expand_to_nodes
from matching.nodes import nodes_from_table
from matching.prior import MODEL_PRIOR
from matching.scoring import CHUNK, PAIR_FEATURES, Comparator
from matching.training.development import Corpus, masked_variants, read_corpora
from matching.training.export import fit_and_export
from matching.training.noise import as_office_records, thinned

__all__ = ["LabelledPairs", "balance", "guises", "label_pairs"]

FALLING = ("lost_less", "lost_more", "numbers")
"""Features that may only lower the belief as they grow."""

RISING = ("country_information", "city_information")
"""Features that may only raise it."""


@dataclass(frozen=True, slots=True)
class LabelledPairs:
    """Candidate pairs of one corpus: features, truth and group per pair."""

    columns: NDArray[np.float32]
    truth: NDArray[np.bool_]
    group: NDArray[np.int8]


def guises(corpus: Corpus, *, seed: int) -> Iterator[Corpus]:
    """The corpus as several sorts of offices would send it."""
    variants = masked_variants(corpus)
    yield from variants
    towns = [variant for variant in variants if variant.title.endswith("with towns")]
    usual = (towns or [corpus])[0]
    yield as_office_records(usual, seed=seed)
    yield thinned(usual, seed=seed)
    yield as_office_records(thinned(usual, seed=seed + 1), seed=seed + 1, copied=0.15)


def label_pairs(corpus: Corpus, *, keep: float, seed: int) -> LabelledPairs:
    """Retrieve candidates as matching would, compare them, and look up the truth.

    Args:
        corpus: Labelled names.
        keep: Share of the non-matches kept, to save memory.
        seed: Of the draw.
    """
    config = DEFAULT_CONFIG
    nodes = nodes_from_table(corpus.table, workers=config.worker_count)
    encoded = encode_nodes(nodes)
    candidates = find_candidates(nodes.names, encoded, config=config)
    pairs, _ = expand_to_nodes(candidates, nodes, encoded, config=config)
    numbers = {entity: number for number, entity in enumerate(dict.fromkeys(corpus.entity))}
    entity = np.zeros(len(nodes), np.int64)
    entity[nodes.of_row] = [numbers[one] for one in corpus.entity]
    truth = entity[pairs[0]] == entity[pairs[1]]
    chosen = np.flatnonzero(truth | (np.random.default_rng(seed).random(len(truth)) < keep))
    left, right, left_name, right_name = (column[chosen] for column in pairs)
    comparator = Comparator(nodes, encoded)
    spans = [slice(start, start + CHUNK) for start in range(0, len(left), CHUNK)]
    columns = [comparator.columns(left[s], right[s], left_name[s], right_name[s]) for s in spans]
    return LabelledPairs(np.concatenate(columns), truth[chosen], comparator.groups(left_name, right_name))


def balance(pairs: LabelledPairs) -> NDArray[np.float32]:
    """Weights that bring matches to `MODEL_PRIOR` in every group; small groups count less, by root of their size."""
    weights = np.zeros(len(pairs.truth), np.float32)
    for group in np.unique(pairs.group).tolist():
        mine = pairs.group == group
        matches, others = mine & pairs.truth, mine & ~pairs.truth
        if mine.sum() < LEAST_GROUP or not others.any():
            continue
        if matches.sum() < LEAST_MATCHES:  # a register without doubles still teaches what differs
            weights[others] = WITHOUT_MATCHES * np.sqrt(mine.sum()) / others.sum()
            continue
        weights[matches] = np.sqrt(mine.sum()) * MODEL_PRIOR / matches.sum()
        weights[others] = np.sqrt(mine.sum()) * (1 - MODEL_PRIOR) / others.sum()
    return weights


LEAST_GROUP, LEAST_MATCHES, WITHOUT_MATCHES = 50, 30, 0.3


def main() -> None:
    """Command line entry."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--part", choices=("learning", "all"), default="learning")
    parser.add_argument("--trees", type=int, default=250)
    arguments = parser.parse_args()
    labelled = [
        label_pairs(guise, keep=0.2 if len(guise.table) > 20_000 else 0.5, seed=number)
        for number, corpus in enumerate(read_corpora(arguments.data, part=arguments.part))
        for guise in guises(corpus, seed=1)
    ]
    weights = np.concatenate([balance(pairs) for pairs in labelled])
    used = weights > 0
    fit_and_export(
        np.concatenate([pairs.columns for pairs in labelled])[used],
        np.concatenate([pairs.truth for pairs in labelled])[used],
        weights[used] / weights[used].mean(),
        PAIR_FEATURES,
        arguments.output,
        trees=arguments.trees,
        rising=RISING,
        falling=FALLING,
    )


if __name__ == "__main__":
    main()
