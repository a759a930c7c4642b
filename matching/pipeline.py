"""Cluster office records, or a plain table of names: the entry points of matching."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.clusters import NO_CONSTRAINTS, Constraints
from matching.config import DEFAULT_CONFIG, MatchConfig
from matching.engine import ClusteredNodes, Progress, Statistics, cluster_nodes
from matching.errors import InvalidRecordError
from matching.nodes import Nodes, nodes_from_records, nodes_from_table
from matching.records import NameTable, OfficeRecord
from matching.standard_name import StandardName, most_filed_text, pick_standard_name
from matching.tokens import TokenRarity

__all__ = ["Cluster", "Clustering", "Link", "NameClustering", "cluster_names", "cluster_records"]

TWINS_FROM = 0.1
"""Probability below which rows of a table that say exactly the same are kept apart; where people look, they decide."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Office records believed to be one applicant.

    Attributes:
        cluster_id: "cluster:" and the smallest record id in it; stable as long as that record is.
        record_ids: Sorted.
        probability: That all members are one applicant; 1.0 for a single record.
        standard_name: The name to show.
    """

    cluster_id: str
    record_ids: tuple[str, ...]
    probability: float
    standard_name: StandardName


@dataclass(frozen=True, slots=True)
class Link:
    """A pair of records worth a person's look; record ids with left < right."""

    left: str
    right: str
    probability: float


@dataclass(frozen=True, slots=True)
class Clustering:
    """Result of `cluster_records`.

    Attributes:
        clusters: Sorted by `cluster_id`; every record is in exactly one.
        links: Every compared pair at or above `review_from`, inside or across clusters, sorted. Of records that
            say exactly the same, the first stands for all, and each of the others is linked to it.
        statistics: Counts of the run.
        rarity: What is usual in these records; hand it to `explain_pairs`, so that explanations fit the links.
    """

    clusters: tuple[Cluster, ...]
    links: tuple[Link, ...]
    statistics: Statistics
    rarity: TokenRarity


@dataclass(frozen=True, slots=True)
class NameClustering:
    """Result of `cluster_names`.

    Attributes:
        cluster: Cluster number per row, 0 to len(standard_name) - 1.
        standard_name: The name to show, per cluster.
        probability: Per row, that all rows of its cluster are one applicant.
        statistics: Counts of the run.
    """

    cluster: NDArray[np.int64]
    standard_name: list[str]
    probability: NDArray[np.float32]
    statistics: Statistics


def cluster_records(
    records: Sequence[OfficeRecord],
    *,
    constraints: Constraints = NO_CONSTRAINTS,
    config: MatchConfig = DEFAULT_CONFIG,
    progress: Progress | None = None,
) -> Clustering:
    """Say which office records are one applicant; the order of `records` does not matter.

    Args:
        records: Any number, ids unique.
        constraints: Human judgements; pairs that name unknown records are ignored.
        config: Settings.
        progress: Told of each stage.

    Raises:
        InvalidRecordError: a record id occurs twice.
        NameTooLongError: a name exceeds the size cap.
    """
    place = {record.record_id: row for row, record in enumerate(records)}
    if len(place) != len(records):
        raise InvalidRecordError(_repeated(records), "expected unique record ids, got this one twice")
    ordered = sorted(records, key=lambda record: record.record_id)
    place = {record.record_id: row for row, record in enumerate(ordered)}
    spoken_of = frozenset(one for pair in constraints.must_link | constraints.cannot_link for one in pair)
    nodes = nodes_from_records(ordered, apart=spoken_of, workers=config.worker_count)
    result = cluster_nodes(
        nodes,
        config=config,
        together=_node_pairs(constraints.must_link, place, nodes),
        apart=_node_pairs(constraints.cannot_link, place, nodes),
        progress=progress,
    )
    clusters, links = _clusters(ordered, nodes, result), _links(ordered, nodes, result, config)
    return Clustering(clusters, links, result.statistics, result.rarity)


