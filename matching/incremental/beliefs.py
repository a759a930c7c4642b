"""What is believed of nodes and pairs of them, brought up to date where new nodes touch it."""

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.anchors import apply_anchors, compare_anchors
from matching.closure import FRIEND_FROM
from matching.clusters import NO_CONSTRAINTS, agglomerate, cluster_belief
from matching.config import MatchConfig
from matching.context import CONTEXT_FEATURES, SECOND_LOOK_FROM, Surroundings
from matching.engine import CLOSURE_ROUNDS, Compared, join_log_odds
from matching.incremental.friends import friends_of_new, local_pairs
from matching.incremental.judged import JudgedNodes
from matching.incremental.layers import Layers
from matching.incremental.ledger import PairLedger, PairRows
from matching.nodes import Nodes
from matching.numbers import distinct
from matching.prior import shift_prior
from matching.probability import load_model, to_log_odds, to_probability
from matching.scoring import PAIR_FEATURES
from matching.tokens import EncodedNames
from matching.tree_walk import load_walk

__all__ = ["Beliefs"]

FELT_FROM = -2.2
"""Log-odds (10 %) of a pair from which what else is believed of its two nodes is looked at again."""

MOVED = 0.05
"""Change of log-odds of a believable pair from which its cluster is built anew."""

Numbers = NDArray[np.integer]


