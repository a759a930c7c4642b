"""OpenSanctions' logic-v2 (nomenklatura) on pairs that share a rare word, single linkage."""

from collections.abc import Iterator

from benchmarks.peers.grouping import connected, rare_word_blocks
from benchmarks.peers.names import Names, Peer

PEER = Peer(
    "OpenSanctions logic-v2, blocks of a rare word",
    ("nomenklatura==4.17.4", "followthemoney==4.11.2", "rigour==2.6.1", "Unidecode==1.4.0"),
    threshold=0.85,
    grid=(0.7, 0.8, 0.85, 0.9, 0.95),
    columns=("name", "country", "applicant_type"),
)


def cluster(names: Names, threshold: float) -> list[int]:
    """Group names whose logic-v2 score is at or above the threshold (its makers' cut-off is 0.7)."""
    from followthemoney import EntityProxy
    from nomenklatura.matching import get_algorithm
    from unidecode import unidecode

    algorithm = get_algorithm("logic-v2")
    config = algorithm.default_config()

    def entity(row: int) -> EntityProxy:
        person = names.applicant_type[row] in {"person", "naturalPerson"}
        values = {"name": [names.name[row]], "country": [c] if (c := names.country[row].lower()) else []}
        schema = "Person" if person else "Organization"
        return EntityProxy.from_dict({"id": f"e{row}", "schema": schema, "properties": values})

    entities = [entity(row) for row in range(len(names))]

    def pairs() -> Iterator[tuple[int, int]]:
        seen: set[tuple[int, int]] = set()
        for rows in rare_word_blocks([unidecode(name).lower() for name in names.name]):
            for place, a in enumerate(rows):
                for b in rows[:place]:
                    if (a, b) not in seen:
                        seen.add((a, b))
                        if algorithm.compare(entities[a], entities[b], config).score >= threshold:
                            yield a, b

    return connected(len(names), pairs())
