"""Office records that somebody judged to be related, and not the same applicant."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, insert, or_, select

from api.store.constraints import Pair, ordered_pair
from api.store.tables import judgements, relations


@dataclass(frozen=True, slots=True)
class Relation:
    """Two records, who judged them to be related, when and why."""

    left: str
    right: str
    by: str
    office: str
    reason: str
    at: str


def relate(connection: Connection, pairs: Iterable[Pair], judgement_id: int) -> None:
    """Keep that these records are related; the latest judgement about a pair holds."""
    rows = [
        {"left": left, "right": right, "judgement_id": judgement_id}
        for left, right in sorted({ordered_pair(*pair) for pair in pairs})
    ]
    if rows:
        same = (relations.c.left == bindparam("one"), relations.c.right == bindparam("other"))
        connection.execute(delete(relations).where(*same), [{"one": r["left"], "other": r["right"]} for r in rows])
        connection.execute(insert(relations), rows)


def unrelate(connection: Connection, judgement_ids: Sequence[int]) -> None:
    """Drop the relations these judgements made, because they were taken back."""
    connection.execute(delete(relations).where(relations.c.judgement_id.in_(judgement_ids)))


def relations_of(connection: Connection, record_ids: Collection[str]) -> list[Relation]:
    """The relations of these records to others, oldest first."""
    table, judged = relations.c, judgements.c
    query = (
        select(table.left, table.right, judged.by, judged.office, judged.reason, judged.at)
        .join(judgements, judged.id == table.judgement_id)
        .where(or_(table.left.in_(record_ids), table.right.in_(record_ids)))
        .order_by(table.judgement_id, table.left, table.right)
    )
    return [Relation(*row) for row in connection.execute(query)]
