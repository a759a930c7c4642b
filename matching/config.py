"""The few knobs of matching, the same for every corpus."""

import os
from dataclasses import dataclass, field

from matching.errors import MatchingError

__all__ = ["AUTO_ACCEPT_FROM", "DEFAULT_CONFIG", "JOIN_FROM", "REVIEW_FROM", "MatchConfig"]

AUTO_ACCEPT_FROM = 0.999
"""Precision the pilot asks for before anything is accepted without a person (design, section 6)."""

JOIN_FROM = 0.5
"""Probability from which two records go into one cluster: likelier than not. Of unseen research organisations, pair F1
is 0.733, 0.749, 0.757 from 0.6, 0.5, 0.4; of US assignees 0.875, 0.870, 0.868."""

REVIEW_FROM = 0.5
"""Probability from which a pair is kept for people to look at; of those at 0.3 to 0.5 one in six was right."""


@dataclass(frozen=True, slots=True)
class MatchConfig:
    """Settings of matching; probabilities are calibrated, 0.0 to 1.0.

    Attributes:
        auto_accept_from: At or above, a proposal needs no human judgement where the office allows that.
        join_from: Clusters are built so that their average pair stays at or above.
        review_from: Pairs at or above are returned as links.
        workers: Processes and threads to use; 0 means all cores this process may run on.
        neighbours: Candidates kept per name and channel.
        max_block: Largest number of names that one key may bring together; larger ones are cut and counted.

    Raises:
        MatchingError: a probability outside 0..1, or a count below its minimum.
    """

    auto_accept_from: float = AUTO_ACCEPT_FROM
    join_from: float = JOIN_FROM
    review_from: float = REVIEW_FROM
    workers: int = field(default=0)
    neighbours: int = 10
    max_block: int = 60

    def __post_init__(self) -> None:
        for name in ("auto_accept_from", "join_from", "review_from"):
            value = getattr(self, name)
            if not 0.0 <= value <= 1.0:
                raise MatchingError(f"{name} must be between 0 and 1, got {value}")
        if self.neighbours < 1 or self.max_block < 2 or self.workers < 0:
            raise MatchingError("neighbours must be >= 1, max_block >= 2 and workers >= 0")

    @property
    def worker_count(self) -> int:
        """How many processes or threads to start, at least 1."""
        return self.workers or len(os.sched_getaffinity(0))


DEFAULT_CONFIG = MatchConfig()
"""What is used when the caller says nothing."""
