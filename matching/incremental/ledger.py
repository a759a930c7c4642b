"""All pairs that were compared, with what is believed of them; those of a few nodes are found fast."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.choice import spans
from matching.numbers import among, distinct

__all__ = ["PairLedger", "PairRows"]

SLACK = 8
"""Room for one more pair per so many pairs, so that most additions copy nothing."""

NOT_BELIEVED = -30.0
"""Log-odds of a pair one side of which is no longer there."""


@dataclass(frozen=True, slots=True)
class PairRows:
    """Pairs of nodes as parallel columns.

    Attributes:
        left: Node numbers.
        right: Node numbers, above those on the left.
        believed: First beliefs, log-odds.
        log_odds: Final beliefs.
        group: Place in `scoring.GROUP_NAMES`.
        facts: [pairs, len(KEPT_FEATURES)] evidence for a second look.
    """

    left: NDArray[np.int32]
    right: NDArray[np.int32]
    believed: NDArray[np.float32]
    log_odds: NDArray[np.float32]
    group: NDArray[np.int8]
    facts: NDArray[np.float16]

    def __len__(self) -> int:
        return len(self.left)

    def columns(self) -> tuple[NDArray[np.generic], ...]:
        """All columns, in the order of the fields."""
        return self.left, self.right, self.believed, self.log_odds, self.group, self.facts

    def take(self, places: NDArray[np.integer]) -> "PairRows":
        """Chosen pairs."""
        return PairRows(*(column[places] for column in self.columns()))


class PairLedger:
    """Pairs by number; a pair keeps its number."""

    def __init__(self, rows: PairRows) -> None:
        """Keep pairs sorted by their left nodes."""
        self._rows = rows
        self._count = self._sorted = len(rows)
        self._by_right = np.argsort(rows.right, kind="stable").astype(np.int32)
        self._right = rows.right[self._by_right]

    def __len__(self) -> int:
        return self._count

    def rows(self) -> PairRows:
        """All pairs."""
        return self.take(np.arange(self._count))

    def take(self, pairs: NDArray[np.integer]) -> PairRows:
        """Pairs by number."""
        return self._rows.take(pairs)

    def of(self, nodes: NDArray[np.integer]) -> NDArray[np.int64]:
        """Numbers of the pairs that have at least one of some nodes, ascending; the nodes sorted, each once."""
        narrow = nodes.astype(np.int32)  # of one type with the columns, or all of these would be converted
        _, as_left = spans(self._rows.left[: self._sorted], narrow)
        _, as_right = spans(self._right, narrow)
        later = slice(self._sorted, self._count)
        touched = among(self._rows.left[later], nodes) | among(self._rows.right[later], nodes)
        return distinct(as_left, self._by_right[as_right], np.flatnonzero(touched) + self._sorted)

    def append(self, rows: PairRows) -> NDArray[np.int64]:
        """Keep more pairs, none of which is here; returns their numbers."""
        needed = self._count + len(rows)
        if needed > len(self._rows):
            room = needed + needed // SLACK - self._count
            kept = self.rows().columns()
            grown = [np.concatenate([old, np.zeros((room, *old.shape[1:]), old.dtype)]) for old in kept]
            self._rows = PairRows(*grown)
        for mine, theirs in zip(self._rows.columns(), rows.columns(), strict=True):
            mine[self._count : needed] = theirs
        numbers = np.arange(self._count, needed)
        self._count = needed
        return numbers

    def believe(self, pairs: NDArray[np.integer], log_odds: NDArray[np.float32]) -> None:
        """Change final beliefs."""
        self._rows.log_odds[pairs] = log_odds

    def forget(self, nodes: NDArray[np.integer]) -> None:
        """Believe nothing any more of the pairs of some nodes."""
        pairs = self.of(nodes)
        self._rows.believed[pairs] = self._rows.log_odds[pairs] = NOT_BELIEVED
