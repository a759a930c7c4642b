"""Average linkage of thousands of small groups side by side: every step joins the best two clusters of every group.

The groups share no believable pair, so each comes out as if it were alone, and exactly as `forest.Forest` would do it,
some thirty times faster.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matching.linkage import average_log_odds_of_many

__all__ = ["LARGEST_GROUP", "link_groups"]

LARGEST_GROUP = 2_500
"""Nodes of a group up to which tables of all its pairs are affordable (20 bytes a pair)."""

CELLS = 2_000_000
"""Pairs of all groups that are worked on at once; 40 MB, and no group waits for many larger ones."""

Nodes = NDArray[np.int64]


def link_groups(
    group: Nodes, left: Nodes, right: Nodes, log_odds: NDArray[np.float32], *, join_from: float
) -> NDArray[np.int64]:
    """Cluster every group by itself.

    Args:
        group: Group of every node, 0 and up; nodes of a group keep their order.
        left: Nodes of the compared pairs, both in one group, each pair once.
        right: The other nodes.
        log_odds: Belief per pair.
        join_from: Smallest average log-odds of a join.

    Returns:
        Per node the first node of its cluster.
    """
    order = np.argsort(group, kind="stable")
    sizes = np.bincount(group)
    starts = np.cumsum(sizes) - sizes
    local = np.empty(len(group), np.int64)
    local[order] = np.arange(len(group)) - starts[group[order]]
    by_size = np.argsort(sizes, kind="stable")
    place = np.empty(len(sizes), np.int64)
    place[by_size] = np.arange(len(sizes))
    edges = np.argsort(place[group[left]], kind="stable")
    edge_ends = np.searchsorted(place[group[left]][edges], np.arange(len(sizes)), side="right")
    result = np.empty(len(group), np.int64)
    for first, last in _batches(sizes[by_size]):
        chosen = edges[edge_ends[first - 1] if first else 0 : edge_ends[last - 1]]
        a, b = left[chosen], right[chosen]
        tables = _Tables.of(sizes[by_size[first:last]], place[group[a]] - first, local[a], local[b], log_odds[chosen])
        labels = tables.link(join_from)
        for row, number in enumerate(by_size[first:last].tolist()):
            nodes = order[starts[number] : starts[number] + sizes[number]]
            result[nodes] = nodes[labels[row, : sizes[number]]]
    return result


def _batches(sizes: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Cut groups, smallest first, into runs whose tables, as wide as the largest of the run, fit into `CELLS`."""
    cuts, first = [], 0
    for place, size in enumerate(sizes.tolist()):
        if place > first and (place + 1 - first) * size * size > CELLS:
            cuts.append((first, place))
            first = place
    return [*cuts, (first, len(sizes))] if len(sizes) else []


@dataclass(slots=True)
class _Tables:
    """Clusters of many groups under construction; [groups, nodes, nodes] tables, symmetric, zero beyond a group.

    Attributes:
        total: Sum of the log-odds of compared pairs between two clusters.
        seen: Number of those pairs.
        average: What `linkage` makes of them; minus infinity where nothing was compared.
        size: [groups, nodes] nodes of each cluster, 0 for a cluster that was joined to another.
        best: [groups, nodes] largest average of each cluster.
        partner: [groups, nodes] the first cluster it has that average with.
        label: [groups, nodes] first node of each node's cluster.
    """

    total: NDArray[np.float64]
    seen: NDArray[np.int32]
    average: NDArray[np.float64]
    size: NDArray[np.int64]
    best: NDArray[np.float64]
    partner: NDArray[np.int64]
    label: NDArray[np.int64]

    @classmethod
    def of(cls, sizes: Nodes, group: Nodes, left: Nodes, right: Nodes, log_odds: NDArray[np.float32]) -> Self:
        """Lay the compared pairs of groups into tables; `left` and `right` are places within the group."""
        width = int(sizes.max(initial=0))
        total = np.zeros((len(sizes), width, width))
        seen = np.zeros(total.shape, np.int32)
        total[group, left, right] = total[group, right, left] = log_odds
        seen[group, left, right] = seen[group, right, left] = 1
        average = np.where(seen > 0, total, -np.inf)
        size = (np.arange(width) < sizes[:, None]).astype(np.int64)
        label = np.tile(np.arange(width), (len(sizes), 1))
        return cls(total, seen, average, size, average.max(axis=2), average.argmax(axis=2), label)

    def link(self, join_from: float) -> NDArray[np.int64]:
        """Join until no two clusters of any group are believable enough; the labels."""
        labels = self.label.copy()
        rows = np.arange(len(labels))  # the groups that the tables still hold
        while len(rows):
            # the first of equal maxima: ties go to the lower nodes
            keep = self.best.argmax(axis=1)
            going_on = self.best[np.arange(len(rows)), keep] >= join_from
            if np.count_nonzero(going_on) <= len(rows) // 2:
                labels[rows[~going_on]] = self.label[~going_on]
                self._take(going_on)
                rows = rows[going_on]
                continue
            groups = np.flatnonzero(going_on)
            self._join(groups, keep[groups], self.partner[groups, keep[groups]])
        return labels

    def _take(self, chosen: NDArray[np.bool_]) -> None:
        for name in self.__slots__:
            setattr(self, name, getattr(self, name)[chosen])

    def _join(self, groups: Nodes, keep: Nodes, gone: Nodes) -> None:
        """Join cluster `gone` to cluster `keep` in each of the groups."""
        for table in (self.total, self.seen):
            table[groups, keep] += table[groups, gone]
            table[groups, keep, keep] = table[groups, keep, gone] = table[groups, gone] = 0
            table[groups, :, keep] = table[groups, keep]
            table[groups, :, gone] = 0
        self.size[groups, keep] += self.size[groups, gone]
        self.size[groups, gone] = 0
        label = self.label[groups]
        self.label[groups] = np.where(label == gone[:, None], keep[:, None], label)
        possible = self.size[groups, keep][:, None] * self.size[groups]
        average = average_log_odds_of_many(self.total[groups, keep], self.seen[groups, keep], possible)
        self.average[groups, keep] = average
        self.average[groups, :, keep] = average
        self.average[groups, gone] = -np.inf
        self.average[groups, :, gone] = -np.inf
        self._renew_best(groups, keep, gone, average)

    def _renew_best(self, groups: Nodes, keep: Nodes, gone: Nodes, average: NDArray[np.float64]) -> None:
        """Find the best partners again of the joined cluster and of all whose best was one of the two."""
        best, partner = self.best[groups], self.partner[groups]
        better = (average > best) | ((average == best) & (keep[:, None] < partner))
        lost = (partner == keep[:, None]) | (partner == gone[:, None])
        every = np.arange(len(groups))
        lost[every, keep] = True
        best = np.where(better, average, best)
        partner = np.where(better, keep[:, None], partner)
        best[every, gone] = -np.inf
        lost[every, gone] = False
        lost &= np.isfinite(best)
        row, place = np.nonzero(lost)
        again = self.average[groups[row], place]
        best[row, place], partner[row, place] = again.max(axis=1), again.argmax(axis=1)
        self.best[groups], self.partner[groups] = best, partner
