"""How good a clustering is against known answers: pairwise and B-cubed, with intervals by resampling entities.

Pairwise scores count pairs, so large entities dominate; B-cubed averages over names, so every name counts the same
(Bagga & Baldwin 1998). Both are computed from the contingency table of entities and clusters, never from pairs.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.errors import MatchingError

__all__ = ["QualityReport", "Score", "evaluate", "evaluate_labels"]


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 in 0..1, each with the bounds of its 95 % interval (low, high)."""

    precision: float
    recall: float
    f1: float
    precision_interval: tuple[float, float]
    recall_interval: tuple[float, float]
    f1_interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class QualityReport:
    """Result of `evaluate`.

    Attributes:
        items: Names or records scored.
        entities: Gold entities among them.
        clusters: Predicted clusters among them.
        pairwise: Over pairs of items.
        b_cubed: Over items.
        falsely_merged_share: Share of gold entities that share a cluster with another entity.
    """

    items: int
    entities: int
    clusters: int
    pairwise: Score
    b_cubed: Score
    falsely_merged_share: float


def evaluate(
    gold: Mapping[str, str], predicted: Mapping[str, str], *, resamples: int = 200, seed: int = 1
) -> QualityReport:
    """Score a clustering of record ids.

    Args:
        gold: Entity by record id.
        predicted: Cluster by record id; must cover `gold`.
        resamples: Bootstrap samples of entities; 0 leaves the intervals at the point estimate.
        seed: Of the bootstrap.

    Raises:
        MatchingError: `gold` is empty, or a gold record has no cluster.
    """
    missing = [record for record in gold if record not in predicted]
    if missing or not gold:
        raise MatchingError(f"{len(missing)} of {len(gold)} gold records have no predicted cluster; expected 0 of >= 1")
    return evaluate_labels(list(gold.values()), [predicted[r] for r in gold], resamples=resamples, seed=seed)


def evaluate_labels(
    gold: Sequence[Hashable], predicted: Sequence[Hashable], *, resamples: int = 200, seed: int = 1
) -> QualityReport:
    """Score parallel columns of entities and clusters; see `evaluate`."""
    entity, cluster = _codes(gold), _codes(predicted)
    entities, clusters = int(entity.max()) + 1, int(cluster.max()) + 1
    cells, cell_size = np.unique(entity * clusters + cluster, return_counts=True)
    cell_entity, cell_cluster = cells // clusters, cells % clusters
    entity_size = np.bincount(entity)
    cluster_size = np.bincount(cluster)
    parts = _EntityParts.count(cell_entity, cell_cluster, cell_size, entity_size, cluster_size)
    draws = _draws(entities, resamples, seed)
    mixed = np.bincount(cell_cluster) > 1
    merged = np.zeros(entities, bool)
    merged[cell_entity[mixed[cell_cluster]]] = True
    return QualityReport(
        items=len(entity),
        entities=entities,
        clusters=clusters,
        pairwise=_score(parts.pairs_right, parts.pairs_predicted, parts.pairs_right, parts.pairs_gold, draws),
        b_cubed=_score(parts.item_precision, parts.items, parts.item_recall, parts.items, draws),
        falsely_merged_share=float(merged.mean()),
    )


@dataclass(frozen=True, slots=True)
class _EntityParts:
    """Sums per entity from which both families of scores follow; a mixed pair counts half to either entity."""

    pairs_right: NDArray[np.float64]
    pairs_predicted: NDArray[np.float64]
    pairs_gold: NDArray[np.float64]
    items: NDArray[np.float64]
    item_precision: NDArray[np.float64]
    item_recall: NDArray[np.float64]

    @classmethod
    def count(
        cls,
        cell_entity: NDArray[np.int64],
        cell_cluster: NDArray[np.int64],
        cell_size: NDArray[np.int64],
        entity_size: NDArray[np.int64],
        cluster_size: NDArray[np.int64],
    ) -> "_EntityParts":
        size = cell_size.astype(np.float64)
        foreign = cluster_size[cell_cluster] - size

        def per_entity(values: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.bincount(cell_entity, weights=values, minlength=len(entity_size)).astype(np.float64)

        items: NDArray[np.float64] = entity_size.astype(np.float64)
        return cls(
            pairs_right=per_entity(size * (size - 1) / 2),
            pairs_predicted=per_entity(size * (size - 1) / 2 + size * foreign / 2),
            pairs_gold=items * (items - 1) / 2,
            items=items,
            item_precision=per_entity(size * size / cluster_size[cell_cluster]),
            item_recall=per_entity(size * size / items[cell_entity]),
        )


def _codes(values: Sequence[Hashable]) -> NDArray[np.int64]:
    numbers: dict[Hashable, int] = {}
    return np.fromiter((numbers.setdefault(value, len(numbers)) for value in values), np.int64, len(values))


def _draws(entities: int, resamples: int, seed: int) -> NDArray[np.float64]:
    """Rows of weights over entities: the first is the data itself, the others resample with replacement."""
    generator = np.random.default_rng(seed)
    weights = np.ones((resamples + 1, entities))
    for row in range(1, resamples + 1):
        weights[row] = np.bincount(generator.integers(0, entities, entities), minlength=entities)
    return weights


def _score(
    right: NDArray[np.float64],
    predicted: NDArray[np.float64],
    found: NDArray[np.float64],
    gold: NDArray[np.float64],
    draws: NDArray[np.float64],
) -> Score:
    precision = _ratio(draws @ right, draws @ predicted)
    recall = _ratio(draws @ found, draws @ gold)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)

    def interval(values: NDArray[np.float64]) -> tuple[float, float]:
        low, high = np.quantile(values[1:] if len(values) > 1 else values, [0.025, 0.975])
        return float(low), float(high)

    return Score(
        float(precision[0]), float(recall[0]), float(f1[0]), interval(precision), interval(recall), interval(f1)
    )


def _ratio(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    """Division in which nothing out of nothing is perfect: no pairs claimed means no pair claimed wrongly."""
    return np.where(whole > 0, part / np.maximum(whole, 1e-12), 1.0)