def cluster_names(
    table: NameTable, *, config: MatchConfig = DEFAULT_CONFIG, progress: Progress | None = None
) -> NameClustering:
    """Say which rows of a table are one applicant; made for a million rows and more.

    Args:
        table: One name a row.
        config: Settings.
        progress: Told of each stage.

    Raises:
        NameTooLongError: a name exceeds the size cap.
    """
    nodes = nodes_from_table(table, workers=config.worker_count)
    result = cluster_nodes(nodes, config=config, twins_from=TWINS_FROM, progress=progress)
    alone = _nameless(nodes) | _homonyms(table, nodes, result)
    of_row = result.cluster[nodes.of_row]
    of_row[alone] = len(nodes) + np.arange(np.count_nonzero(alone))
    _, of_row = np.unique(of_row, return_inverse=True)
    belief = np.where(alone, np.float32(1.0), result.belief[nodes.of_row])
    return NameClustering(of_row, _standard_names(table, of_row, nodes), belief, result.statistics)


def _nameless(nodes: Nodes) -> NDArray[np.bool_]:
    """Tell the rows of a table whose name is blank or has nothing to compare: saying nothing is no likeness."""
    empty = np.fromiter((not text for text in nodes.names.folded), np.bool_, len(nodes.names.folded))
    return empty[nodes.entry_name[nodes.of_row]]


def _homonyms(table: NameTable, nodes: Nodes, result: ClusteredNodes) -> NDArray[np.bool_]:
    """Tell the rows that say what another row says and are still another applicant, as this corpus has it.

    Of each such group the row with the smallest record id stays what it was.
    """
    doubted = np.flatnonzero((result.twin_probability < TWINS_FROM)[nodes.of_row])
    order = np.array(sorted(doubted.tolist(), key=lambda row: table.record_id[row]), np.int64)
    _, first = np.unique(nodes.of_row[order], return_index=True)
    alone = np.zeros(len(nodes.of_row), np.bool_)
    alone[order] = True
    alone[order[first]] = False
    return alone


def _repeated(records: Sequence[OfficeRecord]) -> str:
    seen: set[str] = set()
    for record in records:
        if record.record_id in seen:
            return record.record_id
        seen.add(record.record_id)
    return ""


def _node_pairs(pairs: frozenset[tuple[str, str]], place: dict[str, int], nodes: Nodes) -> NDArray[np.int64]:
    known = [(place[a], place[b]) for a, b in sorted(pairs) if a in place and b in place]
    return nodes.of_row[np.array(known, np.int64).reshape(-1, 2)]


def _clusters(records: Sequence[OfficeRecord], nodes: Nodes, result: ClusteredNodes) -> tuple[Cluster, ...]:
    members: dict[int, list[int]] = {}
    for row, cluster in enumerate(result.cluster[nodes.of_row].tolist()):
        members.setdefault(cluster, []).append(row)
    belief = result.belief[nodes.of_row]
    clusters = []
    for rows in members.values():
        ids = tuple(records[row].record_id for row in rows)
        forms = [form for row in rows for form in records[row].name_forms]
        clusters.append(Cluster(f"cluster:{ids[0]}", ids, float(belief[rows[0]]), pick_standard_name(forms)))
    return tuple(clusters)


def _links(
    records: Sequence[OfficeRecord], nodes: Nodes, result: ClusteredNodes, config: MatchConfig
) -> tuple[Link, ...]:
    first = np.full(len(nodes), -1, np.int64)
    first[nodes.of_row[::-1]] = np.arange(len(nodes.of_row))[::-1]
    ids = [records[row].record_id for row in first.tolist()]
    links = []
    for a, b, probability in zip(result.left.tolist(), result.right.tolist(), result.probability.tolist(), strict=True):
        low, high = sorted((ids[a], ids[b]))
        links.append(Link(low, high, probability))
    twins = result.twin_probability
    for row, node in enumerate(nodes.of_row.tolist()):
        if row != first[node] and twins[node] >= config.review_from:
            links.append(Link(ids[node], records[row].record_id, float(twins[node])))
    return tuple(sorted(links, key=lambda link: (link.left, link.right)))


def _standard_names(table: NameTable, of_row: NDArray[np.int64], nodes: Nodes) -> list[str]:
    name_of_row = nodes.entry_name[nodes.of_row].tolist()  # a table has one name per node
    folded = nodes.names.folded
    order = np.argsort(of_row, kind="stable").tolist()
    ends = np.cumsum(np.bincount(of_row)).tolist()
    names: list[str] = []
    start = 0
    for end in ends:
        rows = order[start:end]
        texts = [table.name[row] for row in rows]
        names.append(
            texts[0] if len(set(texts)) == 1 else most_filed_text(texts, [folded[name_of_row[row]] for row in rows])
        )
        start = end
    return names
