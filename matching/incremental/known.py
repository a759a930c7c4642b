"""Clustered records in memory, to which more records are added without clustering all of them again."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b

import numpy as np

from matching.choice import choose_nodes
from matching.clusters import NO_CONSTRAINTS, Constraints
from matching.config import DEFAULT_CONFIG, MatchConfig
from matching.engine import Compared, Progress, compare_all
from matching.errors import InvalidRecordError
from matching.incremental.beliefs import Beliefs
from matching.incremental.judged import JudgedNodes, groups_within, torn_nodes
from matching.incremental.update import Membership, Update, changes_between
from matching.nodes import Nodes, nodes_from_records, record_signature
from matching.pipeline import Link
from matching.records import OfficeRecord
from matching.tokens import TokenRarity

__all__ = ["KnownRecords"]


class KnownRecords:
    """Records, every pair of them that was compared, and the clusters matching believes in.

    Kept in memory: the analysed names with an inverted index over them, what else is known of each node, and per
    compared pair two beliefs and the evidence a second look takes (about 45 bytes). Of the records only the ids.
    """

    def __init__(self, nodes: Nodes, compared: Compared, config: MatchConfig) -> None:
        self._beliefs = Beliefs(nodes, compared, config)
        self._held: list[list[str]] = [[] for _ in range(len(nodes))]
        self._node_of: dict[str, int] = {}
        self._says: dict[str, int] = {}
        self._by_signature: dict[int, int] = {}
        self._constraints = NO_CONSTRAINTS

    @classmethod
    def build(
        cls,
        records: Sequence[OfficeRecord],
        *,
        constraints: Constraints = NO_CONSTRAINTS,
        config: MatchConfig = DEFAULT_CONFIG,
        progress: Progress | None = None,
    ) -> "KnownRecords":
        """Cluster records as `pipeline.cluster_records` does, and keep what adding to them takes.

        Raises:
            InvalidRecordError: a record id occurs twice.
        """
        _refuse_repeats(records)
        ordered = sorted(records, key=lambda record: record.record_id)
        spoken_of = _spoken_of(constraints)
        nodes = nodes_from_records(ordered, apart=spoken_of, workers=config.worker_count)
        tell = progress or (lambda _stage, _done, _total: None)
        known = cls(nodes, compare_all(nodes, config=config, tell=tell), config)
        for record, node in zip(ordered, nodes.of_row.tolist(), strict=True):
            known._hold(record, node, alone=record.record_id in spoken_of)
        known._constraints = constraints
        known._beliefs.judged = JudgedNodes(constraints, known._node_of)
        known._beliefs.cluster_again(range(len(nodes)))
        return known

    def __len__(self) -> int:
        return len(self._node_of)

    @property
    def rarity(self) -> TokenRarity:
        """What was usual when all records were compared last."""
        return self._beliefs.rarity

    def record_ids(self) -> list[str]:
        """All records, in no order."""
        return list(self._node_of)

    def says_the_same(self, record: OfficeRecord) -> bool:
        """Whether a record is known and says what it said."""
        return self._says.get(record.record_id) == _signature(record)

    def add(self, records: Sequence[OfficeRecord], *, constraints: Constraints | None = None) -> Update:
        """Take in new records, and new versions of known ones, and believe what a comparison of all would.

        Beliefs and clusters change for what the new records touch and for nothing else. Against a comparison of all
        they may differ in that rarity of words, the share of matches and the cut of over-long lists are those of the
        last full comparison (tests/matching/test_incremental.py has how much).

        Args:
            records: New or changed ones; known ones that say what they said are passed over.
            constraints: All judgements as they are now; those of the last call when left out.

        Raises:
            InvalidRecordError: a record id occurs twice.
        """
        _refuse_repeats(records)
        fresh = [record for record in records if not self.says_the_same(record)]
        constraints = self._constraints if constraints is None else constraints
        spoken_of = _spoken_of(constraints)
        fresh.sort(key=lambda record: record.record_id)
        touched = self._drop([record.record_id for record in fresh if record.record_id in self._node_of])
        touched |= self._add_twins(fresh, spoken_of)
        new, of_row = self._new_nodes([record for record in fresh if record.record_id not in self._node_of], spoken_of)
        torn = torn_nodes(constraints, self._node_of, self._held)
        first = len(self._held)
        new, moved = self._with_torn(new, torn, constraints)
        self._held += [[] for _ in range(len(new))]
        for record, node in of_row:
            self._hold(record, first + node, alone=record.record_id in spoken_of)
        for record_id, node in moved:
            self._held[self._node_of[record_id]].remove(record_id)
            self._held[first + node].append(record_id)
            self._node_of[record_id] = first + node
        judged = JudgedNodes(constraints, self._node_of)
        touched |= judged.differing(self._beliefs.judged) | torn
        self._constraints, self._beliefs.judged = constraints, judged
        looked_at = self._beliefs.add(new, touched)
        before, after = self._beliefs.cluster_again(looked_at)
        replaced = dict.fromkeys(record.record_id for record in fresh)
        old = [[record for node in nodes for record in self._held[node]] for nodes in before]
        return Update(
            len(fresh),
            len(records) - len(fresh),
            changes_between(map(sorted, old), map(self._membership, after), replaced),
        )

    def remove(self, record_ids: Iterable[str]) -> None:
        """Forget records; what they tied together is looked at again with the next addition."""
        self._drop([record_id for record_id in record_ids if record_id in self._node_of])

    def memberships(self) -> list[Membership]:
        """All clusters, sorted; every record is in exactly one."""
        found = [self._membership(nodes) for nodes in self._beliefs.clusters()]
        return sorted((one for one in found if one.record_ids), key=lambda one: one.record_ids)

    def links(self) -> list[Link]:
        """Every compared pair at or above `review_from`, as `pipeline.Clustering.links`."""
        links = []
        for left, right, probability in self._beliefs.links():
            if self._held[left] and self._held[right]:
                low, high = sorted((min(self._held[left]), min(self._held[right])))
                links.append(Link(low, high, probability))
        review_from = self._beliefs.config.review_from
        for node, held in enumerate(self._held):
            probability = float(self._beliefs.twins[node]) if len(held) > 1 else 0.0
            if probability >= review_from:
                first, *others = sorted(held)
                links += [Link(first, other, probability) for other in others]
        return sorted(links, key=lambda link: (link.left, link.right))

    def _membership(self, nodes: Sequence[int]) -> Membership:
        records = sorted(record for node in nodes for record in self._held[node])
        return Membership(tuple(records), self._beliefs.probability(nodes[0]))

    def _hold(self, record: OfficeRecord, node: int, *, alone: bool) -> None:
        self._held[node].append(record.record_id)
        self._node_of[record.record_id] = node
        signature = _signature(record)
        self._says[record.record_id] = signature
        if not alone:
            self._by_signature[signature] = node

    def _drop(self, record_ids: Iterable[str]) -> set[int]:
        """Take records out of their nodes; returns nodes that are to be looked at again."""
        touched = set()
        for record_id in record_ids:
            node = self._node_of.pop(record_id)
            self._held[node].remove(record_id)
            signature = self._says.pop(record_id)
            touched.add(node)
            if not self._held[node]:
                touched |= self._beliefs.forget(node)
                if self._by_signature.get(signature) == node:
                    del self._by_signature[signature]
        return touched

    def _add_twins(self, fresh: Iterable[OfficeRecord], spoken_of: frozenset[str]) -> set[int]:
        """Let nodes hold records that say the same as theirs, unless somebody spoke of either."""
        touched = set()
        for record in fresh:
            node = self._by_signature.get(_signature(record))
            if node is not None and record.record_id not in spoken_of and not spoken_of & set(self._held[node]):
                self._hold(record, node, alone=False)
                touched.add(node)
        self._beliefs.expect_twins(touched)
        return touched

    def _new_nodes(
        self, records: Sequence[OfficeRecord], spoken_of: frozenset[str]
    ) -> tuple[Nodes, list[tuple[OfficeRecord, int]]]:
        nodes = nodes_from_records(records, apart=spoken_of)
        return nodes, list(zip(records, nodes.of_row.tolist(), strict=True))

    def _with_torn(self, new: Nodes, torn: set[int], constraints: Constraints) -> tuple[Nodes, list[tuple[str, int]]]:
        """Add a copy of a torn node for each of its records but the first, and say which record goes where."""
        if not torn:
            return new, []
        groups = groups_within(constraints, [sorted(self._held[node]) for node in sorted(torn)])
        source: list[int] = []
        moved: list[tuple[str, int]] = []
        for node, parts in zip(sorted(torn), groups, strict=True):
            for part in parts[1:]:
                moved += [(record, len(new) + len(source)) for record in part]
                source.append(node)
        gathered = self._beliefs.layers.gather(np.array(sorted(torn), np.int64))
        copies = gathered.here(np.array(source, np.int64))
        nodes, _ = choose_nodes([(new, np.arange(len(new))), (gathered.nodes, copies)])
        return nodes, moved


def _signature(record: OfficeRecord) -> int:
    """A number for what a record says, the same in every run."""
    said = repr(record_signature(record, frozenset())).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(said, digest_size=8).digest())


def _spoken_of(constraints: Constraints) -> frozenset[str]:
    return frozenset(one for pair in constraints.must_link | constraints.cannot_link for one in pair)


def _refuse_repeats(records: Sequence[OfficeRecord]) -> None:
    seen: set[str] = set()
    for record in records:
        if record.record_id in seen:
            raise InvalidRecordError(record.record_id, "expected unique record ids, got this one twice")
        seen.add(record.record_id)
