"""rapidfuzz.process.extract over the whole reference, one query at a time."""

from collections.abc import Iterator

from benchmarks.peers.names import Names, Peer

PEER = Peer("rapidfuzz.process.extract", ("rapidfuzz==3.14.6",))


def rank(reference: Names, queries: Names, top: int) -> Iterator[list[tuple[int, float]]]:
    """Yield the rows with the best WRatio, 0 to 100, for each query."""
    from rapidfuzz import fuzz, process, utils

    texts = [utils.default_process(name) for name in reference.name]

    def answer(name: str) -> list[tuple[int, float]]:
        found = process.extract(utils.default_process(name), texts, scorer=fuzz.WRatio, processor=None, limit=top)
        return [(row, score) for _, score, row in found]

    return map(answer, queries.name)
