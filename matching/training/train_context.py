"""Fit the context model on first beliefs over labelled names and write matching/data/context_model.npz.

    python -m matching.training.train_context DATA_FOLDER OUTPUT.npz [--part learning|all] [--trees 150]

Run it after `train_pairs`, whose packaged model it uses. Shares of matches are left as they are: the first beliefs have
been moved to each corpus's own share already, and what is fitted here is how far to trust them.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.candidates import find_candidates
from matching.config import DEFAULT_CONFIG
from matching.context import CONTEXT_FEATURES, Surroundings
from matching.engine import believe, encode_nodes
from matching.expansion import expand_to_nodes
from matching.nodes import nodes_from_table
from matching.scoring import Comparator
from matching.training.development import Corpus, read_corpora
from matching.training.export import fit_and_export
from matching.training.train_pairs import guises

__all__ = ["SecondLook", "look_twice"]

RISING = ("belief",)


@dataclass(frozen=True, slots=True)
class SecondLook:
    """Pairs of one corpus that get a second look: features and truth."""

    columns: NDArray[np.float32]
    truth: NDArray[np.bool_]

    @property
    def weight(self) -> float:
        """Weight of each pair: a corpus counts by the root of its size."""
        return float(1 / np.sqrt(max(1, len(self.truth))))


def look_twice(corpus: Corpus) -> SecondLook:
    """First beliefs over a corpus, and what the second look sees."""
    config = DEFAULT_CONFIG
    nodes = nodes_from_table(corpus.table, workers=config.worker_count)
    encoded = encode_nodes(nodes)
    candidates = find_candidates(nodes.names, encoded, config=config)
    pairs, _ = expand_to_nodes(candidates, nodes, encoded, config=config)
    comparator = Comparator(nodes, encoded, workers=config.worker_count)
    scored, believed, _ = believe(comparator, nodes, pairs, config)
    group = comparator.groups(scored.left_name, scored.right_name)
    numbers = {entity: number for number, entity in enumerate(dict.fromkeys(corpus.entity))}
    entity = np.zeros(len(nodes), np.int64)
    entity[nodes.of_row] = [numbers[one] for one in corpus.entity]
    around = Surroundings(scored, believed, group, len(nodes))
    left, right = scored.left[around.chosen], scored.right[around.chosen]
    return SecondLook(around.columns(slice(None)), entity[left] == entity[right])


def main() -> None:
    """Command line entry."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--part", choices=("learning", "all"), default="learning")
    parser.add_argument("--trees", type=int, default=150)
    arguments = parser.parse_args()
    looks = [
        look_twice(guise)
        for corpus in read_corpora(arguments.data, part=arguments.part)
        for guise in guises(corpus, seed=1)
    ]
    weights = np.concatenate([np.full(len(look.truth), look.weight, np.float32) for look in looks])
    fit_and_export(
        np.concatenate([look.columns for look in looks]),
        np.concatenate([look.truth for look in looks]),
        weights / weights.mean(),
        CONTEXT_FEATURES,
        arguments.output,
        trees=arguments.trees,
        rising=RISING,
    )


if __name__ == "__main__":
    main()
