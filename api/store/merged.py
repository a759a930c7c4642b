"""Which records a merged GID brought into its survivor, so that undoing the merge gives exactly those back."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, delete, insert, select

from api.store.tables import merged_records, record_heads


def note_merged(connection: Connection, gid: int) -> None:
    """Note the records that a GID has now; call it before they move to the survivor."""
    connection.execute(delete(merged_records).where(merged_records.c.gid == gid))
    held = select(record_heads.c.gid, record_heads.c.record_id).where(record_heads.c.gid == gid)
    connection.execute(insert(merged_records).from_select(["gid", "record_id"], held))


def brought_by(connection: Connection, gid: int, survivor: int) -> list[str]:
    """The records that a merged GID brought and its survivor still has, sorted."""
    table = merged_records.c
    query = (
        select(table.record_id)
        .join(record_heads, record_heads.c.record_id == table.record_id)
        .where(table.gid == gid, record_heads.c.gid == survivor)
        .order_by(table.record_id)
    )
    return list(connection.execute(query).scalars())


def forget_merged(connection: Connection, gids: Sequence[int], record_ids: Collection[str]) -> None:
    """Forget that these records came with these GIDs."""
    table = merged_records.c
    connection.execute(delete(merged_records).where(table.gid.in_(gids), table.record_id.in_(record_ids)))
