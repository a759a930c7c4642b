"""What adding records did to the clusters: told, never done behind anybody's back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["ChangeKind", "ClusterChange", "Membership", "Update", "changes_between"]


@dataclass(frozen=True, slots=True)
class Membership:
    """Records that matching believes to be one applicant; as `pipeline.Cluster`, without a name to show."""

    record_ids: tuple[str, ...]
    probability: float


class ChangeKind(StrEnum):
    """How a cluster came about."""

    NEW = "new"
    JOINED = "joined"
    MERGE = "merge"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class ClusterChange:
    """One cluster that is not as it was.

    Attributes:
        kind: Made of new records only; new records joined one older cluster; several older clusters came together,
            which a person should approve; or part of an older cluster is somewhere else now, likewise.
        cluster: As matching sees it now.
        before: The older clusters it has records of.
    """

    kind: ChangeKind
    cluster: Membership
    before: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Update:
    """What an addition did.

    Attributes:
        added: Records that were not known before, or said something else.
        unchanged: Records that say what they said.
        changes: Sorted by their first record.
    """

    added: int
    unchanged: int
    changes: tuple[ClusterChange, ...]

    @property
    def conflicts(self) -> tuple[ClusterChange, ...]:
        """Changes that touch what was settled: to be proposed, not done."""
        return tuple(one for one in self.changes if one.kind in (ChangeKind.MERGE, ChangeKind.SPLIT))


def changes_between(
    before: Iterable[Sequence[str]], after: Iterable[Membership], replaced: Mapping[str, object]
) -> tuple[ClusterChange, ...]:
    """Compare clusters; records in `replaced` count as new ones."""
    home: dict[str, tuple[str, ...]] = {}
    for records in before:
        kept = tuple(record for record in records if record not in replaced)
        home.update(dict.fromkeys(kept, kept))
    changes = []
    for cluster in after:
        members = set(cluster.record_ids)
        origins = sorted({home[record] for record in members if record in home})
        if origins == [cluster.record_ids]:
            continue
        torn = any(not members.issuperset(origin) for origin in origins)
        kind = ChangeKind.NEW if not origins else ChangeKind.JOINED if len(origins) == 1 else ChangeKind.MERGE
        changes.append(ClusterChange(ChangeKind.SPLIT if torn else kind, cluster, tuple(origins)))
    return tuple(sorted(changes, key=lambda change: change.cluster.record_ids))
