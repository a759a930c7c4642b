"""The stages in order, over nodes: names to candidates to beliefs to clusters."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from matching.anchors import apply_anchors, compare_anchors
from matching.candidates import find_candidates
from matching.closure import friends_of_friends
from matching.clusters import agglomerate, cluster_belief
from matching.config import MatchConfig
from matching.context import CONTEXT_FEATURES, reconsider
from matching.expansion import all_forms, expand_to_nodes
from matching.features import sound_features
from matching.nodes import Nodes
from matching.prior import adapt_prior, shift_prior
from matching.probability import load_model, to_log_odds, to_probability
from matching.scoring import GROUP_NAMES, PAIR_FEATURES, Comparator, NamePairs, ScoredPairs
from matching.tokens import EncodedNames, TokenRarity, encode_names

__all__ = [
    "ClusteredNodes", "Compared", "Progress", "Statistics", "believe", "cluster_nodes", "compare_all", "encode_nodes",
    "join_log_odds",
]  # fmt: skip

Progress = Callable[[str, int, int], None]
"""Called with the name of a stage, how many stages are done, and how many there are."""

CLOSURE_ROUNDS = 2
"""Times the friends of friends are looked at: a cluster of 150 spellings needs two."""

STAGES = ("names", "candidates", "evidence", "clusters", "done")


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of one run.

    Attributes:
        records: Input rows.
        nodes: Distinct applicants-as-filed among them.
        names: Distinct names.
        candidate_pairs: Node pairs compared.
        links: Pairs returned for review.
        clusters: Clusters.
        bounded: Over-full keys that were cut, by channel: recall may suffer there.
        match_shares: Estimated share of matches among candidate pairs, by group of pairs.
    """

    records: int = 0
    nodes: int = 0
    names: int = 0
    candidate_pairs: int = 0
    links: int = 0
    clusters: int = 0
    bounded: dict[str, int] = field(default_factory=dict)
    match_shares: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClusteredNodes:
    """Result over nodes.

    Attributes:
        cluster: Per node the smallest node number of its cluster.
        belief: Per node the probability of its cluster.
        left: Nodes of the links, `left` < `right`, ascending.
        right: Nodes of the links.
        probability: Belief per link.
        twin_probability: Per node, that two records which say just this are one applicant; 1.0 where there is one.
        rarity: What is usual in this corpus.
        statistics: Counts, `records` and `nodes` included.
    """

    cluster: NDArray[np.int64]
    belief: NDArray[np.float32]
    left: NDArray[np.integer]
    right: NDArray[np.integer]
    probability: NDArray[np.float32]
    twin_probability: NDArray[np.float32]
    rarity: TokenRarity
    statistics: Statistics


@dataclass(frozen=True, slots=True)
class Compared:
    """All that is believed of pairs of nodes, before clusters are built.

    Attributes:
        encoded: Names of the nodes.
        scored: Pairs compared, as `ScoredPairs` are ordered.
        group: Place in `scoring.GROUP_NAMES` per pair.
        believed: First beliefs at the corpus's own share of matches, log-odds.
        log_odds: Final beliefs.
        twins: Per node, that records which say just this are one applicant; 1.0 where there is one.
        shares: Share of matches by group.
        bounded: As in `Statistics`.
    """

    encoded: EncodedNames
    scored: ScoredPairs
    group: NDArray[np.int8]
    believed: NDArray[np.float32]
    log_odds: NDArray[np.float32]
    twins: NDArray[np.float32]
    shares: dict[int, float]
    bounded: dict[str, int]

    @property
    def rarity(self) -> TokenRarity:
        """What is usual in this corpus, the share of matches included."""
        return self.encoded.rarity.with_match_shares(self.shares)


def encode_nodes(nodes: Nodes) -> EncodedNames:
    """Encode the names of a corpus, with the rarity of its words and places."""
    encoded = encode_names(nodes.names)
    return replace(encoded, rarity=encoded.rarity.with_places(*nodes.place_counts()))


def believe(
    comparator: Comparator, nodes: Nodes, pairs: NamePairs, config: MatchConfig
) -> tuple[ScoredPairs, NDArray[np.float32], dict[int, float]]:
    """First beliefs: compare candidates, then friends of friends, at the share of matches this corpus has."""
    model = load_model("pair", PAIR_FEATURES)
    scored = comparator.score(model, pairs)
    group = comparator.groups(scored.left_name, scored.right_name)
    believed, shares = adapt_prior(scored.log_odds, group)
    for _ in range(CLOSURE_ROUNDS):
        more = all_forms(*friends_of_friends(scored, believed, len(nodes), config=config), nodes)
        found = comparator.score(model, more)
        scored = scored.merged_with(found, len(nodes))
        group = comparator.groups(scored.left_name, scored.right_name)
        believed = shift_prior(scored.log_odds, group, shares)
    return scored, believed, shares


