"""Is every row of the index what the chain says? The chain is folded again, elsewhere, and compared row by row."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, select
from sqlalchemy.event import listen
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from node.client import RegistryClient
from node.errors import DamagedError
from node.index import ChainIndex, FollowReport, Progress
from node.rollback import position_of
from node.tables import batches, blocks, checkpoint, entries, events, identity, metadata, office_events, offices

COMPARED = (identity, checkpoint, batches, entries, events, office_events, offices)
"""Everything that follows from the chain; of `chain_blocks`, the newest hashes, each is asked for."""
CHUNK = 5_000
REBUILD = "`gid rebuild` makes the index anew from the chain alone"
RESTORE = "restore this table from a backup; what the chain holds cannot have changed"
_UNREADABLE = ("could not decode", "malformed", "not a database")
"""How SQLite tells of bytes that cannot be what they should be, as against a database that is away."""

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class IndexAudit:
    """What was compared, all of it equal."""

    block_number: int
    batches: int
    ids: int
    events: int


def audit_index(engine: Engine, client: RegistryClient, *, progress: Progress | None = None) -> IndexAudit:
    """Compare every row of the index with the chain.

    The chain is folded up to the index's block into a database of its own, as `rebuild` does, with every batch's root
    and the running hash checked; and then on to the newest block, so that the contract's own head confirms it all.

    Raises:
        DamagedError: The first row that differs.
        IndexMismatchError: The chain's endpoint contradicts itself.
        ChainUnavailableError: It is away; nothing can be said.
    """
    with tempfile.TemporaryDirectory(prefix="gid-audit-") as folder:
        fresh = create_engine(f"sqlite:///{Path(folder) / 'index.db'}")
        listen(fresh, "connect", _forget_at_power_loss)
        try:
            metadata.create_all(fresh)
            index = ChainIndex(fresh, client)
            with engine.connect() as stored:
                report = index.follow(until=_block_reached(stored), progress=progress)
                with fresh.connect() as folded:
                    for table in COMPARED:
                        _compare(table, stored, folded)
                _compare_blocks(stored, client)
            counts = _counts(report, fresh)
            index.follow(progress=progress)
            return counts
        finally:
            fresh.dispose()


def read_rows(connection: Connection, table: Table, *columns: Any) -> Iterator[Row]:
    """Read a table in the order of its key, with what cannot be read as a finding instead of a traceback.

    Raises:
        DamagedError: A value is not what its column may hold.
    """
    query = select(*(columns or table.c)).order_by(*table.primary_key.columns)
    try:
        with connection.execute(query, execution_options={"yield_per": CHUNK}) as rows:
            for row in rows:
                yield tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
    except DBAPIError as error:
        if any(words in str(error.orig).lower() for words in _UNREADABLE):
            raise DamagedError(table.name, "a value in it cannot be read", advice=_advice(table)) from error
        raise
    except (SQLAlchemyError, ValueError, TypeError) as error:
        raise DamagedError(table.name, "a value in it cannot be read", advice=_advice(table)) from error


def _advice(table: Table) -> str:
    return REBUILD if table.metadata is metadata else RESTORE


def _forget_at_power_loss(connection: Any, _record: object) -> None:
    """What is thrown away at the end need not reach the disk."""
    connection.execute("PRAGMA synchronous=OFF")


def _block_reached(stored: Connection) -> int:
    rows = list(read_rows(stored, checkpoint, checkpoint.c.block_number))
    if len(rows) != 1 or not isinstance(rows[0][0], int):
        raise DamagedError(checkpoint.name, "it does not say how far the index has come", advice=REBUILD)
    return rows[0][0]


def _compare(table: Table, stored: Connection, folded: Connection) -> None:
    for ours, theirs in zip_longest(read_rows(stored, table), read_rows(folded, table)):
        if ours != theirs:
            raise DamagedError(table.name, _difference(table, ours, theirs), advice=REBUILD)


def _difference(table: Table, ours: Row | None, theirs: Row | None) -> str:
    keys = [number for number, column in enumerate(table.c) if column.primary_key]
    place = ", ".join(f"{list(table.c)[number].name} {(ours or theirs or ())[number]}" for number in keys)
    if ours is None:
        return f"the row with {place} is missing"
    if theirs is None or any(ours[number] != theirs[number] for number in keys):
        return f"the chain has no row with {place} there"
    column = next(column.name for column, left, right in zip(table.c, ours, theirs, strict=True) if left != right)
    return f"{column} of the row with {place} is not what the chain says"


def _compare_blocks(stored: Connection, client: RegistryClient) -> None:
    rows = list(read_rows(stored, blocks, blocks.c.number, blocks.c.hash, blocks.c.parent))
    numbers = [number for number, _, _ in rows]
    if not all(isinstance(number, int) and number >= 0 for number in numbers):
        raise DamagedError(blocks.name, "a block's number is none", advice=REBUILD)
    for row, header in zip(rows, client.blocks(numbers), strict=True):
        if header is None or row != (header.number, header.hash, header.parent):
            raise DamagedError(blocks.name, f"block {row[0]} is not the one on the chain", advice=REBUILD)


def _counts(report: FollowReport, fresh: Engine) -> IndexAudit:
    with fresh.connect() as connection:
        return IndexAudit(report.block_number, position_of(connection).next_batch, report.ids, report.events)
