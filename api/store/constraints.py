"""What judgements taught: pairs of records that are, or are not, one applicant."""

from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from sqlalchemy import Connection, bindparam, delete, insert, select

from api.store.tables import constraints

Pair = tuple[str, str]

CHUNK = 500


def ordered_pair(left: str, right: str) -> Pair:
    """A pair in the order in which it is stored."""
    return (left, right) if left < right else (right, left)


def remember(connection: Connection, judged: Iterable[tuple[Iterable[Pair], int]], *, together: bool) -> None:
    """Keep what judgements, given by their numbers, say about pairs of records; the latest about a pair holds."""
    latest = {ordered_pair(*pair): number for pairs, number in judged for pair in pairs}
    rows = [
        {"left": left, "right": right, "together": int(together), "judgement_id": number}
        for (left, right), number in sorted(latest.items())
    ]
    if rows:
        table = constraints.c
        same = (table.left == bindparam("one"), table.right == bindparam("other"))
        gone = [{"one": row["left"], "other": row["right"]} for row in rows]
        connection.execute(delete(constraints).where(*same), gone)
        connection.execute(insert(constraints), rows)


def forget(connection: Connection, judgement_ids: Sequence[int]) -> None:
    """Drop what these judgements taught, because they were taken back."""
    connection.execute(delete(constraints).where(constraints.c.judgement_id.in_(judgement_ids)))


def reconcile(connection: Connection, record_ids: Collection[str]) -> None:
    """Drop what was judged apart among records that are one applicant on the chain by now."""
    table = constraints.c
    for start in range(0, len(ids := sorted(record_ids)), CHUNK):
        inside = table.left.in_(ids[start : start + CHUNK]) & (table.together == 0)
        rows = connection.execute(select(table.left, table.right).where(inside)).all()
        for left, right in rows:
            if right in record_ids:
                connection.execute(delete(constraints).where(table.left == left, table.right == right))


def judged_pairs(connection: Connection) -> tuple[frozenset[Pair], frozenset[Pair]]:
    """All pairs judged to be together, and all judged to be apart."""
    table = constraints.c
    pairs: tuple[set[Pair], set[Pair]] = (set(), set())
    for left, right, together in connection.execute(select(table.left, table.right, table.together)):
        pairs[0 if together else 1].add((left, right))
    return frozenset(pairs[0]), frozenset(pairs[1])


def sides_apart(sides: Sequence[Sequence[str]]) -> list[Pair]:
    """Every pair of records of two different sides."""
    return [
        ordered_pair(left, right)
        for number, side in enumerate(sides)
        for other in sides[number + 1 :]
        for left in side
        for right in other
    ]


def chained(record_ids: Sequence[str]) -> list[Pair]:
    """Pairs enough to hold these records together."""
    ordered = sorted(record_ids)
    return [ordered_pair(left, right) for left, right in pairwise(ordered)]