def compare_all(nodes: Nodes, *, config: MatchConfig, tell: Progress) -> Compared:
    """Find candidates, compare them, believe, and look again.

    Args:
        nodes: Applicants as filed.
        config: Settings.
        tell: Told of each stage.
    """
    total = len(STAGES) - 1
    tell(STAGES[0], 0, total)
    encoded = encode_nodes(nodes)
    tell(STAGES[1], 1, total)
    sounds = sound_features(nodes.names, encoded)
    pairs, bounded = expand_to_nodes(
        find_candidates(nodes.names, encoded, config=config, sounds=sounds), nodes, encoded, config=config
    )
    tell(STAGES[2], 2, total)
    comparator = Comparator(nodes, encoded, workers=config.worker_count, sounds=sounds)
    scored, believed, shares = believe(comparator, nodes, pairs, config)
    group = comparator.groups(scored.left_name, scored.right_name)
    model = load_model("context", CONTEXT_FEATURES)
    second = reconsider(model, scored, believed, group, len(nodes), workers=config.worker_count)
    log_odds = apply_anchors(second, compare_anchors(nodes, scored.left, scored.right))
    twins = _twin_probability(comparator, nodes, shares)
    return Compared(encoded, scored, group, believed, log_odds, twins, shares, bounded)


def cluster_nodes(
    nodes: Nodes,
    *,
    config: MatchConfig,
    together: NDArray[np.int64] | None = None,
    apart: NDArray[np.int64] | None = None,
    twins_from: float = 0.0,
    progress: Progress | None = None,
) -> ClusteredNodes:
    """Find, compare, believe and cluster.

    Args:
        nodes: Applicants as filed.
        config: Settings.
        together: [n, 2] node pairs judged to be one applicant.
        apart: [n, 2] node pairs judged to be different applicants.
        twins_from: Twins less probable than this will be taken apart by the caller, so clusters do not doubt them.
        progress: Told of each stage.
    """
    tell = progress or (lambda _stage, _done, _total: None)
    total = len(STAGES) - 1
    compared = compare_all(nodes, config=config, tell=tell)
    scored = compared.scored
    tell(STAGES[3], 3, total)
    cluster = agglomerate(
        len(nodes), scored.left, scored.right, compared.log_odds, join_from=join_log_odds(config),
        together=together, apart=apart,
    )  # fmt: skip
    probability = to_probability(compared.log_odds)
    twins = np.where(compared.twins < twins_from, np.float32(1.0), compared.twins)
    belief = cluster_belief(cluster, scored.left, scored.right, probability, twins)
    links = probability >= config.review_from
    tell(STAGES[4], total, total)
    statistics = Statistics(
        records=len(nodes.of_row),
        nodes=len(nodes),
        names=len(nodes.names),
        candidate_pairs=len(scored),
        links=int(links.sum()),
        clusters=len(np.unique(cluster)),
        bounded=compared.bounded,
        match_shares={GROUP_NAMES[group]: share for group, share in compared.shares.items()},
    )
    left, right = scored.left[links], scored.right[links]
    return ClusteredNodes(cluster, belief, left, right, probability[links], compared.twins, compared.rarity, statistics)


def join_log_odds(config: MatchConfig) -> float:
    """Average log-odds from which two clusters become one."""
    return float(to_log_odds(np.array([config.join_from], np.float32))[0])


def _twin_probability(comparator: Comparator, nodes: Nodes, shares: dict[int, float]) -> NDArray[np.float32]:
    """Belief that records which say exactly the same are one applicant, for nodes that stand for several."""
    result = np.ones(len(nodes), np.float32)
    several = np.flatnonzero(nodes.size > 1)
    filed = nodes.entry_name[np.searchsorted(nodes.entry_node, several)]
    scored = comparator.score(load_model("pair", PAIR_FEATURES), (several, several, filed, filed))
    group = comparator.groups(scored.left_name, scored.right_name)
    believed = shift_prior(scored.log_odds, group, shares)
    result[several] = to_probability(apply_anchors(believed, compare_anchors(nodes, several, several)))
    return result
