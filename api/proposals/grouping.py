"""From clusters and doubtful links to the groups of records a person, or the policy, decides about as one.

Doubt is shown whole: records that may be one applicant are in one group, with the sides between which the doubt lies.
The result depends on the probabilities and ids only, never on the order of the input.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from api.proposals.partition import Partition
from matching.clusters import Cluster, Link

MAX_SIDES = 8
"""Sides one proposal may have; more than that nobody can judge at a glance. Weaker links are left for a later run."""

MAX_RECORDS = 400
"""Records that doubtful links may bring into one proposal."""


@dataclass(frozen=True, slots=True)
class Group:
    """Records to be decided about together.

    Attributes:
        sides: Sorted record ids; more than one side means that the doubt lies between them.
        owner: What some of the records already belong to, "" when none does.
        probability: That all of them are one applicant: that of the weakest cluster or link that holds the group together.
        resembles: How many records outside it may belong here but were left out for the group's size.
    """

    sides: tuple[tuple[str, ...], ...]
    owner: str
    probability: float
    resembles: int


@dataclass(frozen=True, slots=True)
class Crossing:
    """Two owners whose records look like one applicant; `left` sorts before `right`."""

    left: str
    right: str
    probability: float


@dataclass(frozen=True, slots=True)
class Grouping:
    """All groups of a run, and the pairs of owners between which records were found to cross."""

    groups: tuple[Group, ...]
    crossings: tuple[Crossing, ...]


def group_records(
    clusters: Sequence[Cluster],
    links: Iterable[Link],
    *,
    owners: Mapping[str, str],
    foes: Collection[tuple[str, str]],
    certain_from: float,
    review_from: float,
) -> Grouping:
    """Group the records of a clustering.

    Args:
        clusters: Every record is in exactly one.
        links: Scored pairs; those below `review_from` are ignored.
        owners: What a record already belongs to, for those that do.
        foes: Pairs judged to be different applicants.
        certain_from: Probability from which a cluster or a link leaves no doubt.
        review_from: Probability from which a link between clusters makes them wait for each other.
    """
    cluster_of = {record: number for number, cluster in enumerate(clusters) for record in cluster.record_ids}
    strongest = sorted(
        (link for link in links if link.probability >= review_from),
        key=lambda link: (-link.probability, link.left, link.right),
    )
    inside = [link for link in strongest if cluster_of[link.left] == cluster_of[link.right]]
    across = [link for link in strongest if cluster_of[link.left] != cluster_of[link.right]]

    sides = Partition(cluster_of, owners, foes)
    _join_owned(sides, owners)
    _join_clusters(sides, [cluster for cluster in clusters if cluster.probability >= certain_from])
    for link in inside:
        if link.probability >= certain_from:
            sides.join(link.left, link.right)

    groups = Partition(cluster_of, owners, foes)
    _join_owned(groups, owners)
    for link in inside:
        groups.join(link.left, link.right)
    _join_clusters(groups, clusters)
    bound, outside = _join_across(groups, across, sides)
    weakest = _weakest(groups, clusters, bound)
    return Grouping(
        groups=tuple(_group(members, sides, groups, weakest, outside) for members in groups.groups()),
        crossings=_crossings(groups, [*inside, *across], clusters, cluster_of, owners),
    )


def _join_owned(partition: Partition, owners: Mapping[str, str]) -> None:
    first: dict[str, str] = {}
    for record in sorted(owners):
        partition.join(first.setdefault(owners[record], record), record)


def _join_clusters(partition: Partition, clusters: Iterable[Cluster]) -> None:
    for cluster in sorted(clusters, key=lambda cluster: (-cluster.probability, min(cluster.record_ids))):
        ordered = sorted(cluster.record_ids)
        for record in ordered[1:]:
            partition.join(ordered[0], record)


def _join_across(groups: Partition, links: Sequence[Link], sides: Partition) -> tuple[list[Link], dict[str, int]]:
    """Join groups by doubtful links, strongest first, as long as they stay small enough to be judged.

    Returns:
        The links that hold groups together, and per record how many links were left out for size.
    """
    bound = []
    outside: dict[str, int] = {}
    for link in links:
        left, right = groups.root(link.left), groups.root(link.right)
        if left == right or groups.judged_apart(left, right) or groups.owned_apart(left, right):
            continue
        members = groups.members(left) + groups.members(right)
        if len(members) <= MAX_RECORDS and len({sides.root(record) for record in members}) <= MAX_SIDES:
            groups.join(left, right)
            bound.append(link)
        else:
            outside[link.left] = outside.get(link.left, 0) + 1
            outside[link.right] = outside.get(link.right, 0) + 1
    return bound, outside


def _weakest(groups: Partition, clusters: Iterable[Cluster], bound: Iterable[Link]) -> dict[str, float]:
    weakest: dict[str, float] = {}
    for cluster in clusters:
        for record in cluster.record_ids:
            root = groups.root(record)
            weakest[root] = min(weakest.get(root, 1.0), cluster.probability)
    for link in bound:
        root = groups.root(link.left)
        weakest[root] = min(weakest.get(root, 1.0), link.probability)
    return weakest


def _group(
    members: tuple[str, ...],
    sides: Partition,
    groups: Partition,
    weakest: Mapping[str, float],
    outside: Mapping[str, int],
) -> Group:
    by_side: dict[str, list[str]] = {}
    for record in members:
        by_side.setdefault(sides.root(record), []).append(record)
    parts = sorted(tuple(part) for part in by_side.values())
    return Group(
        sides=tuple(parts),
        owner=groups.owner(members[0]) or "",
        probability=weakest[groups.root(members[0])],
        resembles=sum(outside.get(record, 0) for record in members),
    )


def _crossings(
    groups: Partition,
    links: Iterable[Link],
    clusters: Iterable[Cluster],
    cluster_of: Mapping[str, int],
    owners: Mapping[str, str],
) -> tuple[Crossing, ...]:
    """Two owners cross when registered records of both are linked, or when matching put both into one cluster."""
    best: dict[tuple[str, str], float] = {}

    def cross(left: str, right: str, probability: float) -> None:
        if groups.owned_apart(left, right) and not groups.judged_apart(left, right):
            first, second = sorted((groups.owner(left) or "", groups.owner(right) or ""))
            best[first, second] = max(best.get((first, second), 0.0), probability)

    for link in links:
        registered = link.left in owners and link.right in owners
        if registered or cluster_of[link.left] == cluster_of[link.right]:
            cross(link.left, link.right, link.probability)
    for cluster in clusters:
        owned = [record for record in sorted(cluster.record_ids) if record in owners]
        for record in owned[1:]:
            cross(owned[0], record, cluster.probability)
    return tuple(Crossing(left, right, probability) for (left, right), probability in sorted(best.items()))
