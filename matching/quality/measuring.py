"""Measure one source of labelled names: cluster it as `gid cluster` would, then hold everything against the labels."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from matching.config import DEFAULT_CONFIG, MatchConfig
from matching.engine import ClusteredNodes, Progress, Statistics, cluster_nodes
from matching.folding import fold_name
from matching.nodes import Nodes, nodes_from_table
from matching.quality.calibration import Beliefs, Claim, Reliability, beliefs_in_clusters
from matching.quality.differences import Written, classify_variation, written_names
from matching.quality.examples import Example, pick_varied, with_evidence
from matching.quality.fates import Fate, PairFates, row_pairs_within, trace_pairs
from matching.quality.labelled import LabelledNames
from matching.quality.scores import QualityReport, evaluate_labels
from matching.quality.slices import BoundLoss, Slice, count_slice, losses_by_bound, slice_pairs
from matching.quality.variation import Variation

__all__ = ["CLAIM_BOUNDS", "SourceQuality", "measure_names"]

MAX_PAIRS = 60_000
"""Pairs looked at one by one for the figures by kind; about 30 microseconds each. More are sampled."""

EXAMPLES = 10
"""Worst errors shown of either sort."""

CLAIM_BOUNDS = (0.5, 0.6, 0.8, 0.9, 0.95, 0.99, 0.999)
"""Beliefs at or above which precision is given; 0.6 is where clusters are built, 0.999 where the pilot accepts."""


@dataclass(frozen=True, slots=True)
class SourceQuality:
    """All figures of one source.

    Attributes:
        names: What was measured: distinct, without names in which there is nothing to compare.
        nameless: Rows left out because their name folds to nothing.
        scores: Pairwise and B-cubed.
        compared: Reliability of every pair compared, hopeless ones included.
        links: Reliability of the pairs believed at 0.05 or more: those somebody might ever see.
        clusters: Reliability of the probability of clusters of two rows or more.
        claims: Precision of pairs at or above `CLAIM_BOUNDS`.
        fates: What became of the true pairs, by fate.
        bounds: True pairs never compared, by bound.
        variations: By kind of variation.
        scripts: By pair of scripts.
        sampled: Whether kinds, scripts, fates and bounds rest on a sample of `MAX_PAIRS` pairs.
        wrong: Believed most and wrong.
        missed: True and believed least.
        statistics: Of the run.
    """

    names: LabelledNames
    nameless: int
    scores: QualityReport
    compared: Reliability
    links: Reliability
    clusters: Reliability
    claims: tuple[Claim, ...]
    fates: Slice
    bounds: tuple[BoundLoss, ...]
    variations: tuple[Slice, ...]
    scripts: tuple[Slice, ...]
    sampled: bool
    wrong: tuple[Example, ...]
    missed: tuple[Example, ...]
    statistics: Statistics


def measure_names(
    labelled: LabelledNames,
    *,
    config: MatchConfig = DEFAULT_CONFIG,
    resamples: int = 200,
    examples: int = EXAMPLES,
    progress: Progress | None = None,
) -> SourceQuality:
    """Cluster labelled names with the settings given and say how good the result is.

    Args:
        labelled: Names; rows that repeat a name of their entity count once.
        config: Settings; `review_from` plays no part, every pair compared is looked at.
        resamples: Bootstrap samples for the intervals, see `evaluate_labels`.
        examples: Worst errors wanted of either sort.
        progress: Told of each stage.

    Raises:
        InvalidTableError: no row has a name in which there is something to compare.
        NameTooLongError: a name exceeds the size cap.
    """
    distinct = labelled.distinct()
    speaking = [row for row, name in enumerate(distinct.table.name) if fold_name(name)]
    nameless = len(distinct) - len(speaking)
    run = _Run(distinct.take(speaking) if nameless else distinct, config, progress)
    true, claimed = run.true_pairs(), run.claimed_pairs()
    labels = run.labels(np.r_[true.left, claimed[0]], np.r_[true.right, claimed[1]])
    variations, scripts = [variation for variation, _ in labels], [pair for _, pair in labels]
    agree = (run.entity[claimed[0]] == run.entity[claimed[1]]).tolist()
    cut = len(true)
    beliefs = run.pair_beliefs()
    return SourceQuality(
        names=run.names,
        nameless=nameless,
        scores=evaluate_labels(run.names.entity, run.row_cluster.tolist(), resamples=resamples),
        compared=beliefs.reliability(),
        links=beliefs.at_least(0.05).reliability(),
        clusters=run.cluster_beliefs().reliability(),
        claims=tuple(beliefs.claim(bound) for bound in CLAIM_BOUNDS),
        fates=count_slice("all", true.fate, agree),
        bounds=losses_by_bound(true.fate, true.bound),
        variations=slice_pairs(
            list(zip(variations[:cut], true.fate, strict=True)),
            list(zip(variations[cut:], agree, strict=True)),
            tuple(Variation),
        ),
        scripts=slice_pairs(
            list(zip(scripts[:cut], true.fate, strict=True)), list(zip(scripts[cut:], agree, strict=True))
        ),
        sampled=run.sampled,
        wrong=run.most_wrong(examples),
        missed=run.least_believed(true, variations[:cut], examples),
        statistics=run.result.statistics,
    )


class _Run:
    """One clustering with its labels at hand."""

    def __init__(self, names: LabelledNames, config: MatchConfig, progress: Progress | None) -> None:
        self.names = names
        self.config = config
        self.nodes: Nodes = nodes_from_table(names.table, workers=config.worker_count)
        self.result: ClusteredNodes = cluster_nodes(
            self.nodes, config=replace(config, review_from=0.0), progress=progress
        )
        self.row_cluster: NDArray[np.int64] = self.result.cluster[self.nodes.of_row]
        self.entity: NDArray[np.int64] = np.unique(names.entity, return_inverse=True)[1].astype(np.int64)
        shape = (len(self.nodes), int(self.entity.max()) + 1)
        held = (np.ones(len(names)), (self.nodes.of_row, self.entity))
        self.entities_of_node = sp.csr_matrix(held, shape=shape)
        self.sampled = False

    def true_pairs(self) -> PairFates:
        """Pairs of rows of one entity, with what became of them."""
        left, right = self._within(self.entity)
        return trace_pairs(self.nodes, self.result, left, right, join_from=self.config.join_from)

    def claimed_pairs(self) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
        """Pairs of rows put together."""
        return self._within(self.row_cluster)

    def _within(self, group: NDArray[np.int64]) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
        sizes = np.unique(group, return_counts=True)[1]
        self.sampled = self.sampled or int((sizes * (sizes - 1) // 2).sum()) > MAX_PAIRS
        return row_pairs_within(group, limit=MAX_PAIRS, seed=1)

    def written(self, rows: Sequence[int]) -> dict[int, Written]:
        """Analysed names of some rows, as the classifier of variations wants them."""
        chosen = sorted(set(rows))
        name = self.nodes.entry_name[np.searchsorted(self.nodes.entry_node, self.nodes.of_row[chosen])].tolist()
        language = [self.names.table.language[row] for row in chosen]
        kinds = [self.names.name_kind[row] for row in chosen]
        return dict(zip(chosen, written_names(self.nodes.names, language, kinds, name), strict=True))

    def labels(self, left: NDArray[np.integer], right: NDArray[np.integer]) -> list[tuple[Variation, str]]:
        """Kind of variation and pair of scripts of pairs of rows."""
        written = self.written([*left.tolist(), *right.tolist()])
        result = []
        for a, b in zip(left.tolist(), right.tolist(), strict=True):
            scripts = sorted((written[a].script, written[b].script))
            result.append((classify_variation(written[a], written[b]), " – ".join(scripts)))
        return result

    def pair_beliefs(self) -> Beliefs:
        """Every pair compared, twins (rows that say exactly the same) included."""
        result, held, size = self.result, self.entities_of_node, self.nodes.size.astype(np.float64)
        right = np.asarray(held[result.left].multiply(held[result.right]).sum(axis=1)).ravel()
        several = np.flatnonzero(size > 1)
        alike = np.asarray(held[several].multiply(held[several] - held[several].sign()).sum(axis=1)).ravel() / 2
        count = size[several] * (size[several] - 1) / 2
        between = Beliefs(result.probability.astype(np.float64), right, size[result.left] * size[result.right])
        return Beliefs.join([between, Beliefs(result.twin_probability[several].astype(np.float64), alike, count)])

    def cluster_beliefs(self) -> Beliefs:
        """Clusters of two rows or more, with the probability that `gid cluster` writes."""
        return beliefs_in_clusters(self.entity, self.row_cluster, self.result.belief[self.nodes.of_row])

    def most_wrong(self, limit: int) -> tuple[Example, ...]:
        """Pairs of different entities in the order of belief in them."""
        result, first = self.result, self._first_rows()
        order = np.argsort(-result.probability, kind="stable")[: 200 * max(1, limit)]
        left, right = first[result.left[order]], first[result.right[order]]
        wrong = self.entity[left] != self.entity[right]
        order, left, right = order[wrong], left[wrong], right[wrong]
        labels = [variation for variation, _ in self.labels(left, right)]
        joined = (self.row_cluster[left] == self.row_cluster[right]).tolist()
        beliefs = result.probability[order].tolist()
        found = (
            Example(a, b, belief, label, "put together" if together else "kept apart by clustering")
            for a, b, belief, label, together in zip(
                left.tolist(), right.tolist(), beliefs, labels, joined, strict=True
            )
            if belief >= self.config.join_from
        )
        return with_evidence(pick_varied(found, self.names, limit=limit), self.names, result.rarity)

    def least_believed(self, true: PairFates, variations: Sequence[Variation], limit: int) -> tuple[Example, ...]:
        """True pairs that were compared and not joined, least believed first."""
        lost = np.array([fate in (Fate.REJECTED, Fate.SPLIT) for fate in true.fate], bool)
        order = np.flatnonzero(lost)[np.argsort(true.probability[lost], kind="stable")]
        found = (
            Example(int(true.left[at]), int(true.right[at]), float(true.probability[at]), variations[at], true.fate[at])
            for at in order.tolist()
        )
        return with_evidence(pick_varied(found, self.names, limit=limit), self.names, self.result.rarity)

    def _first_rows(self) -> NDArray[np.int64]:
        """The first row of every node."""
        first = np.zeros(len(self.nodes), np.int64)
        first[self.nodes.of_row[::-1]] = np.arange(len(self.nodes.of_row))[::-1]
        return first
