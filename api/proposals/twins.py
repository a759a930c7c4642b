"""Records that say exactly the same: matching looks at one of them, but sameness of words is not certainty."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace

from matching.incremental.update import Membership
from matching.pipeline import Link
from matching.records import OfficeRecord

Pairs = Sequence[tuple[OfficeRecord, OfficeRecord]]
Chances = Callable[[Pairs], Sequence[float]]


def with_twins(
    clusters: Sequence[Membership], links: Sequence[Link], records: Mapping[str, OfficeRecord], *, chances: Chances
) -> tuple[list[Membership], list[Link]]:
    """Add a link between records with equal contents, and let it weigh on their cluster's probability.

    Matching compares equal records once. Two persons may well share a name and a city, so each such pair
    gets the probability that a comparison gives it, like any other pair.

    Args:
        clusters: As matching found them.
        links: As matching found them.
        records: By record id.
        chances: For pairs of records the probability that they are one applicant, compared by themselves.
    """
    known = {(link.left, link.right) for link in links}
    pairs = [
        (number, (twins[0], other))
        for number, cluster in enumerate(clusters)
        for twins in _twins(cluster.record_ids, records)
        for other in twins[1:]
        if (twins[0], other) not in known
    ]
    found = chances([(records[left], records[right]) for _, (left, right) in pairs])
    weakest = {number: cluster.probability for number, cluster in enumerate(clusters)}
    added = []
    for (number, (left, right)), probability in zip(pairs, found, strict=True):
        weakest[number] = min(weakest[number], probability)
        added.append(Link(left, right, probability))
    grown = [replace(cluster, probability=weakest[number]) for number, cluster in enumerate(clusters)]
    return grown, [*links, *added]


def _twins(record_ids: Sequence[str], records: Mapping[str, OfficeRecord]) -> list[list[str]]:
    alike: dict[Hashable, list[str]] = {}
    for record_id in sorted(record_ids):
        record = records[record_id]
        said = (
            record.name_forms,
            record.kind,
            record.country,
            record.city,
            frozenset(record.identifiers),
            frozenset(record.families),
        )
        alike.setdefault(said, []).append(record_id)
    return [twins for twins in alike.values() if len(twins) > 1]
