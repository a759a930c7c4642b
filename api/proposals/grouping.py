"""From clusters and doubtful links to the groups of records a person, or the policy, decides about as one.

Doubt is shown whole: records that may be one applicant are in one group, with the sides between which the doubt lies.
The result depends on the probabilities and ids only, never on the order of the input.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from api.proposals.partition import Partition
from matching.incremental.update import Membership
from matching.pipeline import Link

MAX_SIDES = 8
"""Sides one proposal may have; more than that nobody can judge at a glance. Weaker links are left for a later run."""

MAX_CLUSTERS = 3
"""Clusters that doubtful links may bring into one proposal: enough for both sides of a doubt and a third one."""


@dataclass(frozen=True, slots=True)
class Group:
    """Records to be decided about together.

    Attributes:
        sides: Sorted record ids; more than one side means that the doubt lies between them.
        owner: What some of the records already belong to, "" when none does.
        probability: That all of them are one applicant: each cluster is one, and each link that holds
            the clusters together is true.
        side_probabilities: The same for each side on its own.
        resembles: How many records outside it may belong here but were left out for the group's size.
    """

    sides: tuple[tuple[str, ...], ...]
    owner: str
    probability: float
    side_probabilities: tuple[float, ...]
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
    clusters: Sequence[Membership],
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
    _narrow(sides, inside, clusters)

    groups = Partition(cluster_of, owners, foes)
    _join_owned(groups, owners)
    for link in inside:
        groups.join(link.left, link.right)
    _join_clusters(groups, clusters)
    bound, outside = _join_across(groups, across, sides, cluster_of)
    shaper = _Shaper(sides, groups, clusters, inside, bound, outside, certain_from)
    return Grouping(
        groups=tuple(shaper.group(members) for members in groups.groups()),
        crossings=_crossings(groups, [*inside, *across], clusters, cluster_of, owners),
    )


def show_doubt(side: tuple[str, ...], probability: float, certain_from: float) -> tuple[tuple[str, ...], ...]:
    """Show a doubtful side record by record where it is small, so that rejecting it means something."""
    if probability >= certain_from or not 1 < len(side) <= MAX_SIDES:
        return (side,)
    return tuple((record,) for record in side)


def _narrow(sides: Partition, inside: Sequence[Link], clusters: Iterable[Membership]) -> None:
    """In a cluster with more sides than can be judged, join the likeliest ones; rejecting it then halves the doubt."""
    for cluster in clusters:
        count = len({sides.root(record) for record in cluster.record_ids})
        if count <= MAX_SIDES:
            continue
        members = set(cluster.record_ids)
        for link in (link for link in inside if link.left in members):
            if count <= MAX_SIDES:
                break
            if sides.root(link.left) != sides.root(link.right):
                count -= sides.join(link.left, link.right)


def _join_owned(partition: Partition, owners: Mapping[str, str]) -> None:
    first: dict[str, str] = {}
    for record in sorted(owners):
        partition.join(first.setdefault(owners[record], record), record)


def _join_clusters(partition: Partition, clusters: Iterable[Membership]) -> None:
    for cluster in sorted(clusters, key=lambda cluster: (-cluster.probability, min(cluster.record_ids))):
        ordered = sorted(cluster.record_ids)
        for record in ordered[1:]:
            partition.join(ordered[0], record)


def _join_across(
    groups: Partition, links: Sequence[Link], sides: Partition, cluster_of: Mapping[str, int]
) -> tuple[list[Link], dict[str, int]]:
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
        clusters = {cluster_of[record] for record in members}
        if len(clusters) <= MAX_CLUSTERS and len({sides.root(record) for record in members}) <= MAX_SIDES:
            groups.join(left, right)
            bound.append(link)
        else:
            outside[link.left] = outside.get(link.left, 0) + 1
            outside[link.right] = outside.get(link.right, 0) + 1
    return bound, outside


class _Shaper:
    """Gives groups their sides and probabilities."""

    def __init__(
        self,
        sides: Partition,
        groups: Partition,
        clusters: Sequence[Membership],
        inside: Iterable[Link],
        bound: Iterable[Link],
        outside: Mapping[str, int],
        certain_from: float,
    ) -> None:
        self._sides, self._groups, self._outside, self._certain_from = sides, groups, outside, certain_from
        self._chance: dict[str, float] = {}
        for cluster in clusters:
            for root in {groups.root(record) for record in cluster.record_ids}:
                self._chance[root] = self._chance.get(root, 1.0) * cluster.probability
        for link in bound:
            self._chance[groups.root(link.left)] *= link.probability
        self._tie: dict[str, float] = {}
        for link in inside:
            if sides.root(link.left) == sides.root(link.right):
                for record in (link.left, link.right):
                    self._tie[record] = max(self._tie.get(record, 0.0), link.probability)
        self._certain = {
            record for cluster in clusters if cluster.probability >= certain_from for record in cluster.record_ids
        }

    def group(self, members: tuple[str, ...]) -> Group:
        probability = self._chance[self._groups.root(members[0])]
        owner = self._groups.owner(members[0]) or ""
        by_side: dict[str, list[str]] = {}
        for record in members:
            by_side.setdefault(self._sides.root(record), []).append(record)
        sides = tuple(sorted(tuple(part) for part in by_side.values()))
        if len(sides) == 1 and not owner:
            sides = show_doubt(sides[0], probability, self._certain_from)
        return Group(
            sides=sides,
            owner=owner,
            probability=probability,
            side_probabilities=tuple(self._coherence(side) for side in sides),
            resembles=sum(self._outside.get(record, 0) for record in members),
        )

    def _coherence(self, side: tuple[str, ...]) -> float:
        """The weakest of the best ties its records have to another one of the side."""
        if len(side) == 1 or all(record in self._certain for record in side):
            return 1.0 if len(side) == 1 else self._certain_from
        return min(self._tie.get(record, 0.0) for record in side)


def _crossings(
    groups: Partition,
    links: Iterable[Link],
    clusters: Iterable[Membership],
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
