"""What several peers share: groups from pairs, and pairs of names that share a rare word. Standard library only."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

MAX_BLOCK = 200
"""Names that one word may bring together; commoner words make no pairs. 200 names are 19,900 comparisons."""

WORD = re.compile(r"\w+")


def connected(size: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """Group 0..size-1 by single linkage over the pairs; returns one group number each."""
    parent = list(range(size))

    def top(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for a, b in pairs:
        parent[top(a)] = top(b)
    return [top(one) for one in range(size)]


def rare_word_blocks(texts: Sequence[str], *, words_per_name: int = 2) -> Iterator[list[int]]:
    """Yield rows that share a word which is among the rarest of each of them, largest blocks left out.

    Words that occur once are passed over: they bring nobody together.
    """
    words = [sorted(set(WORD.findall(text))) for text in texts]
    frequency = Counter(word for row in words for word in row)
    blocks: dict[str, list[int]] = defaultdict(list)
    for row, own in enumerate(words):
        shared = sorted((word for word in own if frequency[word] > 1), key=lambda word: (frequency[word], word))
        for word in shared[:words_per_name]:
            blocks[word].append(row)
    for rows in blocks.values():
        if 1 < len(rows) <= MAX_BLOCK:
            yield rows
