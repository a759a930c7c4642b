"""rapidfuzz on names that share a rare word, single linkage: what a good afternoon's script does."""

from collections.abc import Iterator

from benchmarks.peers.grouping import connected, rare_word_blocks
from benchmarks.peers.names import Names, Peer

PEER = Peer(
    "rapidfuzz, blocks of a rare word",
    ("rapidfuzz==3.14.6", "numpy==2.4.6"),
    threshold=90.0,
    grid=(75.0, 80.0, 85.0, 87.5, 90.0, 92.5, 95.0),
)


def cluster(names: Names, threshold: float) -> list[int]:
    """Group names whose token_sort_ratio, 0 to 100, is at or above the threshold."""
    import numpy as np
    from rapidfuzz import fuzz, process, utils

    texts = [utils.default_process(name) for name in names.name]

    def pairs() -> Iterator[tuple[int, int]]:
        for rows in rare_word_blocks(texts):
            block = [texts[row] for row in rows]
            scores = process.cdist(block, block, scorer=fuzz.token_sort_ratio, score_cutoff=threshold, dtype=np.uint8)
            for a, b in np.argwhere(scores).tolist():
                if a < b:
                    yield rows[a], rows[b]

    return connected(len(texts), pairs())
