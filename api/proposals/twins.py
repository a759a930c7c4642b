"""Records that say exactly the same: matching looks at one of them, but sameness of words is not certainty."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace

from matching.pipeline import Cluster, Link
from matching.records import OfficeRecord

Chance = Callable[[OfficeRecord, OfficeRecord], float]


def with_twins(
    clusters: Sequence[Cluster], links: Sequence[Link], records: Mapping[str, OfficeRecord], *, chance: Chance
) -> tuple[list[Cluster], list[Link]]:
    """Add a link between records with equal contents, and let it weigh on their cluster's probability.

    `cluster_records` compares equal records once. Two persons may well share a name and a city, so each such pair
    gets the probability that a comparison gives it, like any other pair.

    Args:
        clusters: As matching found them.
        links: As matching found them.
        records: By record id.
        chance: The probability that two records are one applicant, compared by themselves.
    """
    known = {(link.left, link.right) for link in links}
    grown, added = [], []
    for cluster in clusters:
        weakest = cluster.probability
        for twins in _twins(cluster.record_ids, records):
            pairs = [(twins[0], other) for other in twins[1:] if (twins[0], other) not in known]
            if pairs:
                probability = chance(records[pairs[0][0]], records[pairs[0][1]])
                weakest = min(weakest, probability)
                added += [Link(left, right, probability) for left, right in pairs]
        grown.append(cluster if weakest == cluster.probability else replace(cluster, probability=weakest))
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
