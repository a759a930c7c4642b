"""Average linkage of any group of nodes, one join at a time, with a queue; constraints respected."""

import heapq
from collections.abc import Sequence

from matching.linkage import average_log_odds

__all__ = ["Forest"]


class Forest:
    """Clusters under construction: per cluster its neighbours with the sum and number of scored pairs."""

    def __init__(self, nodes: Sequence[int]) -> None:
        self.parent = {node: node for node in nodes}
        self.size = dict.fromkeys(nodes, 1)
        self.edges: dict[int, dict[int, tuple[float, int]]] = {}
        self.forbidden: dict[int, set[int]] = {}

    def find(self, node: int) -> int:
        """The first node of a node's cluster."""
        while self.parent[node] != node:
            self.parent[node] = self.parent[self.parent[node]]
            node = self.parent[node]
        return node

    def connect(self, left: Sequence[int], right: Sequence[int], log_odds: Sequence[float]) -> None:
        """Note what compared pairs say."""
        for a, b, odds in zip(left, right, log_odds, strict=True):
            self.edges.setdefault(a, {})[b] = (odds, 1)
            self.edges.setdefault(b, {})[a] = (odds, 1)

    def link(self, together: Sequence[tuple[int, int]], apart: Sequence[tuple[int, int]], *, join_from: float) -> None:
        """Cluster, after joining what must be together, without joining what must be apart."""
        for a, b in apart:
            self._forbid(a, b)
        for a, b in together:
            self.unite(a, b)
        self._run(join_from)

    def _forbid(self, a: int, b: int) -> None:
        self.forbidden.setdefault(a, set()).add(b)
        self.forbidden.setdefault(b, set()).add(a)

    def _average(self, a: int, b: int) -> float:
        total, seen = self.edges[a][b]
        return average_log_odds(total, seen, self.size[a] * self.size[b])

    def unite(self, a: int, b: int) -> int:
        """Join two clusters unless forbidden; the smaller number names the result."""
        a, b = self.find(a), self.find(b)
        if a == b or b in self.forbidden.get(a, ()):
            return min(a, b)
        keep, gone = min(a, b), max(a, b)
        self.parent[gone] = keep
        self.size[keep] += self.size[gone]
        mine = self.edges.setdefault(keep, {})
        mine.pop(gone, None)
        for other, (total, seen) in self.edges.pop(gone, {}).items():
            if other == keep:
                continue
            before = mine.get(other, (0.0, 0))
            joined = (before[0] + total, before[1] + seen)
            mine[other] = joined
            theirs = self.edges[other]
            theirs.pop(gone, None)
            theirs[keep] = joined
        for other in self.forbidden.pop(gone, set()):
            self.forbidden.setdefault(keep, set()).add(other)
            self.forbidden[other].discard(gone)
            self.forbidden[other].add(keep)
        return keep

    def _run(self, join_from: float) -> None:
        """Join best first; stale queue entries are recognised by their value."""
        queue = [
            (-average, a, b)
            for a, others in self.edges.items()
            for b in others
            if a < b and (average := self._average(a, b)) >= join_from
        ]
        heapq.heapify(queue)
        while queue:
            value, a, b = heapq.heappop(queue)
            if self.parent[a] != a or self.parent[b] != b or b not in self.edges[a] or b in self.forbidden.get(a, ()):
                continue
            if -value != self._average(a, b):
                continue
            keep = self.unite(a, b)
            for other in self.edges[keep]:
                average = self._average(keep, other)
                if average >= join_from:
                    heapq.heappush(queue, (-average, min(keep, other), max(keep, other)))
