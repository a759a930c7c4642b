"""Take the index back to an earlier block: delete what came later, refold the entries it had touched."""

from sqlalchemy import Connection, delete, insert, select

from node.entries import Entry, Step, apply_step, registered_entries
from node.events import GENESIS_HEAD, ChangeKind
from node.fold import Position, rebuild_offices, update_entries
from node.tables import batches, blocks, checkpoint, entries, events, office_events


def roll_back_to(connection: Connection, ancestor: int, block_hash: bytes) -> None:
    """Delete what came after a block and bring the entries it had touched back to their state at that block."""
    later = events.c.block_number > ancestor
    changed = select(events.c.gid).where(later, events.c.kind != ChangeKind.REGISTERED).distinct()
    touched = list(connection.execute(changed).scalars())
    first_gone = connection.execute(
        select(batches.c.first_gid).where(batches.c.block_number > ancestor).order_by(batches.c.first_gid).limit(1)
    ).scalar()
    connection.execute(delete(events).where(later))
    connection.execute(delete(batches).where(batches.c.block_number > ancestor))
    connection.execute(delete(office_events).where(office_events.c.block_number > ancestor))
    connection.execute(delete(blocks).where(blocks.c.number > ancestor))
    if first_gone is not None:
        connection.execute(delete(entries).where(entries.c.gid >= first_gone))
    kept = [gid for gid in touched if first_gone is None or gid < first_gone]
    update_entries(connection, _refold(connection, kept))
    rebuild_offices(connection)
    write_checkpoint(connection, ancestor, block_hash, position_of(connection))


def _refold(connection: Connection, gids: list[int]) -> list[Entry]:
    """Return these entries as their remaining events leave them."""
    found = registered_entries(connection, gids)
    for gid, entry in found.items():
        own = select(events).where(events.c.gid == gid, events.c.kind != ChangeKind.REGISTERED)
        for row in connection.execute(own.order_by(events.c.sequence)).mappings():
            commitment = bytes(row["commitment"]) if row["commitment"] is not None else None
            step = Step(ChangeKind(row["kind"]), row["office"], row["survivor"], row["version"], commitment)
            apply_step(entry, step)
    return list(found.values())


def position_of(connection: Connection) -> Position:
    """Return how far the stored events and batches reach."""
    last = connection.execute(
        select(events.c.sequence, events.c.head).order_by(events.c.sequence.desc()).limit(1)
    ).first()
    newest = connection.execute(
        select(batches.c.batch, batches.c.first_gid, batches.c.count).order_by(batches.c.batch.desc()).limit(1)
    ).first()
    sequence, head = (last.sequence, bytes(last.head)) if last else (0, GENESIS_HEAD)
    next_gid, next_batch = (newest.first_gid + newest.count, newest.batch + 1) if newest else (1, 0)
    return Position(sequence, head, next_gid, next_batch)


def write_checkpoint(connection: Connection, number: int, block_hash: bytes, position: Position) -> None:
    """Note how far the index has followed."""
    connection.execute(delete(checkpoint))
    values = {"block_number": number, "block_hash": block_hash, "sequence": position.sequence, "head": position.head}
    connection.execute(insert(checkpoint).values(only=1, **values))
