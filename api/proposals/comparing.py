"""Comparing all office records: the first time in full, later only what is new against what is known."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from matching.clusters import Constraints
from matching.config import MatchConfig
from matching.incremental.known import KnownRecords
from matching.incremental.update import Membership
from matching.pipeline import Link
from matching.records import OfficeRecord
from matching.tokens import TokenRarity

Progress = Callable[[str, int, int], None]

NEW_SHARE = 0.1
"""Share of the records that may be new since the last comparison of all before all are compared again: what is usual
among them would have moved too far."""

NEW_ANYHOW = 50
"""New records that never call for a comparison of all, however few records there are."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What matching believes: clusters and doubtful links, and what is usual among these records."""

    clusters: list[Membership]
    links: list[Link]
    rarity: TokenRarity


class Comparer:
    """Remembers its last comparison, so that a few new records cost milliseconds each."""

    def __init__(self, config: MatchConfig) -> None:
        self._config = config
        self._lock = threading.Lock()
        self._known: KnownRecords | None = None
        self._added = 0

    def compare(
        self,
        records: Mapping[str, OfficeRecord],
        constraints: Constraints,
        *,
        progress: Progress | None = None,
        in_full: bool = False,
    ) -> Compared:
        """Cluster records.

        Args:
            records: All of them, by record id.
            constraints: All judgements.
            progress: Told of each stage.
            in_full: Compare all even where only a few are new.
        """
        with self._lock:
            known = None if in_full else self._known
            self._known = None  # an addition that fails half way leaves nothing to build on
            fresh = [] if known is None else [one for one in records.values() if not known.says_the_same(one)]
            gone = [] if known is None else [name for name in known.record_ids() if name not in records]
            touched = self._added + len(fresh) + len(gone)
            if known is None or touched > max(NEW_ANYHOW, NEW_SHARE * len(known)):
                known, self._added = self._in_full(list(records.values()), constraints, progress), 0
            else:
                known.remove(gone)
                known.add(fresh, constraints=constraints)
                self._added = touched
                if progress:
                    progress("compare what is new", len(fresh), len(fresh))
            self._known = known
            return Compared(known.memberships(), known.links(), known.rarity)

    def _in_full(
        self, records: Sequence[OfficeRecord], constraints: Constraints, progress: Progress | None
    ) -> KnownRecords:
        return KnownRecords.build(records, constraints=constraints, config=self._config, progress=progress)