class Beliefs:
    """Nodes in layers, pairs in a ledger, and the cluster of every node."""

    def __init__(self, nodes: Nodes, compared: Compared, config: MatchConfig) -> None:
        self.config = config
        self.rarity = compared.rarity
        self._first: tuple[Nodes, EncodedNames] = (nodes, compared.encoded)
        self.twins = compared.twins
        self.judged = JudgedNodes(NO_CONSTRAINTS, {})
        scored = compared.scored
        ends = scored.left.astype(np.int32), scored.right.astype(np.int32)
        self._ledger = PairLedger(PairRows(*ends, compared.believed, compared.log_odds, compared.group, scored.facts))
        self._cluster = np.arange(len(nodes))
        self._belief = np.ones(len(nodes), np.float32)
        self._members: dict[int, list[int]] = {}
        self._join_from = join_log_odds(config)

    @cached_property
    def layers(self) -> Layers:
        """The nodes with their index; built when first something is added."""
        return Layers(*self._first, self.rarity)

    def probability(self, node: int) -> float:
        """That all of a node's cluster are one applicant."""
        return float(self._belief[node])

    def clusters(self) -> Iterable[Sequence[int]]:
        """The nodes of every cluster."""
        for node in range(len(self._cluster)):
            if self._cluster[node] == node:
                yield self._members.get(node, [node])

    def links(self) -> Iterable[tuple[int, int, float]]:
        """Pairs of nodes worth a person's look, with their probabilities."""
        rows = self._ledger.rows()
        probability = to_probability(rows.log_odds)
        kept = np.flatnonzero(probability >= self.config.review_from)
        columns = rows.left[kept].tolist(), rows.right[kept].tolist(), probability[kept].tolist()
        return zip(*columns, strict=True)

    def add(self, nodes: Nodes, touched: Iterable[int]) -> set[int]:
        """Compare new nodes with all, and look again at what they and other changes touch.

        Args:
            nodes: New ones; they get the next numbers.
            touched: Nodes that changed otherwise.

        Returns:
            Nodes whose clusters may not be what they were, `touched` and the new ones among them.
        """
        first = len(self._cluster)
        self._cluster = np.r_[self._cluster, first + np.arange(len(nodes))]
        self._belief = np.r_[self._belief, np.ones(len(nodes), np.float32)]
        self.twins = np.r_[self.twins, np.ones(len(nodes), np.float32)]
        changed = set(touched)
        added: Numbers = np.zeros(0, np.int64)
        if len(nodes):
            left, right, *names = self.layers.add(nodes)
            added = self._compare(left, right, (names[0], names[1]))
            for _ in range(CLOSURE_ROUNDS):
                more = friends_of_new(self._surroundings(added), first, config=self.config)
                added = np.r_[added, self._compare(*more, None)]
            new = np.arange(first, first + len(nodes))
            self.expect_twins(new[nodes.size > 1].tolist())
            changed |= set(new.tolist())
        return changed | self._look_again(added, np.array(sorted(changed), np.int64))

    def forget(self, node: int) -> set[int]:
        """Believe nothing any more of a node; returns those that were believed to be like it."""
        alone = np.array([node], np.int64)
        rows = self._ledger.take(self._ledger.of(alone))
        near = rows.believed >= SECOND_LOOK_FROM
        self._ledger.forget(alone)
        return set(np.r_[rows.left[near], rows.right[near]].tolist())

    def expect_twins(self, nodes: Iterable[int]) -> None:
        """Work out, for nodes that hold several records, that these are one applicant."""
        numbers = np.array(sorted(nodes), np.int64)
        if len(numbers) == 0:
            return
        gathered = self.layers.gather(numbers)
        alone, here = gathered.nodes, np.arange(len(numbers))
        filed = alone.entry_name[np.searchsorted(alone.entry_node, here)]
        comparator = self.layers.comparator(gathered)
        scored = comparator.score(load_walk("pair", PAIR_FEATURES), (here, here, filed, filed))
        group = comparator.groups(scored.left_name, scored.right_name)
        believed = shift_prior(scored.log_odds, group, self.rarity.match_shares)
        self.twins[numbers] = to_probability(apply_anchors(believed, compare_anchors(alone, here, here)))

    def cluster_again(self, nodes: Iterable[int]) -> tuple[list[Sequence[int]], list[Sequence[int]]]:
        """Build the clusters of some nodes anew, and of all that hang together with them.

        Returns:
            The clusters these nodes were in, and those they are in now.
        """
        region = self._region(nodes)
        if len(region) == 0:
            return [], []
        old: list[Sequence[int]] = [
            self._members.pop(head, [head]) for head in np.unique(self._cluster[region]).tolist()
        ]
        rows = self._ledger.take(self._ledger.of(region))
        rows = rows.take(np.flatnonzero(_both_in(rows, region)))
        left, right = np.searchsorted(region, rows.left), np.searchsorted(region, rows.right)
        together, apart = self.judged.pairs_among(region)
        cluster = agglomerate(
            len(region), left, right, rows.log_odds, join_from=self._join_from, together=together, apart=apart
        )
        twins = self.twins[region]
        self._belief[region] = cluster_belief(cluster, left, right, to_probability(rows.log_odds), twins)
        self._cluster[region] = region[cluster]
        order = np.argsort(cluster, kind="stable")
        starts = np.flatnonzero(np.r_[True, np.diff(cluster[order]) > 0])
        now: list[Sequence[int]] = [part.tolist() for part in np.split(region[order], starts[1:])]
        self._members.update({part[0]: list(part) for part in now if len(part) > 1})
        return old, now

    def _compare(self, left: Numbers, right: Numbers, names: tuple[Numbers, Numbers] | None) -> Numbers:
        if len(left) == 0:
            return np.zeros(0, np.int64)
        return self._ledger.append(self.layers.compare(left, right, names, self.config.worker_count))

    def _surroundings(self, added: Numbers) -> PairRows:
        """All pairs of the new nodes and of those they are believed to be like."""
        rows = self._ledger.take(added)
        strong = rows.believed >= to_log_odds(np.array([FRIEND_FROM], np.float32))[0]
        ends = distinct(rows.left[strong], rows.right[strong])
        return self._ledger.take(distinct(self._ledger.of(ends), added))

    def _look_again(self, added: Numbers, changed: Numbers) -> set[int]:
        """Second beliefs of new pairs, and of all pairs of nodes that are in new company.

        Returns:
            Nodes of pairs that are, or were, believable enough to join.
        """
        rows = self._ledger.take(added)
        near = rows.believed >= SECOND_LOOK_FROM
        felt = rows.believed >= FELT_FROM
        again = self._ledger.of(distinct(rows.left[felt], rows.right[felt], changed))
        again = again[self._ledger.take(again).believed >= SECOND_LOOK_FROM]
        again = distinct(again, added[near])
        target = distinct(again, added)
        if len(target) == 0:
            return set()
        rows = self._ledger.take(target)
        log_odds = rows.believed.copy()
        log_odds[np.searchsorted(target, again)] = self._reconsidered(again)
        gathered = self.layers.gather(distinct(rows.left, rows.right))
        anchors = compare_anchors(gathered.nodes, gathered.here(rows.left), gathered.here(rows.right))
        final = apply_anchors(log_odds, anchors)
        fresh = np.isin(target, added)
        before = np.where(fresh, np.float32(-np.inf), rows.log_odds)
        believable = (np.maximum(final, before) >= self._join_from) & (np.abs(final - before) >= MOVED)
        self._ledger.believe(target, final)
        return set(np.r_[rows.left[believable], rows.right[believable]].tolist())

    def _reconsidered(self, again: Numbers) -> NDArray[np.float32]:
        """Second beliefs of pairs, given by number, ascending; their surroundings come along as far as they count."""
        if len(again) == 0:
            return np.zeros(0, np.float32)
        rows = self._ledger.take(again)
        around = self._ledger.of(distinct(rows.left, rows.right))
        every = self._ledger.take(around)
        ids, scored = local_pairs(every)
        surroundings = Surroundings(scored, every.believed, every.group, len(ids))
        wanted = np.searchsorted(around[surroundings.chosen], again)
        return load_model("context", CONTEXT_FEATURES).log_odds(surroundings.columns(wanted))

    def _region(self, nodes: Iterable[int]) -> Numbers:
        """Nodes that may share a cluster with some nodes: joined by believable pairs, judgements or clusters so far."""
        found: set[int] = set()
        edge = set(nodes)
        while edge:
            found |= edge
            rows = self._ledger.take(self._ledger.of(np.array(sorted(edge), np.int64)))
            near = rows.log_odds >= self._join_from
            reached = set(np.r_[rows.left[near], rows.right[near]].tolist())
            for node in edge:
                reached.update(self.judged.together(node))
                reached.update(self._members.get(int(self._cluster[node]), ()))
            edge = reached - found
        return np.array(sorted(found), np.int64)


def _both_in(rows: PairRows, nodes: Numbers) -> NDArray[np.bool_]:
    inside: NDArray[np.bool_] = np.isin(rows.left, nodes) & np.isin(rows.right, nodes)
    return inside
